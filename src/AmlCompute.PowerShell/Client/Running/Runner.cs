using AmlCompute.Client.Arm;
using AmlCompute.Client.Changes;
using AmlCompute.Client.Errors;
using AmlCompute.Client.Http;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Waiting;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Running;

/// <param name="Action">The action that was run.</param>
/// <param name="Target">The target after the run; before the run if it was removed.</param>
/// <param name="Left">The differences that remain, because only a replacement can remove them.</param>
internal sealed record RunResult(ComputeSyncAction Action, ComputeTarget Target, IReadOnlyList<ComputeDifference> Left);

/// <summary>
/// Brings one target to a goal: reads the target, plans, sends the steps, and plans again if the target was changed by somebody else. All
/// commands that change targets use it.
/// </summary>
internal sealed class Runner(Workspace workspace, CallContext call)
{
    private readonly ComputeClient _client = ServiceConnection.ClientOf(workspace);
    private CallContext _call = call;
    private RecoveryFile? _recovery;

    /// <summary>Gets the call for a wait, which ends at its own limit and says that the operation continues.</summary>
    private CallContext WaitCall => _call with { Deadline = null };

    /// <summary>Reads the target and plans. Sends no change.</summary>
    public async Task<TargetPlan> PlanAsync(Goal goal)
    {
        (ComputeTarget? live, ComputeTargetException? missing) = await FindAsync(goal.Name).ConfigureAwait(false);
        return await PlanAsync(goal, live, missing, new PlanHistory()).ConfigureAwait(false);
    }

    /// <summary>Brings the target to the goal. After a conflict, it is read and planned again until the timeout has passed.</summary>
    public async Task<RunResult> RunAsync(Goal goal, WaitChoice wait)
    {
        Deadline deadline = new(_client.Clock, wait.Timeout);
        _call = wait.Timeout > TimeSpan.Zero ? _call with { Deadline = deadline } : _call;
        using ConflictPause pause = new(_client, goal.Name, deadline, _call);
        PlanHistory history = new();
        try
        {
            while (true)
            {
                (ComputeTarget? live, ComputeTargetException? missing) = await FindAsync(goal.Name).ConfigureAwait(false);
                history.LastSeen = live ?? history.LastSeen;
                TargetPlan plan = await PlanAsync(goal, live, missing, history).ConfigureAwait(false);
                if (plan.Joined is not null && !wait.Wait)
                {
                    return new RunResult(ComputeSyncAction.None, live!, []);
                }

                if (plan.IsBlocked || (history.Conflict is not null && plan.Steps.Count > 0))
                {
                    await pause.WaitAsync(plan, history).ConfigureAwait(false);
                    continue;
                }

                if (await TrySendAsync(plan, history, wait with { Timeout = pause.Left }).ConfigureAwait(false) is { } sent)
                {
                    ComputeTarget target = await EndAsync(plan, sent, pause, wait).ConfigureAwait(false);
                    _recovery?.Delete(_call.Log);
                    return new RunResult(plan.Action, target, plan.Left);
                }
            }
        }
        catch (ComputeTargetException exception) when (history.Removed is not null)
        {
            throw NotCreatedAgain(goal.Name, exception);
        }
        catch (ComputeTargetException exception) when (exception.ErrorId == ErrorIds.ProvisioningFailed && history.LastSent is { } step)
        {
            exception.Remedy = step.RemedyFor(goal.Name);
            throw;
        }
    }

    private async Task<TargetPlan> PlanAsync(Goal goal, ComputeTarget? live, ComputeTargetException? missing, PlanHistory history)
    {
        try
        {
            return await goal.PlanAsync(live, history, new PlanReader(workspace, _call)).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception) when (missing is not null && exception.ErrorId == ErrorIds.ComputeTargetNotFound)
        {
            // The error of the service has its request id.
            throw await NearTargets.SuggestAsync(missing, goal.Name, workspace, _call).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception) when (live is null && exception.ErrorId == ErrorIds.ComputeNameUnavailable)
        {
            // Another session can have created the target after it was read.
            (history.LastSeen, _) = await FindAsync(goal.Name).ConfigureAwait(false);
            if (history.LastSeen is null)
            {
                throw;
            }

            return await PlanAsync(goal, history.LastSeen, null, history).ConfigureAwait(false);
        }
    }

    private ComputeTargetException NotCreatedAgain(string name, ComputeTargetException exception) => ServiceError.About(
        name,
        exception,
        $"Compute target '{name}' was removed to be replaced, and could not be created again. {exception.Message}",
        remedy: "The target that was there is gone. Fix the cause, then run the command again; it creates the missing target."
            + (_recovery is null ? string.Empty : $" Its settings are in '{_recovery.Path}'."),
        lacksName: false);

