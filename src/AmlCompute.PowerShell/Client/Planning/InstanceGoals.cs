namespace AmlCompute.Client.Planning;

/// <summary>An instance that runs, is stopped, or was restarted.</summary>
internal sealed class PowerGoal(string name, PowerChange change) : Goal(name)
{
    public override Task<TargetPlan> PlanAsync(ComputeTarget? live, PlanHistory history, IPlanReader reader)
    {
        ComputeTarget target = live ?? throw NotFound();
        ComputeInstance instance = InstanceGoals.Require(
            target,
            target is not ComputeCluster || change == PowerChange.Restart
                ? null
                : $"Set-AmlComputeTarget {target.Name} -MinNodes {(change == PowerChange.Stop ? 0 : 1)}");
        TargetPlan plan = new(Name, instance);
        if (change.IsAt(instance) && (change != PowerChange.Restart || history.HasJoined))
        {
            return Task.FromResult(plan);
        }

        if (InstanceStates.IsInTransit(instance.State))
        {
            bool isRunning = change.TransitStates.Contains(instance.State, StringComparer.OrdinalIgnoreCase);
            return Task.FromResult(plan with { IsBlocked = true, Joined = isRunning ? change : null });
        }

        if (change == PowerChange.Restart && InstanceStates.IsStopped(instance.State))
        {
            throw ComputeTargetException.About(
                instance.Name,
                ErrorIds.OperationConflict,
                $"Compute target '{instance.Name}' is stopped.",
                $"Start-AmlComputeTarget {instance.Name}");
        }

        return Task.FromResult(plan with { Action = ComputeSyncAction.Update, Steps = [new PowerStep(change)] });
    }
}

/// <summary>An instance of another size.</summary>
internal sealed class ResizeGoal(string name, string size) : Goal(name)
{
    public override async Task<TargetPlan> PlanAsync(ComputeTarget? live, PlanHistory history, IPlanReader reader)
    {
        ComputeInstance instance = InstanceGoals.Require(live ?? throw NotFound());
        TargetPlan plan = new(Name, instance);
        if (InstanceStates.IsInTransit(instance.State))
        {
            return plan with { IsBlocked = true };
        }

        return InstanceGoals.HasSize(instance, size) ? plan : plan with
        {
            Action = ComputeSyncAction.Update,
            Steps = [new ResizeStep(await InstanceGoals.RequireSizeAsync(instance, size, reader).ConfigureAwait(false))],
        };
    }
}

/// <summary>The rules for instances that are started, stopped, restarted or resized.</summary>
internal static class InstanceGoals
{
    private const int FewSizes = 5;

    /// <summary>Refuses other types, and an instance whose creation failed or that is being deleted.</summary>
    public static ComputeInstance Require(ComputeTarget target, string? remedy = null)
    {
        ComputeInstance instance = target as ComputeInstance ?? throw ComputeTargetException.About(
            target.Name,
            ErrorIds.UnsupportedComputeType,
            $"Compute target '{target.Name}' is of type {target.ComputeType}; "
                + "only a ComputeInstance can be started, stopped, restarted and resized.",
            remedy);
        Goal.RefuseDeleting(instance);
        return !(InstanceStates.Is(instance.State, InstanceStates.CreateFailed) || ProvisioningStates.IsFailed(instance.State))
            ? instance
            : throw OperationFailure.Of(instance.Errors, instance.Name, instance.State!, null);
    }

    public static bool HasSize(ComputeInstance instance, string size) =>
        string.Equals(instance.VmSize, size, StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns the size in the words of the service.</summary>
    public static async Task<string> RequireSizeAsync(ComputeInstance instance, string size, IPlanReader reader)
    {
        IReadOnlyList<string> allowed = await reader.ListSizesForResizeAsync(instance.Name).ConfigureAwait(false);
        if (allowed.FirstOrDefault(name => name.Equals(size, StringComparison.OrdinalIgnoreCase)) is { } same)
        {
            return same;
        }

        int others = allowed.Count - FewSizes;
        string choices = $"It can become: {string.Join(", ", Suggestions.OrderBySimilarity(size, allowed).Take(FewSizes))}"
            + $"{(others > 0 ? $" or {others} others" : string.Empty)}.";
        throw new ComputeTargetException(
            ErrorIds.InvalidVmSize,
            $"Compute target '{instance.Name}' of size {instance.VmSize} cannot be resized to '{size}'. "
                + (allowed.Count == 0 ? "The service allows no other size for it." : choices))
        {
            ComputeName = instance.Name,
            Correction = Suggestions.Correction(size, allowed),
        };
    }
}
