using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.Waiting;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Running;

/// <summary>Follows an operation on one target until it has ended or the timeout has passed.</summary>
internal sealed class OperationFollower
{
    private readonly ComputeClient _client;
    private readonly Workspace _workspace;
    private readonly CallContext _call;

    public OperationFollower(Workspace workspace, CallContext call)
    {
        _client = ServiceConnection.ClientOf(workspace);
        _workspace = workspace;
        _call = call;
    }

    /// <summary>Waits until a condition holds for an existing target that another user changes.</summary>
    /// <returns>The target; if it was removed, the target before.</returns>
    public async Task<ComputeTarget> WaitForAsync(WaitFor condition, string name, ComputeTarget live, WaitChoice wait)
    {
        _call.Accepted();
        using IDisposable joined = ListWatch.Of(_workspace, _call).Join();
        ComputeWaiter waiter = new(new WaitCondition(condition), wait.Timeout, null, wait.Given);
        await foreach (WaitOutcome outcome in waiter.WaitAsync([new WaitItem(_workspace, name, live)], _call).ConfigureAwait(false))
        {
            return outcome.Error is null ? outcome.Target ?? live : throw outcome.Error;
        }

        throw new InvalidOperationException("A wait for one target has one outcome.");
    }

    /// <summary>Waits for the end of an operation and reports its progress.</summary>
    /// <param name="operation">The operation that the service has accepted.</param>
    /// <param name="name">The target's name.</param>
    /// <param name="doing">The activity in the progress record, such as Creating.</param>
    /// <param name="wait">The timeout.</param>
    public async Task<ComputeTarget?> FollowAsync(ComputeOperation operation, string name, string doing, WaitChoice wait)
    {
        _call.Accepted();
        using IDisposable joined = ListWatch.Of(_workspace, _call).Join();
        string activity = $"{doing} compute target '{name}'";
        long started = _client.WallClock.GetTimestamp();
        using CancellationTokenSource limit = _client.Clock.CreateTimeoutSource(wait.Timeout);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _call.Token);
        try
        {
            ComputeTarget? target = await operation.WaitAsync(
                _call.With(either.Token),
                status =>
                {
                    _call.Log.Progress(CallProgress.Running(activity, status, _client.WallClock.GetElapsedTime(started)));
                    _call.Log.State(name, status);
                },
                activity)
                .ConfigureAwait(false);
            _call.Log.State(name, target is null ? "gone" : target.State ?? ProvisioningStates.Unknown);
            return target;
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !_call.Token.IsCancellationRequested)
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
            _call.Log.Progress(CallProgress.Completed(activity));
        }
    }
}
