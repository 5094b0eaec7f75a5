using System.Globalization;
using System.Text.Json;
using AmlCompute.Client.Arm;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AmlCompute.Client.SignIn;

/// <summary>A managed identity by the endpoint of its host.</summary>
/// <remarks>
/// Azure.Identity keeps managed-identity tokens for the whole process, whatever the endpoint; the jobs of one worker process may belong to different accounts. One
/// object of this class asks one endpoint with one header for one identity, and its tokens stay with the connection that made it.
/// </remarks>
internal sealed class ManagedIdentityTokenSource : ITokenSource
{
    private static readonly JsonMember<string> Description = JsonMembers.Text("error_description");
    private static readonly JsonMember<string> Message = JsonMembers.Text("message");
    private static readonly JsonMember<string> ErrorMessage = JsonMembers.Text("error.message");

    private readonly IdentityEndpoint _endpoint;
    private readonly IdentityAccount? _account;
    private readonly TimeProvider _clock;
    private readonly HttpPipeline _pipeline;

    /// <param name="endpoint">Where to ask.</param>
    /// <param name="account">A user-assigned identity; null for the host's own.</param>
    /// <param name="clock">Tells what time it is.</param>
    /// <param name="options">How to send.</param>
    public ManagedIdentityTokenSource(IdentityEndpoint endpoint, IdentityAccount? account, TimeProvider clock, ClientOptions options)
    {
        _endpoint = endpoint;
        _account = account;
        _clock = clock;
        _pipeline = HttpPipelineBuilder.Build(options);
    }

    public string Name => "managed identity";

    public async ValueTask<AccessToken> GetTokenAsync(TokenRequest request, CallContext call)
    {
        using HttpMessage message = _pipeline.CreateMessage();
        message.Request.Method = RequestMethod.Get;
        message.Request.Uri.Reset(_endpoint.UrlFor(request.Audience, _account));
        try
        {
            message.Request.Headers.Add("Metadata", "true");
            if (_endpoint.Secret is { } secret)
            {
                message.Request.Headers.Add(_endpoint.Header, secret);
            }

            await _pipeline.SendAsync(message, call.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (!call.Token.IsCancellationRequested)
        {
            Exception cause = exception is AggregateException { InnerExceptions.Count: > 0 } several ? several.InnerExceptions.Last() : exception;
            throw new SignInException($"No answer from {message.Request.Uri.Host}. {SignInException.From(cause, _endpoint.Secret).Message}");
        }

        return message.Response.Status == 200 ? Read(message.Response) : throw Refused(message.Response);
    }

    private AccessToken Read(Response response)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(response.Content.ToMemory());
            JsonElement json = document.RootElement;
            if (json.ValueKind == JsonValueKind.Object && Text(json, "access_token") is { Length: > 0 } token)
            {
                return new AccessToken(token, ExpiresOn(json));
            }
        }
        catch (JsonException)
        {
            // Says no more than that it is no token.
        }

        throw new SignInException("The endpoint answered, but not with a token.");
    }

    /// <summary>Hosts write the end as Unix seconds, as a number or in quotes, or as a date, of which each has its own form.</summary>
    private DateTimeOffset ExpiresOn(JsonElement json)
    {
        if (Text(json, "expires_on") is { Length: > 0 } on)
        {
            if (long.TryParse(on, NumberStyles.Integer, CultureInfo.InvariantCulture, out long seconds) && seconds is > 0 and < 253402300800)
            {
                return DateTimeOffset.FromUnixTimeSeconds(seconds);
            }

            if (DateTimeOffset.TryParse(on, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
            {
                return time;
            }
        }

        return double.TryParse(Text(json, "expires_in"), NumberStyles.Float, CultureInfo.InvariantCulture, out double left) && left is > 0 and < 1e8
            ? _clock.GetUtcNow().AddSeconds(left)
            : throw new SignInException("The endpoint answered with a token, but not until when it is good.");
    }

    private static string? Text(JsonElement json, string name) =>
        !json.TryGetProperty(name, out JsonElement value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : value.ValueKind == JsonValueKind.Number ? value.GetRawText()
        : null;

    /// <summary>Says what is to be done about the refusals that users meet; the words of the hosts do not.</summary>
    private SignInException Refused(Response response)
    {
        string words = SignInException.Line(Words(response), _endpoint.Secret);
        string said = $"It answered {response.Status}{(words.Length > 0 ? $": {words}" : ".")}";
        if (!SignInException.NamesNoIdentity(words))
        {
            return new SignInException(said);
        }

        return new SignInException(
            _account is null
                ? $"This host has no system-assigned identity. Turn it on, or name a user-assigned one by -AccountId. {said}"
                : $"The identity '{_account.Id}' is not assigned to this host, or may not be used here. {said}",
            isUnknownIdentity: true);
    }

    private static string Words(Response response)
    {
        string text = response.Content.ToString();
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement json = document.RootElement;
            return json.ValueKind == JsonValueKind.String ? json.GetString()! : Description.Read(json) ?? Message.Read(json) ?? ErrorMessage.Read(json) ?? string.Empty;
        }
        catch (JsonException)
        {
            // Azure Automation answers plain text, a proxy a page.
            return text.TrimStart().StartsWith("<", StringComparison.Ordinal) ? string.Empty : text;
        }
    }
}
