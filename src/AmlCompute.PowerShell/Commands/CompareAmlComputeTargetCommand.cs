using System.Management.Automation;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Changes;
using AmlCompute.Client.Fleet;
using AmlCompute.Client.Http;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Base;
using AmlCompute.Commands.Parameters;
using AmlCompute.Commands.Reading;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>Compares the compute targets of workspaces with files or configurations, and emits a comparison for each target.</summary>
[Cmdlet(VerbsData.Compare, "AmlComputeTarget", DefaultParameterSetName = ParameterSets.Path)]
[OutputType(typeof(ComputeComparison))]
public sealed class CompareAmlComputeTargetCommand : WantedTargetsCommand
{
    /// <summary>The piped workspaces.</summary>
    private readonly List<Workspace> _piped = [];
    private FleetChoice _fleet = null!;

    /// <inheritdoc/>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ParameterSets.Path)]
    [ValidateNotNullOrEmpty, SupportsWildcards]
    public override string[] Path { get; set; } = [];

    /// <summary>Gets or sets the workspaces: objects, resource ids, or names; wildcards search the subscriptions.</summary>
    [Parameter]
    [Alias("WorkspaceName")]
    [ArgumentCompleter(typeof(WorkspaceCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public override object? Workspace { get; set; }

    /// <summary>Gets or sets whether to compare with all workspaces of the subscription.</summary>
    [Parameter]
    public SwitchParameter AllWorkspaces { get; set; }

    /// <summary>Gets or sets the subscriptions to read, or * for all of the sign-in; the default is that of the session.</summary>
    [Parameter]
    [Alias("Subscription")]
    [ArgumentCompleter(typeof(SubscriptionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] SubscriptionId { get; set; } = [];

    /// <summary>Gets or sets the maximum number of workspaces to read at the same time: 1 to 100; the default is 16.</summary>
    [Parameter]
    [ValidateRange(1, ThrottleLimits.Maximum)]
    public int ThrottleLimit { get; set; } = ThrottleLimits.DefaultForWorkspaces;

    /// <summary>Gets or sets the piped workspace; null for those of the parameters or of the session.</summary>
    [Parameter(ValueFromPipeline = true, ParameterSetName = ParameterSets.Path, DontShow = true)]
    [Parameter(ValueFromPipeline = true, ParameterSetName = ParameterSets.LiteralPath, DontShow = true)]
    public PSObject? PipelineObject { get; set; }

    private protected override bool SelectsMany => _fleet.SelectsMany;

    private protected override bool SharesConnection => !SelectsMany && _piped.Count == 0;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _fleet = RunOrEnd(() => new FleetChoice(Workspace, AllWorkspaces, SubscriptionId));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (PipelineObject is not null)
        {
            RunOrEnd(() => _piped.Add(_fleet.ResolvePiped(PipelineObject, Session, FindConfig)));
        }

        // The files are read once, with the first input, also if that is null.
        if (ParameterSetName == ParameterSets.Configuration || Wanted.Count == 0)
        {
            base.ProcessRecord();
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // The earlier command of the pipeline can have emitted no workspace, so that no file was read.
        bool isPipelineEmpty = MyInvocation.ExpectingInput && _piped.Count == 0 && Wanted.Count == 0;
        if (!isPipelineEmpty || ParameterSetName == ParameterSets.Configuration)
        {
            WriteComparisons();
        }

        base.EndProcessing();
    }

    private void WriteComparisons()
    {
        foreach ((Workspace workspace, IReadOnlyList<TargetComparison> comparisons) in CompareWorkspaces())
        {
            foreach (TargetComparison comparison in comparisons)
            {
                WriteObject(comparison.ToComparison(workspace, EstimateCostChange(workspace, comparison)));
            }
        }
    }

    private protected override IEnumerable<(Workspace Workspace, IReadOnlyList<ComputeTarget> Live)> ReadWorkspaces() =>
        SharesConnection ? base.ReadWorkspaces() : ReadFleet();

    private IEnumerable<(Workspace Workspace, IReadOnlyList<ComputeTarget> Live)> ReadFleet()
    {
        FleetScope scope = RunOrEnd(() => _fleet.CreateScope(_piped, Session, FindConfig));
        FleetReader<WorkspaceTargets> reader = new(ThrottleLimit, ReadTargetsAsync);
        foreach (FleetPart<WorkspaceTargets> part in Stream(call => reader.ReadPartsAsync(scope, call)))
        {
            if (part.Error is not null)
            {
                WriteFailure(part.Error, part.Id, isNameOfTarget: false);
            }

            foreach (WorkspaceTargets item in part.Items)
            {
                yield return (item.Workspace, item.Live);
            }
        }
    }

    private static async IAsyncEnumerable<IReadOnlyList<WorkspaceTargets>> ReadTargetsAsync(Workspace workspace, CallContext call)
    {
        List<ComputeTarget> targets = [];
        ComputeClient client = ServiceConnection.GetClient(workspace);
        await foreach (ComputeTarget target in client.ListTargetsAsync(workspace, call).ConfigureAwait(false))
        {
            targets.Add(target);
        }

        yield return [new WorkspaceTargets(workspace, targets)];
    }

    private sealed record WorkspaceTargets(Workspace Workspace, IReadOnlyList<ComputeTarget> Live);
}
