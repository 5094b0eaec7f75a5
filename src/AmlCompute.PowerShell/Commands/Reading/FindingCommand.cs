using System.Management.Automation;
using AmlCompute.Client.Findings;
using AmlCompute.Client.Http;
using AmlCompute.Client.Prices;
using AmlCompute.Commands.Attributes;
using AmlCompute.Commands.Base;
using AmlCompute.Commands.Parameters;
using AmlCompute.Commands.Reading;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>A command that applies the rules of findings to targets, workspace by workspace.</summary>
public abstract class FindingCommand : TargetQueryCommand
{
    /// <summary>The most targets that a warning names.</summary>
    private const int MostNames = 3;

    /// <summary>The largest value of -IdleFor, -StoppedFor and -RetiringWithin.</summary>
    private static readonly TimeSpan LongestTime = TimeSpan.FromDays(3650);

    /// <summary>The selected targets of each workspace that is not one of many.</summary>
    private readonly List<TargetScope> _scopes = [];
    private FindingLimits _limits = null!;
    private FindingScanner _scanner = null!;
    private PriceReader _prices = null!;

    /// <summary>The values of -ExcludeTag. A target is omitted if one of them matches.</summary>
    private TagFilter[] _excludedTags = [];

    /// <summary>True after the first error about the clock of this computer, which all workspaces would repeat.</summary>
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

    /// <summary>Gets or sets the time from now within which a retirement is a finding, such as 90d; the default is 365 days.</summary>
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

    private protected override bool FiltersInCompleteWork => true;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _prices = new PriceReader(RetailPrices);
        RunOrEnd(() =>
        {
            IReadOnlyList<FindingRule> rules = FindingRules.SelectRules(Rule, Category);
            _limits = new FindingLimits(
                IdleFor.RequireWithin(nameof(IdleFor), TimeSpan.Zero, LongestTime),
                StoppedFor.RequireWithin(nameof(StoppedFor), TimeSpan.Zero, LongestTime),
                RetiringWithin.RequireWithin(nameof(RetiringWithin), TimeSpan.Zero, LongestTime));
            _excludedTags = Array.ConvertAll(ExcludeTag, tag => new TagFilter([tag]));
            _scanner = CreateScanner(rules);
        });
    }

    private protected override void ProcessTarget(Workspace workspace, string name, ComputeTarget? input)
    {
        TargetScope scope = TargetScope.FindOrAdd(_scopes, workspace);
        if (input is not null && input.Workspace.IsSameAs(workspace))
        {
            scope.KnownTargets[input.Name] = input;
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
            BeginItem(scope.Workspace.Id, call => _scanner.ScanScopeAsync(scope, call), WriteScan, workspace: scope.Workspace.Name);
        }

        base.CompleteWork();
        WritePriceProblems(_prices.TakeProblems());
    }

    /// <summary>Scans one of many workspaces; its scan is the only item.</summary>
    private protected override async IAsyncEnumerable<IReadOnlyList<Action>> ReadItemsAsync(
        Workspace workspace, Func<ComputeTarget, bool> isWanted, CallContext call)
    {
        List<ComputeTarget> targets = [];
        await foreach (IReadOnlyList<ComputeTarget> page in ReadTargetsAsync(workspace, isWanted, call).ConfigureAwait(false))
        {
            targets.AddRange(page);
        }

        WorkspaceScan scan = await _scanner.ScanTargetsAsync(workspace, targets, [], call).ConfigureAwait(false);
        yield return [() => WriteScan(scan)];
    }

    /// <summary>Applies no rule from now on. The targets are still read.</summary>
    private protected void SkipRules() => _scanner = CreateScanner([]);

    /// <summary>Processes the result of one workspace, on the pipeline thread.</summary>
    /// <param name="targets">The targets.</param>
    /// <param name="findings">The findings about them.</param>
    /// <param name="unknown">The sentences about the rules that lack a fact.</param>
    private protected abstract void WriteFindings(
        IReadOnlyList<ComputeTarget> targets, IReadOnlyList<ComputeFinding> findings, IReadOnlyList<string> unknown);

    private FindingScanner CreateScanner(IReadOnlyList<FindingRule> rules) =>
        new(rules, _limits, _prices, Filter, _excludedTags, MaskSecrets);

    /// <summary>Writes the findings, warnings and errors of one workspace.</summary>
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
            ComputeTargetException error = ComputeTargetException.CreateForTarget(
                name, ErrorIds.ComputeTargetNotFound, $"Compute target '{name}' was not found.");
            WriteFailure(AddSuggestion(error, name, scan.Workspace), name);
        }
    }

    private static string DescribeUnknownRule(Workspace workspace, string rule, string reason, string[] targetNames)
    {
        string names = NameList.JoinFirst(Array.ConvertAll(targetNames, name => $"'{name}'"), MostNames);
        return $"Workspace '{workspace.Name}': {rule} is unknown for {names}, because {reason}.";
    }
}
