using System.Management.Automation;
using AmlCompute.Client.Running;
using AmlCompute.Commands.Base;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands;

/// <summary>Waits until compute targets are as wanted, and emits each, brought up to date, as soon as it is. One that is removed is not emitted.</summary>
[Cmdlet(VerbsLifecycle.Wait, "AmlComputeTarget", DefaultParameterSetName = ParameterSets.Name)]
[OutputType(typeof(ComputeTarget), typeof(ComputeJob))]
public sealed class WaitAmlComputeTargetCommand : TargetCommand
{
    private readonly List<WaitItem> _items = [];

    /// <summary>Gets or sets what to wait for: Provisioned unless given.</summary>
    [Parameter]
    public WaitFor For { get; set; } = WaitFor.Provisioned;

    /// <summary>Gets or sets how many nodes a cluster must have, and be steady.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? MinNodeCount { get; set; }

    /// <summary>
    /// Gets or sets the longest time to wait, 30 minutes unless given, by the clock of each target's workspace. With 0 there is one look. Takes seconds,
    /// 30s, 15m, 2h, 1d, hh:mm:ss or a TimeSpan.
    /// </summary>
    [Parameter]
    [Duration]
    [ValidateNotNull]
    public Duration Timeout { get; set; } = Durations.DefaultTimeout;

    /// <summary>Gets or sets the time between two looks; unless given it grows from 1 to 15 seconds. A service that is too busy is asked less often.</summary>
    [Parameter]
    [Duration]
    public Duration? PollingInterval { get; set; }

    /// <summary>Gets or sets whether to wait in a job, which is emitted.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    private protected override bool RunsAsJob => AsJob;

    private protected override IEnumerable<(string Name, string Workspace)> JobTargets => _items.Select(item => (item.Name, item.Workspace.Name));

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _ = OrEnd(Waiter);
    }

    private protected override void Complete()
    {
        for (int i = 0; i < _items.Count; i++)
        {
            _items[i].Seen = Job.Watcher(i, $"Waiting for compute target '{_items[i].Name}'");
            _items[i].Dropped = Job.Dropped(i);
        }

        ComputeWaiter waiter = Waiter();
        foreach (WaitOutcome outcome in Stream(call => waiter.WaitAsync(_items, call)))
        {
            Job.Settle(_items.IndexOf(outcome.Item), () => Write(outcome));
        }

        base.Complete();
    }

    private protected override void ProcessTarget(Workspace workspace, string name, ComputeTarget? given) =>
        _items.Add(new WaitItem(workspace, name, given));

    private void Write(WaitOutcome outcome)
    {
        if (outcome.Error is not null)
        {
            // Not even a sign-in that fails ends the wait: other targets may be in another workspace, with another sign-in.
            WriteError(ErrorRecords.From(outcome.Error, (object?)outcome.Item.Given ?? outcome.Item.Name));
        }
        else if (outcome.Target is not null)
        {
            WriteObject(outcome.Item.Given?.TryRefresh(outcome.Target) == true ? outcome.Item.Given : outcome.Target);
        }
    }

    private ComputeWaiter Waiter() =>
        new(new WaitCondition(For, MinNodeCount), Durations.Timeout(Timeout), Durations.PollingInterval(PollingInterval));
}
