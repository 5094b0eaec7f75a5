using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Waiting;

/// <summary>
/// Waits for the targets of one workspace: polls them together, with pauses on the clock of the workspace, and emits an outcome for each as
/// soon as it is known.
/// </summary>
/// <param name="waiting">The targets that are waited for, at least one; a target whose wait has ended is removed.</param>
/// <param name="condition">The condition that ends the wait for a target.</param>
/// <param name="timeout">The time that is left; with zero, each target is polled once without a time limit.</param>
/// <param name="shownTimeout">The timeout that the user gave, for the error.</param>
/// <param name="pollingInterval">The time between two polls; null for a time that grows.</param>
/// <param name="progress">The progress of the whole wait.</param>
/// <param name="emit">Receives each outcome; it is called on any thread.</param>
internal sealed class WaitGroup(
    List<WaitedTarget> waiting,
    WaitCondition condition,
    TimeSpan timeout,
    TimeSpan shownTimeout,
    TimeSpan? pollingInterval,
    WaitProgress progress,
    Action<WaitOutcome> emit)
{
    private readonly Workspace _workspace = waiting[0].Workspace;
    private readonly ComputeClient _client = ServiceConnection.GetClient(waiting[0].Workspace);
    private readonly PollingDelay _delay = new(pollingInterval);

    /// <summary>The start on the clock of the user, for the progress.</summary>
    private long _wallStarted;

    /// <summary>Waits until every target has an outcome or was canceled; at the timeout, the outcome of the others is an error.</summary>
    /// <exception cref="OperationCanceledException">The token of the call has stopped the wait.</exception>
    public async Task RunAsync(CallContext call)
    {
        long started = _client.Clock.GetTimestamp();
        _wallStarted = _client.WallClock.GetTimestamp();
        using CancellationTokenSource limit =
            timeout > TimeSpan.Zero ? _client.Clock.CreateTimeoutSource(timeout) : new CancellationTokenSource();
        using CancellationTokenSource limitOrStop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, call.Token);
        try
        {
            await RunTicksAsync(started, call.WithToken(limitOrStop.Token)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !call.Token.IsCancellationRequested)
        {
            call.Log.WriteVerbose($"The timeout of the wait for compute targets of {_workspace.Name} has passed.");
        }

        foreach (WaitedTarget target in waiting.Where(target => !target.IsOver))
        {
            EndWait(target, null, CreateTimeoutError(target));
        }

        progress.Report(_client.WallClock.GetElapsedTime(_wallStarted));
    }

    private async Task RunTicksAsync(long started, CallContext call)
    {
        TargetPoller poller = new(
            _workspace,
            condition,
            _delay,
            onRead: (target, found) => CheckTarget(target, found, call.Log),
            onError: (target, error) => EndWait(target, null, error));
        TimeSpan timeLeft;
        do
        {
            // A job can be stopped between two ticks.
            waiting.RemoveAll(target => target.IsOver);
            bool hasPaused = await poller.PollAsync(waiting, call).ConfigureAwait(false);
            waiting.RemoveAll(target => target.IsOver);
            timeLeft = timeout - _client.Clock.GetElapsedTime(started);
            if (waiting.Count == 0 || timeLeft <= TimeSpan.Zero)
            {
                return;
            }

            progress.Report(_client.WallClock.GetElapsedTime(_wallStarted));
            if (!hasPaused)
            {
                await _client.Clock.DelayAsync(_delay.TakePauseBeforeLastPoll(timeLeft), call.Token).ConfigureAwait(false);
            }
        }
        while (_client.Clock.GetElapsedTime(started) < timeout);
    }

    /// <summary>Stores a state that was read. Ends the wait if the condition holds or cannot hold any more, or else can warn.</summary>
    private void CheckTarget(WaitedTarget target, ComputeTarget? found, ICallLog log)
    {
        if (condition.Kind == WaitFor.Removed && target.IsReplacedBy(found))
        {
            // The target was removed and another one with the same name was created.
            found = null;
        }

        string? stateBefore = target.ProvisioningState;
        target.Update(found);
        try
        {
            if (condition.IsMetBy(found, target.Name, stateBefore, target.ShortReadings))
            {
                EndWait(target, found, null);
            }
            else if (!target.IsWarned && condition.FindWarning(found) is { } warning)
            {
                target.IsWarned = true;
                log.WriteWarning(warning);
            }
        }
        catch (ComputeTargetException exception)
        {
            EndWait(target, exception.Target, exception);
        }
    }

    /// <summary>Ends the wait with the target, null if it is gone, or with an error; each item of the target gets the outcome.</summary>
    private void EndWait(WaitedTarget target, ComputeTarget? found, ComputeTargetException? error)
    {
        target.IsEnded = true;
        progress.CountEnded(target, isFailure: error is not null);
        foreach (WaitItem item in target.Items)
        {
            emit(new WaitOutcome(item, found, error));
        }
    }

    private ComputeTargetException CreateTimeoutError(WaitedTarget target)
    {
        string problem = (condition.Kind, condition.MinNodeCount) switch
        {
            (WaitFor.Removed, _) => "was not gone",
            (WaitFor.Usable, null) => "was not usable",
            (WaitFor.Usable, { } count) => $"did not have {WaitCondition.WriteNodes(count)}",
            (_, null) => $"was not {condition.Kind}",
            (_, { } count) => $"was not {condition.Kind} with {WaitCondition.WriteNodes(count)}",
        };
        string failure = target.LastFailure is { } reason
            ? $" The last poll failed: {ErrorText.EndSentence(reason.Message)}"
            : string.Empty;
        string errors = target.ErrorText.Length > 0 ? $" The service reports: {ErrorText.EndSentence(target.ErrorText)}" : string.Empty;
        return new ComputeTargetException(
            ErrorIds.WaitTimeout,
            $"Compute target '{target.Name}' {problem}{WaitChoice.DescribeLimit(shownTimeout)}; its state was {target.State ?? "unknown"}."
                + $"{errors}{failure} Operations on the target continue.",
            target.LastFailure)
        {
            ComputeName = target.Name,
            Remedy = condition.DescribeTimeoutRemedy(_workspace, target.Name),
        };
    }
}
