using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Waiting;

/// <summary>
/// Reads the list of a workspace for the waits of one command. While more targets are waited for than the list has pages, one list in each
/// tick serves all of them; otherwise each wait polls its own target. A watch reads the list at its own times. Thread-safe.
/// </summary>
internal sealed class ListWatch(Workspace workspace)
{
    /// <summary>The assumed number of pages of the list before the list was read once.</summary>
    public const int AssumedPages = 5;

    private readonly object _gate = new();
    private readonly ComputeClient _client = ServiceConnection.GetClient(workspace);
    private readonly TemporaryErrors _errors = new("wait");
    private volatile PollingDelay _delay = new();
    private Task<ListReading>? _nextReading;
    private Task _lastReading = Task.CompletedTask;
    private int _waitCount;
    private volatile int _pageCount = AssumedPages;

    /// <summary>False after an error of the list that is not temporary.</summary>
    private volatile bool _canList = true;

    /// <summary>Gets the number of pages of the list; an assumed number before the list was read once.</summary>
    public int PageCount => _pageCount;

    /// <summary>Returns the list of a workspace that all calls of a command share.</summary>
    public static ListWatch GetShared(Workspace workspace, CallContext call) =>
        (ListWatch)call.SharedObjects.GetOrAdd((typeof(ListWatch), workspace.Key), _ => new ListWatch(workspace));

    /// <summary>Adds a wait for one target, until the result is disposed. The time between two ticks becomes short again.</summary>
    public IDisposable AddWait()
    {
        lock (_gate)
        {
            _waitCount++;
            _delay = new PollingDelay();
        }

        return new AddedWait(this);
    }

    /// <summary>Waits for the next tick, and returns the list; null if the caller has to pause and to poll its own target.</summary>
    public async Task<ListReading?> ReadNextAsync(CallContext call)
    {
        Task<ListReading> reading;
        lock (_gate)
        {
            if (!_canList || _waitCount <= PageCount)
            {
                return null;
            }

            if (_nextReading is null)
            {
                // The first wait of a tick reads for all; Task.Run, because the lock is held.
                Task lastReading = _lastReading;
                _lastReading = _nextReading = Task.Run(() => ReadInNextTickAsync(lastReading, call), CancellationToken.None);
            }

            reading = _nextReading;
        }

        await WaitForEndAsync(reading, call).ConfigureAwait(false);
        try
        {
            ListReading list = await reading.ConfigureAwait(false);
            return list.IsAllowed ? list : null;
        }
        catch (OperationCanceledException)
        {
            // The wait that read the list was stopped or has timed out; this one continues.
            return null;
        }
    }

    /// <summary>
    /// Reads the list without waiting for a tick. After an error that is not temporary, the waits do not read the list again.
    /// </summary>
    public async Task<ListReading> ReadNowAsync(CallContext call)
    {
        Dictionary<string, ComputeTarget> targets = new(StringComparer.OrdinalIgnoreCase);
        try
        {
            await _client.RunPollAsync(() => ReadPagesAsync(targets, call), call.Token).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception)
        {
            ListReading failed = new(targets, exception);
            if (!failed.IsAllowed)
            {
                // A role can allow a GET of a target but not the list.
                _canList = false;
                call.Log.WriteVerbose($"The compute targets of {workspace.Name} cannot be listed. {exception.Message}");
            }

            return failed;
        }

        return new ListReading(targets, null);
    }

    /// <summary>Waits until a task has ended or the token of the call is canceled. The exception of the task is ignored.</summary>
    private static async Task WaitForEndAsync(Task task, CallContext call)
    {
        TaskCompletionSource<bool> cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using (call.Token.Register(() => cancelled.TrySetResult(true)))
        {
            await Task.WhenAny(task, cancelled.Task).ConfigureAwait(false);
        }

        call.Token.ThrowIfCancellationRequested();
    }

    private async Task<ListReading> ReadInNextTickAsync(Task lastReading, CallContext call)
    {
        PollingDelay delay = _delay;
        try
        {
            // A list that takes longer than a tick is not read twice at once.
            await WaitForEndAsync(lastReading, call).ConfigureAwait(false);
            await _client.Clock.DelayAsync(delay.TakePauseBeforeLastPoll(TimeSpan.MaxValue), call.Token).ConfigureAwait(false);
        }
        finally
        {
            // A wait that joins now must not get a list that is older than its change.
            lock (_gate)
            {
                _nextReading = null;
            }
        }

        ListReading list = await ReadNowAsync(call).ConfigureAwait(false);
        if (list is { Failure: { } failure, IsAllowed: true })
        {
            _errors.SlowDownAndWarn(delay, workspace.Name, failure, call.Log);
        }

        return list;
    }

    private async Task ReadPagesAsync(Dictionary<string, ComputeTarget> targets, CallContext call)
    {
        int pages = 0;
        await foreach (Page<ComputeTarget> page in _client.ListTargetPagesAsync(workspace, call).ConfigureAwait(false))
        {
            pages++;
            foreach (ComputeTarget target in page.Items)
            {
                targets[target.Name] = target;
            }
        }

        _pageCount = pages;
    }

    private sealed class AddedWait(ListWatch watch) : IDisposable
    {
        public void Dispose()
        {
            lock (watch._gate)
            {
                watch._waitCount--;
            }
        }
    }
}
