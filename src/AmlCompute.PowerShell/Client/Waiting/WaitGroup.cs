using AmlCompute.Client.Arm;
using AmlCompute.Client.Errors;
using AmlCompute.Client.Http;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Waiting;

/// <summary>Polls the targets of one workspace in a wait, all of them together in each tick of the clock of the workspace.</summary>
/// <param name="waiting">The targets that are waited for.</param>
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
    private readonly TemporaryErrors _errors = new("wait");
    private int _tick;

    /// <summary>The start on the clock of the user, for the progress.</summary>
    private long _wallStarted;
    private bool _canList = true;

    /// <summary>True if the shared list of the command has already paused this tick.</summary>
    private bool _hasPaused;
    private int _pageCount = ListWatch.AssumedPages;

    /// <summary>The number of targets for which the last list was incomplete or outdated; a list then saves fewer requests.</summary>
    private int _unlistedCount;
    private volatile bool _isThrottled;

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
        TimeSpan timeLeft;
        do
        {
            await PollAsync(call).ConfigureAwait(false);
            waiting.RemoveAll(target => target.IsOver);
            timeLeft = timeout - _client.Clock.GetElapsedTime(started);
            if (waiting.Count == 0 || timeLeft <= TimeSpan.Zero)
            {
                return;
            }

            progress.Report(_client.WallClock.GetElapsedTime(_wallStarted));
            if (!_hasPaused)
            {
                await _client.Clock.DelayAsync(_delay.TakePauseBeforeLastPoll(timeLeft), call.Token).ConfigureAwait(false);
            }
        }
        while (_client.Clock.GetElapsedTime(started) < timeout);
    }

    /// <summary>Polls every target that is not ready, either by list or by GET, whichever takes fewer requests.</summary>
    private async Task PollAsync(CallContext call)
    {
        // A job can be stopped between two ticks.
        waiting.RemoveAll(target => target.IsOver);
        _tick++;
        _isThrottled = false;
        _hasPaused = false;
        if (waiting.Count == 1 && await ListWatch.GetShared(_workspace, call).ReadNextAsync(call).ConfigureAwait(false) is { } reading)
        {
            // The other waits of the command have read the list.
            _hasPaused = true;
            await UseReadingAsync(waiting[0], reading, call).ConfigureAwait(false);
        }
        else if (_canList && _pageCount + _unlistedCount < waiting.Count)
        {
            await PollListAsync(call).ConfigureAwait(false);
        }
        else
        {
            // The list was incomplete or outdated; it is tried again after some ticks.
            _unlistedCount /= 2;
            await PollEachAsync(waiting, call).ConfigureAwait(false);
        }
    }

    private Task UseReadingAsync(WaitedTarget target, ListReading reading, CallContext call)
    {
        target.LastFailure = reading.Failure;
        ComputeTarget? entry = reading.FindTarget(target.Name);
        bool isIncomplete = entry is null || !condition.CanCheckEntry(entry);
        if (reading.Failure is null && isIncomplete)
        {
            return PollEachAsync([target], call);
        }

        if (entry is not null)
        {
            CheckTarget(target, entry, call);
        }

        return Task.CompletedTask;
    }

    private async Task PollListAsync(CallContext call)
    {
        Dictionary<string, WaitedTarget> missing = waiting.ToDictionary(target => target.Name, StringComparer.OrdinalIgnoreCase);
        List<WaitedTarget> incomplete = [];
        try
        {
            await _client.RunPollAsync(() => ReadListAsync(missing, incomplete, call), call.Token).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception) when (ServiceError.IsTemporary(exception))
        {
            SetFailure(missing.Values, exception, call);
            return;
        }
        catch (ComputeTargetException exception) when (exception.ErrorId is ErrorIds.AuthenticationFailed or ErrorIds.WorkspaceNotFound)
        {
            EndAllWaits(exception);
            return;
        }
        catch (ComputeTargetException exception)
        {
            // A role can allow a GET of a target but not the list.
            _canList = false;
            call.Log.WriteVerbose(
                $"The compute targets of {_workspace.Name} are read one by one because their list cannot be read: {exception.Message}");
        }

        // The list can be outdated; only a GET shows that a target is gone.
        List<WaitedTarget> unlisted = [.. missing.Values, .. incomplete];
        await PollEachAsync(unlisted, call).ConfigureAwait(false);
        _unlistedCount = unlisted.Count(target => !target.IsEnded);
    }

    private void SetFailure(IEnumerable<WaitedTarget> targets, ComputeTargetException exception, CallContext call)
    {
        foreach (WaitedTarget target in targets)
        {
            target.LastFailure = exception;
        }

        SlowDown(_workspace.Name, exception, call);
    }

    private void EndAllWaits(ComputeTargetException exception)
    {
        foreach (WaitedTarget target in waiting.Where(target => !target.IsEnded))
        {
            EndWait(target, null, ServiceError.CopyError(target.Name, exception));
        }
    }

    /// <summary>
    /// Reads the list until every target was found or the list takes more requests than a GET of each target. Targets that were found are
    /// removed from the missing ones; those whose entries lack members are added to the incomplete ones.
    /// </summary>
    private async Task ReadListAsync(Dictionary<string, WaitedTarget> missing, List<WaitedTarget> incomplete, CallContext call)
    {
        int pages = 0;
        await foreach (Page<ComputeTarget> page in _client.ListTargetPagesAsync(_workspace, call).ConfigureAwait(false))
        {
            _pageCount = ++pages;
            foreach (ComputeTarget entry in page.Items)
            {
                if (!missing.TryGetValue(entry.Name, out WaitedTarget? target))
                {
                    continue;
                }

                missing.Remove(entry.Name);
                if (condition.CanCheckEntry(entry))
                {
                    CheckTarget(target, entry, call);
                }
                else
                {
                    incomplete.Add(target);
                }
            }

            if (missing.Count == 0 || pages >= waiting.Count)
            {
                return;
            }
        }
    }

    /// <summary>Reads each target, the one read longest ago first, because a tick ends early while the service is busy.</summary>
    private Task PollEachAsync(IEnumerable<WaitedTarget> targets, CallContext call) => Task.WhenAll(
    [
        .. targets
            .OrderBy(target => target.LastReadTick)
            .ToArray()
            .Select(target => _client.RunPollAsync(() => PollTargetAsync(target, call), call.Token)),
    ]);

    private async Task PollTargetAsync(WaitedTarget target, CallContext call)
    {
        // The error is handled before the turn ends, so that the next turn knows that the service is busy.
        try
        {
            if (!_isThrottled && !target.IsOver)
            {
                target.LastReadTick = _tick;
                CheckTarget(target, await _client.FindTargetAsync(_workspace, target.Name, call).ConfigureAwait(false), call);
            }
        }
        catch (ComputeTargetException exception) when (ServiceError.IsTemporary(exception))
        {
            target.LastFailure = exception;
            SlowDown(target.Name, exception, call);
        }
        catch (ComputeTargetException exception)
        {
            EndWait(target, null, exception);
        }
    }

    private void CheckTarget(WaitedTarget target, ComputeTarget? found, CallContext call)
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
                call.Log.WriteWarning(warning);
            }
        }
        catch (ComputeTargetException exception)
        {
            EndWait(target, exception.Target, exception);
        }
    }

    private void EndWait(WaitedTarget target, ComputeTarget? found, ComputeTargetException? error)
    {
        target.IsEnded = true;
        progress.CountEnded(target, isFailure: error is not null);
        foreach (WaitItem item in target.Items)
        {
            emit(new WaitOutcome(item, found, error));
        }
    }

    /// <summary>Slows down the polls because the service is busy or unavailable. The wait continues until its timeout.</summary>
    private void SlowDown(string subject, ComputeTargetException exception, CallContext call)
    {
        _isThrottled |= exception.ErrorId == ErrorIds.Throttled;
        _errors.SlowDownAndWarn(_delay, subject, exception, call.Log);
    }

    private ComputeTargetException CreateTimeoutError(WaitedTarget target)
    {
        string problem = (condition.Kind, condition.MinNodeCount) switch
        {
            (WaitFor.Removed, _) => "was not gone",
            (WaitFor.Usable, null) => "was not usable",
            (WaitFor.Usable, { } count) => $"did not have {count} nodes",
            (_, null) => $"was not {condition.Kind}",
            (_, { } count) => $"was not {condition.Kind} with {count} nodes",
        };
        string failure = target.LastFailure is { } reason ? $" The last poll failed: {reason.Message}" : string.Empty;
        string errors = target.ErrorText.Length > 0 ? $" The service reports: {target.ErrorText}" : string.Empty;
        return new ComputeTargetException(
            ErrorIds.WaitTimeout,
            $"Compute target '{target.Name}' {problem} within {shownTimeout:c}; its state was {target.State ?? "unknown"}."
                + $"{errors}{failure} Operations on the target continue.",
            target.LastFailure)
        {
            ComputeName = target.Name,
            Remedy = $"Continue to wait with '{condition.WriteCommand(target.Name)}', or use a longer -Timeout.",
        };
    }
}
