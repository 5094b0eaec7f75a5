namespace AmlCompute.Sandbox;

/// <summary>The response of a sandbox to one request.</summary>
/// <param name="status">The HTTP status code.</param>
/// <param name="headers">The headers.</param>
/// <param name="body">The body.</param>
public sealed class SandboxResponse(int status, IReadOnlyList<KeyValuePair<string, string>> headers, byte[] body)
{
    /// <summary>The HTTP status code.</summary>
    public int Status { get; } = status;

    /// <summary>
    /// The headers in the order in which they are sent, with Content-Type if there is a body, and without Content-Length.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; } = headers;

    /// <summary>The body; empty if the response has none.</summary>
    public byte[] Body { get; } = body;
}
