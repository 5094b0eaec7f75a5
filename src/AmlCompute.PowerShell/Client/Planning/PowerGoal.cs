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

    /// <summary>Returns the command that starts or releases nodes; null for other types, a restart, and a start without effect.</summary>
    private string? FindRemedyForCluster(ComputeTarget target) =>
        target is ComputeCluster cluster && change != PowerChange.Restart
        && (change == PowerChange.Stop || (cluster.MinNodes is null or 0 && cluster.MaxNodes != 0))
            ? $"Set-AmlComputeTarget {CommandText.WriteTarget(target.Workspace, target.Name)} "
                + $"-MinNodes {(change == PowerChange.Stop ? 0 : 1)}"
            : null;
}
