using AmlCompute.Client.Http;

namespace AmlCompute.Client.Waiting;

/// <summary>Reads the watched targets of workspaces at an interval.</summary>
internal sealed class TargetWatch
{
    private readonly List<WatchedWorkspace> _workspaces;
    private readonly WaitCondition? _condition;
    private readonly TimeSpan? _timeout;
    private readonly PollingDelay _delay;
    private bool _isBegun;

    /// <param name="workspaces">The workspaces, at least one; the clock of the first one times the watch.</param>
    /// <param name="condition">The condition to check; null for none.</param>
    /// <param name="timeout">The longest time of the watch; null for no limit, zero for one reading.</param>
    /// <param name="interval">The time between two readings.</param>
    public TargetWatch(IEnumerable<WatchedWorkspace> workspaces, WaitCondition? condition, TimeSpan? timeout, TimeSpan interval)
    {
        _workspaces = [.. workspaces];
        _condition = condition;
        _timeout = timeout;
        _delay = new PollingDelay(interval);
    }

    /// <summary>Returns each reading, until the timeout has passed or no target is left that can be watched.</summary>
    /// <param name="call">The call.</param>
    /// <param name="isQuiet">True to write no messages after the first reading, because they would tear a table on the screen.</param>
    public async IAsyncEnumerable<WatchReading> RunAsync(CallContext call, bool isQuiet)
    {
        TimeProvider clock = _workspaces[0].Client.Clock;
        TimeProvider wall = _workspaces[0].Client.WallClock;
        long started = clock.GetTimestamp();
        long began = wall.GetTimestamp();
        using CancellationTokenSource limit =
            _timeout is { Ticks: > 0 } time ? clock.CreateTimeoutSource(time) : new CancellationTokenSource();
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, call.Token);
        CallContext inside = call.With(either.Token);
        bool isLast = false;
        while (!isLast)
        {
            // The last reading is not begun at the moment in which the timeout ends it.
            List<ComputeTargetException> errors = [];
            bool isLate = _isBegun && clock.GetElapsedTime(started) >= _timeout;
            try
            {
                await (isLate ? Task.CompletedTask : ReadAsync(errors, inside)).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested && !call.Token.IsCancellationRequested)
            {
                isLate = true;
            }

            TimeSpan left = _timeout - clock.GetElapsedTime(started) ?? TimeSpan.MaxValue;
            isLast = isLate || left <= TimeSpan.Zero || _workspaces.TrueForAll(workspace => workspace.IsOver);
            yield return new WatchReading(
                [.. _workspaces.SelectMany(workspace => workspace.Targets)],
                errors,
                _workspaces.Select(workspace => workspace.Trouble).FirstOrDefault(trouble => trouble is not null),
                wall.GetElapsedTime(began),
                isLast);
            if (!isLast)
            {
                inside = isQuiet ? inside with { Log = new SilentLog() } : inside;
                await clock.DelayAsync(_delay.NextBefore(left), call.Token).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Reads all workspaces. Those that were read when the command chose them are read again from the second reading on.</summary>
    private async Task ReadAsync(List<ComputeTargetException> errors, CallContext call)
    {
        IEnumerable<WatchedWorkspace> due = _isBegun ? _workspaces : _workspaces.Where(workspace => !workspace.WasRead);
        _isBegun = true;
        await Task.WhenAll(due.Select(workspace => ReadAsync(workspace, errors, call)).ToArray()).ConfigureAwait(false);
    }

    private async Task ReadAsync(WatchedWorkspace workspace, List<ComputeTargetException> errors, CallContext call)
    {
        try
        {
            await workspace.ReadAsync(_condition, _delay, call).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception)
        {
            workspace.Drop();
            lock (errors)
            {
                errors.Add(exception);
            }
        }
    }
}

/// <param name="Targets">The targets, and those that were lost since the reading before.</param>
/// <param name="Errors">The errors of workspaces that can no longer be watched.</param>
/// <param name="Trouble">The temporary error of the reading; null if it succeeded.</param>
/// <param name="Elapsed">The time of the wall clock since the start of the watch.</param>
/// <param name="IsLast">True if no reading follows.</param>
internal sealed record WatchReading(
    IReadOnlyList<WatchedTarget> Targets,
    IReadOnlyList<ComputeTargetException> Errors,
    ComputeTargetException? Trouble,
    TimeSpan Elapsed,
    bool IsLast);
