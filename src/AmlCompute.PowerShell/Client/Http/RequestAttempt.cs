namespace AmlCompute.Client.Http;

/// <summary>One attempt of a request, which ends after a time without a byte of the response, or at the deadline of the call.</summary>
internal sealed class RequestAttempt : IDisposable
{
    /// <summary>The longest time without a byte: while the connection is opened, before the headers, and within the body.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    /// <summary>The longest time until the deadline for which a timer is set; a timer accepts no more than 49 days.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    private readonly TimeProvider _clock;
    private readonly TimeSpan _firstLimit;
    private readonly long _created;
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenSource _endedOrCancelled;
    private readonly ITimer _silenceTimer;
    private readonly ITimer? _deadlineTimer;
    private volatile bool _isPastDeadline;
    private long _lastReceived;
    private bool _isStarted;

    /// <param name="clocks">The clocks of the connection.</param>
    /// <param name="call">The call, whose deadline ends the attempt.</param>
    /// <param name="remainingSilence">The time without a byte that the earlier attempts of the request have left.</param>
    public RequestAttempt(RequestClocks clocks, CallContext call, TimeSpan remainingSilence)
    {
        _clock = clocks.Silence;
        _created = _clock.GetTimestamp();
        _firstLimit = remainingSilence < LongestSilence ? remainingSilence : LongestSilence;
        _endedOrCancelled = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token, call.Token);

        // The timer starts later: the time before StartSilence belongs to the sign-in.
        _silenceTimer = _clock.CreateTimer(_ => _ended.Cancel(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (call.Deadline is { } deadline)
        {
            _deadlineTimer = clocks.Main.CreateTimer(_ => EndAtDeadline(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            TimeSpan remaining = deadline.Remaining;
            _deadlineTimer.Change(remaining < LongestTimer ? remaining : LongestTimer, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Gets the token that is cancelled at the end of the attempt, or with the call.</summary>
    public CancellationToken Token => _endedOrCancelled.Token;

    /// <summary>Gets a value indicating whether the deadline ended the attempt.</summary>
    public bool IsPastDeadline => _isPastDeadline;

    /// <summary>Gets a value indicating whether silence ended the attempt.</summary>
    public bool EndedBySilence => _ended.IsCancellationRequested && !_isPastDeadline;

    /// <summary>Gets a value indicating whether a part of the response has come.</summary>
    public bool HasReceived { get; private set; }

    /// <summary>Gets the time since the last byte, or since the request was sent.</summary>
    public TimeSpan Silence => _isStarted ? _clock.GetElapsedTime(_lastReceived) : TimeSpan.Zero;

    /// <summary>Gets the time since the attempt was created.</summary>
    public TimeSpan Elapsed => _clock.GetElapsedTime(_created);

    /// <summary>Starts to measure the silence, when the request is sent.</summary>
    public void StartSilence()
    {
        _isStarted = true;
        MeasureSilence(_firstLimit);
    }

    /// <summary>Restarts the measurement, because a part of the response has come.</summary>
    public void RestartSilence()
    {
        HasReceived = true;
        MeasureSilence(LongestSilence);
    }

    public void Dispose()
    {
        _silenceTimer.Dispose();
        _deadlineTimer?.Dispose();
        _endedOrCancelled.Dispose();
    }

    private void MeasureSilence(TimeSpan limit)
    {
        _lastReceived = _clock.GetTimestamp();
        _silenceTimer.Change(limit, Timeout.InfiniteTimeSpan);
    }

    private void EndAtDeadline()
    {
        _isPastDeadline = true;
        _ended.Cancel();
    }
}
