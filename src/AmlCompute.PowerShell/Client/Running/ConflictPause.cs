using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Waiting;

namespace AmlCompute.Client.Running;

/// <summary>The pauses of a run while another operation is in progress on the target, until the timeout has passed.</summary>
internal sealed class ConflictPause(ComputeClient client, string name, Deadline deadline, CallContext call) : IDisposable
{
    private readonly PollingDelay _delay = new();
    private bool _hasWaited;

    public TimeSpan Left => deadline.Left;

    private string Activity => $"Waiting until compute target '{name}' is free";

    /// <summary>Waits for one polling delay, and clears the conflict of the history.</summary>
    public async Task WaitAsync(TargetPlan plan, PlanHistory history)
    {
        // A target that waits for another operation must not occupy a slot of the targets that are processed at the same time.
        call.Accepted();
        TimeSpan left = Left;
        string running = RunningOn(plan.Live);
        if (left == TimeSpan.Zero)
        {
            throw TimedOut(plan, running, history.Conflict);
        }

        if (!_hasWaited)
        {
            call.Log.Verbose($"{name}: Waiting for another operation: {running}.");
        }

        _hasWaited = true;
        history.Conflict = null;
        history.HasJoined |= plan.Joined is not null;
        call.Log.Progress(CallProgress.Running(Activity, running, deadline.Timeout - left));
        await client.Clock.DelayAsync(_delay.NextWithin(left), call.Token).ConfigureAwait(false);
    }

    public void Dispose()
    {
        if (_hasWaited)
        {
            call.Log.Progress(CallProgress.Completed(Activity));
        }
    }

    private static string RunningOn(ComputeTarget? target) => target switch
    {
        ComputeInstance { LastOperation: { IsRunning: true } operation } => $"{operation}, state {target.State}",
        { ProvisioningState: not (null or ProvisioningStates.Succeeded) and { } state } => state,
        null => "an operation that the service does not name",
        _ => $"an operation that the service does not name, state {target.State}",
    };

    private ComputeTargetException TimedOut(TargetPlan plan, string running, ComputeTargetException? conflict)
    {
        if (plan.Joined is { } change)
        {
            return InstanceWait.TimedOut(plan.Live!, change.Activity, deadline.Timeout);
        }

        if (conflict is { ErrorId: not ErrorIds.OperationConflict })
        {
            return conflict;
        }

        string message = plan.Live is null && conflict is not null
            ? $"Compute target '{name}' could not be created within {deadline.Timeout:c}. {conflict.Message}"
            : $"Compute target '{name}' was busy for {deadline.Timeout:c}: {running}. Nothing was changed.";
        return new ComputeTargetException(ErrorIds.OperationConflict, message, conflict)
        {
            ComputeName = name,
            Status = conflict?.Status ?? 0,
            Code = conflict?.Code,
            ServiceMessage = conflict?.ServiceMessage,
            RequestId = conflict?.RequestId,
        };
    }
}
