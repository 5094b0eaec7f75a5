namespace AmlCompute.Sandbox;

/// <summary>One request to the sandbox.</summary>
public sealed class SandboxRequest
{
    /// <summary>Creates a request.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="uri">The absolute URI; links in the response have its scheme and host.</param>
    /// <param name="headers">The headers, or null for none.</param>
    /// <param name="body">The body, or null for none.</param>
    public SandboxRequest(string method, Uri uri, IEnumerable<KeyValuePair<string, string>>? headers = null, byte[]? body = null)
    {
        Method = method ?? throw new ArgumentNullException(nameof(method));
        Uri = uri ?? throw new ArgumentNullException(nameof(uri));
        if (!uri.IsAbsoluteUri)
        {
            throw new ArgumentException("The URI of a request must be absolute.", nameof(uri));
        }

        Headers = [.. headers ?? []];
        Body = body ?? [];
    }

    /// <summary>The HTTP method.</summary>
    public string Method { get; }

    /// <summary>The absolute URI.</summary>
    public Uri Uri { get; }

    /// <summary>The headers, including content headers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    /// <summary>The body; empty if the request has none.</summary>
    public byte[] Body { get; }
}
