namespace AmlCompute.Sandbox;

/// <summary>The sandbox's answer to one request.</summary>
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

    /// <summary>The headers in the order they are sent, Content-Type among them, Content-Length not.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    /// <summary>The body; empty when there is none.</summary>
    public byte[] Body { get; }
}
