using AmlCompute.Client.Arm;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Running;

/// <summary>Retries a request that the service refuses while another operation runs on the target, until the timeout has passed.</summary>
internal sealed class ConflictRetry : IDisposable
{
    private readonly ComputeClient _client;
    private readonly Workspace _workspace;
    private readonly string _name;
    private readonly TimeSpan _timeout;
    private readonly CallContext _call;
    private readonly long _started;
    private readonly PollingDelay _delay = new();
    private bool _hasWaited;

    public ConflictRetry(Workspace workspace, string name, TimeSpan timeout, CallContext call)
    {
        _client = ServiceConnection.ClientOf(workspace);
        _workspace = workspace;
        _name = name;
        _timeout = timeout;
        _call = call;
        _started = _client.Clock.GetTimestamp();
    }

    /// <summary>Gets the time that is left before the timeout.</summary>
    public TimeSpan Left => _timeout - _client.Clock.GetElapsedTime(_started) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    private string Activity => $"Waiting until compute target '{_name}' is free";

    /// <summary>Runs <paramref name="attempt"/> until it causes no conflict with another operation.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> attempt)
    {
        while (true)
        {
            try
            {
                return await attempt().ConfigureAwait(false);
            }
            catch (ComputeTargetException exception) when (exception.ErrorId == ErrorIds.OperationConflict)
            {
                ComputeTarget target = await _client.GetAsync(_workspace, _name, _call).ConfigureAwait(false);
                Preflight.RefuseDeleting(target);
                await PauseAsync(target, exception).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Waits for one polling delay while another operation runs on the target.</summary>
    /// <exception cref="ComputeTargetException">The timeout has passed.</exception>
    public async Task PauseAsync(ComputeTarget target, ComputeTargetException? refusal = null)
    {
        // A request that waits for another operation must not occupy a slot of the requests that are sent at the same time.
        _call.Accepted();
        TimeSpan left = Left;
        string running = RunningOn(target);
        if (left == TimeSpan.Zero)
        {
            throw new ComputeTargetException(
                ErrorIds.OperationConflict, $"Compute target '{_name}' was busy for {_timeout:c}: {running}. Nothing was changed.", refusal)
            {
                ComputeName = _name,
                Status = refusal?.Status ?? 0,
                Code = refusal?.Code,
                ServiceMessage = refusal?.ServiceMessage,
                RequestId = refusal?.RequestId,
            };
        }

        if (!_hasWaited)
        {
            _call.Log.Verbose($"{_name}: Waiting for another operation: {running}.");
        }

        _hasWaited = true;
        _call.Log.Progress(CallProgress.Running(Activity, running, _client.Clock.GetElapsedTime(_started)));
        await _client.Clock.DelayAsync(_delay.NextWithin(left), _call.Token).ConfigureAwait(false);
    }

    public void Dispose()
    {
        if (_hasWaited)
        {
            _call.Log.Progress(CallProgress.Completed(Activity));
        }
    }

    private static string RunningOn(ComputeTarget target) => target switch
    {
        ComputeInstance { LastOperation: { IsRunning: true } operation } => $"{operation}, state {target.State}",
        { ProvisioningState: not (null or ProvisioningStates.Succeeded) and { } state } => state,
        _ => $"an operation that the service does not name, state {target.State}",
    };
}
