namespace AmlCompute.Client.Planning;

/// <summary>The goal of Start-, Stop- and Restart-AmlComputeTarget: an instance that runs, is stopped, or was restarted.</summary>
internal sealed class PowerGoal(string name, PowerChange change) : Goal(name)
{
    public override Task<TargetPlan> PlanAsync(ComputeTarget? live, PlanHistory history, IPlanReader reader)
    {
        ComputeTarget target = RequireTarget(live);
        ComputeInstance instance = RequireInstance(target, FindRemedyForCluster(target));
        TargetPlan plan = new(Name, instance);

        // A running instance has been restarted only if this run has seen the restart in progress.
        if (change.IsReached(instance) && (change != PowerChange.Restart || history.HasSeenRunningChange))
        {
            return Task.FromResult(plan);
        }

        if (InstanceStates.IsTransitional(instance.State))
        {
            bool isChangeInProgress = change.TransitStates.Contains(instance.State, StringComparer.OrdinalIgnoreCase);
            return Task.FromResult(plan with { IsBlocked = true, RunningChange = isChangeInProgress ? change : null });
        }

        if (change == PowerChange.Restart && InstanceStates.IsStopped(instance.State))
        {
            throw ComputeTargetException.CreateForTarget(
                instance.Name,
                ErrorIds.OperationConflict,
                $"Compute target '{instance.Name}' is stopped.",
                $"Start-AmlComputeTarget {CommandText.WriteTarget(instance.Workspace, instance.Name)}");
        }

        return Task.FromResult(plan with { Action = ComputeSyncAction.Update, Steps = [new PowerStep(change)] });
    }

    /// <summary>Returns the command that starts or releases the nodes of a cluster; null for other types and for a restart.</summary>
    private string? FindRemedyForCluster(ComputeTarget target) => target is ComputeCluster && change != PowerChange.Restart
        ? $"Set-AmlComputeTarget {CommandText.WriteTarget(target.Workspace, target.Name)} -MinNodes {(change == PowerChange.Stop ? 0 : 1)}"
        : null;
}
