using System.Management.Automation;
using AmlCompute.Client.Changes;
using AmlCompute.Client.Fleet;
using AmlCompute.Client.Http;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Parameters;
using AmlCompute.Commands.Reading;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>Compares compute targets with files or configurations, and emits the missing, different and extra ones.</summary>
[Cmdlet(VerbsData.Compare, "AmlComputeTarget", DefaultParameterSetName = ParameterSets.Path)]
[OutputType(typeof(ComputeComparison))]
public sealed class CompareAmlComputeTargetCommand : WantedTargetsCommand
{
    private readonly List<Workspace> _piped = [];
    private FleetChoice _choice = null!;

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
    [ValidateRange(1, Throttle.Highest)]
    public int ThrottleLimit { get; set; } = Throttle.Workspaces;

    /// <summary>Gets or sets the piped workspaces.</summary>
    [Parameter(ValueFromPipeline = true, ParameterSetName = ParameterSets.Path, DontShow = true)]
    [Parameter(ValueFromPipeline = true, ParameterSetName = ParameterSets.LiteralPath, DontShow = true)]
    public PSObject? PipelineObject { get; set; }

    private protected override bool SelectsMany => _choice.IsMany;

    private protected override bool SharesConnection => !SelectsMany && _piped.Count == 0;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _choice = OrEnd(() => new FleetChoice(Workspace, AllWorkspaces, SubscriptionId));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ParameterSets.Configuration || PipelineObject is null)
        {
            base.ProcessRecord();
            return;
        }

        OrEnd(() => _piped.Add(_choice.Piped(PipelineObject, Session, FindConfig)));
        if (_piped.Count == 1)
        {
            base.ProcessRecord();
        }
    }

    private protected override IEnumerable<(Workspace Workspace, IReadOnlyList<ComputeTarget> Live)> ReadWorkspaces() =>
        SharesConnection ? base.ReadWorkspaces() : ReadMany();

    private IEnumerable<(Workspace Workspace, IReadOnlyList<ComputeTarget> Live)> ReadMany()
    {
        FleetScope scope = OrEnd(() => _choice.ToScope(_piped, Session, FindConfig));
        FleetReader<(Workspace, IReadOnlyList<ComputeTarget>)> reader = new(ThrottleLimit, ReadAsync);
        foreach (FleetPart<(Workspace, IReadOnlyList<ComputeTarget>)> part in Stream(call => reader.ReadAsync(scope, call)))
        {
            if (part.Error is not null)
            {
                Fail(part.Error, part.Id);
            }

            foreach ((Workspace, IReadOnlyList<ComputeTarget>) one in part.Items)
            {
                yield return one;
            }
        }
    }

    private protected override void Process(Workspace workspace, IReadOnlyList<TargetComparison> comparisons)
    {
        foreach (TargetComparison comparison in comparisons)
        {
            WriteObject(comparison.Describe(workspace, CostOf(workspace, comparison)));
        }
    }

    private static async IAsyncEnumerable<IReadOnlyList<(Workspace, IReadOnlyList<ComputeTarget>)>> ReadAsync(
        Workspace workspace, CallContext call)
    {
        List<ComputeTarget> targets = [];
        await foreach (ComputeTarget target in ServiceConnection.ClientOf(workspace).ListAsync(workspace, call).ConfigureAwait(false))
        {
            targets.Add(target);
        }

        yield return [(workspace, targets)];
    }
}
