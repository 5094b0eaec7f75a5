namespace AmlCompute;

/// <summary>The result of Sync-AmlComputeTarget or Invoke-AmlComputePlan for one compute target.</summary>
public sealed class ComputeSyncResult
{
    internal ComputeSyncResult(ComputeComparison comparison, ComputeSyncAction action, ComputeSyncOutcome outcome)
    {
        Name = comparison.Name;
        ComputeType = comparison.ComputeType;
        WorkspaceName = comparison.WorkspaceName;
        Path = comparison.Path;
        Differences = comparison.Differences;
        Action = action;
        Outcome = outcome;
    }

    /// <summary>Gets the name of the compute target.</summary>
    public string Name { get; }

    /// <summary>Gets the compute type, in the service's words: the wanted type, or the live type of an extra target.</summary>
    public string ComputeType { get; }

    /// <summary>Gets the type, as <see cref="ComputeType"/>.</summary>
    public string Type => ComputeType;

    /// <summary>Gets the name of the workspace.</summary>
    public string WorkspaceName { get; }

    /// <summary>Gets the action that was run, or was due if the outcome is Left or Failed.</summary>
    public ComputeSyncAction Action { get; }

    /// <summary>Gets the outcome of the action.</summary>
    public ComputeSyncOutcome Outcome { get; }

    /// <summary>
    /// Gets the differences before the action; empty for a target that was missing, the same or extra, and for a plan that was saved as
    /// JSON of a small depth.
    /// </summary>
    public IReadOnlyList<ComputePropertyDifference> Differences { get; }

    /// <summary>Gets the reason for the outcome Left or Failed; null for another outcome.</summary>
    public string? Reason { get; internal init; }

    /// <summary>Gets the path of the file that contains the wanted configuration; null if no file contains it.</summary>
    public string? Path { get; }

    /// <summary>
    /// Gets the compute target after the action, or before its removal; null if it was missing and was not created, if a step of a plan was
    /// skipped, and after a failed action, except for a target that failed after the service had created it.
    /// </summary>
    public ComputeTarget? Target { get; internal init; }

    /// <summary>Gets the ARM resource id of <see cref="Target"/>; null without a target.</summary>
    public string? Id => Target?.Id;

    /// <summary>Gets <see cref="Reason"/>, or else the differences, one a line.</summary>
    public string Details => Reason ?? string.Join("\n", Differences);

    /// <summary>Shows the name, the action, the outcome and the reason if there is one, for example <c>cpu: Update Done</c>.</summary>
    public override string ToString() => $"{Name}: {Action} {Outcome}{(Reason is null ? string.Empty : $" ({Reason})")}";

    /// <summary>Creates the result of an action that succeeded, or of no action.</summary>
    internal static ComputeSyncResult CreateCompleted(ComputeComparison comparison, ComputeSyncAction action, ComputeTarget? target) =>
        new(comparison, action, action == ComputeSyncAction.None ? ComputeSyncOutcome.Unchanged : ComputeSyncOutcome.Done)
        {
            Target = target,
        };
}
