using AmlCompute.Client.Errors;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AmlCompute.Client.Http;

/// <summary>
/// Sends a request, and sends it again after a failure that passes. The retry policy of Azure.Core waits on the system clock, sleeps for as
/// long as a service asks, and has no limit over all attempts; therefore this class retries, and the pipeline sends one attempt.
/// </summary>
internal sealed class RequestSender(HttpPipeline pipeline, RequestClocks clocks)
{
    private const int MostRetries = 3;

    /// <summary>The longest time without a byte over all attempts of a request.</summary>
    private static readonly TimeSpan LongestTotalSilence = TimeSpan.FromMinutes(2);

    /// <summary>The longest pause that the service can ask for.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private static readonly DelayStrategy Backoff =
        DelayStrategy.CreateExponentialDelayStrategy(TimeSpan.FromSeconds(0.8), TimeSpan.FromMinutes(1));

    private int _changes;

    public TimeProvider Clock => clocks.Main;

    /// <summary>Gets the number of requests other than GET; a response that was read at another count may be out of date.</summary>
    public int Changes => Volatile.Read(ref _changes);

    public HttpMessage CreateMessage() => pipeline.CreateMessage();

    /// <summary>Sends the request; the message then has the last response, with its body in memory.</summary>
    public async Task SendAsync(HttpMessage message, string? computeName, CallContext call)
    {
        if (message.Request.Method != RequestMethod.Get)
        {
            Interlocked.Increment(ref _changes);
        }

        Uri url = message.Request.Uri.ToUri();
        using RequestProgress progress = new(clocks.Silence, call.Log, url.Host, call.Reachability.HasAnswered);
        AttemptHistory history = new(clocks);
        while (true)
        {
            await WaitForGateAsync(call).ConfigureAwait(false);
            using RequestAttempt attempt = new(clocks, call, LongestTotalSilence - history.Silence);
            MessageProcessingContext context = message.ProcessingContext;
            context.RetryNumber = history.Count;
            Exception? failure = await TrySendAsync(message, attempt, computeName, call).ConfigureAwait(false);
            call.Reachability.HasAnswered |= failure is null;
            bool isOffline = IsOffline(failure, call);
            if (isOffline)
            {
                progress.Show("No connection yet");
            }

            if (FindPause(message, failure, isOffline, attempt, history, computeName, call) is { } pause)
            {
                await PauseAsync(pause, isThrottled: failure is null && message.Response.Status == 429, url.Host, progress, call)
                    .ConfigureAwait(false);
            }
            else if (failure is null)
            {
                return;
            }
            else
            {
                throw ServiceError.CreateFromException(failure, url, computeName);
            }
        }
    }

    /// <summary>Sends one attempt. Returns the exception if there is no response.</summary>
    private async Task<Exception?> TrySendAsync(HttpMessage message, RequestAttempt attempt, string? computeName, CallContext call)
    {
        try
        {
            if (call.Deadline?.Remaining == TimeSpan.Zero)
            {
                throw call.Deadline.CreateTimeoutError("The operation did not end", computeName);
            }

            message.SetProperty(typeof(RequestAttempt), attempt);
            message.SetProperty(typeof(CallContext), call.WithToken(attempt.Token));
            await pipeline.SendAsync(message, attempt.Token).ConfigureAwait(false);
            return null;
        }
        catch (Exception exception) when (exception is not ComputeTargetException)
        {
            call.Token.ThrowIfCancellationRequested();
            if (!attempt.IsPastDeadline)
            {
                return exception;
            }

            string advice = message.Request.Method == RequestMethod.Get ? "" : "The service may still carry out the request.";
            throw call.Deadline!.CreateTimeoutError($"No response from {message.Request.Uri.Host}", computeName, advice);
        }
    }

