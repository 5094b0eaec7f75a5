using System.Management.Automation;
using AmlCompute.Client.Waiting;
using AmlCompute.Commands.Attributes;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>Waits until compute targets reach a condition, and emits each updated target at that time, except removed ones.</summary>
[Alias("wact")]
[Cmdlet(VerbsLifecycle.Wait, "AmlComputeTarget", DefaultParameterSetName = ParameterSets.Name)]
[OutputType(typeof(ComputeTarget), typeof(CommandJob))]
public sealed class WaitAmlComputeTargetCommand : TargetQueryCommand
{
    private readonly List<WaitItem> _items = [];

    /// <inheritdoc/>
    [Parameter(Position = 0, ParameterSetName = ParameterSets.Name, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ComputeName"), ArgumentCompleter(typeof(ComputeNameCompleter)), AllowEmptyString, TargetNames, SupportsWildcards]
    public override string[] Name { get; set; } = [];

    /// <summary>Gets or sets the condition; the default is Usable.</summary>
    [Parameter]
    public WaitFor For { get; set; } = WaitFor.Usable;

    /// <summary>
    /// Gets or sets the fewest nodes that a steady cluster must have. Nodes in preparation count, as in v1. It cannot be combined with -For
    /// Running, Stopped or Removed.
    /// </summary>
    [Parameter]
    [Alias("MinNodes")]
    [ArgumentCompleter(typeof(NodeCountCompleter))]
    [ValidateRange(0, int.MaxValue)]
    public int? MinNodeCount { get; set; }

    /// <summary>Gets or sets the longest time to wait, by the clock of the workspace; the default is 30 minutes; 0 polls once.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [Duration]
    [ValidateNotNull]
    public Duration Timeout { get; set; } = Durations.DefaultTimeout;

    /// <summary>Gets or sets the polling interval; by default it grows from 1 to 15 seconds. A busy service is polled less often.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [Duration]
    public Duration? PollingInterval { get; set; }

    /// <summary>Gets or sets whether to wait in a job, which is emitted.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    private protected override bool RunsAsJob => AsJob;

    private protected override IEnumerable<(string Name, string Workspace)> JobTargets =>
        _items.Select(item => (item.Name, item.Workspace.Name));

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();

        // A parameter that is not valid ends the command before a request.
        _ = RunOrEnd(CreateWaiter);
    }

    private protected override void CompleteWork()
    {
        Dictionary<WaitItem, int> places = [];
        for (int i = 0; i < _items.Count; i++)
        {
            places[_items[i]] = i;
            _items[i].StateChanged = Job.CreateStatusWriter(i, $"Waiting for compute target '{_items[i].Name}'");
            _items[i].WasCanceled = Job.CreateEndCheck(i);
        }

        ComputeWaiter waiter = CreateWaiter();
        foreach (WaitOutcome outcome in Stream(call => waiter.WaitAsync(_items, call)))
        {
            Job.EndTarget(places[outcome.Item], () => WriteOutcome(outcome));
        }

        base.CompleteWork();
    }

    private protected override void ProcessTarget(Workspace workspace, string name, ComputeTarget? input) =>
        _items.Add(new WaitItem(workspace, name, input));

    private void WriteOutcome(WaitOutcome outcome)
    {
        if (outcome.Target is not null)
        {
            WriteRefreshed(outcome.Item.GivenTarget, outcome.Target);
        }

        if (outcome.Error is not null)
        {
            // A failed sign-in does not end the wait, because other targets can be in another workspace with another sign-in.
            ComputeTargetException error = AddSuggestion(outcome.Error, outcome.Item.Name, outcome.Item.Workspace);
            error.Workspace = outcome.Item.Workspace;
            WriteError(CreateErrorRecord(error, (object?)outcome.Item.GivenTarget ?? outcome.Item.Name));
        }
    }

    private ComputeWaiter CreateWaiter()
    {
        if (MinNodeCount is not null && For is WaitFor.Running or WaitFor.Stopped or WaitFor.Removed)
        {
            throw Invalid($"-MinNodeCount cannot be combined with -For {For}. Use it without -For, or with -For Provisioned or Steady.");
        }

        return new(new WaitCondition(For, MinNodeCount), Durations.CheckTimeout(Timeout), Durations.CheckPollingInterval(PollingInterval));
    }
}
