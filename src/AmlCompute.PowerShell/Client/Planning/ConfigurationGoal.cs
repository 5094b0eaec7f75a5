using AmlCompute.Client.Changes;
using AmlCompute.Settings;

namespace AmlCompute.Client.Planning;

/// <summary>
/// The goal of New-, Connect- and Sync-AmlComputeTarget, and of saved plans: a target with the settings of a configuration.
/// </summary>
internal sealed class ConfigurationGoal(string name, ComputeConfiguration configuration, ExistingTarget existing)
    : Goal(name)
{
    public override async Task<TargetPlan> PlanAsync(ComputeTarget? live, PlanHistory history, IPlanReader reader)
    {
        if (live is not null && existing is ExistingTarget.Update or ExistingTarget.Replace)
        {
            return live.IsBeingDeleted
                ? new TargetPlan(Name, live) { IsBlocked = true }
                : await PlanUpdateAsync(live, history, reader).ConfigureAwait(false);
        }

        if (live is not null)
        {
            ExistingTargetRules.RequireUse(live, Name, configuration, existing);
            if (existing == ExistingTarget.Keep)
            {
                return new TargetPlan(Name, live)
                {
                    AwaitedState = WaitFor.Usable,
                    RemainingDifferences = ExistingTargetRules.FindDifferences(live, configuration),
                };
            }
        }

        return await PlanPutAsync(live, history.Removed, reader).ConfigureAwait(false);
    }

    public static ComputeSyncAction ChooseAction(ComputeConfiguration configuration) =>
        configuration.IsAttach ? ComputeSyncAction.Attach : ComputeSyncAction.Create;

    /// <summary>Plans the PUT of a new target, of one that replaces a removed one, or over an existing one.</summary>
    private async Task<TargetPlan> PlanPutAsync(ComputeTarget? live, ComputeTarget? removed, IPlanReader reader)
    {
        ComputeConfiguration settings = removed is null ? configuration : PutBody.CompleteForReplacement(configuration, removed);
        ConfigurationRules.Require(settings, Name);
        if ((live ?? removed) is null
            && settings.ComputeType == ComputeTypes.ComputeInstance
            && await reader.FindNameProblemAsync(Name).ConfigureAwait(false) is { } problem)
        {
            throw ComputeTargetException.CreateForTarget(Name, ErrorIds.ComputeNameUnavailable, problem);
        }

        return new TargetPlan(Name, live)
        {
            Action = removed is null ? ChooseAction(configuration) : ComputeSyncAction.Replace,
            Steps = [new CreateStep(settings, live)],
        };
    }

    private async Task<TargetPlan> PlanUpdateAsync(ComputeTarget live, PlanHistory history, IPlanReader reader)
    {
        TargetComparison comparison = TargetComparison.CompareOne(new WantedTarget(Name, configuration, Path: null), live);

        // After the removal by this run, a target of that name was created by another client, and is not removed.
        return comparison.IsReplacedIfAllowed && existing == ExistingTarget.Replace && history.Removed is null
            ? await PlanReplacementAsync(live, comparison, reader).ConfigureAwait(false)
            : await PlanInPlaceAsync(live, comparison, reader).ConfigureAwait(false);
    }

    /// <summary>Plans the removal and the creation. The runner plans the creation again after the removal.</summary>
    private async Task<TargetPlan> PlanReplacementAsync(ComputeTarget live, TargetComparison comparison, IPlanReader reader)
    {
        await new Preflight(reader).RequireReplacementAsync(Name, configuration, live).ConfigureAwait(false);
        return new TargetPlan(Name, live)
        {
            Action = ComputeSyncAction.Replace,
            Values = [.. comparison.Differences.Select(difference => new PlannedValue(difference, IsMet: false))],
            Steps = [new RemoveStep(RemovalGoal.ChooseKind(live)), new CreateStep(configuration, Replaced: null)],
        };
    }

    private async Task<TargetPlan> PlanInPlaceAsync(ComputeTarget live, TargetComparison comparison, IPlanReader reader)
    {
        ComputeDifference? size = comparison.Differences.FirstOrDefault(difference => difference.Way == ChangeWay.Resize);
        TargetPlan plan = new(Name, live)
        {
            RemainingDifferences = [.. comparison.Differences.Where(difference => !difference.IsInPlace)],
        };
        if (comparison.InPlaceDifferences.Any(difference => difference.Way != ChangeWay.Resize))
        {
            ComputeChange change = ComputeChange.FromConfiguration(configuration).CopyWithout(comparison.Differences
                .Where(difference => difference.Way == ChangeWay.Resize || !difference.IsInPlace)
                .Select(difference => difference.Name));
            plan = ChangeSteps.AddSteps(plan with { Values = change.PlanValues(live) }, configuration);
        }
        else if (size is null)
        {
            plan = plan with { AwaitedState = WaitFor.Usable };
        }

        return size is null ? plan : await AddResizeAsync(plan, size, reader).ConfigureAwait(false);
    }

    /// <summary>Adds the resize as the last step, because it stops the instance.</summary>
    private async Task<TargetPlan> AddResizeAsync(TargetPlan plan, ComputeDifference difference, IPlanReader reader)
    {
        ComputeInstance instance = RequireInstance(plan.Live!);
        if (InstanceStates.IsTransitional(instance.State))
        {
            return plan with { Action = ComputeSyncAction.None, Steps = [], IsBlocked = true };
        }

        string size = await ResizeGoal
            .RequireAllowedSizeAsync(instance, configuration.Get(ComputeInstance.Members.VmSize)!, reader)
            .ConfigureAwait(false);
        return plan with
        {
            Action = ComputeSyncAction.Update,
            Values = [.. plan.Values, new PlannedValue(difference, IsMet: false)],
            Steps = [.. plan.Steps, new ResizeStep(size)],
        };
    }
}
