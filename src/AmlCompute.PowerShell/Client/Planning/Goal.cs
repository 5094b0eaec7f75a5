namespace AmlCompute.Client.Planning;

/// <summary>The state that a command wants for one compute target.</summary>
internal abstract class Goal(string name)
{
    public string Name { get; } = name;

    /// <summary>Plans the requests that lead from the current target, null for none, to the goal.</summary>
    public abstract Task<TargetPlan> PlanAsync(ComputeTarget? live, PlanHistory history, IPlanReader reader);

    protected ComputeTargetException NotFound() =>
        ComputeTargetException.About(Name, ErrorIds.ComputeTargetNotFound, $"Compute target '{Name}' was not found.");

    /// <summary>Refuses a target that is being deleted, because its name stays in use until the deletion has ended.</summary>
    public static void RefuseDeleting(ComputeTarget target)
    {
        if (target.IsBeingDeleted)
        {
            throw ComputeTargetException.About(
                target.Name,
                ErrorIds.OperationConflict,
                $"Compute target '{target.Name}' is being deleted.",
                $"Wait until it is gone with 'Wait-AmlComputeTarget {target.Name} -For Removed'; then its name is free.");
        }
    }
}

/// <summary>The steps that a run has taken before it plans again.</summary>
internal sealed class PlanHistory
{
    /// <summary>Gets or sets the target that the run has removed to create it again; null for none.</summary>
    public ComputeTarget? Removed { get; set; }

    /// <summary>Gets or sets the last step of this run that the service has accepted; null for none.</summary>
    public PlanStep? LastSent { get; set; }

    /// <summary>Gets a value indicating whether the service has accepted a step of this run.</summary>
    public bool HasSent => LastSent is not null;

    /// <summary>Gets or sets a value indicating whether the run has seen the wanted change of an instance in progress.</summary>
    public bool HasJoined { get; set; }

    /// <summary>Gets or sets the error with which the service has refused a step; null after the next pause.</summary>
    public ComputeTargetException? Conflict { get; set; }

    /// <summary>Gets or sets the last state of the target that the run has read; null if it has not found the target.</summary>
    public ComputeTarget? LastSeen { get; set; }
}
