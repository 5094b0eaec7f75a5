using AmlCompute.Client.Errors;
using AmlCompute.Client.Http;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AmlCompute.Client.Arm;

/// <summary>
/// Sends requests to Azure Resource Manager, or to the Retail Prices API, and reads the JSON objects and links of the responses.
/// </summary>
internal sealed class ArmClient(HttpPipeline pipeline, Uri endpoint, RequestClocks clocks)
{
    private readonly SupportedVersions _versions = new();

    public ArmUrls Urls { get; } = new(endpoint);

    /// <summary>Gets the sender of all requests of the connection, by which responses are cached.</summary>
    public RequestSender Sender { get; } = new(pipeline, clocks);

    /// <summary>
    /// Sends one request with its retries, and with another api-version if the cloud does not know that of the URL.
    /// </summary>
    /// <param name="method">The method.</param>
    /// <param name="url">The URL.</param>
    /// <param name="body">The body; null for none.</param>
    /// <param name="computeName">The target of the request, for errors; null for none.</param>
    /// <param name="call">The call of the user.</param>
    /// <param name="buffer">The memory for the response, which the caller returns to the pool; null for memory of its own.</param>
    /// <returns>The response, with a status from 200 to 299 and its body in memory.</returns>
    /// <exception cref="ComputeTargetException">The response is missing, or is not a success.</exception>
    public async Task<Response> SendAsync(
        RequestMethod method, Uri url, JsonNode? body, string? computeName, CallContext call, BodyBuffer? buffer = null)
    {
        Uri sent = _versions.ReplaceVersion(url);
        using HttpMessage message = CreateMessage(method, sent, body, buffer);
        if (body is not null)
        {
            call.Secrets.AddSecretsOf(body);
        }

        await Sender.SendAsync(message, computeName, call).ConfigureAwait(false);

        // A buffered response can be read after the message is disposed.
        Response response = message.Response;
        if (response.Status >= 400 && _versions.TryLearnReplacement(url, sent, response.Status, response.Content.ToString()))
        {
            string? version = SupportedVersions.ReadVersion(_versions.ReplaceVersion(url));
            call.Log.WriteVerbose($"The service does not know the api-version. The request is sent again as api-version={version}.");
            return await SendAsync(method, url, body, computeName, call, buffer).ConfigureAwait(false);
        }

        return response.Status is >= 200 and < 300
            ? response
            : throw ServiceError.CreateFromResponse(response, computeName, Sender.Clock, call.Secrets);
    }

    /// <summary>Reads the body of a response.</summary>
    /// <exception cref="ComputeTargetException">The body is not a JSON object.</exception>
    public static JsonElement ReadObject(Response response, string? computeName)
    {
        try
        {
            Utf8JsonReader reader = new(Utf8Text.Repair(response.Content.ToMemory()).Span);
            JsonElement json = JsonElement.ParseValue(ref reader);

            // The reader throws if text follows the object.
            reader.Read();
            return json.ValueKind == JsonValueKind.Object
                ? json
                : throw ServiceError.CreateMalformedError(response, "its body is not a JSON object", computeName);
        }
        catch (JsonException exception)
        {
            throw ServiceError.CreateMalformedError(response, "its body is not valid JSON", computeName, exception);
        }
    }

    /// <summary>Parses a URL that the service sent. The response and the name of the target are for errors.</summary>
    /// <exception cref="ComputeTargetException">The text is not a URL, or leads to an address that is not trusted.</exception>
    public Uri ParseTrustedLink(string link, Response response, string? computeName = null)
    {
        Uri url = Urls.ParseLink(link) ?? throw ServiceError.CreateMalformedError(response, "a link in it is not a URL", computeName);
        return Urls.IsTrusted(url) ? url : throw new ComputeTargetException(
            ErrorIds.UntrustedEndpoint,
            $"The service sent a link to {DescribeOrigin(url)}, which is not "
            + $"{string.Join(" or ", Urls.TrustedEndpoints.Select(DescribeOrigin))}. It was not followed.")
        {
            ComputeName = computeName,
            LacksName = true,
        };
    }

    private HttpMessage CreateMessage(RequestMethod method, Uri url, JsonNode? body, BodyBuffer? buffer)
    {
        HttpMessage message = Sender.CreateMessage();
        if (buffer is not null)
        {
            message.SetProperty(typeof(BodyBuffer), buffer);
        }

        message.Request.Method = method;
        message.Request.Uri.Reset(url);
        message.Request.Headers.Add(HttpHeader.Common.JsonAccept);
        if (body is not null)
        {
            message.Request.Headers.Add(HttpHeader.Common.JsonContentType);
            message.Request.Content = RequestContent.Create(JsonSerializer.SerializeToUtf8Bytes(body, JsonText.Compact));
        }

        return message;
    }

    /// <summary>
    /// Returns scheme, host and port of a URL, without the parts that can contain a secret; only the scheme of a URL without a host, such
    /// as <c>file:</c>.
    /// </summary>
    private static string DescribeOrigin(Uri url) => url.Host.Length == 0
        ? $"{url.Scheme}:"
        : $"{url.Scheme}://{(url.UserInfo.Length > 0 ? "***@" : string.Empty)}{url.Host}{(url.Port < 0 ? string.Empty : $":{url.Port}")}";
}
