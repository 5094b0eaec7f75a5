namespace AmlCompute.Client.Waiting;

/// <summary>
/// The pause between two polls: the time that the service asks for, a fixed time, or a time that grows from 1 s to 15 s. It becomes longer
/// while the service is busy.
/// </summary>
internal sealed class PollingDelay(TimeSpan? interval = null)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    /// <summary>The time between the last poll and the timeout, so that the response arrives in time.</summary>
    private static readonly TimeSpan LastPoll = TimeSpan.FromSeconds(2);

    /// <summary>The longest pause that grows for a busy service, and the longest one that a successful poll can ask for.</summary>
    private static readonly TimeSpan LongestGrown = TimeSpan.FromMinutes(1);

    /// <summary>The longest pause before a request that the service refused because it is busy.</summary>
    private static readonly TimeSpan LongestRefused = TimeSpan.FromMinutes(5);

    private readonly object _gate = new();
    private TimeSpan _next = TimeSpan.FromSeconds(1);
    private TimeSpan _grown;
    private TimeSpan _retryAfter;
    private bool _isBusy;

    /// <summary>Returns the next pause of an operation.</summary>
    public TimeSpan Next(TimeSpan? retryAfter = null)
    {
        if ((retryAfter is { } asked ? Shorter(asked, LongestGrown) : interval) is { } given)
        {
            return given;
        }

        TimeSpan now = _next;
        _next = TimeSpan.FromTicks(Math.Min(Longest.Ticks, now.Ticks * 3 / 2));
        return now;
    }

    /// <summary>Returns the next pause, at most the time that is left.</summary>
    public TimeSpan NextWithin(TimeSpan left) => Shorter(Next(), left);

    /// <summary>Extends the next pause of a wait, at least to the time that the service asks for. Can be called on any thread.</summary>
    public void SlowDown(TimeSpan? retryAfter)
    {
        lock (_gate)
        {
            _isBusy = true;
            _retryAfter = Longer(_retryAfter, Shorter(retryAfter ?? TimeSpan.Zero, LongestRefused));
        }
    }

    /// <summary>
    /// Returns the next pause of a wait that has some time left, so that a last poll can follow. Afterwards the service counts as busy only
    /// if <see cref="SlowDown"/> is called again.
    /// </summary>
    public TimeSpan NextBefore(TimeSpan left)
    {
        lock (_gate)
        {
            TimeSpan pause = Next();
            if (_isBusy)
            {
                // If the service asks for more than the pause, that time applies; otherwise the pause doubles.
                TimeSpan grown = TimeSpan.FromTicks(Longer(pause, _grown).Ticks * 2);
                _grown = _retryAfter > pause ? _grown : Longer(pause, Shorter(grown, LongestGrown));
                pause = _retryAfter > pause ? _retryAfter : _grown;
            }
            else
            {
                _grown = TimeSpan.Zero;
            }

            bool wasBusy = _isBusy;
            _isBusy = false;
            _retryAfter = TimeSpan.Zero;
            return pause < left - LastPoll ? pause
                : wasBusy || left <= LastPoll + LastPoll ? Shorter(pause, left)
                : left - LastPoll;
        }
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
