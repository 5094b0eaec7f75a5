using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Waiting;

namespace AmlCompute.Client.Running;

/// <summary>Pauses a run while another operation is in progress on the target, until the timeout has passed.</summary>
internal sealed class ConflictPause(ComputeClient client, string name, Deadline deadline, CallContext call) : IDisposable
{
    private readonly PollingDelay _delay = new();

    /// <summary>The start of the run on the clock of the user, for the progress.</summary>
    private readonly long _wallStarted = client.WallClock.GetTimestamp();
    private bool _hasWaited;

    private string Activity => $"Waiting until compute target '{name}' is free";

    /// <summary>
    /// Waits for one polling delay. Clears the conflict in the history, and sets <see cref="PlanHistory.HasSeenRunningChange"/> if the
    /// wanted start, stop or restart is in progress.
    /// </summary>
    /// <exception cref="ComputeTargetException">The timeout has passed.</exception>
    public async Task WaitAsync(TargetPlan plan, PlanHistory history)
    {
        // A target that waits for another operation must not occupy a slot of the targets that are processed at the same time.
        call.OnAccepted();
        TimeSpan timeLeft = deadline.Remaining;
        string operation = DescribeOperation(plan.Live);
        if (timeLeft == TimeSpan.Zero)
        {
            throw CreateTimeoutError(plan, operation, history);
        }

        if (!_hasWaited)
        {
            call.Log.WriteVerbose($"{name}: Waiting until the compute target is free: {operation}.");
        }

        _hasWaited = true;
        history.Conflict = null;
        history.HasSeenRunningChange |= plan.RunningChange is not null;
        call.Log.WriteProgress(CallProgress.CreateRunning(Activity, operation, client.WallClock.GetElapsedTime(_wallStarted)));
        await client.Clock.DelayAsync(_delay.TakePauseWithin(timeLeft), call.Token).ConfigureAwait(false);
    }

    public void Dispose()
    {
        if (_hasWaited)
        {
            call.Log.WriteProgress(CallProgress.CreateCompleted(Activity));
        }
    }

    private static string DescribeOperation(ComputeTarget? target)
    {
        string state = target?.State is { Length: > 0 } known ? known : ProvisioningStates.Unknown;
        return target switch
        {
            ComputeInstance { LastOperation: { IsRunning: true } operation } => $"{operation}, state {state}",
            { ProvisioningState: { Length: > 0 } provisioningState and not ProvisioningStates.Succeeded } => provisioningState,
            null => "an operation that the service does not name",
            _ => $"an operation that the service does not name, state {state}",
        };
    }

    /// <summary>Returns the condition that the target meets when the operation in progress has ended.</summary>
    private static WaitCondition FindEnd(ComputeTarget live) => new(live.IsBeingDeleted ? WaitFor.Removed : WaitFor.Usable);

    private ComputeTargetException CreateTimeoutError(TargetPlan plan, string operation, PlanHistory history)
    {
        ComputeTargetException? conflict = history.Conflict;
        if (plan.RunningChange is { } change)
        {
            return InstanceWait.CreateTimeoutError(plan.Live!, change.Activity, deadline.Timeout);
        }

        if (conflict is { ErrorId: not ErrorIds.OperationConflict })
        {
            // The service did not find the target that each read before a request has found.
            return conflict;
        }

        string consequence = history.HasSent ? "Only the first part of the change was sent." : "Nothing was changed.";
        string busy = deadline.Timeout > TimeSpan.Zero ? $"was busy for {deadline.Timeout:c}" : "is busy";
        string message = plan.Live is null && conflict is not null
            ? $"Compute target '{name}' could not be created{WaitChoice.DescribeLimit(deadline.Timeout)}. {conflict.Message}"
            : $"Compute target '{name}' {busy}: {operation}. {consequence}";
        return new ComputeTargetException(ErrorIds.OperationConflict, message, conflict)
        {
            ComputeName = name,
            Status = conflict?.Status ?? 0,
            Code = conflict?.Code,
            ServiceMessage = conflict?.ServiceMessage,
            RequestId = conflict?.RequestId,
            Remedy = plan.Live is { } live
                ? $"Wait for the running operation with '{FindEnd(live).WriteCommand(live.Workspace, live.Name)}', then retry the command."
                : "Retry the command later, or use a longer -Timeout.",
        };
    }
}
