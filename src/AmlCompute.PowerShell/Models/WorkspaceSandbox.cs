using System.Collections;

namespace AmlCompute;

/// <summary>The controls of a sandbox: advance its clock, inject faults, add jobs, read its requests.</summary>
public abstract class WorkspaceSandbox
{
    private protected WorkspaceSandbox() { }

    /// <summary>Gets the time on the clock of the sandbox.</summary>
    public abstract DateTimeOffset Now { get; }

    /// <summary>Gets the last 10,000 requests that the sandbox received, oldest first.</summary>
    public abstract IReadOnlyList<SandboxRequestRecord> Requests { get; }

    /// <summary>Gets the number of all requests that the sandbox received since its start, or since ClearRequests.</summary>
    public abstract long RequestCount { get; }

    /// <summary>Gets the ids of the subscriptions of the sandbox.</summary>
    internal abstract IReadOnlyList<string> SubscriptionIds { get; }

    /// <summary>Removes all requests from the list, and counts from zero again.</summary>
    public abstract void ClearRequests();

    /// <summary>Advances the clock of the sandbox.</summary>
    /// <param name="time">The time to advance, not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative or too long.</exception>
    public abstract void Advance(TimeSpan time);

    /// <summary>Injects a fault: matching requests get another response or none, take longer, or start an operation that fails.</summary>
    /// <param name="fault">
    /// The fault and the requests it applies to: Method, Path (with *), Skip, Count, Status, Code, Message, RetryAfter, Body, ContentType,
    /// Delay, ConnectionReset, FailOperation.
    /// </param>
    /// <exception cref="ArgumentException">
    /// A key is unknown, its value is not valid, or the fault has no effect or effects that cannot be combined.
    /// </exception>
    public abstract void AddFault(IDictionary fault);

    /// <summary>
    /// Adds a job to the workspace. A job that waits, such as one in the default status Queued, raises the number of nodes of a cluster,
    /// runs for its duration, and then lets the cluster scale down after its idle time; on a compute instance it sets the state JobRunning.
    /// </summary>
    /// <param name="job">
    /// The job: Name, Target (the name or the id of a compute target), Status, Nodes, Duration, Type, Experiment, Creator, Tags.
    /// </param>
    /// <exception cref="ArgumentException">
    /// A key is unknown, its value is not valid, the name is in use, or not exactly one target or workspace fits.
    /// </exception>
    public abstract void AddJob(IDictionary job);

    /// <summary>Shows that the workspace is a sandbox.</summary>
    public override string ToString() => "in memory";

    /// <summary>Returns the controls of the same sandbox for another workspace in it.</summary>
    internal abstract WorkspaceSandbox CreateForWorkspace(string workspaceId);
}
