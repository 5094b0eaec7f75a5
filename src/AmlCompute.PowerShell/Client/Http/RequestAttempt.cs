namespace AmlCompute.Client.Http;

/// <summary>One attempt of a request, which ends after a time without a byte of the response, or at the deadline of the call.</summary>
internal sealed class RequestAttempt : IDisposable
{
    /// <summary>The longest time without a byte: while the connection is opened, before the headers, and within the body.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    /// <summary>A timer accepts no more than 49 days.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    private readonly TimeProvider _clock;
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenSource _either;
    private readonly ITimer _silence;
    private readonly ITimer? _deadline;
    private volatile bool _isPastDeadline;
    private long _lastReceived;
    private bool _isStarted;

    public RequestAttempt(RequestClocks clocks, CallContext call, TimeSpan limit)
    {
        _clock = clocks.Silence;
        _limit = limit < LongestSilence ? limit : LongestSilence;
        _either = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token, call.Token);

        // The timers start later: the time before Start belongs to the sign-in.
        _silence = _clock.CreateTimer(_ => _ended.Cancel(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (call.Deadline is { } deadline)
        {
            _deadline = clocks.Main.CreateTimer(_ => EndAtDeadline(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _deadline.Change(deadline.Left < LongestTimer ? deadline.Left : LongestTimer, Timeout.InfiniteTimeSpan);
        }
    }

    public CancellationToken Token => _either.Token;

    /// <summary>Gets a value indicating whether the deadline ended the attempt.</summary>
    public bool IsPastDeadline => _isPastDeadline;

    /// <summary>Gets a value indicating whether silence ended the attempt.</summary>
    public bool EndedBySilence => _ended.IsCancellationRequested && !_isPastDeadline;

    /// <summary>Gets a value indicating whether a part of the response has come.</summary>
    public bool HasReceived { get; private set; }

    public TimeSpan Silence => _isStarted ? _clock.GetElapsedTime(_lastReceived) : TimeSpan.Zero;

    /// <summary>Starts the measurement, when the request is sent.</summary>
    public void Start()
    {
        _isStarted = true;
        Restart(_limit);
    }

    /// <summary>Restarts the measurement, because a part of the response has come.</summary>
    public void RestartSilence()
    {
        HasReceived = true;
        Restart(LongestSilence);
    }

    public void Dispose()
    {
        _silence.Dispose();
        _deadline?.Dispose();
        _either.Dispose();
    }

    private void Restart(TimeSpan limit)
    {
        _lastReceived = _clock.GetTimestamp();
        _silence.Change(limit, Timeout.InfiniteTimeSpan);
    }

    private void EndAtDeadline()
    {
        _isPastDeadline = true;
        _ended.Cancel();
    }
}
