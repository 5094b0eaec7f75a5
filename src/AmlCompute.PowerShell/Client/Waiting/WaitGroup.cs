using AmlCompute.Client.Arm;
using AmlCompute.Client.Errors;
using AmlCompute.Client.Http;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Waiting;

/// <summary>The targets of one workspace in a wait. All of them are polled together in each tick of the clock of the workspace.</summary>
internal sealed class WaitGroup
{
    /// <summary>The assumed number of pages of the list before the list was read once.</summary>
    private const int AssumedPages = 5;

    private readonly Workspace _workspace;
    private readonly ComputeClient _client;
    private readonly List<WaitedTarget> _waiting;
    private readonly WaitCondition _condition;
    private readonly TimeSpan _timeout;
    private readonly TimeSpan _shownTimeout;
    private readonly Action<WaitedTarget, ComputeTarget?, ComputeTargetException?> _emit;
    private readonly Action<TimeSpan> _report;
    private readonly PollingDelay _delay;
    private readonly HashSet<string> _warned = [];
    private int _tick;
    private long _began;
    private bool _canList = true;
    private bool _hasPaused;
    private int _pages = AssumedPages;
    private int _unsettled;
    private volatile bool _isThrottled;

    /// <param name="workspace">The workspace of all targets.</param>
    /// <param name="targets">The targets, each of them once.</param>
    /// <param name="condition">The condition that ends the wait for a target.</param>
    /// <param name="timeout">The timeout; with zero, each target is polled once without a time limit.</param>
    /// <param name="shownTimeout">The timeout that the user gave, for the error.</param>
    /// <param name="pollingInterval">The time between two ticks; null for a time that grows.</param>
    /// <param name="emit">
    /// Receives the outcome of the wait for a target: the target, null if it was removed, or an error. Called on any thread.
    /// </param>
    /// <param name="report">Receives the time of the wall clock since the start of the wait when the progress may have changed.</param>
    public WaitGroup(
        Workspace workspace,
        List<WaitedTarget> targets,
        WaitCondition condition,
        TimeSpan timeout,
        TimeSpan shownTimeout,
        TimeSpan? pollingInterval,
        Action<WaitedTarget, ComputeTarget?, ComputeTargetException?> emit,
        Action<TimeSpan> report)
    {
        _workspace = workspace;
        _client = ServiceConnection.ClientOf(workspace);
        _waiting = targets;
        _condition = condition;
        _timeout = timeout;
        _shownTimeout = shownTimeout;
        _delay = new PollingDelay(pollingInterval);
        _emit = emit;
        _report = report;
    }

    /// <summary>Waits until the wait for each target has ended or the timeout has passed.</summary>
    public async Task RunAsync(CallContext call)
    {
        long started = _client.Clock.GetTimestamp();
        _began = _client.WallClock.GetTimestamp();
        using CancellationTokenSource timeout =
            _timeout > TimeSpan.Zero ? _client.Clock.CreateTimeoutSource(_timeout) : new CancellationTokenSource();
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, call.Token);
        try
        {
            await RunTicksAsync(started, call.With(either.Token)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !call.Token.IsCancellationRequested)
        {
            call.Log.Verbose($"The timeout of the wait for compute targets of {_workspace.Name} has passed.");
        }

        foreach (WaitedTarget target in _waiting.Where(target => !target.IsOver))
        {
            End(target, null, TimedOut(target));
        }

        _report(_client.WallClock.GetElapsedTime(_began));
    }

    private async Task RunTicksAsync(long started, CallContext call)
    {
        TimeSpan left;
        do
        {
            await PollAsync(call).ConfigureAwait(false);
            _waiting.RemoveAll(target => target.IsOver);
            TimeSpan elapsed = _client.Clock.GetElapsedTime(started);
            left = _timeout - elapsed;
            if (_waiting.Count == 0 || left <= TimeSpan.Zero)
            {
                return;
            }

            _report(_client.WallClock.GetElapsedTime(_began));
            if (!_hasPaused)
            {
                await _client.Clock.DelayAsync(_delay.NextBefore(left), call.Token).ConfigureAwait(false);
            }
        }
        while (_client.Clock.GetElapsedTime(started) < _timeout);
    }

