namespace AmlCompute.Sandbox;

/// <summary>The clock of the sandbox: real time multiplied by a speed, or time that only <see cref="Advance"/> moves.</summary>
internal sealed class SandboxClock : TimeProvider
{
    // A real timer waits at most 49 days. The clock checks a later timer again after this time.
    private static readonly TimeSpan LongestRealWait = TimeSpan.FromDays(1);

    private static readonly TimeSpan LongestStep = TimeSpan.FromDays(3650);

    private readonly object _gate = new();
    private readonly List<SandboxTimer> _timers = [];
    private readonly DateTimeOffset _start;
    private readonly TimeProvider _real;
    private readonly long _realStart;
    private TimeSpan _advanced;

    /// <param name="speed">The factor by which the clock is faster than real time.</param>
    /// <param name="manual">True if only <see cref="Advance"/> moves the clock.</param>
    /// <param name="start">The time at which the clock starts.</param>
    /// <param name="real">The source of real time; null for the clock of the computer.</param>
    public SandboxClock(double speed, bool manual, DateTimeOffset start, TimeProvider? real = null)
    {
        Speed = speed;
        IsManual = manual;
        _start = start;
        _real = real ?? System;
        _realStart = _real.GetTimestamp();
    }

    public double Speed { get; }

    public bool IsManual { get; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return Now;
        }
    }

    public override long GetTimestamp() => (GetUtcNow() - _start).Ticks;

    private DateTimeOffset Now => _start + _advanced + (IsManual ? TimeSpan.Zero : Scale(_real.GetElapsedTime(_realStart), Speed));

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
    public void Advance(TimeSpan delta)
    {
        if (delta < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(delta), delta, "The step must not be negative, because the clock cannot go back.");
        }

        if (delta > LongestStep)
        {
            throw new ArgumentOutOfRangeException(nameof(delta), delta, $"The step must be at most {LongestStep.TotalDays} days.");
        }

        TimeSpan remaining = delta;
        while (TakeDueWithin(ref remaining) is { } timer)
        {
            timer.Fire();
        }
    }

    private SandboxTimer? TakeDueWithin(ref TimeSpan remaining)
    {
        lock (_gate)
        {
            SandboxTimer? next = _timers.OrderBy(timer => timer.Due).FirstOrDefault();
            TimeSpan wait = next is null ? TimeSpan.MaxValue : next.Due - Now;
            if (wait > remaining)
            {
                _advanced += remaining;
                _timers.ForEach(Arm);
                return null;
            }

            if (wait > TimeSpan.Zero)
            {
                _advanced += wait;
                remaining -= wait;
            }

            Reschedule(next!);
            return next;
        }
    }

    private void Reschedule(SandboxTimer timer)
    {
        if (timer.Period > TimeSpan.Zero)
        {
            timer.Due += timer.Period;
            Arm(timer);
        }
        else
        {
            _timers.Remove(timer);
        }
    }

    private void Arm(SandboxTimer timer)
    {
        TimeSpan wait = timer.Due - Now;
        if (wait <= TimeSpan.Zero)
        {
            timer.Alarm.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
        else if (!IsManual)
        {
            TimeSpan real = Scale(wait, 1 / Speed);
            // Rounded up to the resolution of a real timer, so that the timer does not fire too early.
            real = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Min(real.TotalMilliseconds, LongestRealWait.TotalMilliseconds)));
            timer.Alarm.Change(real, Timeout.InfiniteTimeSpan);
        }
    }

    private static TimeSpan Scale(TimeSpan time, double factor) =>
        TimeSpan.FromTicks((long)Math.Min(time.Ticks * factor, TimeSpan.TicksPerDay * 365_000d));

    private void Ring(SandboxTimer timer)
    {
        lock (_gate)
        {
            if (!_timers.Contains(timer))
            {
                return;
            }

            if (timer.Due > Now)
            {
                Arm(timer);
                return;
            }

            Reschedule(timer);
        }

        timer.Fire();
    }

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
            Alarm = clock._real.CreateTimer(_ => clock.Ring(this), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public ITimer Alarm { get; }

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
                    _clock.Arm(this);
                }

                return true;
            }
        }

        public void Fire() => _callback(_state);

        public void Dispose()
        {
            lock (_clock._gate)
            {
                _disposed = true;
                _clock._timers.Remove(this);
            }

            Alarm.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
