namespace AmlCompute.Sandbox;

/// <summary>Puts a sandbox under an <see cref="HttpClient"/> or anything else that takes a message handler.</summary>
public sealed class SandboxHandler : HttpMessageHandler
{
    private readonly SandboxService _service;

    /// <summary>Makes a handler over a sandbox.</summary>
    /// <param name="service">The sandbox; several handlers may share it.</param>
    public SandboxHandler(SandboxService service) => _service = service ?? throw new ArgumentNullException(nameof(service));

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        SandboxResponse answer;
        try
        {
            answer = await _service.SendAsync(await ReadAsync(request), cancellationToken);
        }
        catch (IOException broken)
        {
            throw new HttpRequestException("An error occurred while sending the request.", broken);
        }

        return Write(request, answer);
    }

    private static async Task<SandboxRequest> ReadAsync(HttpRequestMessage request)
    {
        IEnumerable<KeyValuePair<string, IEnumerable<string>>> headers = request.Headers;
        byte[]? body = null;
        if (request.Content is { } content)
        {
#pragma warning disable CA2016 // net472 has no overload with a token, and the content is in memory.
            body = await content.ReadAsByteArrayAsync();
#pragma warning restore CA2016
            headers = headers.Concat(content.Headers);
        }

        return new SandboxRequest(
            request.Method.Method,
            request.RequestUri ?? throw new InvalidOperationException("The request has no address."),
            headers.Select(header => new KeyValuePair<string, string>(header.Key, string.Join(", ", header.Value))),
            body);
    }

    private HttpResponseMessage Write(HttpRequestMessage request, SandboxResponse answer)
    {
        HttpResponseMessage response = new((System.Net.HttpStatusCode)answer.Status)
        {
            RequestMessage = request,
            Content = new ByteArrayContent(answer.Body),
        };
        foreach (KeyValuePair<string, string> header in answer.Headers)
        {
            if (!response.Headers.TryAddWithoutValidation(header.Key, header.Value))
            {
                response.Content.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }

            if (header.Key == "Retry-After" && ScaledMilliseconds(header.Value) is { } milliseconds)
            {
                response.Headers.TryAddWithoutValidation("retry-after-ms", milliseconds);
            }
        }

        return response;
    }

    /// <summary>Retry-After is in sandbox seconds; a client's retry policy waits in real ones.</summary>
    private string? ScaledMilliseconds(string retryAfter) =>
        _service.RealTimeSpeed is { } speed
        && double.TryParse(retryAfter, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
            ? Math.Ceiling(seconds * 1000 / speed).ToString(CultureInfo.InvariantCulture)
            : null;
}