    /// <summary>Polls every target that is not ready, either by list or by GET, whichever takes fewer requests.</summary>
    private async Task PollAsync(CallContext call)
    {
        // A job can be stopped between two ticks.
        _waiting.RemoveAll(target => target.IsOver);
        _tick++;
        _isThrottled = false;
        _hasPaused = false;
        if (_waiting.Count == 1 && await ListWatch.Of(_workspace, call).ReadAsync(call).ConfigureAwait(false) is { } reading)
        {
            // The other waits of the command have read the list.
            _hasPaused = true;
            await UseReadingAsync(_waiting[0], reading, call).ConfigureAwait(false);
        }
        else if (_canList && _pages + _unsettled < _waiting.Count)
        {
            await PollListAsync(call).ConfigureAwait(false);
        }
        else
        {
            // The list was incomplete or outdated; it is tried again after some ticks.
            _unsettled /= 2;
            await PollEachAsync(_waiting, call).ConfigureAwait(false);
        }
    }

    private Task UseReadingAsync(WaitedTarget target, ListReading reading, CallContext call)
    {
        target.LastFailure = reading.Failure;
        if (reading.Failure is null && (reading.Find(target.Name) is not { } entry || !_condition.CanCheck(entry)))
        {
            return PollEachAsync([target], call);
        }

        if (reading.Find(target.Name) is { } found)
        {
            Check(target, found, call);
        }

        return Task.CompletedTask;
    }

    private async Task PollListAsync(CallContext call)
    {
        Dictionary<string, WaitedTarget> missing = _waiting.ToDictionary(target => target.Name, StringComparer.OrdinalIgnoreCase);
        List<WaitedTarget> incomplete = [];
        try
        {
            await _client.InTurnAsync(() => ReadListAsync(missing, incomplete, call), call.Token).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception) when (ServiceError.IsPassing(exception))
        {
            foreach (WaitedTarget target in missing.Values)
            {
                target.LastFailure = exception;
            }

            SlowDown(_workspace.Name, exception, call);
            return;
        }
        catch (ComputeTargetException exception) when (exception.ErrorId is ErrorIds.AuthenticationFailed or ErrorIds.WorkspaceNotFound)
        {
            foreach (WaitedTarget target in _waiting.Where(target => !target.IsEnded))
            {
                End(target, null, ServiceError.About(target.Name, exception));
            }

            return;
        }
        catch (ComputeTargetException exception)
        {
            // A role can allow a GET of a target but not the list.
            _canList = false;
            call.Log.Verbose(
                $"The compute targets of {_workspace.Name} are read one by one because their list cannot be read: {exception.Message}");
        }

        // The list can be outdated; only a GET shows that a target is gone.
        List<WaitedTarget> rest = [.. missing.Values, .. incomplete];
        await PollEachAsync(rest, call).ConfigureAwait(false);
        _unsettled = rest.Count(target => !target.IsEnded);
    }

    /// <summary>Reads the list until every target was found or the list takes more requests than a GET of each target.</summary>
    /// <param name="missing">The targets to find; those that are found are removed.</param>
    /// <param name="incomplete">Receives the targets whose entries lack members that the condition needs.</param>
    /// <param name="call">The call.</param>
    private async Task ReadListAsync(Dictionary<string, WaitedTarget> missing, List<WaitedTarget> incomplete, CallContext call)
    {
        int pages = 0;
        await foreach (Page<ComputeTarget> page in _client.ListPagesAsync(_workspace, call).ConfigureAwait(false))
        {
            _pages = ++pages;
            foreach (ComputeTarget entry in page.Items)
            {
                if (!missing.TryGetValue(entry.Name, out WaitedTarget? target))
                {
                    continue;
                }

                missing.Remove(entry.Name);
                if (_condition.CanCheck(entry))
                {
                    Check(target, entry, call);
                }
                else
                {
                    incomplete.Add(target);
                }
            }

            if (missing.Count == 0 || pages >= _waiting.Count)
            {
                return;
            }
        }
    }

