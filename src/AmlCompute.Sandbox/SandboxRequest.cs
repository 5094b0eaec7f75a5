namespace AmlCompute.Sandbox;

/// <summary>One request to the sandbox.</summary>
/// <param name="method">The HTTP method.</param>
/// <param name="uri">The absolute URI; links in the response have its scheme, host and port.</param>
/// <param name="headers">The headers, or null for none.</param>
/// <param name="body">The body, or null for none.</param>
/// <exception cref="ArgumentException">The URI is not absolute.</exception>
public sealed class SandboxRequest(string method, Uri uri, IEnumerable<KeyValuePair<string, string>>? headers = null, byte[]? body = null)
{
    /// <summary>The HTTP method.</summary>
    public string Method { get; } = method ?? throw new ArgumentNullException(nameof(method));

    /// <summary>The absolute URI.</summary>
    public Uri Uri { get; } = (uri ?? throw new ArgumentNullException(nameof(uri))).IsAbsoluteUri
        ? uri
        : throw new ArgumentException("The URI of a request must be absolute.", nameof(uri));

    /// <summary>The headers, including content headers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; } = [.. headers ?? []];

    /// <summary>The body; empty if the request has none.</summary>
    public byte[] Body { get; } = body ?? [];
}