    /// <summary>Returns true if an error means that the target is not in the state that the plan is for.</summary>
    private static bool IsOutdated(TargetPlan plan, ComputeTargetException exception) => plan.Live is null
        ? exception.ErrorId is ErrorIds.ComputeTargetExists or ErrorIds.OperationConflict
        : exception.ErrorId is ErrorIds.ComputeTargetNotFound or ErrorIds.OperationConflict;

    private async Task<(ComputeTarget? Live, ComputeTargetException? Missing)> FindAsync(string name)
    {
        try
        {
            return (await _client.GetAsync(workspace, name, _call).ConfigureAwait(false), null);
        }
        catch (ComputeTargetException exception) when (exception.ErrorId == ErrorIds.ComputeTargetNotFound)
        {
            return (null, exception);
        }
    }

    /// <summary>Sends the steps. Returns the last one; null if the target must be read and planned again.</summary>
    private async Task<SentStep?> TrySendAsync(TargetPlan plan, PlanHistory history, WaitChoice wait)
    {
        SentStep sent = new(null, null, null);
        PlanStep? sending = null;
        try
        {
            foreach (PlanStep step in plan.Steps)
            {
                if (sent.Operation is not null)
                {
                    // Another step follows, so the next item may not begin yet.
                    await FollowAsync(plan, sent, wait, WaitCall with { Accepted = () => { } }).ConfigureAwait(false);
                }

                if (sent.Step is RemoveStep)
                {
                    history.Removed = plan.Live;
                    return null;
                }

                SaveSettings(plan, step, history);
                sending = step;
                sent = await new StepSender(workspace, _call).SendAsync(plan, step, isFirst: sent.Step is null).ConfigureAwait(false);
                sending = null;
                history.LastSent = sent.Step;
            }

            return sent;
        }
        catch (ComputeTargetException exception)
        {
            if (sending is RemoveStep && exception.Status is >= 400 and < 500)
            {
                // The service refused the deletion, so the target still has its settings.
                _recovery?.Delete(_call.Log);
                _recovery = null;
            }

            if (!IsOutdated(plan, exception))
            {
                throw;
            }

            history.Conflict = exception;
            return null;
        }
    }

    /// <summary>Saves the settings of a target before a replacement removes it, and names the file of an earlier replacement.</summary>
    private void SaveSettings(TargetPlan plan, PlanStep step, PlanHistory history)
    {
        if (step is RemoveStep && plan.Action == ComputeSyncAction.Replace)
        {
            _recovery ??= RecoveryFile.Write(plan.Live!, _call);
        }
        else if (step is CreateStep { Replaced: null } && history.Removed is null)
        {
            RecoveryFile.WarnOfEarlier(workspace, plan.Name, _call);
        }
    }