    /// <summary>
    /// Reads each target with a GET. The target that was read longest ago comes first, because a tick ends early while the service is busy.
    /// </summary>
    private Task PollEachAsync(IEnumerable<WaitedTarget> targets, CallContext call) => Task.WhenAll(
    [
        .. targets
            .OrderBy(target => target.LastRead)
            .ToArray()
            .Select(target => _client.InTurnAsync(() => PollTargetAsync(target, call), call.Token)),
    ]);

    private async Task PollTargetAsync(WaitedTarget target, CallContext call)
    {
        // The error is handled before the turn ends, so that the next turn knows that the service is busy.
        try
        {
            if (!_isThrottled && !target.IsOver)
            {
                target.LastRead = _tick;
                Check(target, await _client.FindAsync(_workspace, target.Name, call).ConfigureAwait(false), call);
            }
        }
        catch (ComputeTargetException exception) when (ServiceError.IsPassing(exception))
        {
            target.LastFailure = exception;
            SlowDown(target.Name, exception, call);
        }
        catch (ComputeTargetException exception)
        {
            End(target, null, exception);
        }
    }

    private void Check(WaitedTarget target, ComputeTarget? found, CallContext call)
    {
        if (_condition.Kind == WaitFor.Removed && target.IsAnother(found))
        {
            // The target was removed and another one with the same name was created.
            found = null;
        }

        string? before = target.ProvisioningState;
        target.Update(found);
        try
        {
            if (_condition.Holds(found, target.Name, before, target.ShortReadings))
            {
                End(target, found, null);
            }
            else if (!target.IsWarned && _condition.WarningFor(found) is { } warning)
            {
                target.IsWarned = true;
                call.Log.Warning(warning);
            }
        }
        catch (ComputeTargetException exception)
        {
            End(target, exception.Target, exception);
        }
    }

    private void End(WaitedTarget target, ComputeTarget? found, ComputeTargetException? error)
    {
        target.IsEnded = true;
        _emit(target, found, error);
    }

    /// <summary>
    /// Slows down the polls because the service is busy or unavailable. The wait continues until its timeout, and each kind of error is
    /// reported once.
    /// </summary>
    private void SlowDown(string about, ComputeTargetException exception, CallContext call)
    {
        _isThrottled |= exception.ErrorId == ErrorIds.Throttled;
        _delay.SlowDown(exception.RetryAfter);
        bool isNew;
        lock (_warned)
        {
            isNew = _warned.Add(exception.ErrorId);
        }

        if (isNew)
        {
            call.Log.Warning($"{about}: {exception.Message} The wait continues with longer pauses.");
        }
    }

    private ComputeTargetException TimedOut(WaitedTarget target)
    {
        string nodes = _condition.MinNodeCount is { } count ? $"{count} nodes" : string.Empty;
        string goal = _condition.Kind switch
        {
            WaitFor.Removed => "was not gone",
            WaitFor.Usable => nodes.Length > 0 ? $"did not have {nodes}" : "was not usable",
            _ => $"was not {_condition.Kind}{(nodes.Length > 0 ? $" with {nodes}" : string.Empty)}",
        };
        string failure = target.LastFailure is { } reason ? $" The last poll failed: {reason.Message}" : string.Empty;
        string errors = target.Errors.Length > 0 ? $" The service reports: {target.Errors}" : string.Empty;
        return new ComputeTargetException(
            ErrorIds.WaitTimeout,
            $"Compute target '{target.Name}' {goal} within {_shownTimeout:c}; its state was {target.State ?? "unknown"}."
                + $"{errors}{failure} Operations on the target continue.",
            target.LastFailure)
        {
            ComputeName = target.Name,
            Remedy = $"Continue to wait with '{_condition.CommandFor(target.Name)}', or use a longer -Timeout.",
        };
    }
}
