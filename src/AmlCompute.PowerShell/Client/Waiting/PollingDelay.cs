namespace AmlCompute.Client.Waiting;

/// <summary>
/// Computes the pause between two polls: the time of the Retry-After header, a fixed time, or a time that grows from 1 s to 15 s. The pause
/// becomes longer while the service is busy.
/// </summary>
/// <param name="interval">The fixed time; null for a time that grows.</param>
internal sealed class PollingDelay(TimeSpan? interval = null)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    /// <summary>The time between the last poll and the timeout, so that the response arrives in time.</summary>
    private static readonly TimeSpan LastPollTime = TimeSpan.FromSeconds(2);

    /// <summary>The longest pause that grows for a busy service, and the longest requested one of <see cref="TakePause"/>.</summary>
    private static readonly TimeSpan LongestBusyPause = TimeSpan.FromMinutes(1);

    /// <summary>The longest requested pause of <see cref="SlowDown"/>.</summary>
    private static readonly TimeSpan LongestRefusedPause = TimeSpan.FromMinutes(5);

    private readonly object _gate = new();
    private TimeSpan _nextPause = TimeSpan.FromSeconds(1);

    /// <summary>The last pause that was doubled since the service became busy; zero for none.</summary>
    private TimeSpan _busyPause;

    /// <summary>The longest time that the service asked for since the last pause; zero for none.</summary>
    private TimeSpan _retryAfter;

    /// <summary>True if the service was busy since the last pause.</summary>
    private bool _isBusy;

    /// <summary>Returns the next pause. Without a fixed or a requested time, the pause after it is longer, up to 15 s.</summary>
    /// <param name="retryAfter">The time that the service asked for, of which at most a minute counts; null for none.</param>
    public TimeSpan TakePause(TimeSpan? retryAfter = null)
    {
        if (retryAfter is { } requested)
        {
            return Min(requested, LongestBusyPause);
        }

        if (interval is { } fixedPause)
        {
            return fixedPause;
        }

        TimeSpan pause = _nextPause;
        _nextPause = Min(LongestPause, TimeSpan.FromTicks(pause.Ticks * 3 / 2));
        return pause;
    }

    /// <summary>Returns the next pause, at most the time that is left.</summary>
    public TimeSpan TakePauseWithin(TimeSpan timeLeft) => Min(TakePause(), timeLeft);

    /// <summary>Extends the next pause of a wait. Can be called on any thread.</summary>
    /// <param name="retryAfter">The time that the service asked for, of which at most five minutes count; null for none.</param>
    public void SlowDown(TimeSpan? retryAfter)
    {
        lock (_gate)
        {
            _isBusy = true;
            _retryAfter = Max(_retryAfter, Min(retryAfter ?? TimeSpan.Zero, LongestRefusedPause));
        }
    }

    /// <summary>
    /// Returns the next pause of a wait that has some time left, so that a last poll can follow. Afterwards the service counts as busy only
    /// if <see cref="SlowDown"/> is called again.
    /// </summary>
    public TimeSpan TakePauseBeforeLastPoll(TimeSpan timeLeft)
    {
        lock (_gate)
        {
            TimeSpan pause = TakePause();
            bool wasBusy = _isBusy;
            pause = wasBusy ? ExtendForBusyService(pause) : pause;
            _busyPause = wasBusy ? _busyPause : TimeSpan.Zero;
            _isBusy = false;
            _retryAfter = TimeSpan.Zero;
            if (pause < timeLeft - LastPollTime)
            {
                return pause;
            }

            // The pause would end too late for a last poll, so it is shorter. A busy service is not asked earlier, and at the very end
            // there is no time for a poll.
            bool hasTimeForLastPoll = timeLeft > LastPollTime + LastPollTime;
            return hasTimeForLastPoll && !wasBusy ? timeLeft - LastPollTime : Min(pause, timeLeft);
        }
    }

    /// <summary>
    /// Returns the time that the service asked for if it is longer than the pause; otherwise doubles the pause, or the last doubled one if
    /// that is longer, up to a minute. A pause of more than a minute stays the same.
    /// </summary>
    private TimeSpan ExtendForBusyService(TimeSpan pause)
    {
        if (_retryAfter > pause)
        {
            return _retryAfter;
        }

        TimeSpan doubled = TimeSpan.FromTicks(Max(pause, _busyPause).Ticks * 2);
        _busyPause = Max(pause, Min(doubled, LongestBusyPause));
        return _busyPause;
    }

    private static TimeSpan Max(TimeSpan first, TimeSpan second) => first > second ? first : second;

    private static TimeSpan Min(TimeSpan first, TimeSpan second) => first < second ? first : second;
}
