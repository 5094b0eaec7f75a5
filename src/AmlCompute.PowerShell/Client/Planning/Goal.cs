namespace AmlCompute.Client.Planning;

/// <summary>The state that a command wants for one compute target. Each kind of goal plans the requests that lead to it.</summary>
internal abstract class Goal(string name)
{
    public string Name { get; } = name;

    /// <summary>Plans the requests that lead from the current target to the goal.</summary>
    /// <param name="live">The current target; null if it does not exist.</param>
    /// <param name="history">The events of the run so far; empty for a plan without a run.</param>
    /// <param name="reader">Reads the workspace of the target.</param>
    /// <exception cref="ComputeTargetException">The goal cannot be reached from the current target, or a read failed.</exception>
    public abstract Task<TargetPlan> PlanAsync(ComputeTarget? live, PlanHistory history, IPlanReader reader);

    /// <summary>Refuses a target that is being deleted, because its name stays in use until the deletion has ended.</summary>
    public static void RefuseIfBeingDeleted(ComputeTarget target)
    {
        if (target.IsBeingDeleted)
        {
            throw ComputeTargetException.CreateForTarget(
                target.Name,
                ErrorIds.OperationConflict,
                $"Compute target '{target.Name}' is being deleted.",
                $"Wait until it is gone with 'Wait-AmlComputeTarget {CommandText.WriteTarget(target.Workspace, target.Name)} "
                    + "-For Removed'; then its name is free.");
        }
    }

    /// <summary>Returns an instance that can be started, stopped, restarted or resized.</summary>
    /// <param name="target">The target.</param>
    /// <param name="remedy">The recommended command for a target of another type; null for none.</param>
    /// <exception cref="ComputeTargetException">
    /// The target is not an instance, is being deleted, or its state is Failed, Canceled or CreateFailed.
    /// </exception>
    public static ComputeInstance RequireInstance(ComputeTarget target, string? remedy = null)
    {
        ComputeInstance instance = target as ComputeInstance ?? throw ComputeTargetException.CreateForTarget(
            target.Name,
            ErrorIds.UnsupportedComputeType,
            $"Compute target '{target.Name}' is of type {target.ComputeType}; "
                + "only a ComputeInstance can be started, stopped, restarted and resized.",
            remedy);
        RefuseIfBeingDeleted(instance);
        bool isFailed = InstanceStates.AreEqual(instance.State, InstanceStates.CreateFailed) || ProvisioningStates.IsFailed(instance.State);
        return isFailed ? throw OperationFailure.CreateError(instance.Errors, instance.Name, instance.State!, null) : instance;
    }

    /// <summary>Returns the target; throws if it does not exist.</summary>
    protected ComputeTarget RequireTarget(ComputeTarget? target) => target
        ?? throw ComputeTargetException.CreateForTarget(Name, ErrorIds.ComputeTargetNotFound, $"Compute target '{Name}' was not found.");
}
