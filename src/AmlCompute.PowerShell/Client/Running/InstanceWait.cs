using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Waiting;

namespace AmlCompute.Client.Running;

/// <summary>
/// Waits after an action until the instance is in the state that the action leads to. The operation of an action can succeed although the
/// action failed; only the instance shows the failure.
/// </summary>
internal sealed class InstanceWait
{
    /// <summary>The time for the last read, which begins when the timeout has passed.</summary>
    private static readonly TimeSpan LastRead = TimeSpan.FromSeconds(1);

    private readonly ComputeClient _client;
    private readonly TargetPlan _plan;
    private readonly ComputeInstance _before;
    private readonly PlanStep _step;
    private readonly CallContext _call;

    public InstanceWait(ComputeClient client, TargetPlan plan, PlanStep step, CallContext call)
    {
        _client = client;
        _plan = plan;
        _before = (ComputeInstance)plan.Live!;
        _step = step;
        _call = call;
    }

    private string ActionName => _step is PowerStep power ? power.Change.Action.Name : ServiceAction.Resize.Name;

    /// <summary>Returns the error for an action that did not end within the timeout.</summary>
    public static ComputeTargetException TimedOut(ComputeTarget instance, string activity, WaitChoice wait) => ComputeTargetException.About(
        instance.Name,
        ErrorIds.WaitTimeout,
        $"{activity} compute target '{instance.Name}' did not end within {wait.Given:c}; its state is {instance.State}. "
            + "The operation continues; wait for it again with Wait-AmlComputeTarget.");

    /// <summary>Reads the instance once; with a wait, until it is in the state that the action leads to.</summary>
    /// <param name="pause">The time that is left.</param>
    /// <param name="wait">The wait.</param>
    public async Task<ComputeTarget> ReadAsync(ConflictPause pause, WaitChoice wait)
    {
        PollingDelay delay = new();
        while (true)
        {
            CallContext call = _call.Deadline is null
                ? _call
                : _call with { Deadline = new Deadline(_client.Clock, pause.Left + LastRead) };
            ComputeInstance instance = InstanceGoals.Require(
                await _client.GetAsync(_before.Workspace, _plan.Name, call).ConfigureAwait(false));
            if (!wait.Wait)
            {
                return instance;
            }

            if (FailureIn(instance) is { } failure)
            {
                throw OperationFailure.Of(instance.Errors, instance.Name, failure, null);
            }

            if (IsDone(instance))
            {
                return instance;
            }

            TimeSpan left = pause.Left;
            if (left == TimeSpan.Zero)
            {
                throw TimedOut(instance, _step.Activity, wait);
            }

            // A GET right after the end of the operation can still return the old state.
            await _client.Clock.DelayAsync(delay.NextWithin(left), _call.Token).ConfigureAwait(false);
        }
    }

    private bool IsDone(ComputeInstance instance) => _step switch
    {
        PowerStep power => power.Change.IsAt(instance),
        ResizeStep resize => InstanceGoals.HasSize(instance, resize.Size) && !InstanceStates.IsInTransit(instance.State),
        _ => true,
    };

    /// <summary>Returns the failed state; null if the action did not fail, or if the instance may still show the state before it.</summary>
    private string? FailureIn(ComputeInstance now)
    {
        bool hasNewOperation = now.LastOperation is { } last && !last.IsSameAs(_before.LastOperation);
        if (hasNewOperation && now.LastOperation!.IsFailureOf(ActionName))
        {
            return now.LastOperation.OperationStatus;
        }

        bool isLater = (hasNewOperation && !now.LastOperation!.IsRunning) || !InstanceStates.Is(_before.State, now.State!);
        return InstanceStates.IsBroken(now.State) && isLater ? now.State : null;
    }
}
