using System.Globalization;
using AmlCompute.Client.Http;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AmlCompute.Client.SignIn;

/// <summary>Gets tokens for a managed identity from the endpoint of its host.</summary>
/// <remarks>
/// Azure.Identity caches tokens of managed identities for the whole process and for all endpoints, but the jobs of one worker process can
/// belong to different accounts. One object of this class uses one endpoint with one header for one identity, and its tokens belong to the
/// connection that created it.
/// </remarks>
internal sealed class ManagedIdentityTokenSource(
    IdentityEndpoint endpoint, IdentityAccount? account, TimeProvider clock, ClientOptions options) : ITokenSource
{
    /// <summary>The first second after the year 9999, in Unix time, for which .NET has no date.</summary>
    private const long EndOfTime = 253402300800;

    /// <summary>The longest lifetime in seconds, about three years; the sum with the current time must be a valid time.</summary>
    private const double LongestLifetime = 1e8;

    private static readonly JsonMember<string> Description = JsonMembers.CreateText("error_description");
    private static readonly JsonMember<string> Message = JsonMembers.CreateText("message");
    private static readonly JsonMember<string> ErrorMessage = JsonMembers.CreateText("error.message");

    private readonly HttpPipeline _pipeline = HttpPipelineBuilder.Build(options);

    public string Name => "managed identity";

    public async ValueTask<AccessToken> GetTokenAsync(TokenRequest request, CallContext call)
    {
        using HttpMessage message = _pipeline.CreateMessage();
        message.Request.Method = RequestMethod.Get;
        message.Request.Uri.Reset(endpoint.BuildUrl(request.Audience, account));
        try
        {
            message.Request.Headers.Add("Metadata", "true");
            if (endpoint.Secret is { } secret)
            {
                message.Request.Headers.Add(endpoint.Header, secret);
            }

            await _pipeline.SendAsync(message, call.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (!call.Token.IsCancellationRequested)
        {
            // After retries the pipeline throws the exceptions of all attempts.
            Exception cause = exception is AggregateException { InnerExceptions.Count: > 0 } attempts
                ? attempts.InnerExceptions.Last()
                : exception;
            string reason = cause is OperationCanceledException
                ? "The request timed out."
                : SignInException.ReadReason(cause.GetBaseException().Message, endpoint.Secret);
            throw new SignInException($"No response from {message.Request.Uri.Host}. {reason}");
        }

        return message.Response.Status == 200 ? ReadToken(message.Response) : throw CreateStatusError(message.Response);
    }

    /// <exception cref="SignInException">The response contains no token, or no valid expiry time.</exception>
    private AccessToken ReadToken(Response response)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(Utf8Text.Repair(response.Content.ToMemory()));
            JsonElement json = document.RootElement;
            if (json.ValueKind == JsonValueKind.Object && ReadText(json, "access_token") is { Length: > 0 } token)
            {
                return new AccessToken(token, ReadExpiry(json));
            }
        }
        catch (JsonException)
        {
            // The parser's message could contain a part of the body, so the exception below replaces it.
        }

        throw new SignInException("The response of the endpoint contains no token.");
    }

    /// <summary>
    /// Reads the expiry time. Hosts write it as <c>expires_on</c>, in Unix seconds or as a date in different formats, or as
    /// <c>expires_in</c>, the seconds from now.
    /// </summary>
    /// <exception cref="SignInException">The response contains no valid expiry time.</exception>
    private DateTimeOffset ReadExpiry(JsonElement json)
    {
        if (ReadText(json, "expires_on") is { Length: > 0 } expiry)
        {
            if (long.TryParse(expiry, NumberStyles.Integer, CultureInfo.InvariantCulture, out long seconds)
                && seconds is > 0 and < EndOfTime)
            {
                return DateTimeOffset.FromUnixTimeSeconds(seconds);
            }

            if (DateTimeOffset.TryParse(expiry, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
            {
                return time;
            }
        }

        string? text = ReadText(json, "expires_in");
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double lifetime)
            && lifetime is > 0 and < LongestLifetime
            ? clock.GetUtcNow().AddSeconds(lifetime)
            : throw new SignInException("The response of the endpoint contains a token without a valid expiry time.");
    }

    /// <summary>Returns a text, or a number as it is written; null for any other value.</summary>
    private static string? ReadText(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        }
        : null;

    /// <summary>
    /// Creates the exception for a status other than 200. If the host does not know the identity, the message begins with that, because
    /// each host words it differently.
    /// </summary>
    private SignInException CreateStatusError(Response response)
    {
        string reason = SignInException.ReadReason(ReadMessage(response), endpoint.Secret);
        string answer = $"The endpoint answered {response.Status}{(reason.Length > 0 ? $": {reason}" : ".")}";
        if (!SignInException.MeansUnknownIdentity(reason))
        {
            return new SignInException(answer);
        }

        return new SignInException(
            (account?.Id ?? endpoint.DefaultClientId) is { } id
                ? $"The identity '{id}' is not assigned to this host, or cannot be used on it. {answer}"
                : $"This host has no system-assigned identity; enable it, or specify a user-assigned identity with -AccountId. {answer}",
            isUnknownIdentity: true);
    }

    /// <summary>Returns the message of an error in one of the forms of the hosts; empty for none.</summary>
    private static string ReadMessage(Response response)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(Utf8Text.Repair(response.Content.ToMemory()));
            JsonElement json = document.RootElement;
            return json.ValueKind == JsonValueKind.String
                ? json.GetString()!
                : Description.Read(json) ?? Message.Read(json) ?? ErrorMessage.Read(json) ?? string.Empty;
        }
        catch (JsonException)
        {
            // Azure Automation sends plain text; a proxy sends HTML.
            string text = response.Content.ToString();
            return text.TrimStart().StartsWith("<", StringComparison.Ordinal) ? string.Empty : text;
        }
    }
}
