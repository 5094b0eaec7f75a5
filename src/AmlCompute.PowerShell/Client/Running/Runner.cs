using AmlCompute.Client.Arm;
using AmlCompute.Client.Errors;
using AmlCompute.Client.Http;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Waiting;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Running;

/// <summary>
/// Brings one target to a goal: reads the target, plans, sends the steps, and plans again if another client has changed the target. All
/// commands that change targets use it.
/// </summary>
internal sealed class Runner(Workspace workspace, CallContext call)
{
    /// <summary>The end of a remedy. Only Sync-AmlComputeTarget and plans have steps that follow a long-running operation.</summary>
    private const string NextCommand = "with Sync-AmlComputeTarget or a new plan.";

    private readonly ComputeClient _client = ServiceConnection.GetClient(workspace);

    /// <summary>The call of the command; during a run whose timeout is not zero, with the deadline of the run.</summary>
    private CallContext _call = call;

    /// <summary>The file with the settings of the target while a replacement removes and creates it; null for none.</summary>
    private RecoveryFile? _recovery;

    /// <summary>The last step that was begun, with or without a response, and true for a replacement; null for none.</summary>
    private (PlanStep Step, bool IsReplacement)? _begun;

    /// <summary>True after the files of earlier replacements were sought, because a creation can be sent several times.</summary>
    private bool _hasSoughtEarlierFiles;

    /// <summary>Reads the target and plans. Sends no change.</summary>
    /// <exception cref="ComputeTargetException">The goal cannot be reached, or a request has failed.</exception>
    public async Task<TargetPlan> PlanAsync(Goal goal)
    {
        try
        {
            return await ReadAndPlanAsync(goal, new PlanHistory()).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception)
        {
            exception.Workspace = workspace;
            throw;
        }
    }

    /// <summary>Brings the target to the goal. After a conflict, it is read and planned again until the timeout has passed.</summary>
    /// <exception cref="ComputeTargetException">The goal cannot be reached, a request has failed, or the timeout has passed.</exception>
    public async Task<RunResult> RunAsync(Goal goal, WaitChoice wait)
    {
        Deadline deadline = new(_client.Clock, wait.Timeout);

        // A timeout of zero limits the pauses and the waits, but not the requests.
        _call = wait.Timeout > TimeSpan.Zero ? _call with { Deadline = deadline } : _call;
        using ConflictPause pause = new(_client, goal.Name, deadline, _call);
        PlanHistory history = new();
        try
        {
            while (true)
            {
                TargetPlan plan = await PlanWhenFreeAsync(goal, history, pause, wait).ConfigureAwait(false);
                if (plan.IsBlocked)
                {
                    return new RunResult(plan.Action, plan.Live!, []);
                }

                if (await TrySendAsync(plan, history, deadline, wait).ConfigureAwait(false) is { } sent)
                {
                    return await CompleteAsync(plan, sent, deadline, wait).ConfigureAwait(false);
                }
            }
        }
        catch (ComputeTargetException exception)
        {
            throw CompleteError(goal, exception, history);
        }
    }

