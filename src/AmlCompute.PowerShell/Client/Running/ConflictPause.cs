using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Waiting;

namespace AmlCompute.Client.Running;

/// <summary>The pauses of a run while another operation is in progress on the target, until the timeout has passed.</summary>
internal sealed class ConflictPause : IDisposable
{
    private readonly ComputeClient _client;
    private readonly string _name;
    private readonly Deadline _deadline;
    private readonly CallContext _call;
    private readonly PollingDelay _delay = new();
    private bool _hasWaited;

    public ConflictPause(ComputeClient client, string name, Deadline deadline, CallContext call)
    {
        _client = client;
        _name = name;
        _deadline = deadline;
        _call = call;
    }

    /// <summary>Gets the time that is left before the timeout.</summary>
    public TimeSpan Left => _deadline.Left;

    private string Activity => $"Waiting until compute target '{_name}' is free";

    /// <summary>Waits for one polling delay.</summary>
    /// <param name="plan">The plan that cannot be run now.</param>
    /// <param name="history">The history with the conflict, which is then cleared.</param>
    /// <exception cref="ComputeTargetException">The timeout has passed.</exception>
    public async Task WaitAsync(TargetPlan plan, PlanHistory history)
    {
        // A target that waits for another operation must not occupy a slot of the targets that are processed at the same time.
        _call.Accepted();
        TimeSpan left = Left;
        string running = RunningOn(plan.Live);
        if (left == TimeSpan.Zero)
        {
            throw TimedOut(plan, running, history.Conflict);
        }

        if (!_hasWaited)
        {
            _call.Log.Verbose($"{_name}: Waiting for another operation: {running}.");
        }

        _hasWaited = true;
        history.Conflict = null;
        history.HasJoined |= plan.Joined is not null;
        _call.Log.Progress(CallProgress.Running(Activity, running, _deadline.Timeout - left));
        await _client.Clock.DelayAsync(_delay.NextWithin(left), _call.Token).ConfigureAwait(false);
    }

    public void Dispose()
    {
        if (_hasWaited)
        {
            _call.Log.Progress(CallProgress.Completed(Activity));
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
            return InstanceWait.TimedOut(plan.Live!, change.Activity, new WaitChoice(true, _deadline.Timeout));
        }

        if (conflict is { ErrorId: not ErrorIds.OperationConflict })
        {
            return conflict;
        }

        string message = plan.Live is null && conflict is not null
            ? $"Compute target '{_name}' could not be created within {_deadline.Timeout:c}. {conflict.Message}"
            : $"Compute target '{_name}' was busy for {_deadline.Timeout:c}: {running}. Nothing was changed.";
        return new ComputeTargetException(ErrorIds.OperationConflict, message, conflict)
        {
            ComputeName = _name,
            Status = conflict?.Status ?? 0,
            Code = conflict?.Code,
            ServiceMessage = conflict?.ServiceMessage,
            RequestId = conflict?.RequestId,
        };
    }
}
