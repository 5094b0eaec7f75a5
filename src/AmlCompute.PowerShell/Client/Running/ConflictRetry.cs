using AmlCompute.Client.Arm;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Running;

/// <summary>Tries again what the service refuses while another operation runs on the target, until the time is up.</summary>
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

    /// <summary>Gets the time that is left.</summary>
    public TimeSpan Left => _timeout - _client.Clock.GetElapsedTime(_started) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    private string Activity => $"Waiting until compute target '{_name}' is free";

    /// <summary>Does <paramref name="attempt"/> until no other operation is in its way.</summary>
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

    /// <summary>Waits a little for what runs on the target.</summary>
    /// <exception cref="ComputeTargetException">The time is up.</exception>
    public async Task PauseAsync(ComputeTarget target, ComputeTargetException? refusal = null)
    {
        // What waits for something else needs no place among those that send.
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
            _call.Log.Verbose($"{_name}: waits for what runs on it: {running}.");
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

    private static string RunningOn(ComputeTarget target) =>
        (target as ComputeInstance)?.LastOperation is { IsRunning: true } operation ? $"{operation}, state {target.State}"
        : target.ProvisioningState is not (null or ProvisioningStates.Succeeded) ? target.ProvisioningState!
        : $"an operation that the service does not name, state {target.State}";
}
