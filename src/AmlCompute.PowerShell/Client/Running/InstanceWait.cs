using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Waiting;

namespace AmlCompute.Client.Running;

/// <summary>
/// Waits after an action until the instance is in the state that the action leads to. The operation of an action can succeed although the
/// action failed; only the instance shows the failure.
/// </summary>
internal sealed class InstanceWait(ComputeClient client, TargetPlan plan, PlanStep step, CallContext call)
{
    /// <summary>The time for the last read, which begins when the timeout has passed.</summary>
    private static readonly TimeSpan LastRead = TimeSpan.FromSeconds(1);

    private readonly ComputeInstance _before = (ComputeInstance)plan.Live!;

    public static ComputeTargetException TimedOut(ComputeTarget target, string activity, TimeSpan timeout) => ComputeTargetException.About(
        target.Name,
        ErrorIds.WaitTimeout,
        $"{activity} compute target '{target.Name}' did not end within {timeout:c}; its state is {target.State}. "
            + "The operation continues; wait for it again with Wait-AmlComputeTarget.");

    /// <summary>Reads the instance once; with a wait, until it is in the state that the action leads to.</summary>
    public async Task<ComputeTarget> ReadAsync(ConflictPause pause, WaitChoice wait)
    {
        PollingDelay delay = new();
        while (true)
        {
            CallContext read = call.Deadline is null ? call : call with { Deadline = new Deadline(client.Clock, pause.Left + LastRead) };
            ComputeInstance instance = InstanceGoals.Require(
                await client.GetAsync(_before.Workspace, plan.Name, read).ConfigureAwait(false));
            if (wait.Wait && FailureIn(instance) is { } failure)
            {
                throw OperationFailure.Of(instance.Errors, instance.Name, failure, null);
            }

            if (!wait.Wait || IsDone(instance))
            {
                return instance;
            }

            TimeSpan left = pause.Left;
            if (left == TimeSpan.Zero)
            {
                throw TimedOut(instance, step.Activity, wait.Given);
            }

            // A GET right after the end of the operation can still return the old state.
            await client.Clock.DelayAsync(delay.NextWithin(left), call.Token).ConfigureAwait(false);
        }
    }

    private bool IsDone(ComputeInstance instance) => step switch
    {
        PowerStep power => power.Change.IsAt(instance),
        ResizeStep resize => InstanceGoals.HasSize(instance, resize.Size) && !InstanceStates.IsInTransit(instance.State),
        _ => true,
    };

    /// <summary>Returns the failed state; null if the action did not fail, or if the instance may still show the state before it.</summary>
    private string? FailureIn(ComputeInstance now)
    {
        string action = step is PowerStep power ? power.Change.Action.Name : ServiceAction.Resize.Name;
        bool hasNewOperation = now.LastOperation is { } last && !last.IsSameAs(_before.LastOperation);
        if (hasNewOperation && now.LastOperation!.IsFailureOf(action))
        {
            return now.LastOperation.OperationStatus;
        }

        bool isLater = (hasNewOperation && !now.LastOperation!.IsRunning) || !InstanceStates.Is(_before.State, now.State!);
        return InstanceStates.IsBroken(now.State) && isLater ? now.State : null;
    }
}
