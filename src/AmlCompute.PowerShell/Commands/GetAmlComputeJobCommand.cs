using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Nodes;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Attributes;
using AmlCompute.Commands.Parameters;
using AmlCompute.Commands.Reading;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>Gets the jobs that run, wait or ran on compute targets, newest first.</summary>
[Cmdlet(VerbsCommon.Get, "AmlComputeJob", DefaultParameterSetName = ParameterSets.Name)]
[OutputType(typeof(ComputeJob))]
public sealed class GetAmlComputeJobCommand : TargetQueryCommand
{
    private readonly List<TargetScope> _scopes = [];
    private WordFilter _statuses = null!;

    /// <summary>The value of -Since as a time before now; null for a date or none.</summary>
    private TimeSpan? _age;

    /// <summary>Gets or sets the names of the targets; wildcards are allowed. Without a name, all jobs of the workspace are read.</summary>
    [Parameter(Position = 0, ParameterSetName = ParameterSets.Name, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ComputeName", "Target")]
    [ArgumentCompleter(typeof(ComputeNameCompleter))]
    [AllowEmptyString]
    [TargetNames]
    [SupportsWildcards]
    public override string[] Name { get; set; } = [];

    /// <summary>Gets or sets the statuses to keep, such as Running or Failed; wildcards are allowed.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(JobStatusCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Status { get; set; } = [];

    /// <summary>Gets or sets the earliest creation time: a date, or a time before now such as 12h. Ended jobs are emitted, too.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [Since]
    [ValidateNotNull]
    public object? Since { get; set; }

    /// <summary>Gets or sets whether to emit jobs that have ended, too.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    private protected override bool FiltersInCompleteWork => true;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _statuses = RunOrEnd(() => new WordFilter(nameof(Status), Status, JobStatuses.All.Select(status => (status, status))));
        _age = (Since as Duration) is { } age
            ? RunOrEnd(() => age.RequireWithin(nameof(Since), TimeSpan.Zero, TimeSpan.FromDays(3650)))
            : null;
    }

    private protected override void ProcessTarget(Workspace workspace, string name, ComputeTarget? input) =>
        TargetScope.FindOrAdd(_scopes, workspace).Names.Add(name);

    private protected override void ProcessPattern(Workspace workspace, WildcardPattern pattern)
    {
        if (Filter.NeedsNameOnly)
        {
            TargetScope.FindOrAdd(_scopes, workspace).Patterns.Add(pattern);
        }
        else
        {
            base.ProcessPattern(workspace, pattern);
        }
    }

    private protected override void ProcessMatch(Workspace workspace, ComputeTarget target)
    {
        TargetScope scope = TargetScope.FindOrAdd(_scopes, workspace);
        scope.Names.Add(target.Name);
        scope.KnownTargets[target.Name] = target;
    }

    private protected override void CompleteWork()
    {
        _scopes.ForEach(scope => Attempt(null, () => WriteJobs(scope)));
        WriteWarnings(_statuses.CreateWarnings());
        base.CompleteWork();
    }

    /// <summary>Reads the jobs of one of many workspaces: those whose target the command selects.</summary>
    private protected override async IAsyncEnumerable<IReadOnlyList<Action>> ReadItemsAsync(
        Workspace workspace, Func<ComputeTarget, bool> isWanted, CallContext call)
    {
        ComputeClient client = ServiceConnection.GetClient(workspace);
        DateTimeOffset? since = FindEarliestTime(client);
        HashSet<string>? targets =
            Filter.NeedsNameOnly ? null : await ReadTargetNamesAsync(workspace, isWanted, call).ConfigureAwait(false);
        bool IsOfWantedTarget(ComputeJob job) => targets is null
            ? isWanted(CreateTarget(job.ComputeTargetName, workspace))
            : targets.Contains(job.ComputeTargetName ?? string.Empty);

        await foreach (Page<ComputeJob> page in client.ListJobPagesAsync(workspace, call).ConfigureAwait(false))
        {
            yield return
            [
                .. page.Items.Where(job => IsOfWantedTarget(job) && KeepsJob(job, since)).Select(job => (Action)(() => WriteObject(job))),
            ];
            if (IsOlder(page, since))
            {
                break;
            }
        }

        bool WantsOnlySomeTargets() => !isWanted(CreateTarget(null, workspace));
        if (targets is null && (WantsOnlySomeTargets() || Filter.Excluded.HasUnmatched))
        {
            // isWanted records the names that exist, and the other names become errors or warnings. A target without jobs exists, too.
            _ = await ReadTargetNamesAsync(workspace, isWanted, call).ConfigureAwait(false);
        }
    }

    private async Task<HashSet<string>> ReadTargetNamesAsync(Workspace workspace, Func<ComputeTarget, bool> isWanted, CallContext call)
    {
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        await foreach (IReadOnlyList<ComputeTarget> page in ReadTargetsAsync(workspace, isWanted, call).ConfigureAwait(false))
        {
            names.UnionWith(page.Select(target => target.Name));
        }

        return names;
    }

    /// <summary>Creates a target that has only a name, because a job has no more of its target.</summary>
    /// <param name="name">The name; null for a job without a target.</param>
    /// <param name="workspace">The workspace of the job.</param>
    private static ComputeTarget CreateTarget(string? name, Workspace workspace) => ComputeTypes.Create(
        JsonSerializer.SerializeToElement(new JsonObject { ["name"] = name ?? string.Empty }), workspace);

    /// <summary>Returns the earliest creation time by -Since; null for no limit.</summary>
    private DateTimeOffset? FindEarliestTime(ComputeClient client) =>
        _age is { } age ? client.Clock.GetUtcNow() - age : (DateTimeOffset?)Since;

    private bool KeepsJob(ComputeJob job, DateTimeOffset? since)
    {
        bool isTooOld = job.CreatedOn < since;
        bool keepsEnded = All || since is not null;
        return !isTooOld && (_statuses.IsEmpty ? job.IsActive || keepsEnded : _statuses.MatchesAny(job.Status));
    }

    /// <summary>Returns true if no later page has a wanted job. New jobs are first, but clocks differ, so all must be older.</summary>
    private static bool IsOlder(Page<ComputeJob> page, DateTimeOffset? since) =>
        page.Items.Count > 0 && page.Items.All(job => job.CreatedOn < since);

    /// <summary>Writes the jobs of the selected targets; a name that has no jobs and no target is an error.</summary>
    private void WriteJobs(TargetScope scope)
    {
        ComputeClient client = ServiceConnection.GetClient(scope.Workspace);
        DateTimeOffset? since = FindEarliestTime(client);
        HashSet<string> withoutJobs = new(scope.Names.Where(name => !scope.KnownTargets.ContainsKey(name)), scope.Names.Comparer);
        foreach (Page<ComputeJob> page in Stream(call => client.ListJobPagesAsync(scope.Workspace, call)))
        {
            foreach (ComputeJob job in page.Items.Where(job => IsSelected(scope, job.ComputeTargetName ?? string.Empty)))
            {
                withoutJobs.Remove(job.ComputeTargetName ?? string.Empty);
                if (KeepsJob(job, since))
                {
                    WriteObject(job);
                }
            }

            if (IsOlder(page, since))
            {
                break;
            }
        }

        CheckTargetsWithoutJobs(scope.Workspace, withoutJobs);
    }

    /// <summary>Writes an error for each name of a missing target. The name of a target without jobs is valid, also in -Exclude.</summary>
    private void CheckTargetsWithoutJobs(Workspace workspace, IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            Attempt(name, () => Await(call => TargetSuggestions.GetTargetAsync(workspace, name, call)));
        }

        if (Filter.Excluded.HasUnmatched)
        {
            foreach (ComputeTarget target in ListTargets(workspace))
            {
                Filter.MarkExisting(target);
            }
        }
    }

    private bool IsSelected(TargetScope scope, string targetName) =>
        !Filter.Excluded.Matches(targetName) && scope.SelectsName(targetName);
}
