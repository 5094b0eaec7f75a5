using AmlCompute.Client.Errors;
using Azure.Core;

namespace AmlCompute.Client.Http;

/// <summary>Decides after each attempt of one request if it is sent again, and after which pause.</summary>
internal sealed class RequestRetries(RequestClocks clocks, CallContext call, string? computeName)
{
    private const int MostRetries = 3;

    /// <summary>The longest time without a byte over all attempts of a request.</summary>
    private static readonly TimeSpan LongestTotalSilence = TimeSpan.FromMinutes(2);

    /// <summary>The longest pause that the service can ask for.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private static readonly DelayStrategy Backoff =
        DelayStrategy.CreateExponentialDelayStrategy(TimeSpan.FromSeconds(0.8), TimeSpan.FromMinutes(1));

    private readonly long _started = clocks.Silence.GetTimestamp();

    /// <summary>The time since the last byte of a response, with the pauses after attempts that received nothing.</summary>
    private TimeSpan _silence;

    /// <summary>Gets the number of attempts that have ended.</summary>
    public int EndedAttempts { get; private set; }

    /// <summary>Gets the time without a byte that is left for the next attempt.</summary>
    public TimeSpan RemainingSilence => LongestTotalSilence - _silence;

    /// <summary>
    /// Counts an ended attempt, and returns the pause before the next one; null if the request is not sent again. The failure is null if
    /// the message has a response.
    /// </summary>
    /// <exception cref="ComputeTargetException">
    /// The service asks for a pause, and it is longer than the longest one, or the retry would begin after the deadline.
    /// </exception>
    public TimeSpan? EndAttempt(HttpMessage message, RequestAttempt attempt, Exception? failure)
    {
        EndedAttempts++;
        bool isTemporary = IsTemporary(message, attempt, failure);
        TimeSpan? retryAfter = failure is null && isTemporary ? RetryAfter.ReadDelay(message.Response, clocks.Main) : null;
        TimeSpan backoff = Backoff.GetNextDelay(null, EndedAttempts);
        TimeSpan pause = retryAfter > backoff ? retryAfter.Value : backoff;
        _silence = attempt.HasReceivedBytes ? attempt.Silence : _silence + attempt.Silence + pause;

        bool isPauseTooLong = retryAfter > LongestPause || pause > call.Deadline?.Remaining;
        if (isPauseTooLong && retryAfter is { } required)
        {
            DateTimeOffset time = clocks.Main.GetUtcNow() + required;
            throw ServiceError.CreateRetryLaterError(time, message.Response, computeName, clocks.Main, call.Secrets);
        }

        bool isOfflineForLong =
            call.Reachability.IsOffline(failure) && PredictNextEnd(attempt, pause) >= ServiceReachability.ConnectionLimit;
        return isTemporary
            && !isPauseTooLong
            && !isOfflineForLong
            && _silence < LongestTotalSilence
            && EndedAttempts <= MostRetries
                ? pause
                : null;
    }

    private static bool IsTemporary(HttpMessage message, RequestAttempt attempt, Exception? failure) => failure is null
        ? message.ResponseClassifier.IsRetriableResponse(message)
        : attempt.IsEndedBySilence
            || failure is OperationCanceledException
            || message.ResponseClassifier.IsRetriableException(failure);

    /// <summary>Returns the time from the first attempt to the end of the next one, if that takes as long as the last one.</summary>
    private TimeSpan PredictNextEnd(RequestAttempt attempt, TimeSpan pause) =>
        clocks.Silence.GetElapsedTime(_started) + (clocks.Pauses is null ? TimeSpan.Zero : pause) + attempt.Elapsed;
}
