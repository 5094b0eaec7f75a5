namespace AmlCompute.Client.Planning;

/// <summary>The events of a run that matter when it plans again, for example after a conflict.</summary>
internal sealed class PlanHistory
{
    /// <summary>Gets or sets the target that the run has removed to create it again; null for none.</summary>
    public ComputeTarget? Removed { get; set; }

    /// <summary>Gets or sets the last step of this run that the service has accepted; null for none.</summary>
    public PlanStep? LastSent { get; set; }

    /// <summary>Gets a value indicating whether the service has accepted a step of this run.</summary>
    public bool HasSent => LastSent is not null;

    /// <summary>Gets or sets a value indicating whether the run has seen the wanted change of an instance in progress.</summary>
    public bool HasSeenRunningChange { get; set; }

    /// <summary>Gets or sets the error with which the service has refused a step since the last pause; null for none.</summary>
    public ComputeTargetException? Conflict { get; set; }

    /// <summary>Gets or sets the last state of the target that the run has read; null if it has not found the target.</summary>
    public ComputeTarget? LastSeen { get; set; }
}
