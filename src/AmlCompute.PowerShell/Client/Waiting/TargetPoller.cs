using AmlCompute.Client.Arm;
using AmlCompute.Client.Errors;
using AmlCompute.Client.Http;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Waiting;

/// <summary>
/// Polls the targets of one workspace in a wait, in each tick with the fewest requests: with the list of the workspace, or with a GET of
/// each target.
/// </summary>
/// <param name="workspace">The workspace.</param>
/// <param name="condition">Decides which members an entry of the list must have.</param>
/// <param name="delay">The pauses of the wait, which an overloaded service makes longer.</param>
/// <param name="onRead">Receives each target that was read; null as the result if it does not exist.</param>
/// <param name="onError">Receives the error of a target that cannot be read in this wait.</param>
internal sealed class TargetPoller(
    Workspace workspace,
    WaitCondition condition,
    PollingDelay delay,
    Action<WaitedTarget, ComputeTarget?> onRead,
    Action<WaitedTarget, ComputeTargetException> onError)
{
    private readonly ComputeClient _client = ServiceConnection.GetClient(workspace);
    private readonly TemporaryErrors _errors = new("wait");
    private int _tick;

    /// <summary>False after an error of the list that is not temporary.</summary>
    private bool _canList = true;

    /// <summary>The number of pages that the last list took; an assumed number before the list was read once.</summary>
    private int _pageCount = ListWatch.AssumedPages;

    /// <summary>The number of targets for which the last list was incomplete or outdated; a list then saves fewer requests.</summary>
    private int _unlistedCount;

    /// <summary>True after the service was too busy for a request of this tick, so that the tick sends no others.</summary>
    private volatile bool _isThrottled;

    /// <summary>
    /// Polls the targets for one tick. Returns true if this took a tick of the list that the other waits of the command share, so that no
    /// pause is needed.
    /// </summary>
    public async Task<bool> PollAsync(IReadOnlyList<WaitedTarget> waiting, CallContext call)
    {
        _tick++;
        _isThrottled = false;
        if (waiting.Count == 1 && await ListWatch.GetShared(workspace, call).ReadNextAsync(call).ConfigureAwait(false) is { } reading)
        {
            await UseReadingAsync(waiting[0], reading, call).ConfigureAwait(false);
            return true;
        }

        if (_canList && _pageCount + _unlistedCount < waiting.Count)
        {
            await PollListAsync(waiting, call).ConfigureAwait(false);
        }
        else
        {
            // A list that was incomplete or outdated is tried again after some ticks.
            _unlistedCount /= 2;
            await PollEachAsync(waiting, call).ConfigureAwait(false);
        }

        return false;
    }

    private Task UseReadingAsync(WaitedTarget target, ListReading reading, CallContext call)
    {
        target.LastFailure = reading.Failure;
        if (reading.FindTarget(target.Name) is { } entry && condition.CanCheckEntry(entry))
        {
            onRead(target, entry);
            return Task.CompletedTask;
        }

        return reading.Failure is null ? PollEachAsync([target], call) : Task.CompletedTask;
    }

    private async Task PollListAsync(IReadOnlyList<WaitedTarget> waiting, CallContext call)
    {
        Dictionary<string, WaitedTarget> missing = waiting.ToDictionary(target => target.Name, StringComparer.OrdinalIgnoreCase);
        List<WaitedTarget> incomplete = [];
        if (await TryReadListAsync(waiting, missing, incomplete, call).ConfigureAwait(false))
        {
            // The list can be outdated; only a GET shows that a target is gone.
            List<WaitedTarget> unlisted = [.. missing.Values, .. incomplete];
            await PollEachAsync(unlisted, call).ConfigureAwait(false);
            _unlistedCount = unlisted.Count(target => !target.IsEnded);
        }
    }

    /// <summary>
    /// Reads the list. Returns false if the targets that it lacks cannot be read in this tick either; true also if only the list cannot be
    /// read.
    /// </summary>
    private async Task<bool> TryReadListAsync(
        IReadOnlyList<WaitedTarget> waiting, Dictionary<string, WaitedTarget> missing, List<WaitedTarget> incomplete, CallContext call)
    {
        try
        {
            await _client.RunPollAsync(() => ReadListAsync(missing, incomplete, waiting.Count, call), call.Token).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception) when (ServiceError.IsTemporary(exception))
        {
            foreach (WaitedTarget target in missing.Values.Concat(incomplete))
            {
                target.LastFailure = exception;
            }

            SlowDown(workspace.Name, exception, call);
            return false;
        }
        catch (ComputeTargetException exception) when (exception.ErrorId is ErrorIds.AuthenticationFailed or ErrorIds.WorkspaceNotFound)
        {
            FailAll(waiting, exception);
            return false;
        }
        catch (ComputeTargetException exception)
        {
            // A role can allow a GET of a target but not the list.
            _canList = false;
            call.Log.WriteVerbose(
                $"The compute targets of {workspace.Name} are read one by one because their list cannot be read: {exception.Message}");
        }

        return true;
    }

    private void FailAll(IEnumerable<WaitedTarget> waiting, ComputeTargetException exception)
    {
        foreach (WaitedTarget target in waiting.Where(target => !target.IsEnded))
        {
            onError(target, ServiceError.CopyError(target.Name, exception));
        }
    }

    /// <summary>
    /// Reads the list until every target was found, or until the list has taken as many requests as a GET of each target. Targets that were
    /// found are removed from the missing ones; those whose entries lack members are added to the incomplete ones.
    /// </summary>
    private async Task ReadListAsync(
        Dictionary<string, WaitedTarget> missing, List<WaitedTarget> incomplete, int mostPages, CallContext call)
    {
        int pages = 0;
        await foreach (Page<ComputeTarget> page in _client.ListTargetPagesAsync(workspace, call).ConfigureAwait(false))
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
                    onRead(target, entry);
                }
                else
                {
                    incomplete.Add(target);
                }
            }

            if (missing.Count == 0 || pages >= mostPages)
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
            .Select(target => _client.RunPollAsync(() => PollTargetAsync(target, call), call.Token)),
    ]);

    private async Task PollTargetAsync(WaitedTarget target, CallContext call)
    {
        // The error is handled before the poll ends, so that the next poll knows that the service is busy.
        try
        {
            if (!_isThrottled && !target.IsOver)
            {
                target.LastReadTick = _tick;
                onRead(target, await _client.FindTargetAsync(workspace, target.Name, call).ConfigureAwait(false));
            }
        }
        catch (ComputeTargetException exception) when (ServiceError.IsTemporary(exception))
        {
            target.LastFailure = exception;
            SlowDown(target.Name, exception, call);
        }
        catch (ComputeTargetException exception)
        {
            onError(target, exception);
        }
    }

    /// <summary>Slows down the polls because the service is busy or unavailable. The wait continues until its timeout.</summary>
    private void SlowDown(string subject, ComputeTargetException exception, CallContext call)
    {
        if (exception.ErrorId == ErrorIds.Throttled)
        {
            _isThrottled = true;
        }

        _errors.SlowDownAndWarn(delay, subject, exception, call.Log);
    }
}
