using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Waiting;

namespace AmlCompute.Client.Running;

/// <summary>
/// Waits after an action until the instance is in the state that the action leads to. The operation of an action can succeed although the
/// action failed; only the instance shows the failure.
/// </summary>
internal sealed class InstanceWait(ComputeClient client, TargetPlan plan, InstanceStep step, Deadline deadline, CallContext call)
{
    /// <summary>The time for the last read, which begins when the timeout has passed.</summary>
    private static readonly TimeSpan LastReadTime = TimeSpan.FromSeconds(1);

    private readonly ComputeInstance _before = (ComputeInstance)plan.Live!;

    /// <summary>Creates the error of an action that has not ended in time.</summary>
    /// <param name="target">The instance as it was last read.</param>
    /// <param name="activity">The first word of the message, such as Starting.</param>
    /// <param name="timeout">The timeout that has passed.</param>
    public static ComputeTargetException CreateTimeoutError(ComputeTarget target, string activity, TimeSpan timeout) =>
        ComputeTargetException.CreateForTarget(
            target.Name,
            ErrorIds.WaitTimeout,
            $"{activity} compute target '{target.Name}' did not end{WaitChoice.DescribeLimit(timeout)}; "
                + $"its state is {DescribeState(target)}. The operation continues.",
            new WaitCondition(WaitFor.Usable).DescribeTimeoutRemedy(target.Workspace, target.Name));

    /// <summary>Reads the instance until it is in the state that the action leads to, and reports that state.</summary>
    /// <exception cref="ComputeTargetException">
    /// The action has failed, the instance cannot be read or is refused by <see cref="Goal.RequireInstance"/>, or the timeout has passed.
    /// </exception>
    public async Task<ComputeInstance> WaitAsync()
    {
        PollingDelay delay = new();
        while (true)
        {
            ComputeInstance instance = await ReadAsync().ConfigureAwait(false);
            if (FindFailedState(instance) is { } failedState)
            {
                throw OperationFailure.CreateError(instance.Errors, instance.Name, failedState, null);
            }

            if (step.IsDone(instance))
            {
                call.Log.WriteState(plan.Name, instance.State ?? ProvisioningStates.Unknown);
                return instance;
            }

            TimeSpan timeLeft = deadline.Remaining;
            if (timeLeft == TimeSpan.Zero)
            {
                throw CreateTimeoutError(instance, step.Activity, deadline.Timeout);
            }

            // A GET right after the end of the operation can still return the old state.
            await client.Clock.DelayAsync(delay.TakePauseWithin(timeLeft), call.Token).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the instance once, also shortly after the deadline of the call.</summary>
    /// <exception cref="ComputeTargetException">
    /// The instance cannot be read, or is refused by <see cref="Goal.RequireInstance"/>.
    /// </exception>
    public async Task<ComputeInstance> ReadAsync()
    {
        CallContext readCall = call.Deadline is null
            ? call
            : call with { Deadline = new Deadline(client.Clock, deadline.Remaining + LastReadTime) };
        return Goal.RequireInstance(await client.GetTargetAsync(_before.Workspace, plan.Name, readCall).ConfigureAwait(false));
    }

    private static string DescribeState(ComputeTarget target) => target.State is { Length: > 0 } state ? state : "unknown";

    /// <summary>Returns the failed state; null if the action did not fail, or if the instance may still show the state before it.</summary>
    private string? FindFailedState(ComputeInstance instance)
    {
        ComputeInstanceOperation? newOperation =
            instance.LastOperation is { } last && !last.IsSameAs(_before.LastOperation) ? last : null;
        if (newOperation?.IsFailureOf(step.Action.Name) == true)
        {
            return newOperation.OperationStatus;
        }

        bool isLaterState = newOperation is { IsRunning: false } || !InstanceStates.AreEqual(_before.State, instance.State!);
        return isLaterState && InstanceStates.IsBroken(instance.State) ? instance.State : null;
    }
}