    /// <summary>
    /// Reads and plans, with pauses, until no other operation is in progress on the target. The plan is still blocked if another client has
    /// begun the wanted start, stop or restart, and the user does not wait for its end.
    /// </summary>
    private async Task<TargetPlan> PlanWhenFreeAsync(Goal goal, PlanHistory history, ConflictPause pause, WaitChoice wait)
    {
        while (true)
        {
            TargetPlan plan = await ReadAndPlanAsync(goal, history).ConfigureAwait(false);
            bool isBusy = plan.IsBlocked || (history.Conflict is not null && plan.Steps.Count > 0);
            bool isRunningWithoutWait = plan.RunningChange is not null && !wait.ShouldWait;
            if (!isBusy || isRunningWithoutWait)
            {
                return plan;
            }

            await pause.WaitAsync(plan, history).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the target, keeps it in the history, and plans.</summary>
    private async Task<TargetPlan> ReadAndPlanAsync(Goal goal, PlanHistory history)
    {
        (ComputeTarget? live, ComputeTargetException? notFound) = await FindTargetAsync(goal.Name).ConfigureAwait(false);
        history.LastSeen = live ?? history.LastSeen;
        PlanReader reader = new(workspace, _call);
        try
        {
            return await goal.PlanAsync(live, history, reader).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception) when (notFound is not null && exception.ErrorId == ErrorIds.ComputeTargetNotFound)
        {
            // The error of the service has its request id.
            throw await TargetSuggestions.AddSuggestionAsync(notFound, goal.Name, workspace, _call).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception) when (live is null && exception.ErrorId == ErrorIds.ComputeNameUnavailable)
        {
            // Another session can have created the target after it was read.
            (history.LastSeen, _) = await FindTargetAsync(goal.Name).ConfigureAwait(false);
            if (history.LastSeen is null)
            {
                throw;
            }

            return await goal.PlanAsync(history.LastSeen, history, reader).ConfigureAwait(false);
        }
    }

    /// <summary>Returns the target, or the error of the service for a target that does not exist.</summary>
    private async Task<(ComputeTarget? Live, ComputeTargetException? NotFound)> FindTargetAsync(string name)
    {
        try
        {
            return (await _client.GetTargetAsync(workspace, name, _call).ConfigureAwait(false), null);
        }
        catch (ComputeTargetException exception) when (exception.ErrorId == ErrorIds.ComputeTargetNotFound)
        {
            return (null, exception);
        }
    }

    /// <summary>
    /// Sends the steps. Returns the last sent step, whose Step is null if the plan has none; null if the target must be read and planned
    /// again.
    /// </summary>
    private async Task<SentStep?> TrySendAsync(TargetPlan plan, PlanHistory history, Deadline deadline, WaitChoice wait)
    {
        SentStep sent = new(Step: null, Operation: null, Basis: null);
        StepSender sender = new(workspace, _call);
        try
        {
            foreach (PlanStep step in plan.Steps)
            {
                await WaitForEndAsync(plan, sent, wait with { Timeout = deadline.Remaining }).ConfigureAwait(false);
                if (sent.Step is RemoveStep)
                {
                    history.Removed = plan.Live;
                    return null;
                }

                PrepareRecovery(plan, step, history);
                _begun = (step, plan.Action == ComputeSyncAction.Replace);
                sent = step is RemoveStep
                    ? await SendRemovalAsync(sender, plan, step).ConfigureAwait(false)
                    : await sender.SendAsync(plan, step, isFirst: sent.Step is null).ConfigureAwait(false);
                history.LastSent = sent.Step;
            }

            return sent;
        }
        catch (ComputeTargetException exception) when (IsOutdated(plan, exception))
        {
            history.Conflict = exception;
            return null;
        }
    }

    /// <summary>
    /// Waits for the end of a step that another step follows. OnAccepted is not called, because it lets the next item of the command begin.
    /// </summary>
    private async Task WaitForEndAsync(TargetPlan plan, SentStep sent, WaitChoice wait)
    {
        if (sent is not { Operation: { } operation, Step: { } step })
        {
            return;
        }

        OperationFollower follower = new(workspace, _call with { Deadline = null, OnAccepted = () => { } });
        try
        {
            _ = await follower.FollowAsync(operation, plan.Name, step.Activity, wait).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception) when (MayContinue(exception))
        {
            bool isRemoval = step is RemoveStep;
            ComputeTargetException error = exception.ErrorId == ErrorIds.WaitTimeout
                ? exception
                : StepCompletion.CreateUnreadableError(workspace, plan.Name, isRemoval ? WaitFor.Removed : WaitFor.Usable, exception);
            error.Remedy += $" Then {(isRemoval ? "create the target" : "complete the change")} {NextCommand}{DescribeRecovery()}";
            throw error;
        }
    }

    private async Task<RunResult> CompleteAsync(TargetPlan plan, SentStep sent, Deadline deadline, WaitChoice wait)
    {
        StepCompletion completion = new(workspace, plan, deadline, wait, _call);
        ComputeTarget target = await completion.CompleteAsync(sent).ConfigureAwait(false);
        _recovery?.Delete(_call.Log);
        return new RunResult(plan.Action, target, plan.RemainingDifferences);
    }

    /// <summary>
    /// Saves the settings of a target before a replacement removes it. Before a creation, warns of the files of earlier replacements.
    /// </summary>
    private void PrepareRecovery(TargetPlan plan, PlanStep step, PlanHistory history)
    {
        if (step is RemoveStep && plan.Action == ComputeSyncAction.Replace)
        {
            _recovery ??= RecoveryFile.SaveSettings(plan.Live!, _call);
        }
        else if (step is CreateStep { Replaced: null } && history.Removed is null && !_hasSoughtEarlierFiles)
        {
            _hasSoughtEarlierFiles = true;
            RecoveryFile.WarnOfEarlier(workspace, plan.Name, _call);
        }
    }

    /// <summary>Sends a DELETE. If the service refuses it, the file with the settings is deleted.</summary>
    private async Task<SentStep> SendRemovalAsync(StepSender sender, TargetPlan plan, PlanStep step)
    {
        try
        {
            return await sender.SendAsync(plan, step, isFirst: true).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception) when (exception.Status is >= 400 and < 500)
        {
            // The service refused the deletion, so the target still has its settings.
            _recovery?.Delete(_call.Log);
            _recovery = null;
            throw;
        }
    }

    /// <summary>Returns true if an error means that the target is not in the state that the plan is for.</summary>
    private static bool IsOutdated(TargetPlan plan, ComputeTargetException exception) =>
        exception.ErrorId == ErrorIds.OperationConflict
        || (plan.Live is not null && exception.ErrorId == ErrorIds.ComputeTargetNotFound);

    /// <summary>Returns true if an error does not show how an accepted operation ended.</summary>
    private static bool MayContinue(ComputeTargetException exception) =>
        exception.ErrorId == ErrorIds.WaitTimeout || StepCompletion.IsReadFailure(exception);

    /// <summary>Returns the error of a run, with the workspace and the remedy for the state of the target.</summary>
    private ComputeTargetException CompleteError(Goal goal, ComputeTargetException exception, PlanHistory history)
    {
        exception.Workspace = workspace;
        if (_begun is (var begun, var isReplacement) && exception is { ErrorId: ErrorIds.WaitTimeout, Remedy: null })
        {
            WaitCondition end = new(begun is RemoveStep ? WaitFor.Removed : WaitFor.Usable);
            exception.Remedy = end.DescribeTimeoutRemedy(workspace, goal.Name)
                + (begun is RemoveStep && isReplacement ? $" Then create the target {NextCommand}{DescribeRecovery()}" : string.Empty);
        }

        return history.LastSent is { } step ? CompleteErrorAfterStep(goal.Name, exception, step, history) : exception;
    }

    /// <summary>Returns the error of a run whose last accepted step was the given one.</summary>
    private ComputeTargetException CompleteErrorAfterStep(
        string name, ComputeTargetException exception, PlanStep lastSent, PlanHistory history)
    {
        // An error with a target is about a target that was created, but cannot be used.
        bool mayExist = lastSent is CreateStep && (exception.Target is not null || MayContinue(exception));
        if (history.Removed is not null && !mayExist)
        {
            return ServiceError.CopyError(
                name,
                exception,
                $"Compute target '{name}' was removed for a replacement, and could not be created again. {exception.Message}",
                remedy: $"Fix the cause, then create the target {NextCommand}{DescribeRecovery()}");
        }

        string remedy = lastSent.DescribeRemedy(CommandText.WriteTarget(workspace, name));
        if (exception.ErrorId == ErrorIds.ProvisioningFailed)
        {
            exception.Remedy = remedy;
        }

        if (history.Removed is not null && _recovery is not null)
        {
            exception.Remedy = (exception.Remedy ?? remedy) + DescribeRecovery();
        }

        return exception;
    }

    /// <summary>Returns a sentence with the path of the recovery file, after a blank; empty without a file.</summary>
    private string DescribeRecovery() =>
        _recovery is null ? string.Empty : $" The settings before the removal are in '{_recovery.Path}'.";
}
