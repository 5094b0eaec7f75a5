namespace AmlCompute;

/// <summary>A request that a sandbox received.</summary>
public sealed class SandboxRequestRecord
{
    internal SandboxRequestRecord(
        DateTimeOffset time, string method, string path, string query, int? status, string? body, int bodyLength)
    {
        Time = time;
        Method = method;
        Path = path;
        Query = query;
        Status = status;
        Body = body;
        BodyLength = bodyLength;
    }

    /// <summary>Gets the time of the request on the clock of the sandbox.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>Gets the HTTP method, such as GET.</summary>
    public string Method { get; }

    /// <summary>Gets the path of the URL, escaped as in the request.</summary>
    public string Path { get; }

    /// <summary>Gets the query of the URL, without the question mark, with *** in the place of signatures; empty without a query.</summary>
    public string Query { get; }

    /// <summary>Gets the HTTP status of the response; null if there is none, for example because a fault reset the connection.</summary>
    public int? Status { get; }

    /// <summary>
    /// Gets the body of the request, with *** in the place of secrets, or only its length if it is not JSON; null without a body, and for
    /// one longer than 64 kB.
    /// </summary>
    public string? Body { get; }

    /// <summary>Gets the length of the body of the request, in bytes.</summary>
    public int BodyLength { get; }

    /// <summary>Shows the method, the path and the status if there is one, for example <c>GET /subscriptions/... 200</c>.</summary>
    public override string ToString() => $"{Method} {Path} {Status}".TrimEnd();
}
