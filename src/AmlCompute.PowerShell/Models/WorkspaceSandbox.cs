using System.Collections;

namespace AmlCompute;

/// <summary>The controls of a sandbox: advance its clock, inject faults, read its requests.</summary>
public abstract class WorkspaceSandbox
{
    private protected WorkspaceSandbox() { }

    /// <summary>Gets the time in the sandbox.</summary>
    public abstract DateTimeOffset Now { get; }

    /// <summary>Gets the last 10,000 requests that the sandbox received, oldest first.</summary>
    public abstract IReadOnlyList<SandboxRequestRecord> Requests { get; }

    /// <summary>Gets the number of all requests that the sandbox received since its start, or since ClearRequests.</summary>
    public abstract long RequestCount { get; }

    /// <summary>Removes all requests from the list, and counts from zero again.</summary>
    public abstract void ClearRequests();

    /// <summary>Advances the clock of the sandbox.</summary>
    /// <param name="time">The time to advance, not negative.</param>
    public abstract void Advance(TimeSpan time);

    /// <summary>Injects a fault: matching requests fail or take longer.</summary>
    /// <param name="fault">
    /// The fault and the requests it applies to: Method, Path (with *), Skip, Count, Status, Code, Message, RetryAfter, Body, ContentType,
    /// Delay, ConnectionReset, FailOperation.
    /// </param>
    /// <exception cref="ArgumentException">A key is unknown, or its value is of the wrong type.</exception>
    public abstract void AddFault(IDictionary fault);

    /// <summary>
    /// Adds a job to the workspace. A job in the status Queued raises the number of nodes of a cluster, runs for its duration, and then
    /// lets the cluster scale down after its idle time; on a compute instance it sets the state JobRunning.
    /// </summary>
    /// <param name="job">
    /// The job: Name, Target (the name or the id of a compute target), Status, Nodes, Duration, Type, Experiment, Creator, Tags.
    /// </param>
    /// <exception cref="ArgumentException">A key is unknown, its value is not valid, or the target does not exist.</exception>
    public abstract void AddJob(IDictionary job);

    /// <summary>Returns the controls of the same sandbox for another workspace in it.</summary>
    internal abstract WorkspaceSandbox For(string workspaceId);

    internal abstract IReadOnlyList<string> SubscriptionIds { get; }

    /// <summary>Shows that the workspace is a sandbox.</summary>
    /// <returns>A fixed text.</returns>
    public override string ToString() => "in memory";
}

/// <summary>A request that a sandbox received.</summary>
public sealed class SandboxRequestRecord
{
    internal SandboxRequestRecord(
        DateTimeOffset time, string method, string path, string query, int? status, string? body, int bodyLength = 0)
    {
        Time = time;
        Method = method;
        Path = path;
        Query = query;
        Status = status;
        Body = body;
        BodyLength = bodyLength;
    }

    /// <summary>Gets the time in the sandbox.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>Gets the HTTP method.</summary>
    public string Method { get; }

    /// <summary>Gets the path of the URL, escaped as in the request.</summary>
    public string Path { get; }

    /// <summary>Gets the query of the URL, without the question mark.</summary>
    public string Query { get; }

    /// <summary>Gets the HTTP status of the response; null if the sandbox reset the connection.</summary>
    public int? Status { get; }

    /// <summary>Gets the body of the request, without its secrets; null without one, and for one longer than 64 kB.</summary>
    public string? Body { get; }

    /// <summary>Gets the length of the body of the request, in bytes.</summary>
    public int BodyLength { get; }

    /// <summary>Shows the method, the path and the status.</summary>
    /// <returns>For example <c>GET /subscriptions/... 200</c>.</returns>
    public override string ToString() => $"{Method} {Path} {Status}";
}
