using System.Management.Automation;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Findings;
using AmlCompute.Client.Http;
using AmlCompute.Client.Prices;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Attributes;
using AmlCompute.Commands.Parameters;
using AmlCompute.Commands.Reading;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>A command that applies the rules of findings to targets, workspace by workspace.</summary>
public abstract class FindingCommand : TargetQueryCommand
{
    /// <summary>The most targets that a warning names.</summary>
    private const int MostNames = 3;

    private static readonly TimeSpan LongestTime = TimeSpan.FromDays(3650);

    /// <summary>The clock of this computer may be behind that of the service by this time without an error.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    private readonly List<TargetScope> _scopes = [];
    private IReadOnlyList<FindingRule> _rules = [];
    private FindingLimits _limits = null!;
    private FindingFactReader _facts = null!;
    private PriceReader _prices = null!;

    /// <summary>The tags of targets to omit; without a value, a tag with any value.</summary>
    private (WildcardPattern Name, WildcardPattern? Value)[] _excludedTags = [];
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

    private protected override bool FiltersReadTargets => true;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _prices = new PriceReader(RetailPrices);
        RunOrEnd(() =>
        {
            _rules = FindingRules.SelectRules(Rule, Category);
            _limits = new FindingLimits(
                IdleFor.RequireWithin(nameof(IdleFor), TimeSpan.Zero, LongestTime),
                StoppedFor.RequireWithin(nameof(StoppedFor), TimeSpan.Zero, LongestTime),
                RetiringWithin.RequireWithin(nameof(RetiringWithin), TimeSpan.Zero, LongestTime));
            _excludedTags = Array.ConvertAll(ExcludeTag, ParseTag);
            _facts = new FindingFactReader(_rules, _limits, MaskSecrets);
        });
    }

    private protected override void ProcessTarget(Workspace workspace, string name, ComputeTarget? input)
    {
        TargetScope scope = TargetScope.FindOrAdd(_scopes, workspace);
        if (input is not null && input.Workspace.IsSameAs(workspace))
        {
            scope.KnownTargets.Add(input);
        }
        else
        {
            scope.Names.Add(name);
        }
    }

    private protected override void ProcessPattern(Workspace workspace, WildcardPattern pattern) =>
        TargetScope.FindOrAdd(_scopes, workspace).Patterns.Add(pattern);

    private protected override void CompleteWork()
    {
        foreach (TargetScope scope in _scopes)
        {
            BeginItem(scope.Workspace.Id, call => ScanAsync(scope, call), WriteScan, workspace: scope.Workspace.Name);
        }

        base.CompleteWork();
        WritePriceProblems(_prices.TakeProblems());
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

    private protected override void WriteItem(object item) => WriteScan((WorkspaceScan)item);

    private async Task<WorkspaceScan> ScanAsync(TargetScope scope, CallContext call)
    {
        HashSet<string> missing = new(scope.Names, scope.Names.Comparer);
        List<ComputeTarget> targets = [.. scope.KnownTargets];
        if (scope.Names.Count + scope.Patterns.Count > 0)
        {
            ComputeClient client = ServiceConnection.GetClient(scope.Workspace);
            await foreach (ComputeTarget target in client.ListTargetsAsync(scope.Workspace, call).ConfigureAwait(false))
            {
                bool isSelected = missing.Remove(target.Name) || scope.Patterns.Exists(pattern => pattern.IsMatch(target.Name));
                bool isKnown = scope.KnownTargets.Exists(
                    known => string.Equals(known.Name, target.Name, StringComparison.OrdinalIgnoreCase));
                if (isSelected && !isKnown)
                {
                    targets.Add(target);
                }
            }
        }

        return await ApplyRulesAsync(scope.Workspace, targets, [.. missing], call).ConfigureAwait(false);
    }

    private async Task<WorkspaceScan> ApplyRulesAsync(
        Workspace workspace, List<ComputeTarget> targets, IReadOnlyList<string> missing, CallContext call)
    {
        targets.RemoveAll(target => HasExcludedTag(target) || !Filter.KeepsTarget(target));
        Task prices = _prices.ReadPricesAsync(workspace, targets.Select(target => target.MachineRange), call);
        (WorkspaceJobs? jobs, string jobsProblem) = await _facts.ReadJobsAsync(workspace, targets, call).ConfigureAwait(false);
        (Workspace? details, string workspaceProblem) = await _facts.ReadWorkspaceAsync(workspace, targets, call).ConfigureAwait(false);
        await prices.ConfigureAwait(false);
        DateTimeOffset now = ServiceConnection.GetClient(workspace).Clock.GetUtcNow();
        List<ComputeFinding> findings = [];
        List<UnknownRule> unknownRules = [];
        foreach (ComputeTarget target in targets)
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
                FindingRules.ApplyRules(_rules, facts, _limits);
            findings.AddRange(found);
            unknownRules.AddRange(unknown.Select(item => new UnknownRule(item.Rule, item.Reason, target.Name)));
        }

        ComputeFinding[] sorted = [.. findings.OrderByDescending(finding => finding.Severity)];
        return new WorkspaceScan(workspace, targets, sorted, unknownRules, missing, FindClockProblem(now, targets));
    }

    private static (WildcardPattern Name, WildcardPattern? Value) ParseTag(string tag) =>
        tag.Split(['='], 2) is [string name, string value]
            ? (Patterns.Parse(name), Patterns.Parse(value))
            : (Patterns.Parse(tag), null);

    private bool HasExcludedTag(ComputeTarget target) => Array.Exists(
        _excludedTags,
        excluded => target.Tags.Any(
            tag => excluded.Name.IsMatch(tag.Key) && excluded.Value?.IsMatch(tag.Value ?? string.Empty) != false));

    /// <summary>Applies no rule from now on.</summary>
    private protected void SkipRules()
    {
        _rules = [];
        _facts = new FindingFactReader([], _limits, MaskSecrets);
    }

    /// <summary>Processes the result of one workspace, on the pipeline thread.</summary>
    /// <param name="targets">The targets.</param>
    /// <param name="findings">The findings about them.</param>
    /// <param name="unknown">The sentences about the rules that lack a fact.</param>
    private protected abstract void WriteFindings(
        IReadOnlyList<ComputeTarget> targets, IReadOnlyList<ComputeFinding> findings, IReadOnlyList<string> unknown);

    /// <summary>Returns the error of a clock that is behind the times of the service; null if it is not.</summary>
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
            $"The clock of this computer is behind: it is {now.ToUniversalTime():u}, and the service changed compute target "
                + $"'{target.Name}' at {time?.ToUniversalTime():u}. Findings that depend on the time can be missing.",
            "Set the clock of this computer.");
    }

    private static DateTimeOffset? FindLastChange(ComputeTarget target) =>
        (target as ComputeInstance)?.LastOperation?.OperationTime ?? target.ModifiedOn ?? target.CreatedOn;

    private void WriteScan(WorkspaceScan scan)
    {
        if (scan.ClockProblem is not null && !_hasReportedClock)
        {
            _hasReportedClock = true;
            WriteFailure(scan.ClockProblem, null);
        }

        string[] unknown =
        [
            .. scan.UnknownRules.GroupBy(rule => (rule.Rule, rule.Reason), rule => rule.TargetName)
                .Select(group => DescribeUnknownRule(scan.Workspace, group.Key.Rule, group.Key.Reason, [.. group])),
        ];
        WriteFindings(scan.Targets, scan.Findings, unknown);
        WriteWarnings(unknown);
        foreach (string name in scan.MissingNames)
        {
            WriteFailure(
                ComputeTargetException.CreateForTarget(
                    name, ErrorIds.ComputeTargetNotFound, $"Workspace '{scan.Workspace.Name}' has no compute target '{name}'."),
                name);
        }
    }

    private static string DescribeUnknownRule(Workspace workspace, string rule, string reason, string[] targetNames)
    {
        string names = string.Join(", ", targetNames.Take(MostNames).Select(name => $"'{name}'"));
        string more = targetNames.Length > MostNames ? $" and {targetNames.Length - MostNames} more" : string.Empty;
        return $"Workspace '{workspace.Name}': {rule} is unknown for {names}{more}, because {reason}.";
    }

    /// <summary>A rule that cannot judge a target, because a fact is missing.</summary>
    private sealed record UnknownRule(string Rule, string Reason, string TargetName);

    /// <summary>The targets of a workspace and their findings.</summary>
    private sealed record WorkspaceScan(
        Workspace Workspace,
        IReadOnlyList<ComputeTarget> Targets,
        IReadOnlyList<ComputeFinding> Findings,
        IReadOnlyList<UnknownRule> UnknownRules,
        IReadOnlyList<string> MissingNames,
        ComputeTargetException? ClockProblem);
}