    /// <summary>Returns the target after the run, and requires that it can be used.</summary>
    private async Task<ComputeTarget> EndAsync(TargetPlan plan, SentStep sent, ConflictPause pause, WaitChoice wait)
    {
        if (sent.Step is PatchStep { HasIdentity: true })
        {
            ComputeTarget read = await ReadAfterAsync(plan, sent, async () =>
            {
                _ = await FollowAsync(plan, sent, wait with { Timeout = pause.Left }).ConfigureAwait(false);
                return await _client.GetAsync(workspace, plan.Name, _call).ConfigureAwait(false);
            }).ConfigureAwait(false);
            if (plan.MissingIn(read).All(difference => difference.Member != ComputeTarget.Members.Identity))
            {
                return await ReadAfterAsync(plan, sent, () => RequireUsableAsync(plan, sent, read, pause, wait)).ConfigureAwait(false);
            }

            _call.Log.Verbose($"{plan.Name}: The service ignored the identity of the PATCH, so a PUT follows.");
            sent = await new StepSender(workspace, _call).SendAsync(plan with { Live = read }, new PutStep(), isFirst: true)
                .ConfigureAwait(false);
        }

        return await ReadAfterAsync(plan, sent, async () =>
        {
            ComputeTarget target = await FinishAsync(plan, sent, pause, wait with { Timeout = pause.Left }).ConfigureAwait(false);
            return await RequireUsableAsync(plan, sent, target, pause, wait).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    /// <summary>Requires a usable target after a wait; without a wait, warns of a target that cannot be used.</summary>
    private async Task<ComputeTarget> RequireUsableAsync(
        TargetPlan plan, SentStep sent, ComputeTarget target, ConflictPause pause, WaitChoice wait)
    {
        if (sent.Step is RemoveStep || plan.Until == WaitFor.Removed)
        {
            return target;
        }

        if (!wait.Wait)
        {
            Usability.Warn(target, plan.Name, _call.Log);
            return target;
        }

        return sent.Step is null || new WaitCondition(WaitFor.Usable).Holds(target, plan.Name)
            ? target
            : await new OperationFollower(workspace, WaitCall)
                .WaitForAsync(WaitFor.Usable, plan.Name, target, wait with { Timeout = pause.Left })
                .ConfigureAwait(false);
    }

    /// <summary>Reads after a step that the service has accepted. A failed read says so and does not sound like a refused change.</summary>
    private static async Task<ComputeTarget> ReadAfterAsync(TargetPlan plan, SentStep sent, Func<Task<ComputeTarget>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (ComputeTargetException exception) when (sent.Step is not null && IsReadFailure(exception))
        {
            throw Accepted(plan.Name, exception);
        }
    }

    /// <summary>Returns true if an error concerns the read of a state, and not the state itself.</summary>
    private static bool IsReadFailure(ComputeTargetException exception) =>
        exception.Status != 0
        || exception.ErrorId is ErrorIds.AuthenticationFailed or ErrorIds.ServiceUnavailable or ErrorIds.MalformedResponse
            or ErrorIds.UntrustedEndpoint;

    private static ComputeTargetException Accepted(string name, ComputeTargetException exception) => ServiceError.About(
        name,
        exception,
        $"The service accepted the change of compute target '{name}', and the operation continues, but its state cannot be read: "
            + exception.Message,
        remedy: $"Wait for the operation with 'Wait-AmlComputeTarget {name}', or read the target with 'Get-AmlComputeTarget {name}'.",
        lacksName: false);

    /// <summary>Returns the target after the last step: waits for its end if that is wanted, and reads the target back once.</summary>
    private async Task<ComputeTarget> FinishAsync(TargetPlan plan, SentStep sent, ConflictPause pause, WaitChoice wait)
    {
        ComputeTarget? after = sent.Operation?.Target;
        bool isFollowed = sent.Operation is not null && (wait.Wait || (sent.Step is CreateStep && after is null));
        if (isFollowed)
        {
            after = await FollowAsync(plan, sent, wait).ConfigureAwait(false);
        }

        if (plan.Until == WaitFor.Removed)
        {
            _call.Log.Verbose($"{plan.Name}: The target is already being removed.");
        }

        switch (sent.Step)
        {
            case CreateStep:
                ConcurrentChanges.Warn(plan, sent, after!, _call.Log);
                return after!;
            case PowerStep or ResizeStep:
                return await new InstanceWait(_client, plan, sent.Step, _call).ReadAsync(pause, wait).ConfigureAwait(false);
            case PutStep or PatchStep or ActionStep:
                after = await ReadBackAsync(plan, isFollowed ? null : sent.Operation).ConfigureAwait(false);
                ConcurrentChanges.Warn(plan, sent, after, _call.Log);
                return after;
            case null when plan.Until is { } condition && wait.Wait:
                return await WaitForAsync(condition, plan, wait).ConfigureAwait(false);
            default:
                return plan.Live!;
        }
    }

    private async Task<ComputeTarget> WaitForAsync(WaitFor condition, TargetPlan plan, WaitChoice wait)
    {
        ComputeTarget live = plan.Live!;
        try
        {
            return await new OperationFollower(workspace, WaitCall).WaitForAsync(condition, plan.Name, live, wait).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception)
            when (exception.ErrorId == ErrorIds.ProvisioningFailed && ProvisioningStates.IsFailed(live.ProvisioningState))
        {
            throw ServiceError.About(
                plan.Name,
                exception,
                $"Compute target '{plan.Name}' failed earlier, and no change was sent. {exception.Message}",
                lacksName: false);
        }
    }

    private async Task<ComputeTarget> ReadBackAsync(TargetPlan plan, ComputeOperation? running)
    {
        try
        {
            return await new ReadBack(_client, plan, _call).ReadAsync(running).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception) when (exception.ErrorId == ErrorIds.WaitTimeout)
        {
            throw Accepted(plan.Name, exception);
        }
    }

    private Task<ComputeTarget?> FollowAsync(TargetPlan plan, SentStep sent, WaitChoice wait, CallContext? call = null) =>
        new OperationFollower(workspace, call ?? WaitCall).FollowAsync(sent.Operation!, plan.Name, sent.Step!.Activity, wait);
}
