using System.Management.Automation;
using AmlCompute.Client.Running;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands;

/// <summary>A command that does something to targets, several at a time.</summary>
public abstract class TargetActionCommand : TargetCommand
{
    /// <summary>Gets or sets how many targets are worked on at a time: 1 to 100, 10 unless given.</summary>
    [Parameter]
    [ValidateRange(1, Throttle.Highest)]
    public int ThrottleLimit { get; set; } = Throttle.Usual;

    private protected override int Throttling => ThrottleLimit;
}

/// <summary>A command that changes targets and can stay until the change has come about.</summary>
public abstract class TargetChangeCommand : TargetActionCommand
{
    /// <summary>Gets or sets whether to wait until the change has come about.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>Gets or sets the longest time to wait, 30 minutes unless given. Takes seconds, 30s, 15m, 2h, 1d, hh:mm:ss or a TimeSpan.</summary>
    [Parameter]
    [Duration]
    [ValidateNotNull]
    public Duration Timeout { get; set; } = Durations.DefaultTimeout;

    /// <summary>Gets or sets whether to do the work in a job, which is emitted. Questions are asked before.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    private protected override bool RunsAsJob => AsJob;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _ = OrEnd(ChosenWait);
    }

    private protected WaitChoice ChosenWait() => new(Wait, Durations.Timeout(Timeout));
}
