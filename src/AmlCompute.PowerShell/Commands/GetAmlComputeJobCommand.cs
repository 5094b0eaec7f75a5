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

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _statuses = OrEnd(() => new WordFilter(nameof(Status), Status, JobStatuses.All.Select(status => (status, status))));
        _age = (Since as Duration) is { } age ? OrEnd(() => age.Within(nameof(Since), TimeSpan.Zero, TimeSpan.FromDays(3650))) : null;
    }

    private protected override void ProcessTarget(Workspace workspace, string name, ComputeTarget? given) =>
        TargetScope.Of(_scopes, workspace).Names.Add(name);

    private protected override void ProcessPattern(Workspace workspace, WildcardPattern pattern)
    {
        if (Filter.NeedsNameOnly)
        {
            TargetScope.Of(_scopes, workspace).Patterns.Add(pattern);
        }
        else
        {
            base.ProcessPattern(workspace, pattern);
        }
    }

    private protected override void Complete()
    {
        _scopes.ForEach(scope => Attempt(null, () => Emit(scope)));
        WriteWarnings(_statuses.Warnings());
        base.Complete();
    }

    /// <summary>Reads the jobs of one of many workspaces. A job is selected as a target of its name is.</summary>
    private protected override async IAsyncEnumerable<IReadOnlyList<object>> ReadItemsAsync(
        Workspace workspace, Func<ComputeTarget, bool> isWanted, CallContext call)
    {
        ComputeClient client = ServiceConnection.ClientOf(workspace);
        DateTimeOffset? since = Earliest(client);
        HashSet<string>? kept = Filter.NeedsNameOnly ? null : new(StringComparer.OrdinalIgnoreCase);
        if (kept is not null)
        {
            await foreach (IReadOnlyList<object> page in base.ReadItemsAsync(workspace, isWanted, call).ConfigureAwait(false))
            {
                kept.UnionWith(page.Cast<ComputeTarget>().Select(target => target.Name));
            }
        }

        bool IsWanted(ComputeJob job) => kept?.Contains(job.ComputeTargetName ?? string.Empty) ?? isWanted(TargetOf(job, workspace));
        await foreach (Page<ComputeJob> page in client.ListJobPagesAsync(workspace, call).ConfigureAwait(false))
        {
            yield return [.. page.Items.Where(job => IsWanted(job) && Keeps(job, since))];
            if (IsOlder(page, since))
            {
                break;
            }
        }

        // A name of a target without jobs is valid, too.
        if (kept is null && !isWanted(TargetOf(null, workspace)))
        {
            await foreach (IReadOnlyList<object> _ in base.ReadItemsAsync(workspace, isWanted, call).ConfigureAwait(false))
            {
            }
        }
    }

    private protected override void WriteItem(object item) => WriteObject(item);

    private static ComputeTarget TargetOf(ComputeJob? job, Workspace workspace) => ComputeTypes.Create(
        JsonSerializer.SerializeToElement(new JsonObject { ["name"] = job?.ComputeTargetName ?? string.Empty }), workspace);

    private DateTimeOffset? Earliest(ComputeClient client) => _age is { } age ? client.Clock.GetUtcNow() - age : (DateTimeOffset?)Since;

    private bool Keeps(ComputeJob job, DateTimeOffset? since) =>
        !(job.CreatedOn < since) && (_statuses.IsEmpty ? job.IsActive || All || since is not null : _statuses.Keeps(job.Status));

    /// <summary>Returns true if no later page has a wanted job. New jobs are first, but clocks differ, so all must be older.</summary>
    private static bool IsOlder(Page<ComputeJob> page, DateTimeOffset? since) =>
        page.Items.Count > 0 && page.Items.All(job => job.CreatedOn < since);

    private void Emit(TargetScope scope)
    {
        ComputeClient client = ServiceConnection.ClientOf(scope.Workspace);
        DateTimeOffset? since = Earliest(client);
        HashSet<string> missing = new(scope.Names, scope.Names.Comparer);
        bool IsWanted(string target) => scope.Names.Contains(target)
            || (Filter.KeepsName(target) && scope.Patterns.Exists(pattern => pattern.IsMatch(target)));

        foreach (Page<ComputeJob> page in Stream(call => client.ListJobPagesAsync(scope.Workspace, call)))
        {
            foreach (ComputeJob job in page.Items.Where(job => IsWanted(job.ComputeTargetName ?? string.Empty)))
            {
                missing.Remove(job.ComputeTargetName ?? string.Empty);
                if (Keeps(job, since))
                {
                    WriteObject(job);
                }
            }

            if (IsOlder(page, since))
            {
                break;
            }
        }

        foreach (string name in missing)
        {
            // The name of a target without jobs is valid; the name of a missing target is an error.
            Attempt(name, () => Await(call => client.GetAsync(scope.Workspace, name, call)));
        }
    }
}
