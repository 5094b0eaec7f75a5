using AmlCompute.Client.Arm;
using AmlCompute.Client.Errors;
using AmlCompute.Client.Http;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Waiting;

/// <summary>
/// Reads the list of a workspace for the waits of one command. While more targets are waited for than the list has pages, one list in each
/// tick serves all of them; otherwise each wait polls its own target.
/// </summary>
internal sealed class ListWatch(Workspace workspace)
{
    /// <summary>The assumed number of pages of the list before the list was read once.</summary>
    public const int AssumedPages = 5;

    private readonly object _gate = new();
    private readonly ComputeClient _client = ServiceConnection.ClientOf(workspace);
    private readonly TemporaryErrors _errors = new("wait");
    private volatile PollingDelay _delay = new();
    private Task<ListReading>? _next;
    private Task _last = Task.CompletedTask;
    private int _waits;
    private bool _canList = true;

    public static ListWatch Of(Workspace workspace, CallContext call) =>
        (ListWatch)call.Shared.GetOrAdd((typeof(ListWatch), workspace.Key), _ => new ListWatch(workspace));

    /// <summary>Gets the number of pages of the list; an assumed number before the list was read once.</summary>
    public int Pages { get; private set; } = AssumedPages;

    /// <summary>Adds a wait for one target, until the result is disposed. The ticks then begin to grow again.</summary>
    public IDisposable Join()
    {
        lock (_gate)
        {
            _waits++;
            _delay = new PollingDelay();
        }

        return new Wait(this);
    }

    /// <summary>Waits for the next tick, and returns the list; null if the caller has to pause and to poll its own target.</summary>
    public async Task<ListReading?> ReadAsync(CallContext call)
    {
        Task<ListReading> next;
        lock (_gate)
        {
            if (!_canList || _waits <= Pages)
            {
                return null;
            }

            if (_next is null)
            {
                // The first wait of a tick reads for all; Task.Run, because the lock is held.
                Task last = _last;
                _last = _next = Task.Run(() => ReadListAsync(last, call), CancellationToken.None);
            }

            next = _next;
        }

        await EndAsync(next, call).ConfigureAwait(false);
        try
        {
            ListReading reading = await next.ConfigureAwait(false);
            return reading.IsAllowed ? reading : null;
        }
        catch (OperationCanceledException)
        {
            // The wait that read was stopped or has timed out; this one goes on.
            return null;
        }
    }

    /// <summary>Waits until a task has ended, without its exception.</summary>
    private static async Task EndAsync(Task task, CallContext call)
    {
        TaskCompletionSource<bool> cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using (call.Token.Register(() => cancelled.TrySetResult(true)))
        {
            await Task.WhenAny(task, cancelled.Task).ConfigureAwait(false);
        }

        call.Token.ThrowIfCancellationRequested();
    }

    private async Task<ListReading> ReadListAsync(Task last, CallContext call)
    {
        PollingDelay delay = _delay;
        try
        {
            // A list that takes longer than a tick is not read twice at once.
            await EndAsync(last, call).ConfigureAwait(false);
            await _client.Clock.DelayAsync(delay.NextBefore(TimeSpan.MaxValue), call.Token).ConfigureAwait(false);
        }
        finally
        {
            // A wait that joins now must not get a list that is older than its change.
            lock (_gate)
            {
                _next = null;
            }
        }

        return await ReadNowAsync(delay, call).ConfigureAwait(false);
    }

    /// <summary>Reads the list without waiting for a tick. A temporary error makes the pauses longer.</summary>
    public async Task<ListReading> ReadNowAsync(PollingDelay delay, CallContext call)
    {
        Dictionary<string, ComputeTarget> targets = new(StringComparer.OrdinalIgnoreCase);
        try
        {
            await _client.InTurnAsync(() => ReadPagesAsync(targets, call), call.Token).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception) when (ServiceError.IsTemporary(exception))
        {
            _errors.SlowDown(delay, workspace.Name, exception, call.Log);
            return new ListReading(targets, exception);
        }
        catch (ComputeTargetException exception)
        {
            // A role can allow a GET of a target but not the list.
            _canList = false;
            call.Log.Verbose($"The compute targets of {workspace.Name} are polled one by one. {exception.Message}");
            return new ListReading(targets, exception) { IsAllowed = false };
        }

        return new ListReading(targets, null);
    }

    private async Task ReadPagesAsync(Dictionary<string, ComputeTarget> targets, CallContext call)
    {
        int pages = 0;
        await foreach (Page<ComputeTarget> page in _client.ListPagesAsync(workspace, call).ConfigureAwait(false))
        {
            pages++;
            foreach (ComputeTarget target in page.Items)
            {
                targets[target.Name] = target;
            }
        }

        Pages = pages;
    }

    private sealed class Wait(ListWatch watch) : IDisposable
    {
        public void Dispose()
        {
            lock (watch._gate)
            {
                watch._waits--;
            }
        }
    }
}

/// <summary>One read of the list of a workspace: the targets by name, and the error or null.</summary>
internal sealed record ListReading(IReadOnlyDictionary<string, ComputeTarget> Targets, ComputeTargetException? Failure)
{
    /// <summary>Gets a value indicating whether the sign-in may read the list.</summary>
    public bool IsAllowed { get; init; } = true;

    public ComputeTarget? Find(string name) => Targets.TryGetValue(name, out ComputeTarget? target) ? target : null;
}
