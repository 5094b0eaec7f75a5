namespace AmlCompute.Client.Http;

/// <summary>One attempt of a request, which ends after a time without a byte of the response, or at the deadline of the call.</summary>
internal sealed class RequestAttempt : IDisposable
{
    /// <summary>The longest time without a byte: while the connection is opened, before the headers, and within the body.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    /// <summary>The longest time until the deadline for which a timer is set; a timer accepts no more than 49 days.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    private readonly TimeProvider _clock;
    private readonly TimeSpan _firstSilenceLimit;
    private readonly long _created;

    /// <summary>
    /// Is cancelled at a limit of the attempt. It is not disposed: a callback of a timer can still run after the timer was disposed, and
    /// Cancel would then throw on a thread that catches nothing. It has no timer and no wait handle, so it holds no resource.
    /// </summary>
    private readonly CancellationTokenSource _limit = new();
    private readonly CancellationTokenSource _limitOrCall;
    private readonly ITimer _silenceTimer;

    /// <summary>The timer of the deadline; null for a call without one.</summary>
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
        _firstSilenceLimit = remainingSilence < LongestSilence ? remainingSilence : LongestSilence;
        _limitOrCall = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token, call.Token);

        // This timer starts later: the time before StartSilence belongs to the sign-in.
        _silenceTimer = CreateIdleTimer(_clock, _limit.Cancel);
        if (call.Deadline is { } deadline)
        {
            _deadlineTimer = CreateIdleTimer(clocks.Main, EndAtDeadline);
            TimeSpan remaining = deadline.Remaining;
            _deadlineTimer.Change(remaining < LongestTimer ? remaining : LongestTimer, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Gets the token that is cancelled at a limit of the attempt, or with the call.</summary>
    public CancellationToken Token => _limitOrCall.Token;

    /// <summary>Gets a value indicating whether the deadline ended the attempt.</summary>
    public bool IsPastDeadline => _isPastDeadline;

    /// <summary>Gets a value indicating whether silence ended the attempt.</summary>
    public bool IsEndedBySilence => _limit.IsCancellationRequested && !_isPastDeadline;

    /// <summary>Gets a value indicating whether a part of the response has come.</summary>
    public bool HasReceivedBytes { get; private set; }

    /// <summary>Gets the time since the last byte, or since the request was sent; zero before it is sent.</summary>
    public TimeSpan Silence => _isStarted ? _clock.GetElapsedTime(_lastReceived) : TimeSpan.Zero;

    /// <summary>Gets the time since the attempt was created.</summary>
    public TimeSpan Elapsed => _clock.GetElapsedTime(_created);

    /// <summary>Starts to measure the silence, when the request is sent.</summary>
    public void StartSilence()
    {
        _isStarted = true;
        MeasureSilence(_firstSilenceLimit);
    }

    /// <summary>Restarts the measurement, because a part of the response has come.</summary>
    public void RestartSilence()
    {
        HasReceivedBytes = true;
        MeasureSilence(LongestSilence);
    }

    /// <summary>Stops the timer at the end of a response, because the renewal of a rejected token can follow in the same attempt.</summary>
    public void StopSilenceTimer() => _silenceTimer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _silenceTimer.Dispose();
        _deadlineTimer?.Dispose();
        _limitOrCall.Dispose();
    }

    private static ITimer CreateIdleTimer(TimeProvider clock, Action action) =>
        clock.CreateTimer(_ => action(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    private void MeasureSilence(TimeSpan limit)
    {
        _lastReceived = _clock.GetTimestamp();
        _silenceTimer.Change(limit, Timeout.InfiniteTimeSpan);
    }

    private void EndAtDeadline()
    {
        _isPastDeadline = true;
        _limit.Cancel();
    }
}
