namespace AmlCompute.Client.Running;

/// <summary>How long to pause between two looks of a wait: by its interval, and longer while the service has too much to do.</summary>
internal sealed class WaitPace
{
    /// <summary>The last look comes this long before the time is up, so that it can be answered in time.</summary>
    private static readonly TimeSpan LastLook = TimeSpan.FromSeconds(2);

    /// <summary>A pause that grew because of a busy service stays below this, unless the service or the user asks for a longer one.</summary>
    private static readonly TimeSpan LongestGrown = TimeSpan.FromMinutes(1);

    private readonly object _gate = new();
    private readonly PollingInterval _interval;
    private TimeSpan _grown;
    private TimeSpan _retryAfter;
    private bool _isBusy;

    public WaitPace(TimeSpan? interval) => _interval = new PollingInterval(interval);

    /// <summary>Makes the next pause longer. Called on any thread.</summary>
    /// <param name="retryAfter">How long the service asks to wait; null when it does not say.</param>
    public void SlowDown(TimeSpan? retryAfter)
    {
        lock (_gate)
        {
            _isBusy = true;
            _retryAfter = Longer(_retryAfter, retryAfter ?? TimeSpan.Zero);
        }
    }

    /// <summary>The next pause. What it was slowed down by is forgotten, unless it happens again.</summary>
    /// <param name="left">The time that is left for the wait, more than none.</param>
    public TimeSpan Next(TimeSpan left)
    {
        lock (_gate)
        {
            TimeSpan pause = _interval.Next();
            if (_isBusy)
            {
                // As long as the service asks for; when it does not ask for more than there is, twice as long as before.
                TimeSpan grown = TimeSpan.FromTicks(Longer(pause, _grown).Ticks * 2);
                _grown = _retryAfter > pause ? _grown : Longer(pause, grown < LongestGrown ? grown : LongestGrown);
                pause = _retryAfter > pause ? _retryAfter : _grown;
            }
            else
            {
                _grown = TimeSpan.Zero;
            }

            bool wasBusy = _isBusy;
            _isBusy = false;
            _retryAfter = TimeSpan.Zero;
            return pause < left - LastLook ? pause
                : wasBusy || left <= LastLook + LastLook ? (pause < left ? pause : left)
                : left - LastLook;
        }
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