    /// <summary>Returns the pause before the next attempt; null if the request is not sent again.</summary>
    /// <exception cref="ComputeTargetException">The service asks for a pause that is too long.</exception>
    private TimeSpan? FindPause(
        HttpMessage message,
        Exception? failure,
        bool isOffline,
        RequestAttempt attempt,
        AttemptHistory history,
        string? computeName,
        CallContext call)
    {
        bool isTemporary = failure is null
            ? message.ResponseClassifier.IsRetriableResponse(message)
            : attempt.EndedBySilence
                || failure is OperationCanceledException
                || message.ResponseClassifier.IsRetriableException(failure);
        TimeSpan? retryAfter = failure is null && isTemporary ? RetryAfter.Read(message.Response, clocks.Main) : null;
        TimeSpan backoff = Backoff.GetNextDelay(null, history.Count + 1);
        TimeSpan pause = retryAfter > backoff ? retryAfter.Value : backoff;
        history.Add(attempt, pause);

        bool isPauseTooLong = retryAfter > LongestPause || pause > call.Deadline?.Remaining;
        if (isPauseTooLong && retryAfter is { } required)
        {
            throw ServiceError.CreateRetryLaterError(
                clocks.Main.GetUtcNow() + required, message.Response, computeName, clocks.Main, call.Secrets);
        }

        bool isLate = history.Silence >= LongestTotalSilence
            || (isOffline && history.NextEnd >= ServiceReachability.ConnectionLimit);
        return isTemporary && !isPauseTooLong && !isLate && history.Count <= MostRetries ? pause : null;
    }

    /// <summary>Returns true if no request of the command was answered, and this one could not be sent.</summary>
    private static bool IsOffline(Exception? failure, CallContext call) =>
        failure is not null && !call.Reachability.HasAnswered && ServiceReachability.IsUnreachable(failure);

    /// <summary>Waits while the service throttles another call of the command, at most until the deadline of this one.</summary>
    private async Task WaitForGateAsync(CallContext call)
    {
        DateTimeOffset? waitedUntil = null;
        while (clocks.Pauses is { } clock
            && call.Gate.FindOpenTime(this, clocks.Main.GetUtcNow(), waitedUntil) is { } openTime
            && call.Deadline?.Remaining != TimeSpan.Zero)
        {
            TimeSpan pause = openTime - clocks.Main.GetUtcNow();
            if (call.Deadline?.Remaining is { } remaining && remaining < pause)
            {
                pause = remaining;
            }

            await clock.DelayAsync(pause > TimeSpan.Zero ? pause : TimeSpan.Zero, call.Token).ConfigureAwait(false);
            waitedUntil = openTime;
        }
    }

    /// <summary>Waits before the next attempt. If the service throttles, the other calls of the command wait, too.</summary>
    private async Task PauseAsync(TimeSpan pause, bool isThrottled, string host, RequestProgress progress, CallContext call)
    {
        if (isThrottled)
        {
            DateTimeOffset now = clocks.Main.GetUtcNow();
            call.Gate.Close(this, now, now + pause);
        }

        if (clocks.Pauses is not { } clock)
        {
            return;
        }

        if (call.ReportLongPause(pause, clock, host) is { } status)
        {
            progress.Show(status);
        }

        await clock.DelayAsync(pause, call.Token).ConfigureAwait(false);
    }

    /// <summary>The attempts of one request that have ended, and the times that limit further ones.</summary>
    private sealed class AttemptHistory(RequestClocks clocks)
    {
        private readonly long _started = clocks.Silence.GetTimestamp();

        public int Count { get; private set; }

        /// <summary>Gets the time since the last byte of a response, with the pauses after attempts that received nothing.</summary>
        public TimeSpan Silence { get; private set; }

        /// <summary>Gets the time until the end of the next attempt, if it takes as long as the last one.</summary>
        public TimeSpan NextEnd { get; private set; }

        public void Add(RequestAttempt attempt, TimeSpan pause)
        {
            Count++;
            Silence = attempt.HasReceived ? attempt.Silence : Silence + attempt.Silence + pause;
            TimeSpan waited = clocks.Pauses is null ? TimeSpan.Zero : pause;
            NextEnd = clocks.Silence.GetElapsedTime(_started) + waited + attempt.Elapsed;
        }
    }
}
