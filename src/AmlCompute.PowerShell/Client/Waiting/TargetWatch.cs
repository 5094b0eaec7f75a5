using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;

namespace AmlCompute.Client.Waiting;

/// <summary>
/// Reads the watched targets of workspaces at an interval, for Watch-AmlComputeTarget. The clock of the first workspace times the interval
/// and the timeout. The time that a reading shows is that of the user, because the clock of a sandbox runs faster.
/// </summary>
/// <param name="workspaces">The workspaces with the watched targets; a run needs at least one.</param>
/// <param name="condition">The condition to check for each target; null for none.</param>
/// <param name="timeout">The longest time of the watch: zero for one reading, null for no limit.</param>
/// <param name="interval">The time between two readings.</param>
internal sealed class TargetWatch(IEnumerable<WatchedWorkspace> workspaces, WaitCondition? condition, TimeSpan? timeout, TimeSpan interval)
{
    private static readonly TimeSpan RepeatInterval = TimeSpan.FromSeconds(1);

    private readonly List<WatchedWorkspace> _workspaces = [.. workspaces];
    private readonly PollingDelay _delay = new(interval);
    private bool _hasBegun;

    private ComputeClient Client => _workspaces[0].Client;

    /// <summary>Returns each reading, until the timeout has passed or no target is left that can be watched.</summary>
    public IAsyncEnumerable<WatchReading> RunAsync(CallContext call) => ReadUntilTimeoutAsync(call, call.Log, StartClock());

    /// <summary>
    /// Returns the readings for a table on the screen. The last reading is repeated every second, so that the table follows the time and
    /// the size of the window. After the first reading no messages are written, because they would tear the table.
    /// </summary>
    public IAsyncEnumerable<WatchReading> RunForTableAsync(CallContext call)
    {
        Func<TimeSpan> getElapsed = StartClock();
        return RepeatAsync(ReadUntilTimeoutAsync(call, new SilentLog(), getElapsed), getElapsed, call);
    }

    /// <summary>Returns a function that measures the time since this call on the clock of the user.</summary>
    private Func<TimeSpan> StartClock()
    {
        TimeProvider clock = Client.WallClock;
        long started = clock.GetTimestamp();
        return () => clock.GetElapsedTime(started);
    }

    private async IAsyncEnumerable<WatchReading> RepeatAsync(
        IAsyncEnumerable<WatchReading> readings, Func<TimeSpan> getElapsed, CallContext call)
    {
        IAsyncEnumerator<WatchReading> items = readings.GetAsyncEnumerator(call.Token);
        Task<bool> next = Task.FromResult(false);
        try
        {
            WatchReading? last = null;
            while (true)
            {
                next = items.MoveNextAsync().AsTask();
                while (last is not null
                    && await Task.WhenAny(next, Client.WallClock.DelayAsync(RepeatInterval, call.Token)).ConfigureAwait(false) != next)
                {
                    call.Token.ThrowIfCancellationRequested();
                    yield return last with { Elapsed = getElapsed(), IsRepeated = true };
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

    /// <summary>Returns each reading; the log is that of the readings after the first.</summary>
    private async IAsyncEnumerable<WatchReading> ReadUntilTimeoutAsync(CallContext call, ICallLog laterLog, Func<TimeSpan> getElapsed)
    {
        TimeProvider clock = Client.Clock;
        long started = clock.GetTimestamp();
        using CancellationTokenSource limit =
            timeout is { Ticks: > 0 } time ? clock.CreateTimeoutSource(time) : new CancellationTokenSource();
        using CancellationTokenSource limitOrStop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, call.Token);
        CallContext limitedCall = call.WithToken(limitOrStop.Token);
        while (true)
        {
            List<ComputeTargetException> errors = [];

            // No reading begins at the moment in which the timeout would end it.
            bool isInTime = !(_hasBegun && clock.GetElapsedTime(started) >= timeout)
                && await TryReadAsync(errors, limitedCall, limit.Token, call.Token).ConfigureAwait(false);
            TimeSpan timeLeft = timeout - clock.GetElapsedTime(started) ?? TimeSpan.MaxValue;
            bool isLast = !isInTime || timeLeft <= TimeSpan.Zero || _workspaces.TrueForAll(workspace => workspace.IsOver);
            yield return CreateReading(errors, getElapsed(), isLast);
            if (isLast)
            {
                yield break;
            }

            limitedCall = limitedCall with { Log = laterLog };
            await clock.DelayAsync(_delay.TakePauseBeforeLastPoll(timeLeft), call.Token).ConfigureAwait(false);
            _workspaces.ForEach(workspace => workspace.ForgetChanges());
        }
    }

    /// <summary>Creates a reading with copies of the targets, because a table still shows them during the next reading.</summary>
    private WatchReading CreateReading(List<ComputeTargetException> errors, TimeSpan elapsed, bool isLast) => new(
        [.. _workspaces.SelectMany(workspace => workspace.Targets).Select(target => target.Copy())],
        errors,
        _workspaces.Select(workspace => workspace.LastFailure).FirstOrDefault(failure => failure is not null),
        elapsed,
        isLast);

    /// <summary>
    /// Reads all workspaces; at the first time, only those that the command did not read when it chose them. Returns false if the timeout
    /// has ended the reading.
    /// </summary>
    private async Task<bool> TryReadAsync(
        List<ComputeTargetException> errors, CallContext call, CancellationToken limit, CancellationToken stop)
    {
        WatchedWorkspace[] unread = [.. _workspaces.Where(workspace => _hasBegun || !workspace.WasRead)];
        _hasBegun = true;
        try
        {
            await Task.WhenAll(unread.Select(workspace => ReadAsync(workspace, errors, call))).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            return false;
        }
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
