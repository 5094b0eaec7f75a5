using AmlCompute.Client.Arm;
using AmlCompute.Client.Findings;
using AmlCompute.Client.Http;
using AmlCompute.Client.Prices;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Base;

namespace AmlCompute.Commands.Reading;

/// <summary>
/// Reads the targets of a workspace and the facts that the rules of findings need, and applies the rules. It runs on the thread pool.
/// </summary>
/// <param name="rules">The rules to apply.</param>
/// <param name="limits">The limits of the rules.</param>
/// <param name="prices">Reads the prices of the targets.</param>
/// <param name="filter">Selects targets, and records the names of existing ones.</param>
/// <param name="excludedTags">Filters that exclude a target if one of them matches.</param>
/// <param name="maskSecrets">Masks secrets in the errors of the service.</param>
internal sealed class FindingScanner(
    IReadOnlyList<FindingRule> rules,
    FindingLimits limits,
    PriceReader prices,
    TargetFilter filter,
    IReadOnlyList<TagFilter> excludedTags,
    Func<ComputeTargetException, ComputeTargetException> maskSecrets)
{
    /// <summary>The clock of this computer may be behind that of the service by this time without an error.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    private readonly FindingFactReader _facts = new(rules, limits, maskSecrets);

    /// <summary>Scans the targets of a scope; reads their list if the scope has a name or a pattern.</summary>
    public async Task<WorkspaceScan> ScanScopeAsync(TargetScope scope, CallContext call)
    {
        HashSet<string> missing = new(scope.Names, scope.Names.Comparer);
        List<ComputeTarget> targets = [.. scope.KnownTargets.Values];
        if (scope.Names.Count + scope.Patterns.Count > 0)
        {
            ComputeClient client = ServiceConnection.GetClient(scope.Workspace);
            await foreach (ComputeTarget target in client.ListTargetsAsync(scope.Workspace, call).ConfigureAwait(false))
            {
                missing.Remove(target.Name);
                filter.MarkExisting(target);
                if (scope.SelectsName(target.Name) && !scope.KnownTargets.ContainsKey(target.Name))
                {
                    targets.Add(target);
                }
            }
        }

        return await ScanTargetsAsync(scope.Workspace, targets, [.. missing], call).ConfigureAwait(false);
    }

    /// <summary>Applies the rules to the targets that the filters keep.</summary>
    /// <param name="workspace">The workspace of the targets.</param>
    /// <param name="targets">The targets that were read.</param>
    /// <param name="missing">The names without a target, which the result repeats.</param>
    /// <param name="call">The call.</param>
    public async Task<WorkspaceScan> ScanTargetsAsync(
        Workspace workspace, IEnumerable<ComputeTarget> targets, IReadOnlyList<string> missing, CallContext call)
    {
        List<ComputeTarget> kept = [.. targets.Where(KeepsTarget)];
        Task priceRead = prices.ReadPricesAsync(workspace, kept.Select(target => target.MachineRange), call);
        (WorkspaceJobs? jobs, string jobsProblem) = await _facts.ReadJobsAsync(workspace, kept, call).ConfigureAwait(false);
        (Workspace? details, string workspaceProblem) = await _facts.ReadWorkspaceAsync(workspace, kept, call).ConfigureAwait(false);
        await priceRead.ConfigureAwait(false);
        DateTimeOffset now = ServiceConnection.GetClient(workspace).Clock.GetUtcNow();
        List<ComputeFinding> findings = [];
        List<UnknownRule> unknownRules = [];
        foreach (ComputeTarget target in kept)
        {
            FindingFacts facts = new(target, now)
            {
                Jobs = jobs,
                JobsProblem = jobsProblem,
                Workspace = details,
                WorkspaceProblem = workspaceProblem,
                Resource = await _facts.CheckResourceAsync(target, call).ConfigureAwait(false),
            };
            (IReadOnlyList<ComputeFinding> found, IReadOnlyList<(string Rule, string Reason)> unknown) =
                FindingRules.ApplyRules(rules, facts, limits);
            findings.AddRange(found);
            unknownRules.AddRange(unknown.Select(item => new UnknownRule(item.Rule, item.Reason, target.Name)));
        }

        ComputeFinding[] sorted = [.. findings.OrderByDescending(finding => finding.Severity)];
        return new WorkspaceScan(workspace, kept, sorted, unknownRules, missing, FindClockProblem(now, kept));
    }

    private bool KeepsTarget(ComputeTarget target) =>
        !excludedTags.Any(excluded => excluded.Matches(target)) && filter.KeepsTarget(target);

    /// <summary>Returns the error if the clock is behind the time of a change by the service; null if it is not.</summary>
    private static ComputeTargetException? FindClockProblem(DateTimeOffset now, IReadOnlyList<ComputeTarget> targets)
    {
        (ComputeTarget? target, DateTimeOffset? time) = targets
            .Select(target => (Target: target, Time: FindLastChange(target)))
            .OrderByDescending(change => change.Time).FirstOrDefault();
        if (target is null || time is null || time <= now + ClockTolerance)
        {
            return null;
        }

        return ComputeTargetException.CreateForTarget(
            target.Name,
            ErrorIds.InvalidArgument,
            $"The clock of this computer is behind: it is {now:u}, and the service changed compute target "
                + $"'{target.Name}' at {time:u}. Findings that depend on the time can be missing.",
            "Set the clock of this computer.");
    }

    /// <summary>
    /// Returns the time of the last operation of an instance, or else that of the last change or the creation; null if the service reports
    /// none of them.
    /// </summary>
    private static DateTimeOffset? FindLastChange(ComputeTarget target) =>
        (target as ComputeInstance)?.LastOperation?.OperationTime ?? target.ModifiedOn ?? target.CreatedOn;
}

/// <summary>A rule that cannot judge a target, because a fact is missing.</summary>
/// <param name="Rule">The id of the rule.</param>
/// <param name="Reason">The reason, as a clause.</param>
/// <param name="TargetName">The name of the target.</param>
internal sealed record UnknownRule(string Rule, string Reason, string TargetName);

/// <summary>The result of a scan: the targets of a workspace, their findings, and the problems.</summary>
/// <param name="Workspace">The workspace.</param>
/// <param name="Targets">The targets that the filters of the command kept.</param>
/// <param name="Findings">The findings, the most severe first.</param>
/// <param name="UnknownRules">The rules that lack a fact.</param>
/// <param name="MissingNames">The names that the user gave and no target has.</param>
/// <param name="ClockProblem">The error about the clock of this computer; null for none.</param>
internal sealed record WorkspaceScan(
    Workspace Workspace,
    IReadOnlyList<ComputeTarget> Targets,
    IReadOnlyList<ComputeFinding> Findings,
    IReadOnlyList<UnknownRule> UnknownRules,
    IReadOnlyList<string> MissingNames,
    ComputeTargetException? ClockProblem);
