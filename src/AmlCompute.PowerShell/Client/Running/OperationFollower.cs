using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.Waiting;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Running;

/// <summary>Waits for the end of an operation on one target, or for a state of the target, until the timeout has passed.</summary>
internal sealed class OperationFollower(Workspace workspace, CallContext call)
{
    private readonly ComputeClient _client = ServiceConnection.GetClient(workspace);

    /// <summary>
    /// Waits until an existing target has a state. Returns the target as it was last read, or the given one if it is gone.
    /// </summary>
    /// <exception cref="ComputeTargetException">
    /// The target cannot be read, or cannot reach the state any more, or the timeout has passed.
    /// </exception>
    public async Task<ComputeTarget> WaitForAsync(WaitFor state, string name, ComputeTarget live, WaitChoice wait)
    {
        call.OnAccepted();
        using IDisposable listedWait = ListWatch.GetShared(workspace, call).AddWait();
        ComputeWaiter waiter = new(new WaitCondition(state), wait.Timeout, null, wait.ChosenTimeout);
        await foreach (WaitOutcome outcome in waiter.WaitAsync([new WaitItem(workspace, name, live)], call).ConfigureAwait(false))
        {
            return outcome.Error is null ? outcome.Target ?? live : throw outcome.Error;
        }

        throw new InvalidOperationException("A wait for one target has one outcome.");
    }

    /// <summary>
    /// Waits for the end of an operation, and reports its progress, which begins with a verb such as Creating. Returns the target after a
    /// PUT or PATCH; null otherwise.
    /// </summary>
    /// <exception cref="ComputeTargetException">The operation has failed or cannot be followed, or the timeout has passed.</exception>
    public async Task<ComputeTarget?> FollowAsync(ComputeOperation operation, string name, string verb, WaitChoice wait)
    {
        call.OnAccepted();
        using IDisposable listedWait = ListWatch.GetShared(workspace, call).AddWait();
        string activity = $"{verb} compute target '{name}'";
        long started = _client.WallClock.GetTimestamp();
        using CancellationTokenSource limit = _client.Clock.CreateTimeoutSource(wait.Timeout);
        using CancellationTokenSource limitOrStop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, call.Token);
        try
        {
            ComputeTarget? target = await operation.WaitAsync(call.WithToken(limitOrStop.Token), Report, activity).ConfigureAwait(false);

            // After an action, only a read of the instance shows its state.
            if (target is not null || operation.IsDelete)
            {
                call.Log.WriteState(name, target is null ? "gone" : target.State ?? ProvisioningStates.Unknown);
            }

            return target;
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !call.Token.IsCancellationRequested)
        {
            throw CreateTimeoutError(operation, name, activity, wait, exception);
        }
        finally
        {
            call.Log.WriteProgress(CallProgress.CreateCompleted(activity));
        }

        void Report(string status)
        {
            call.Log.WriteProgress(CallProgress.CreateRunning(activity, status, _client.WallClock.GetElapsedTime(started)));
            call.Log.WriteState(name, status);
        }
    }

    private ComputeTargetException CreateTimeoutError(
        ComputeOperation operation, string name, string activity, WaitChoice wait, Exception exception)
    {
        string failure = operation.LastFailure is { } reason
            ? $" The last poll failed: {ErrorText.EndSentence(reason.Message)}"
            : string.Empty;
        WaitCondition condition = new(operation.IsDelete ? WaitFor.Removed : WaitFor.Usable);
        return new ComputeTargetException(
            ErrorIds.WaitTimeout,
            $"{activity} did not end{WaitChoice.DescribeLimit(wait.ChosenTimeout)}.{failure} The operation continues.",
            exception)
        {
            ComputeName = name,
            Remedy = condition.DescribeTimeoutRemedy(workspace, name),
        };
    }
}
