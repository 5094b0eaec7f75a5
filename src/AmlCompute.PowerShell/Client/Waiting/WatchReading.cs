namespace AmlCompute.Client.Waiting;

/// <summary>One reading of a watch.</summary>
/// <param name="Targets">The targets, with those that are gone or cannot be read since the reading before.</param>
/// <param name="Errors">The errors of workspaces that can no longer be watched.</param>
/// <param name="LastFailure">A temporary error of the reading; null for none.</param>
/// <param name="Elapsed">The time since the start of the watch, on the clock of the user.</param>
/// <param name="IsLast">True if no other reading follows.</param>
internal sealed record WatchReading(
    IReadOnlyList<WatchedTarget> Targets,
    IReadOnlyList<ComputeTargetException> Errors,
    ComputeTargetException? LastFailure,
    TimeSpan Elapsed,
    bool IsLast)
{
    /// <summary>Gets a value indicating whether this is the reading before, with a later time.</summary>
    public bool IsRepeated { get; init; }
}
