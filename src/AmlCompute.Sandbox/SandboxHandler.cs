namespace AmlCompute.Sandbox;

/// <summary>Sends the requests of an <see cref="HttpClient"/>, or of another client with a message handler, to a sandbox.</summary>
/// <param name="service">The sandbox; several handlers can share it.</param>
public sealed class SandboxHandler(SandboxService service) : HttpMessageHandler
{
    private readonly SandboxService _service = service ?? throw new ArgumentNullException(nameof(service));

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            SandboxRequest sandboxRequest = await ToSandboxRequestAsync(request);
            return ToHttpResponse(request, await _service.SendAsync(sandboxRequest, cancellationToken));
        }
        catch (IOException exception)
        {
            throw new HttpRequestException("An error occurred while sending the request.", exception);
        }
    }

    private static async Task<SandboxRequest> ToSandboxRequestAsync(HttpRequestMessage request)
    {
        IEnumerable<KeyValuePair<string, IEnumerable<string>>> headers = request.Headers;
        byte[]? body = null;
        if (request.Content is { } content)
        {
#pragma warning disable CA2016 // net472 has no overload with a token, and the bodies of requests are short.
            body = await content.ReadAsByteArrayAsync();
#pragma warning restore CA2016
            headers = headers.Concat(content.Headers);
        }

        return new SandboxRequest(
            request.Method.Method,
            request.RequestUri ?? throw new InvalidOperationException("The request has no URI."),
            headers.Select(header => new KeyValuePair<string, string>(header.Key, string.Join(", ", header.Value))),
            body);
    }

    private static HttpResponseMessage ToHttpResponse(HttpRequestMessage request, SandboxResponse sandboxResponse)
    {
        HttpResponseMessage response = new((System.Net.HttpStatusCode)sandboxResponse.Status)
        {
            RequestMessage = request,
            Content = new ByteArrayContent(sandboxResponse.Body),
        };
        foreach (KeyValuePair<string, string> header in sandboxResponse.Headers)
        {
            // HttpClient keeps the headers of the content, such as Content-Type, apart.
            if (!response.Headers.TryAddWithoutValidation(header.Key, header.Value))
            {
                response.Content.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }
        }

        return response;
    }
}
