using System.Collections;

namespace AmlCompute;

/// <summary>The controls of a sandbox: step its clock, make it fail, see what was asked of it.</summary>
public abstract class WorkspaceSandbox
{
    private protected WorkspaceSandbox()
    {
    }

    /// <summary>Gets the time in the sandbox.</summary>
    public abstract DateTimeOffset Now { get; }

    /// <summary>Gets the requests the sandbox has seen, oldest first.</summary>
    public abstract IReadOnlyList<SandboxRequestRecord> Requests { get; }

    /// <summary>Moves the sandbox's clock on.</summary>
    /// <param name="time">How far, not negative.</param>
    public abstract void Advance(TimeSpan time);

    /// <summary>Makes coming requests fail, or be slow.</summary>
    /// <param name="fault">
    /// What happens to which requests: Method, Path (with *), Skip, Count, Status, Code, Message, RetryAfter, Body, ContentType, Delay,
    /// ConnectionReset, FailOperation.
    /// </param>
    /// <exception cref="ArgumentException">A key is unknown, or its value is of the wrong type.</exception>
    public abstract void AddFault(IDictionary fault);

    /// <summary>Shows that this is a sandbox.</summary>
    /// <returns>A fixed text.</returns>
    public override string ToString() => "in memory";
}

/// <summary>One request that a sandbox has seen.</summary>
public sealed class SandboxRequestRecord
{
    internal SandboxRequestRecord(DateTimeOffset time, string method, string path, string query, int? status, string? body)
    {
        Time = time;
        Method = method;
        Path = path;
        Query = query;
        Status = status;
        Body = body;
    }

    /// <summary>Gets the time in the sandbox.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>Gets the HTTP method.</summary>
    public string Method { get; }

    /// <summary>Gets the path of the URL, escaped as it was sent.</summary>
    public string Path { get; }

    /// <summary>Gets the query of the URL, without the question mark.</summary>
    public string Query { get; }

    /// <summary>Gets the HTTP status of the answer; null when the connection was broken instead.</summary>
    public int? Status { get; }

    /// <summary>Gets the body of the request with its secrets taken out; null without one.</summary>
    public string? Body { get; }

    /// <summary>Shows method, path and status.</summary>
    /// <returns>For example <c>GET /subscriptions/... 200</c>.</returns>
    public override string ToString() => $"{Method} {Path} {Status}";
}
