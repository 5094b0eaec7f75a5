namespace AmlCompute.Sandbox;

/// <summary>The response of a sandbox to one request.</summary>
public sealed class SandboxResponse
{
    internal SandboxResponse(int status, IReadOnlyList<KeyValuePair<string, string>> headers, byte[] body)
    {
        Status = status;
        Headers = headers;
        Body = body;
    }

    /// <summary>The HTTP status code.</summary>
    public int Status { get; }

    /// <summary>The headers in the order in which they are sent, with Content-Type and without Content-Length.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    /// <summary>The body; empty if the response has none.</summary>
    public byte[] Body { get; }
}
