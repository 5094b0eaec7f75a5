using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.Waiting;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Running;

/// <summary>Follows an operation on one target until it has ended or the timeout has passed.</summary>
internal sealed class OperationFollower(Workspace workspace, CallContext call)
{
    private readonly ComputeClient _client = ServiceConnection.ClientOf(workspace);

    /// <summary>
    /// Waits until a condition holds for an existing target. Returns the target as it was last read, also if it was removed after that.
    /// </summary>
    public async Task<ComputeTarget> WaitForAsync(WaitFor condition, string name, ComputeTarget live, WaitChoice wait)
    {
        call.Accepted();
        using IDisposable joined = ListWatch.Of(workspace, call).Join();
        ComputeWaiter waiter = new(new WaitCondition(condition), wait.Timeout, null, wait.Given);
        await foreach (WaitOutcome outcome in waiter.WaitAsync([new WaitItem(workspace, name, live)], call).ConfigureAwait(false))
        {
            return outcome.Error is null ? outcome.Target ?? live : throw outcome.Error;
        }

        throw new InvalidOperationException("A wait for one target has one outcome.");
    }

    /// <summary>Waits for the end of an operation and reports its progress.</summary>
    public async Task<ComputeTarget?> FollowAsync(ComputeOperation operation, string name, string verb, WaitChoice wait)
    {
        call.Accepted();
        using IDisposable joined = ListWatch.Of(workspace, call).Join();
        string activity = $"{verb} compute target '{name}'";
        long started = _client.WallClock.GetTimestamp();
        using CancellationTokenSource limit = _client.Clock.CreateTimeoutSource(wait.Timeout);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, call.Token);
        try
        {
            ComputeTarget? target = await operation.WaitAsync(call.With(either.Token), Report, activity).ConfigureAwait(false);
            call.Log.State(name, target is null ? "gone" : target.State ?? ProvisioningStates.Unknown);
            return target;
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !call.Token.IsCancellationRequested)
        {
            throw new ComputeTargetException(
                ErrorIds.WaitTimeout,
                $"{activity} did not end within {wait.Given:c}."
                    + (operation.LastFailure is { } failure ? $" The last poll failed: {failure.Message}" : string.Empty)
                    + " The operation continues; wait for it again with Wait-AmlComputeTarget.",
                exception)
            {
                ComputeName = name,
            };
        }
        finally
        {
            call.Log.Progress(CallProgress.Completed(activity));
        }

        void Report(string status)
        {
            call.Log.Progress(CallProgress.Running(activity, status, _client.WallClock.GetElapsedTime(started)));
            call.Log.State(name, status);
        }
    }
}
