using System.Management.Automation;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Running;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>A command that changes targets and can wait for the operation.</summary>
public abstract class TargetChangeCommand : TargetActionCommand
{
    /// <summary>Gets or sets whether to wait until the operation has ended.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>Gets or sets the longest time to wait, such as 30s, 15m or 2h; the default is 30 minutes.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [Duration]
    [ValidateNotNull]
    public Duration Timeout { get; set; } = Durations.DefaultTimeout;

    /// <summary>Gets or sets whether to run in a job, which lasts until the operations have ended unless -Wait:$false is given.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    private protected override bool RunsAsJob => AsJob;

    private protected override TimeSpan? ListTimeout => WaitChoice.Timeout;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        SetWaitChoice(Wait, Timeout);
    }

    /// <summary>Starts to change a target to a goal; afterwards, <paramref name="write"/> gets the target.</summary>
    private protected void RunGoal(Workspace workspace, Goal goal, ComputeTarget? input, Action<ComputeTarget> write) => BeginTarget(
        workspace,
        goal.Name,
        GetErrorTarget(input),
        call => new Runner(workspace, call).RunAsync(goal, WaitChoice),
        result => write(result.Target));
}
