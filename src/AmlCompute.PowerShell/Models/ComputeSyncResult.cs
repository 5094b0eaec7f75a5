namespace AmlCompute;

/// <summary>What Sync-AmlComputeTarget did with one compute target.</summary>
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

    /// <summary>Gets the compute type, in the service's words: the wanted one, or for an extra target its own.</summary>
    public string ComputeType { get; }

    /// <summary>Gets the name of the workspace.</summary>
    public string WorkspaceName { get; }

    /// <summary>Gets what was done, or with another outcome than Done, what was to be done.</summary>
    public ComputeSyncAction Action { get; }

    /// <summary>Gets how it came out.</summary>
    public ComputeSyncOutcome Outcome { get; }

    /// <summary>Gets what was different before; empty for what was missing, the same or extra.</summary>
    public IReadOnlyList<ComputePropertyDifference> Differences { get; }

    /// <summary>Gets why it is not as it is wanted; null when it is.</summary>
    public string? Reason { get; internal init; }

    /// <summary>Gets the file that says what is wanted; null where no file says it.</summary>
    public string? Path { get; }

    /// <summary>Gets the compute target afterwards, or as it was when it was removed; null when it could not be made.</summary>
    public ComputeTarget? Target { get; internal init; }

    /// <summary>Gets the ARM resource id of the compute target; null when it could not be made.</summary>
    public string? Id => Target?.Id;

    /// <summary>Shows the name, the action and the outcome.</summary>
    /// <returns>For example <c>cpu: Update Done</c>.</returns>
    public override string ToString() => $"{Name}: {Action} {Outcome}{(Reason is null ? string.Empty : $" ({Reason})")}";
}

/// <summary>What brings a compute target to what is wanted.</summary>
public enum ComputeSyncAction
{
    /// <summary>Nothing: it is as it is wanted.</summary>
    None,

    /// <summary>The service makes it.</summary>
    Create,

    /// <summary>An existing resource is attached.</summary>
    Attach,

    /// <summary>It is changed in place.</summary>
    Update,

    /// <summary>It is removed and made again.</summary>
    Replace,

    /// <summary>It is deleted, with what the service made for it.</summary>
    Delete,

    /// <summary>It is taken out of the workspace; the attached resource stays.</summary>
    Detach,
}

/// <summary>How the action came out.</summary>
public enum ComputeSyncOutcome
{
    /// <summary>It is as it is wanted, or with a change that the service has accepted will be.</summary>
    Done,

    /// <summary>All or a part of it was not done, because it was not allowed or the answer was no.</summary>
    Left,

    /// <summary>It failed; there is an error that says why.</summary>
    Failed,
}
