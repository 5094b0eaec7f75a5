using AmlCompute.Client.Changes;
using AmlCompute.Client.Planning;

namespace AmlCompute.Client.WorkspacePlans;

/// <summary>
/// Plans the steps that bring a workspace to the wanted configurations. It deletes or detaches targets without a configuration only if it
/// prunes, and replaces targets only if it replaces. It sends no change.
/// </summary>
internal sealed class WorkspacePlanner(IPlanReader reader, bool prunes, bool replaces)
{
    public async Task<ComputePlan> PlanAsync(IReadOnlyList<TargetComparison> comparisons)
    {
        List<ComputePlanStep> steps = [];
        foreach (TargetComparison comparison in comparisons)
        {
            if (comparison.Status != ComputeComparisonStatus.Same
                && (comparison.Wanted is not null || prunes)
                && await ReadAsync(comparison).ConfigureAwait(false) is { } current)
            {
                steps.Add(await PlanStepAsync(current).ConfigureAwait(false));
            }
        }

        WantedTarget[] wanted = [.. comparisons.Select(comparison => comparison.Wanted).OfType<WantedTarget>()];
        return new ComputePlan(ComputePlan.CurrentFormat, reader.Workspace.Id, reader.Now, SourceDigest.Of(wanted), steps)
        {
            Sources = wanted.ToDictionary(item => item.Name, item => item.Configuration, StringComparer.OrdinalIgnoreCase),
        };
    }

    public static Goal GoalFor(ComputePlanStep step, ComputeConfiguration? configuration) => new PlannedGoal(
        GoalFor(
            step.Name,
            step.Action,
            step.Action == ComputeSyncAction.Update ? Precondition.Restrict(configuration!, step.Precondition) : configuration),
        step);

    private static Goal GoalFor(string name, ComputeSyncAction action, ComputeConfiguration? configuration) => action switch
    {
        ComputeSyncAction.Delete => new RemovalGoal(name, UnderlyingResourceAction.Delete),
        ComputeSyncAction.Detach => new RemovalGoal(name, UnderlyingResourceAction.Detach),
        ComputeSyncAction.Replace => new ConfigurationGoal(name, configuration!, ExistingTarget.Replace),
        _ => new ConfigurationGoal(name, configuration!, ExistingTarget.Update),
    };

    /// <summary>Reads an existing target again, because a list can omit members; null if the target no longer differs.</summary>
    private async Task<TargetComparison?> ReadAsync(TargetComparison listed)
    {
        if (listed.Live is null)
        {
            return listed;
        }

        ComputeTarget? live = await reader.FindTargetAsync(listed.Name).ConfigureAwait(false);
        TargetComparison current = TargetComparison.Between(listed.Wanted, live);
        return current.Status == ComputeComparisonStatus.Same || (current.Live is null && current.Wanted is null) ? null : current;
    }

    private async Task<ComputePlanStep> PlanStepAsync(TargetComparison comparison)
    {
        ComputeTarget? live = comparison.Live;
        ComputeConfiguration? configuration = comparison.Wanted?.Configuration;
        List<ComputePlanProblem> problems = [];
        TargetPlan plan = new(comparison.Name, live)
        {
            Action = (configuration, live) switch
            {
                (null, _) => RemovalGoal.ActionFor(live!),
                (_, null) => ConfigurationGoal.ActionFor(configuration),
                _ => comparison.IsReplacedIfAllowed && replaces ? ComputeSyncAction.Replace : ComputeSyncAction.Update,
            },
        };
        try
        {
            Goal goal = GoalFor(comparison.Name, plan.Action, configuration);
            if (goal is ConfigurationGoal && live is null)
            {
                problems.AddRange(await CheckNewTargetAsync(configuration!).ConfigureAwait(false));
            }

            TargetPlan result = await goal.PlanAsync(live, new PlanHistory(), reader).ConfigureAwait(false);
            if (result.Steps.Count > 0)
            {
                plan = result;
            }
            else if (result.Left.Count > 0)
            {
                // Without a step in place, only the replacement is left, which is an error.
                plan = result with { Action = ComputeSyncAction.Replace };
            }
            else if (result.IsBlocked)
            {
                problems.Add(new ComputePlanProblem(
                    true, ErrorIds.OperationConflict, $"Another operation is in progress on compute target '{comparison.Name}'."));
            }
        }
        catch (ComputeTargetException exception)
        {
            problems.Add(new ComputePlanProblem(true, exception.ErrorId, exception.Message));
        }

        if (plan.Left.Count > 0)
        {
            string left = string.Join("; ", plan.Left);
            problems.Add(new ComputePlanProblem(
                true, ErrorIds.ReplacementRequired, $"Only a replacement can set {left}. Use -AllowReplace."));
        }

        return CreateStep(comparison, plan, problems);
    }

    private async Task<IEnumerable<ComputePlanProblem>> CheckNewTargetAsync(ComputeConfiguration configuration)
    {
        (IReadOnlyList<ComputeCheck> checks, _) =
            await new Preflight(reader).CheckAsync(null, configuration, ExistingTarget.Refuse).ConfigureAwait(false);
        return checks
            .Where(check => check.Outcome is ComputeCheckOutcome.Failed or ComputeCheckOutcome.Warning)
            .Select(check => new ComputePlanProblem(check.ErrorId is not null, check.ErrorId, check.Message));
    }

    private ComputePlanStep CreateStep(TargetComparison comparison, TargetPlan plan, List<ComputePlanProblem> problems)
    {
        ComputeTarget? live = comparison.Live;
        ComputeConfiguration? configuration = comparison.Wanted?.Configuration;
        return new ComputePlanStep(
            plan.Action,
            comparison.Name,
            configuration?.ComputeType ?? live!.ComputeType,
            plan.DescribeDifferences() is { Length: > 0 } planned
                ? planned
                : [.. comparison.Differences.Select(difference => difference.Describe())],
            problems)
        {
            NeedsReplacement = comparison.NeedsReplacement,
            Precondition = Precondition.Of(plan),
            Secrets = configuration is not null && plan.Steps.Any(step => step is CreateStep)
                ? [.. SourceDigest.SecretsIn(configuration).Select(secret => secret.Key)]
                : [],
            Path = comparison.Wanted?.Path,
            Cost = CostDifference.Between(
                live?.MachineRange,
                live is not null && plan.Action == ComputeSyncAction.Update
                    ? PlannedMachines.Of(live, plan.Differences)
                    : PlannedMachines.Of(comparison, reader.Workspace),
                reader.Workspace.Connection.Prices),
        };
    }
}
