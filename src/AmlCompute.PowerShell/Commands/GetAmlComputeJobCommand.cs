using System.Management.Automation;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>Gets the jobs that run, wait or ran on compute targets, newest first.</summary>
[Cmdlet(VerbsCommon.Get, "AmlComputeJob", DefaultParameterSetName = ParameterSets.Name)]
[OutputType(typeof(ComputeJob))]
public sealed class GetAmlComputeJobCommand : TargetQueryCommand
{
    private readonly List<(Workspace Workspace, HashSet<string> Names, List<WildcardPattern> Patterns)> _wanted = [];
    private WordFilter _statuses = null!;
    private TimeSpan? _age;

    /// <summary>
    /// Gets or sets the names of the compute targets; wildcards are allowed. Without a name, the jobs of all targets of the workspace are
    /// read, and those that name no target.
    /// </summary>
    [Parameter(Position = 0, ParameterSetName = ParameterSets.Name, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ComputeName", "Target")]
    [ArgumentCompleter(typeof(ComputeNameCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public override string[] Name { get; set; } = [];

    /// <summary>Gets or sets the statuses to keep, such as Running or Failed; wildcards are allowed.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(JobStatusCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Status { get; set; } = [];

    /// <summary>
    /// Gets or sets the earliest creation time of the jobs: a date, or a duration before now such as 12h or 7d. Jobs that have ended are
    /// then emitted too.
    /// </summary>
    [Parameter]
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
        WantedOf(workspace).Names.Add(name);

    private protected override void ProcessPattern(Workspace workspace, WildcardPattern pattern) =>
        WantedOf(workspace).Patterns.Add(pattern);

    private protected override void Complete()
    {
        foreach ((Workspace workspace, HashSet<string> names, List<WildcardPattern> patterns) in _wanted)
        {
            Attempt(null, () => Emit(workspace, names, patterns));
        }

        foreach (string warning in _statuses.Warnings())
        {
            WriteWarning(warning);
        }

        base.Complete();
    }

    private void Emit(Workspace workspace, HashSet<string> names, List<WildcardPattern> patterns)
    {
        ComputeClient client = ServiceConnection.ClientOf(workspace);
        DateTimeOffset? since = _age is { } age ? client.Clock.GetUtcNow() - age : (DateTimeOffset?)Since;
        HashSet<string> missing = new(names, names.Comparer);
        bool IsWanted(string? target) =>
            names.Contains(target ?? string.Empty) || patterns.Exists(pattern => pattern.IsMatch(target ?? string.Empty));

        foreach (Page<ComputeJob> page in Stream(call => client.ListJobPagesAsync(workspace, call)))
        {
            foreach (ComputeJob job in page.Items.Where(job => IsWanted(job.ComputeTargetName)))
            {
                missing.Remove(job.ComputeTargetName ?? string.Empty);
                bool isKept = _statuses.IsEmpty ? job.IsActive || All || since is not null : _statuses.Keeps(job.Status);
                if (isKept && !(job.CreatedOn < since))
                {
                    WriteObject(job);
                }
            }

            // The service lists the newest jobs first. Clocks of its machines differ, so a whole page must be older.
            if (page.Items.Count > 0 && page.Items.All(job => job.CreatedOn < since))
            {
                break;
            }
        }

        foreach (string name in missing)
        {
            // The name of a target without jobs is valid; the name of a missing target is an error.
            Attempt(name, () => Await(call => client.GetAsync(workspace, name, call)));
        }
    }

    private (Workspace Workspace, HashSet<string> Names, List<WildcardPattern> Patterns) WantedOf(Workspace workspace)
    {
        int index = _wanted.FindIndex(wanted => wanted.Workspace.IsSameAs(workspace));
        if (index < 0)
        {
            index = _wanted.Count;
            _wanted.Add((workspace, new HashSet<string>(StringComparer.OrdinalIgnoreCase), []));
        }

        return _wanted[index];
    }
}
