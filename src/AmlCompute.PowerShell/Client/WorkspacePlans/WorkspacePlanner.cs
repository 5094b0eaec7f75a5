using System.Security;
using AmlCompute.Client.Changes;
using AmlCompute.Client.Planning;

namespace AmlCompute.Client.WorkspacePlans;

/// <summary>Plans the steps that bring a workspace to the wanted configurations. It sends no change.</summary>
/// <param name="reader">Reads the workspace.</param>
/// <param name="prunes">True to delete or detach targets without a configuration.</param>
/// <param name="replaces">True to replace targets that cannot be changed in place.</param>
internal sealed class WorkspacePlanner(IPlanReader reader, bool prunes, bool replaces)
{
    /// <summary>Returns the plan. A target without a difference, or an unwanted one that is not pruned, has no step.</summary>
    public async Task<ComputePlan> PlanAsync(IReadOnlyList<TargetComparison> comparisons)
    {
        List<ComputePlanStep> steps = [];
        foreach (TargetComparison comparison in comparisons)
        {
            if (comparison.Status != ComputeComparisonStatus.Same
                && (comparison.Wanted is not null || prunes)
                && await CompareAgainAsync(comparison).ConfigureAwait(false) is { } current)
            {
                steps.Add(await PlanStepAsync(current).ConfigureAwait(false));
            }
        }

        WantedTarget[] wanted = [.. comparisons.Select(comparison => comparison.Wanted).OfType<WantedTarget>()];
        return new ComputePlan(ComputePlan.CurrentFormat, reader.Workspace.Id, reader.Now, SourceDigest.CreateDigest(wanted), steps)
        {
            Sources = wanted.ToDictionary(item => item.Name, item => item.Configuration, StringComparer.OrdinalIgnoreCase),
        };
    }

    /// <summary>Creates the goal that applies one step of a plan; only a step that removes the target has no configuration.</summary>
    public static Goal CreateGoal(ComputePlanStep step, ComputeConfiguration? configuration)
    {
        ComputeConfiguration? planned = step.Action == ComputeSyncAction.Update
            ? Precondition.RemoveUnplannedSettings(configuration!, step.Precondition)
            : configuration;
        return new PlannedGoal(CreateGoal(step.Name, step.Action, planned), step);
    }

    private static Goal CreateGoal(string name, ComputeSyncAction action, ComputeConfiguration? configuration) => action switch
    {
        ComputeSyncAction.Delete => new RemovalGoal(name, UnderlyingResourceAction.Delete),
        ComputeSyncAction.Detach => new RemovalGoal(name, UnderlyingResourceAction.Detach),
        ComputeSyncAction.Replace => new ConfigurationGoal(name, configuration!, ExistingTarget.Replace),
        _ => new ConfigurationGoal(name, configuration!, ExistingTarget.Update),
    };

    /// <summary>Reads an existing target again, because a list can omit members; null if the target needs no step any more.</summary>
    private async Task<TargetComparison?> CompareAgainAsync(TargetComparison listed)
    {
        if (listed.Live is null)
        {
            return listed;
        }

        ComputeTarget? live = await reader.FindTargetAsync(listed.Name).ConfigureAwait(false);
        TargetComparison current = TargetComparison.CompareOne(listed.Wanted, live);
        return current.Status == ComputeComparisonStatus.Same || (current.Live is null && current.Wanted is null) ? null : current;
    }

    private async Task<ComputePlanStep> PlanStepAsync(TargetComparison comparison)
    {
        ComputeConfiguration? configuration = comparison.Wanted?.Configuration;
        TargetPlan plan = new(comparison.Name, comparison.Live) { Action = ChooseAction(comparison) };
        List<ComputePlanProblem> problems = [];
        try
        {
            Goal goal = CreateGoal(comparison.Name, plan.Action, configuration);
            if (goal is ConfigurationGoal && comparison.Live is null)
            {
                problems.AddRange(await CheckNewTargetAsync(configuration!).ConfigureAwait(false));
            }

            TargetPlan result = await goal.PlanAsync(comparison.Live, new PlanHistory(), reader).ConfigureAwait(false);
            plan = ChoosePlan(plan, result);
            problems.AddRange(FindProblems(result));
        }
        catch (ComputeTargetException exception)
        {
            problems.Add(CreateError(exception.ErrorId, exception.Message));
        }

        return CreateStep(comparison, plan, problems);
    }

