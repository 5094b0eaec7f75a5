namespace AmlCompute;

/// <summary>The outcome of an action.</summary>
public enum ComputeSyncOutcome
{
    /// <summary>The action was applied, or will be once the service completes an accepted request.</summary>
    Done,

    /// <summary>At least a part of the action was skipped; <see cref="ComputeSyncResult.Reason"/> contains the reason.</summary>
    Left,

    /// <summary>The action failed; an error record contains the reason.</summary>
    Failed,

    /// <summary>The target matches its wanted configuration, and nothing was changed.</summary>
    Unchanged,
}
