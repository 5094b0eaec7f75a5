namespace AmlCompute.Sandbox;

/// <summary>One entry of the request log of a sandbox.</summary>
public sealed class SandboxRequestEntry
{
    private const int MaxBodyBytes = 64 * 1024;

    // The request itself is not kept, because its body can be long.
    internal SandboxRequestEntry(SandboxRequest request, DateTimeOffset time)
    {
        Time = time;
        Method = request.Method;
        Path = request.Uri.AbsolutePath;
        Query = Redaction.RedactQuery(request.Uri.Query);
        Body = request.Body.Length <= MaxBodyBytes ? Redaction.RedactLoggedBody(request.Body) : null;
        BodyLength = request.Body.Length;
    }

    /// <summary>The time at which the request arrived, in sandbox time.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>The HTTP method.</summary>
    public string Method { get; }

    /// <summary>The path as it was sent, without the query.</summary>
    public string Path { get; }

    /// <summary>The query without its question mark, with *** instead of signatures.</summary>
    public string Query { get; }

    /// <summary>The status of the response; null if there is none yet, or none because a fault or the client ended the request.</summary>
    public int? Status { get; internal set; }

    /// <summary>
    /// The body of the request, with *** instead of secrets, or only its length if it is not JSON; null if the request has none, or one
    /// longer than 64 kB.
    /// </summary>
    public string? Body { get; }

    /// <summary>The length of the body in bytes, as it was sent.</summary>
    public int BodyLength { get; }

    /// <summary>Formats the method, the path and the status.</summary>
    public override string ToString() => $"{Method} {Path} {Status?.ToString(CultureInfo.InvariantCulture) ?? "-"}";

    internal SandboxRequestEntry Copy() => (SandboxRequestEntry)MemberwiseClone();
}
