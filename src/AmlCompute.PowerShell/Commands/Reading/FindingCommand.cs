using System.Collections.Concurrent;
using System.Management.Automation;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Findings;
using AmlCompute.Client.Http;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Prices;
using AmlCompute.Client.Running;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Attributes;
using AmlCompute.Commands.Parameters;
using AmlCompute.Commands.Reading;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>A command that applies the rules of findings to targets, workspace by workspace.</summary>
public abstract class FindingCommand : TargetQueryCommand
{
    private static readonly TimeSpan LongestTime = TimeSpan.FromDays(3650);

    /// <summary>The difference between two clocks that is not reported.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    private readonly List<TargetScope> _scopes = [];
    private readonly ConcurrentDictionary<string, Lazy<Task<ComputeCheck>>> _resources = new(StringComparer.OrdinalIgnoreCase);
    private IReadOnlyList<FindingRule> _rules = [];
    private FindingLimits _limits = null!;
    private (WildcardPattern Name, WildcardPattern? Value)[] _excluded = [];
    private PriceReads _costs = null!;
    private bool _hasReportedClock;

    /// <inheritdoc/>
    [Parameter(Position = 0, ParameterSetName = ParameterSets.Name, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ComputeName"), ArgumentCompleter(typeof(ComputeNameCompleter)), AllowEmptyString, TargetNames, SupportsWildcards]
    public override string[] Name { get; set; } = [];

    /// <summary>Gets or sets the ids of the rules; the default is all but AttachedResourceGone, which reads attached resources.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(FindingRuleCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Rule { get; set; } = [];

    /// <summary>Gets or sets the categories of rules to apply. The default is all.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public ComputeFindingCategory[] Category { get; set; } = [];

    /// <summary>Gets or sets the time without jobs, or of held quota, after which a target is a finding; the default is 8 hours.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [Duration]
    [ValidateNotNull]
    public Duration IdleFor { get; set; } = Duration.FromTimeSpan(TimeSpan.FromHours(8));

    /// <summary>Gets or sets the time after which a stopped instance is a finding, such as 12h or 30d; the default is 30 days.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [Duration]
    [ValidateNotNull]
    public Duration StoppedFor { get; set; } = Duration.FromTimeSpan(TimeSpan.FromDays(30));

    /// <summary>Gets or sets the time before a retirement in which the size is a finding, such as 90d; the default is 365 days.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [Duration]
    [ValidateNotNull]
    public Duration RetiringWithin { get; set; } = Duration.FromTimeSpan(TimeSpan.FromDays(365));

    /// <summary>Gets or sets the tags of targets to omit: a name, or name=value; wildcards are allowed.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(TagNameCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] ExcludeTag { get; set; } = [];

    /// <summary>Gets or sets whether to read prices that the service does not list from the public Retail Prices API.</summary>
    [Parameter]
    public SwitchParameter RetailPrices { get; set; }

    private protected override int Throttling => ThrottleLimit;

    private protected override bool FiltersItself => true;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _costs = new PriceReads(RetailPrices);
        OrEnd(() =>
        {
            _rules = FindingRules.SelectRules(Rule, Category);
            _limits = new FindingLimits(
                IdleFor.Within(nameof(IdleFor), TimeSpan.Zero, LongestTime),
                StoppedFor.Within(nameof(StoppedFor), TimeSpan.Zero, LongestTime),
                RetiringWithin.Within(nameof(RetiringWithin), TimeSpan.Zero, LongestTime));
            _excluded = Array.ConvertAll(ExcludeTag, tag => tag.Split(['='], 2) is [string name, string value]
                ? (Patterns.Parse(name), Patterns.Parse(value))
                : (Patterns.Parse(tag), (WildcardPattern?)null));
        });
    }

    private protected override void ProcessTarget(Workspace workspace, string name, ComputeTarget? given)
    {
        TargetScope scope = TargetScope.Of(_scopes, workspace);
        if (given is not null && given.Workspace.IsSameAs(workspace))
        {
            scope.Given.Add(given);
        }
        else
        {
            scope.Names.Add(name);
        }
    }

    private protected override void ProcessPattern(Workspace workspace, WildcardPattern pattern) =>
        TargetScope.Of(_scopes, workspace).Patterns.Add(pattern);

    private protected override void Complete()
    {
        foreach (TargetScope scope in _scopes)
        {
            Begin(scope.Workspace.Id, call => ScanAsync(scope, call), Write, workspace: scope.Workspace.Name);
        }

        base.Complete();
        ReportPrices(_costs);
    }

    /// <summary>Reads one of many workspaces: its targets, then what the rules need.</summary>
    private protected override async IAsyncEnumerable<IReadOnlyList<object>> ReadItemsAsync(
        Workspace workspace, Func<ComputeTarget, bool> isWanted, CallContext call)
    {
        List<ComputeTarget> targets = [];
        await foreach (IReadOnlyList<object> page in base.ReadItemsAsync(workspace, isWanted, call).ConfigureAwait(false))
        {
            targets.AddRange(page.Cast<ComputeTarget>());
        }

        yield return [await ApplyRulesAsync(workspace, targets, [], call).ConfigureAwait(false)];
    }

    private protected override void WriteItem(object item) => Write((Scan)item);

    private async Task<Scan> ScanAsync(TargetScope scope, CallContext call)
    {
        ComputeClient client = ServiceConnection.ClientOf(scope.Workspace);
        HashSet<string> missing = new(scope.Names, scope.Names.Comparer);
        List<ComputeTarget> targets = [.. scope.Given];
        if (scope.Names.Count + scope.Patterns.Count > 0)
        {
            await foreach (ComputeTarget target in client.ListAsync(scope.Workspace, call).ConfigureAwait(false))
            {
                bool isNamed = missing.Remove(target.Name) || scope.Patterns.Exists(pattern => pattern.IsMatch(target.Name));
                if (isNamed && !scope.Given.Exists(given => string.Equals(given.Name, target.Name, StringComparison.OrdinalIgnoreCase)))
                {
                    targets.Add(target);
                }
            }
        }

        return await ApplyRulesAsync(scope.Workspace, targets, [.. missing], call).ConfigureAwait(false);
    }

    private async Task<Scan> ApplyRulesAsync(Workspace own, List<ComputeTarget> targets, IReadOnlyList<string> missing, CallContext call)
    {
        targets.RemoveAll(target => IsExcluded(target) || !Filter.Keeps(target));
        Task prices = _costs.ReadAsync(own, targets.Select(target => target.MachineRange), call);
        (WorkspaceJobs? jobs, string jobsProblem) = await ReadJobsAsync(own, targets, call).ConfigureAwait(false);
        (Workspace? workspace, string workspaceProblem) = await ReadWorkspaceAsync(own, targets, call).ConfigureAwait(false);
        await prices.ConfigureAwait(false);
        DateTimeOffset now = ServiceConnection.ClientOf(own).Clock.GetUtcNow();
        List<ComputeFinding> findings = [];
        List<(string Rule, string Reason, string Name)> unknown = [];
        foreach (ComputeTarget target in targets)
        {
            FindingFacts facts = new(target, now)
            {
                Jobs = jobs,
                JobsProblem = jobsProblem,
                Workspace = workspace,
                WorkspaceProblem = workspaceProblem,
                Resource = await CheckResourceAsync(target, call).ConfigureAwait(false),
            };
            (IReadOnlyList<ComputeFinding> found, IReadOnlyList<(string Rule, string Reason)> notKnown) =
                FindingRules.ApplyRules(_rules, facts, _limits);
            findings.AddRange(found);
            unknown.AddRange(notKnown.Select(item => (item.Rule, item.Reason, target.Name)));
        }

        return new Scan(
            own, targets, [.. findings.OrderByDescending(finding => finding.Severity)], unknown, missing, ClockProblemOf(now, targets));
    }

    private async Task<(WorkspaceJobs? Jobs, string Problem)> ReadJobsAsync(
        Workspace workspace, List<ComputeTarget> targets, CallContext call)
    {
        WorkspaceJobs jobs = new();
        return !Need(rule => rule.UsesJobs, targets, workspace)
            ? (jobs, string.Empty)
            : await ReadFactAsync("jobs", ReadAsync).ConfigureAwait(false);

        async Task<WorkspaceJobs> ReadAsync()
        {
            await foreach (Page<ComputeJob> page in ServiceConnection.ClientOf(workspace).ListJobPagesAsync(workspace, call)
                .ConfigureAwait(false))
            {
                foreach (ComputeJob job in page.Items)
                {
                    jobs.Add(job);
                }
            }

            return jobs;
        }
    }

    /// <summary>Reads a workspace that the command knows by its id only, because its managed network matters.</summary>
    private async Task<(Workspace? Workspace, string Problem)> ReadWorkspaceAsync(
        Workspace workspace, List<ComputeTarget> targets, CallContext call) =>
        workspace.Location is not null || !Need(rule => rule.UsesWorkspace, targets, workspace)
            ? (workspace, string.Empty)
            : await ReadFactAsync(
                "workspace",
                () => ((ServiceConnection)workspace.Connection).OpenAsync(new WorkspaceReference(workspace), call)).ConfigureAwait(false);

    /// <summary>Reads a fact about a workspace that rules need; returns the problem if it cannot be read.</summary>
    private async Task<(T? Fact, string Problem)> ReadFactAsync<T>(string subject, Func<Task<T>> read)
        where T : class
    {
        try
        {
            return (await read().ConfigureAwait(false), string.Empty);
        }
        catch (ComputeTargetException exception) when (exception.ErrorId != ErrorIds.AuthenticationFailed)
        {
            return (null, $"the {subject} cannot be read: {Mask(exception).Message.TrimEnd('.')}");
        }
    }

    /// <summary>Returns true if a rule cannot judge a target by the target alone.</summary>
    private bool Need(Func<FindingRule, bool> depends, List<ComputeTarget> targets, Workspace workspace)
    {
        DateTimeOffset now = ServiceConnection.ClientOf(workspace).Clock.GetUtcNow();
        return targets.Exists(target => FindingRules.IsFactMissing(_rules.Where(depends), new FindingFacts(target, now), _limits));
    }

    /// <summary>Checks that the attached resource of a target exists, once for each resource.</summary>
    private Task<ComputeCheck?> CheckResourceAsync(ComputeTarget target, CallContext call)
    {
        return _rules.Any(rule => rule.ReadsResource) && target is { IsAttached: true, ClusterResourceId: { Length: > 0 } id }
            ? CheckOnceAsync()
            : Task.FromResult<ComputeCheck?>(null);

        async Task<ComputeCheck?> CheckOnceAsync() =>
            await _resources.GetOrAdd(id, key => new Lazy<Task<ComputeCheck>>(() => CheckAsync(key))).Value.ConfigureAwait(false);

        async Task<ComputeCheck> CheckAsync(string resourceId)
        {
            try
            {
                return await ResourceChecks.CheckAttachedAsync(new PlanReader(target.Workspace, call), resourceId).ConfigureAwait(false);
            }
            catch (ComputeTargetException exception) when (exception.ErrorId != ErrorIds.AuthenticationFailed)
            {
                return new ComputeCheck("Resource", ComputeCheckOutcome.Warning, $"'{resourceId}' cannot be read: {exception.Message}");
            }
        }
    }

    private bool IsExcluded(ComputeTarget target) => Array.Exists(
        _excluded,
        tag => target.Tags.Any(own => tag.Name.IsMatch(own.Key) && (tag.Value?.IsMatch(own.Value ?? string.Empty) ?? true)));

    /// <summary>Applies no rule from now on.</summary>
    private protected void SkipRules() => _rules = [];

    /// <summary>Processes the result of one workspace, on the pipeline thread.</summary>
    /// <param name="targets">The targets.</param>
    /// <param name="findings">The findings about them.</param>
    /// <param name="unknown">The sentences about the rules that lack a fact.</param>
    private protected abstract void Write(
        IReadOnlyList<ComputeTarget> targets, IReadOnlyList<ComputeFinding> findings, IReadOnlyList<string> unknown);

    /// <summary>Returns the error of a clock that is behind the times of the service; null if it is not.</summary>
    private static ComputeTargetException? ClockProblemOf(DateTimeOffset now, IReadOnlyList<ComputeTarget> targets)
    {
        (ComputeTarget? target, DateTimeOffset? time) = targets
            .Select(target => (target, (target as ComputeInstance)?.LastOperation?.OperationTime ?? target.ModifiedOn ?? target.CreatedOn))
            .OrderByDescending(item => item.Item2).FirstOrDefault();
        return !(time > now + ClockTolerance) ? null : ComputeTargetException.About(
            target!.Name,
            ErrorIds.InvalidArgument,
            $"The clock of this computer is behind: it is {now.ToUniversalTime():u}, and the service changed compute target "
                + $"'{target.Name}' at {time?.ToUniversalTime():u}. Findings that depend on the time can be missing.",
            "Set the clock of this computer.");
    }

    private void Write(Scan scan)
    {
        if (scan.ClockProblem is not null && !_hasReportedClock)
        {
            _hasReportedClock = true;
            Fail(scan.ClockProblem, null);
        }

        string[] unknown =
        [
            .. scan.Unknown.GroupBy(item => (item.Rule, item.Reason), item => item.Name)
                .Select(same => Describe(scan.Workspace, same.Key.Rule, same.Key.Reason, [.. same])),
        ];
        Write(scan.Targets, scan.Findings, unknown);
        WriteWarnings(unknown);
        foreach (string name in scan.Missing)
        {
            Fail(
                ComputeTargetException.About(
                    name, ErrorIds.ComputeTargetNotFound, $"Workspace '{scan.Workspace.Name}' has no compute target '{name}'."),
                name);
        }
    }

    private static string Describe(Workspace workspace, string rule, string reason, string[] names)
    {
        string some = string.Join(", ", names.Take(3).Select(name => $"'{name}'"));
        string more = names.Length > 3 ? $" and {names.Length - 3} more" : string.Empty;
        return $"Workspace '{workspace.Name}': {rule} is unknown for {some}{more}, because {reason}.";
    }

    /// <summary>The result of a workspace.</summary>
    private sealed record Scan(
        Workspace Workspace,
        IReadOnlyList<ComputeTarget> Targets,
        IReadOnlyList<ComputeFinding> Findings,
        IReadOnlyList<(string Rule, string Reason, string Name)> Unknown,
        IReadOnlyList<string> Missing,
        ComputeTargetException? ClockProblem);
}
