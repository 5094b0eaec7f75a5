using AmlCompute.Client.Changes;
using AmlCompute.Settings;

namespace AmlCompute.Client.Planning;

/// <summary>A target with the settings of a configuration.</summary>
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
            ExistingTargets.RequireUse(live, Name, configuration, existing);
            if (existing == ExistingTarget.Keep)
            {
                return new TargetPlan(Name, live) { Until = WaitFor.Usable, Left = ExistingTargets.DifferencesOf(live, configuration) };
            }
        }

        return await PlanPutAsync(live, history.Removed, reader).ConfigureAwait(false);
    }

    /// <summary>Plans the PUT of a new target, of one in the place of a removed one, or over an existing one.</summary>
    private async Task<TargetPlan> PlanPutAsync(ComputeTarget? live, ComputeTarget? removed, IPlanReader reader)
    {
        ComputeConfiguration settings = removed is null ? configuration : PutBody.ForReplacement(configuration, removed);
        ConfigurationRules.Require(settings, Name);
        if ((live ?? removed) is null
            && settings.ComputeType == ComputeTypes.ComputeInstance
            && await reader.FindNameProblemAsync(Name).ConfigureAwait(false) is { } problem)
        {
            throw ComputeTargetException.About(Name, ErrorIds.ComputeNameUnavailable, problem);
        }

        return new TargetPlan(Name, live)
        {
            Action = removed is null ? ActionFor(configuration) : ComputeSyncAction.Replace,
            Steps = [new CreateStep(settings, live)],
        };
    }

    public static ComputeSyncAction ActionFor(ComputeConfiguration configuration) =>
        configuration.IsAttach ? ComputeSyncAction.Attach : ComputeSyncAction.Create;

    private async Task<TargetPlan> PlanUpdateAsync(ComputeTarget live, PlanHistory history, IPlanReader reader)
    {
        TargetComparison comparison = TargetComparison.Between(new WantedTarget(Name, configuration, null), live);
        if (comparison.IsReplacedIfAllowed && existing == ExistingTarget.Replace && history.Removed is null)
        {
            await new Preflight(reader).RequireReplacementAsync(Name, configuration, live).ConfigureAwait(false);
            return new TargetPlan(Name, live)
            {
                Action = ComputeSyncAction.Replace,
                Values = [.. comparison.Differences.Select(difference => new PlannedValue(difference, IsMet: false))],
                Steps = [new RemoveStep(RemovalGoal.KindFor(live)), new CreateStep(configuration, null)],
            };
        }

        ComputeDifference? size = comparison.Differences.FirstOrDefault(difference => difference.Way == ChangeWay.Resize);
        ComputeChange others = ComputeChange.To(configuration).Without(comparison.Differences
            .Where(difference => difference.Way == ChangeWay.Resize || !difference.IsInPlace)
            .Select(difference => difference.Name));
        TargetPlan plan = new(Name, live) { Left = [.. comparison.Differences.Where(difference => !difference.IsInPlace)] };
        plan = comparison.InPlace.Any(difference => difference.Way != ChangeWay.Resize)
            ? ChangeSteps.AddTo(plan with { Values = others.ValuesFor(live) }, configuration)
            : plan with { Until = size is null ? WaitFor.Usable : null };
        return size is null ? plan : await AddResizeAsync(plan, size, reader).ConfigureAwait(false);
    }

    /// <summary>Adds the resize as the last step, because it stops the instance.</summary>
    private async Task<TargetPlan> AddResizeAsync(TargetPlan plan, ComputeDifference difference, IPlanReader reader)
    {
        ComputeInstance instance = InstanceGoals.Require(plan.Live!);
        if (InstanceStates.IsInTransit(instance.State))
        {
            return plan with { IsBlocked = true };
        }

        string size = await InstanceGoals
            .RequireSizeAsync(instance, configuration.Get(ComputeInstance.Members.VmSize)!, reader)
            .ConfigureAwait(false);
        return plan with
        {
            Action = ComputeSyncAction.Update,
            Values = [.. plan.Values, new PlannedValue(difference, IsMet: false)],
            Steps = [.. plan.Steps, new ResizeStep(size)],
        };
    }
}
