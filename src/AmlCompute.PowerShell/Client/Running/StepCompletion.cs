using AmlCompute.Client.Arm;
using AmlCompute.Client.Errors;
using AmlCompute.Client.Http;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Waiting;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Running;

/// <summary>
/// Completes a run after the service has accepted all steps of its plan, if it has any: follows the last operation, reads the target back,
/// and requires that it can be used. Without a wait, it returns the target as the service shows it then, and warns if it cannot be used.
/// </summary>
/// <param name="workspace">The workspace of the target.</param>
/// <param name="plan">The plan whose steps were sent.</param>
/// <param name="deadline">The end of the run.</param>
/// <param name="wait">The choice of the user to wait.</param>
/// <param name="call">The call of the command.</param>
internal sealed class StepCompletion(Workspace workspace, TargetPlan plan, Deadline deadline, WaitChoice wait, CallContext call)
{
    private readonly ComputeClient _client = ServiceConnection.GetClient(workspace);

    /// <summary>Waits without the deadline of the call, because a wait has its own limit and its own error.</summary>
    private readonly OperationFollower _follower = new(workspace, call with { Deadline = null });

    private WaitChoice RemainingWait => wait with { Timeout = deadline.Remaining };

    /// <summary>
    /// Returns the target after the last step; for a removal, as it was read before. If the last step is a PATCH of the identity, it always
    /// waits for its end, and sends a PUT if the service has ignored the identity.
    /// </summary>
    /// <exception cref="ComputeTargetException">
    /// The operation has failed, the target cannot be read or used, or the timeout has passed.
    /// </exception>
    public async Task<ComputeTarget> CompleteAsync(SentStep sent)
    {
        if (sent.Step is PatchStep { HasIdentity: true })
        {
            ComputeTarget patched = await ReadAfterAsync(sent, async () =>
            {
                _ = await FollowAsync(sent).ConfigureAwait(false);
                return await _client.GetTargetAsync(workspace, plan.Name, call).ConfigureAwait(false);
            }).ConfigureAwait(false);
            if (plan.FindMissingChanges(patched).All(difference => difference.Member != ComputeTarget.Members.Identity))
            {
                return await ReadAfterAsync(sent, () => CompletePatchAsync(sent, patched)).ConfigureAwait(false);
            }

            call.Log.WriteVerbose($"{plan.Name}: The service ignored the identity of the PATCH, so a PUT follows.");
            sent = await new StepSender(workspace, call).SendAsync(plan with { Live = patched }, new PutStep(), isFirst: true)
                .ConfigureAwait(false);
        }

        return await ReadAfterAsync(sent, async () =>
        {
            ComputeTarget target = await ReadResultAsync(sent).ConfigureAwait(false);
            return await RequireUsableAsync(sent, target).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    /// <summary>Returns true if an error concerns the read of a state, and not the state itself.</summary>
    public static bool IsReadFailure(ComputeTargetException exception) =>
        exception.Status != 0
        || exception.ErrorId is ErrorIds.AuthenticationFailed or ErrorIds.ServiceUnavailable or ErrorIds.MalformedResponse
            or ErrorIds.UntrustedEndpoint;

    /// <summary>Creates the error of an accepted change whose state cannot be read.</summary>
    /// <param name="workspace">The workspace of the target.</param>
    /// <param name="name">The name of the target.</param>
    /// <param name="end">The state of the target at the end of the change.</param>
    /// <param name="exception">The error of the read.</param>
    public static ComputeTargetException CreateUnreadableError(
        Workspace workspace, string name, WaitFor end, ComputeTargetException exception) =>
        ServiceError.CopyError(
            name,
            exception,
            $"The service accepted the change of compute target '{name}', but its state cannot be read: {exception.Message}",
            remedy: $"Wait for the operation with '{new WaitCondition(end).WriteCommand(workspace, name)}', "
                + $"or read the target with 'Get-AmlComputeTarget {CommandText.WriteTarget(workspace, name)}'.");

    private Task<ComputeTarget?> FollowAsync(SentStep sent) =>
        _follower.FollowAsync(sent.Operation!, plan.Name, sent.Step!.Activity, RemainingWait);

    /// <summary>
    /// Returns the target after the step; for a removal, as it was read before. Follows the operation if the user waits, or if the response
    /// to a creation had no target.
    /// </summary>
    private async Task<ComputeTarget> ReadResultAsync(SentStep sent)
    {
        ComputeTarget? target = sent.Operation?.Target;
        bool isFollowed = sent.Operation is not null && (wait.ShouldWait || (sent.Step is CreateStep && target is null));
        if (isFollowed)
        {
            target = await FollowAsync(sent).ConfigureAwait(false);
        }

        if (plan.AwaitedState == WaitFor.Removed)
        {
            call.Log.WriteVerbose($"{plan.Name}: The target is already being removed.");
        }

        switch (sent.Step)
        {
            case CreateStep:
                ConcurrentChanges.WarnOfLostChanges(plan, sent, target!, call.Log);
                return target!;
            case InstanceStep step:
                InstanceWait instanceWait = new(_client, plan, step, deadline, call);
                return await (wait.ShouldWait ? instanceWait.WaitAsync() : instanceWait.ReadAsync()).ConfigureAwait(false);
            case PutStep or PatchStep or ActionStep:
                target = await ReadBackAsync(isFollowed ? null : sent.Operation).ConfigureAwait(false);
                ConcurrentChanges.WarnOfLostChanges(plan, sent, target, call.Log);
                return target;
            case null when plan.AwaitedState is { } state && wait.ShouldWait:
                return await WaitForStateAsync(state).ConfigureAwait(false);
            default:
                return plan.Live!;
        }
    }

    /// <summary>Completes a PATCH that has ended and has set the identity; its other changes may not be visible yet.</summary>
    private async Task<ComputeTarget> CompletePatchAsync(SentStep sent, ComputeTarget patched)
    {
        ComputeTarget target = plan.FindMissingChanges(patched).Count == 0
            ? patched
            : await ReadBackAsync(running: null).ConfigureAwait(false);
        ConcurrentChanges.WarnOfLostChanges(plan, sent, target, call.Log);
        return await RequireUsableAsync(sent, target).ConfigureAwait(false);
    }

    private async Task<ComputeTarget> ReadBackAsync(ComputeOperation? running)
    {
        try
        {
            return await new ReadBack(_client, plan, call).ReadAsync(running).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception) when (exception.ErrorId == ErrorIds.WaitTimeout)
        {
            throw CreateUnreadableError(exception);
        }
    }

    private async Task<ComputeTarget> WaitForStateAsync(WaitFor state)
    {
        ComputeTarget live = plan.Live!;
        try
        {
            return await _follower.WaitForAsync(state, plan.Name, live, RemainingWait).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception)
            when (exception.ErrorId == ErrorIds.ProvisioningFailed && ProvisioningStates.IsFailed(live.ProvisioningState))
        {
            throw ServiceError.CopyError(
                plan.Name,
                exception,
                $"Compute target '{plan.Name}' failed earlier, and no change was sent. {exception.Message}");
        }
    }

    /// <summary>Requires a usable target after a step and a wait; without a wait, warns of a target that cannot be used.</summary>
    private async Task<ComputeTarget> RequireUsableAsync(SentStep sent, ComputeTarget target)
    {
        if (sent.Step is RemoveStep || plan.AwaitedState == WaitFor.Removed)
        {
            return target;
        }

        if (!wait.ShouldWait)
        {
            Usability.WarnIfUnusable(target, plan.Name, call.Log);
            return target;
        }

        return sent.Step is null || new WaitCondition(WaitFor.Usable).IsMetBy(target, plan.Name)
            ? target
            : await _follower.WaitForAsync(WaitFor.Usable, plan.Name, target, RemainingWait).ConfigureAwait(false);
    }

    /// <summary>Reads after a step that the service has accepted. The error of a failed read says that the change was accepted.</summary>
    private async Task<ComputeTarget> ReadAfterAsync(SentStep sent, Func<Task<ComputeTarget>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (ComputeTargetException exception) when (sent.Step is not null && IsReadFailure(exception))
        {
            throw CreateUnreadableError(exception);
        }
    }

    private ComputeTargetException CreateUnreadableError(ComputeTargetException exception) =>
        CreateUnreadableError(workspace, plan.Name, plan.Steps is [.., RemoveStep] ? WaitFor.Removed : WaitFor.Usable, exception);
}
