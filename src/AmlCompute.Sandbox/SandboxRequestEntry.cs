namespace AmlCompute.Sandbox;

/// <summary>One line of the sandbox's request log.</summary>
public sealed class SandboxRequestEntry
{
    internal SandboxRequestEntry(DateTimeOffset time, string method, string path, string query, int? status, string? body)
    {
        Time = time;
        Method = method;
        Path = path;
        Query = query;
        Status = status;
        Body = body;
    }

    /// <summary>When the request arrived, in sandbox time.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>The HTTP method.</summary>
    public string Method { get; }

    /// <summary>The path as it was sent, without the query.</summary>
    public string Path { get; }

    /// <summary>The query without its question mark; signatures are replaced by ***.</summary>
    public string Query { get; }

    /// <summary>The status of the answer; null while there is none and when the connection was reset.</summary>
    public int? Status { get; }

    /// <summary>The request's body with its secrets replaced by ***; null when there was none.</summary>
    public string? Body { get; }

    /// <summary>Method, path and status.</summary>
    public override string ToString() => $"{Method} {Path} {Status?.ToString(CultureInfo.InvariantCulture) ?? "-"}";
}
