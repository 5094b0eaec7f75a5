namespace AmlCompute.Sandbox;

/// <summary>The clock of the sandbox: real time multiplied by a speed, or a manual clock. <see cref="Advance"/> moves either.</summary>
internal sealed class SandboxClock : TimeProvider
{
    /// <summary>
    /// The latest time to which <see cref="Advance"/> moves the clock. Schedules and timers are planned after it, and must not exceed the
    /// last date of .NET.
    /// </summary>
    public static readonly DateTimeOffset LatestTime = new(8000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // A real timer waits at most 49 days. The clock checks a later timer again after this time.
    private static readonly TimeSpan MaxRealWait = TimeSpan.FromDays(1);

    private static readonly TimeSpan MaxStep = TimeSpan.FromDays(3650);

    private readonly object _gate = new();
    private readonly List<SandboxTimer> _timers = [];
    private readonly DateTimeOffset _start;
    private readonly TimeProvider _realTime;
    private readonly long _realStart;
    private readonly double _speed;
    private readonly bool _isManual;
    private TimeSpan _advanced;

    /// <param name="speed">The factor by which the clock is faster than real time. It has no effect on a manual clock.</param>
    /// <param name="isManual">True if only <see cref="Advance"/> moves the clock.</param>
    /// <param name="start">The time at which the clock starts, with any offset.</param>
    /// <param name="realTime">The source of real time; null for the clock of the computer.</param>
    public SandboxClock(double speed, bool isManual, DateTimeOffset start, TimeProvider? realTime = null)
    {
        _speed = speed;
        _isManual = isManual;
        _start = start.ToUniversalTime();
        _realTime = realTime ?? System;
        _realStart = _realTime.GetTimestamp();
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>The time of the clock. The caller holds the lock.</summary>
    private DateTimeOffset Now =>
        _start + _advanced + (_isManual ? TimeSpan.Zero : MultiplyTime(_realTime.GetElapsedTime(_realStart), _speed));

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return Now;
        }
    }

    public override long GetTimestamp() => (GetUtcNow() - _start).Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        SandboxTimer timer = new(this, callback ?? throw new ArgumentNullException(nameof(callback)), state);
        timer.Change(dueTime, period);
        return timer;
    }

    public Task DelayAsync(TimeSpan time, CancellationToken cancellationToken) =>
#if NET
        Task.Delay(time, this, cancellationToken);
#else
        this.Delay(time, cancellationToken);
#endif

    /// <summary>Moves the clock forward. Timers that are due on the way fire in order, each at its own time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The step is negative, longer than 3650 days, or ends after the year 7999.</exception>
    public void Advance(TimeSpan time)
    {
        if (time < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(time), time, "The step must not be negative, because the clock cannot go back.");
        }

        if (time > MaxStep)
        {
            throw new ArgumentOutOfRangeException(nameof(time), time, $"The step must be at most {MaxStep.TotalDays} days.");
        }

        if (GetUtcNow() > LatestTime - time)
        {
            throw new ArgumentOutOfRangeException(nameof(time), time, $"The clock cannot move past the year {LatestTime.Year - 1}.");
        }

        TimeSpan remaining = time;
        while (AdvanceToNextTimer(ref remaining) is { } timer)
        {
            timer.InvokeCallback();
        }
    }

    /// <summary>
    /// Moves the clock to the next timer that is due within the remaining step, shortens the step, and returns this timer. Without one, the
    /// clock moves by the whole remaining step, and the result is null.
    /// </summary>
    private SandboxTimer? AdvanceToNextTimer(ref TimeSpan remaining)
    {
        lock (_gate)
        {
            SandboxTimer? next = _timers.OrderBy(timer => timer.Due).FirstOrDefault();
            TimeSpan wait = next is null ? TimeSpan.MaxValue : next.Due - Now;
            if (next is null || wait > remaining)
            {
                _advanced += remaining;
                _timers.ForEach(StartRealTimer);
                return null;
            }

            // An accelerated clock can have passed the time of the timer already.
            if (wait > TimeSpan.Zero)
            {
                _advanced += wait;
                remaining -= wait;
            }

            RescheduleOrRemove(next);
            return next;
        }
    }

    private void RescheduleOrRemove(SandboxTimer timer)
    {
        if (timer.Period > TimeSpan.Zero)
        {
            timer.Due += timer.Period;
            StartRealTimer(timer);
        }
        else
        {
            _timers.Remove(timer);
        }
    }

    /// <summary>Starts the real timer that fires when a timer is due. A manual clock needs one only for a timer that is due now.</summary>
    private void StartRealTimer(SandboxTimer timer)
    {
        TimeSpan wait = timer.Due - Now;
        if (wait <= TimeSpan.Zero)
        {
            timer.RealTimer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
        else if (!_isManual)
        {
            // Rounded up to the resolution of a real timer, so that the timer does not fire too early.
            double milliseconds = Math.Min(MultiplyTime(wait, 1 / _speed).TotalMilliseconds, MaxRealWait.TotalMilliseconds);
            timer.RealTimer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(milliseconds)), Timeout.InfiniteTimeSpan);
        }
    }

    // At most 1,000 years, because a product can be longer than TimeSpan allows.
    private static TimeSpan MultiplyTime(TimeSpan time, double factor) =>
        TimeSpan.FromTicks((long)Math.Min(time.Ticks * factor, TimeSpan.TicksPerDay * 365_000d));

    private void OnRealTimerElapsed(SandboxTimer timer)
    {
        lock (_gate)
        {
            // The timer was stopped or disposed in the meantime.
            if (!_timers.Contains(timer))
            {
                return;
            }

            if (timer.Due > Now)
            {
                StartRealTimer(timer);
                return;
            }

            RescheduleOrRemove(timer);
        }

        timer.InvokeCallback();
    }

    /// <summary>A timer of the sandbox clock. Its real timer wakes the clock when the timer is probably due.</summary>
    private sealed class SandboxTimer : ITimer
    {
        private readonly SandboxClock _clock;
        private readonly TimerCallback _callback;
        private readonly object? _state;
        private bool _disposed;

        public SandboxTimer(SandboxClock clock, TimerCallback callback, object? state)
        {
            _clock = clock;
            _callback = callback;
            _state = state;
            RealTimer = clock._realTime.CreateTimer(
                _ => clock.OnRealTimerElapsed(this), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public ITimer RealTimer { get; }

        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_clock._gate)
            {
                if (_disposed)
                {
                    return false;
                }

                _clock._timers.Remove(this);
                Period = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = _clock.Now + dueTime;
                    _clock._timers.Add(this);
                    _clock.StartRealTimer(this);
                }

                return true;
            }
        }

        public void InvokeCallback() => _callback(_state);

        public void Dispose()
        {
            lock (_clock._gate)
            {
                _disposed = true;
                _clock._timers.Remove(this);
            }

            RealTimer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
