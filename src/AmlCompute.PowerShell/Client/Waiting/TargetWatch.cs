using AmlCompute.Client.Http;

namespace AmlCompute.Client.Waiting;

/// <summary>
/// Reads the watched targets of workspaces at an interval, until a timeout: zero for one reading, null for no limit. The clock of the
/// first workspace times the watch.
/// </summary>
internal sealed class TargetWatch(IEnumerable<WatchedWorkspace> workspaces, WaitCondition? condition, TimeSpan? timeout, TimeSpan interval)
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly List<WatchedWorkspace> _workspaces = [.. workspaces];
    private readonly PollingDelay _delay = new(interval);
    private bool _isBegun;

    /// <summary>
    /// Returns each reading, until the timeout has passed or no target is left that can be watched. For a table on the screen, the last
    /// reading is repeated every second, so that the table follows the time and the size of the window, and no messages are written after
    /// the first reading, because they would tear the table.
    /// </summary>
    public IAsyncEnumerable<WatchReading> RunAsync(CallContext call, bool isShown)
    {
        TimeProvider wall = _workspaces[0].Client.WallClock;
        long began = wall.GetTimestamp();
        IAsyncEnumerable<WatchReading> readings = ReadAllAsync(call, isShown, () => wall.GetElapsedTime(began));
        return isShown ? RepeatAsync(readings, wall, () => wall.GetElapsedTime(began), call) : readings;
    }

    private static async IAsyncEnumerable<WatchReading> RepeatAsync(
        IAsyncEnumerable<WatchReading> readings, TimeProvider wall, Func<TimeSpan> elapsed, CallContext call)
    {
        IAsyncEnumerator<WatchReading> items = readings.GetAsyncEnumerator(call.Token);
        Task<bool> next = Task.FromResult(false);
        try
        {
            WatchReading? last = null;
            while (true)
            {
                next = items.MoveNextAsync().AsTask();
                while (last is not null && await Task.WhenAny(next, wall.DelayAsync(Tick, call.Token)).ConfigureAwait(false) != next)
                {
                    call.Token.ThrowIfCancellationRequested();
                    yield return last with { Elapsed = elapsed(), IsRepeated = true };
                }

                if (!await next.ConfigureAwait(false))
                {
                    yield break;
                }

                yield return last = items.Current;
            }
        }
        finally
        {
            // A reading that was begun ends by the token; its error has no reader.
            await Task.WhenAny(next).ConfigureAwait(false);
            _ = next.Exception;
            await items.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async IAsyncEnumerable<WatchReading> ReadAllAsync(CallContext call, bool isShown, Func<TimeSpan> elapsed)
    {
        TimeProvider clock = _workspaces[0].Client.Clock;
        long started = clock.GetTimestamp();
        using CancellationTokenSource limit =
            timeout is { Ticks: > 0 } time ? clock.CreateTimeoutSource(time) : new CancellationTokenSource();
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, call.Token);
        CallContext inside = call.With(either.Token);
        bool isLast = false;
        while (!isLast)
        {
            // The last reading is not begun at the moment in which the timeout ends it.
            List<ComputeTargetException> errors = [];
            bool isLate = _isBegun && clock.GetElapsedTime(started) >= timeout;
            try
            {
                await (isLate ? Task.CompletedTask : ReadAsync(errors, inside)).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested && !call.Token.IsCancellationRequested)
            {
                isLate = true;
            }

            TimeSpan left = timeout - clock.GetElapsedTime(started) ?? TimeSpan.MaxValue;
            isLast = isLate || left <= TimeSpan.Zero || _workspaces.TrueForAll(workspace => workspace.IsOver);
            yield return new WatchReading(
                [.. _workspaces.SelectMany(workspace => workspace.Targets)],
                errors,
                _workspaces.Select(workspace => workspace.LastFailure).FirstOrDefault(failure => failure is not null),
                elapsed(),
                isLast);
            if (!isLast)
            {
                inside = isShown ? inside with { Log = new SilentLog() } : inside;
                await clock.DelayAsync(_delay.NextBefore(left), call.Token).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Reads all workspaces. Those that were read when the command chose them are read again from the second reading on.</summary>
    private async Task ReadAsync(List<ComputeTargetException> errors, CallContext call)
    {
        WatchedWorkspace[] due = [.. _workspaces.Where(workspace => _isBegun || !workspace.WasRead)];
        _isBegun = true;
        await Task.WhenAll(due.Select(workspace => ReadAsync(workspace, errors, call))).ConfigureAwait(false);
    }

    private async Task ReadAsync(WatchedWorkspace workspace, List<ComputeTargetException> errors, CallContext call)
    {
        try
        {
            await workspace.ReadAsync(condition, _delay, call).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception)
        {
            workspace.Stop();
            lock (errors)
            {
                errors.Add(exception);
            }
        }
    }
}

/// <summary>
/// One reading of a watch: the targets with those that were lost since the one before, the errors of workspaces that can no longer be
/// watched, the temporary error or null, and the time since the start of the watch.
/// </summary>
internal sealed record WatchReading(
    IReadOnlyList<WatchedTarget> Targets,
    IReadOnlyList<ComputeTargetException> Errors,
    ComputeTargetException? LastFailure,
    TimeSpan Elapsed,
    bool IsLast)
{
    /// <summary>Gets a value indicating whether this is the reading before, with a later time.</summary>
    public bool IsRepeated { get; init; }
}