    /// <summary>Returns an error if only a replacement would help, or another operation is in progress; nothing otherwise.</summary>
    private static IEnumerable<ComputePlanProblem> FindProblems(TargetPlan plan)
    {
        if (plan.RemainingDifferences.Count > 0)
        {
            string differences = string.Join("; ", plan.RemainingDifferences);
            yield return CreateError(
                ErrorIds.ReplacementRequired, $"Only a replacement can set {differences}. Use -AllowReplace.");
        }
        else if (plan.IsBlocked)
        {
            yield return CreateError(
                ErrorIds.OperationConflict, $"Another operation is in progress on compute target '{plan.Name}'.");
        }
    }

    private static ComputePlanProblem CreateError(string id, string message) => new(isError: true, id, message);

    private ComputeSyncAction ChooseAction(TargetComparison comparison)
    {
        if (comparison.Wanted is null)
        {
            return RemovalGoal.ChooseAction(comparison.Live!);
        }

        if (comparison.Live is null)
        {
            return ConfigurationGoal.ChooseAction(comparison.Wanted.Configuration);
        }

        return comparison.IsReplacedIfAllowed && replaces ? ComputeSyncAction.Replace : ComputeSyncAction.Update;
    }

    /// <summary>
    /// Returns the plan of the goal if it has steps. Otherwise it returns a replacement if only that would help, or the plan with the
    /// action alone.
    /// </summary>
    private static TargetPlan ChoosePlan(TargetPlan actionOnly, TargetPlan result)
    {
        if (result.Steps.Count > 0)
        {
            return result;
        }

        return result.RemainingDifferences.Count > 0 ? result with { Action = ComputeSyncAction.Replace } : actionOnly;
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
        ComputePropertyDifference[] planned = plan.DescribeDifferences();
        MachineRange? machinesAfter = live is not null && plan.Action == ComputeSyncAction.Update
            ? PlannedMachines.PredictChanged(live, plan.Differences)
            : PlannedMachines.PredictCompared(comparison, comparison.Differences, reader.Workspace);
        return new ComputePlanStep(
            plan.Action,
            comparison.Name,
            configuration?.ComputeType ?? live!.ComputeType,
            planned.Length > 0 ? planned : [.. comparison.Differences.Select(difference => difference.ToPropertyDifference())],
            problems)
        {
            NeedsReplacement = comparison.NeedsReplacement,
            Precondition = Precondition.CreateJson(plan),
            Secrets = configuration is null ? [] : [.. ListSentSecrets(plan, configuration)],
            Path = comparison.Wanted?.Path,
            Cost = CostDifference.Calculate(live?.MachineRange, machinesAfter, reader.Workspace.Connection.Prices),
        };
    }

    /// <summary>
    /// Returns the names of the given secrets that the steps send. A PUT that changes a target sends only the certificate of an AKS cluster
    /// from the configuration; the service returns the other secrets.
    /// </summary>
    private static IEnumerable<string> ListSentSecrets(TargetPlan plan, ComputeConfiguration configuration)
    {
        bool creates = plan.Steps.Any(step => step is CreateStep);
        bool puts = plan.Steps.Any(step => step is PutStep);
        HashSet<JsonMember> given = [.. configuration.GivenMembers.Select(item => item.Key)];
        return ComputeMembers.ListMembers(ComputeTypes.GetClass(configuration.ComputeType))
            .Where(member => member.Value is JsonMember<SecureString> && given.Contains(member.Value))
            .Where(secret => creates || (puts && AksCompute.SslMembers.Contains(secret.Value)))
            .Select(secret => secret.Key)
            .OrderBy(name => name, StringComparer.Ordinal);
    }
}
