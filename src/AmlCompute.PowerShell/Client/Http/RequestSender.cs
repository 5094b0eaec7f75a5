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
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(2);

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
        using RequestProgress progress = new(clocks.Silence, call.Log, url.Host, call.Reach.HasAnswered);
        TimeSpan silence = TimeSpan.Zero;
        long started = clocks.Silence.GetTimestamp();
        for (int retry = 0; ; retry++)
        {
            await WaitForGateAsync(call).ConfigureAwait(false);
            long begun = clocks.Silence.GetTimestamp();
            using RequestAttempt attempt = new(clocks, call, LongestSilence - silence);
            MessageProcessingContext context = message.ProcessingContext;
            context.RetryNumber = retry;
            Exception? failure = await TryAsync(message, attempt, computeName, call).ConfigureAwait(false);
            TimeSpan took = clocks.Silence.GetElapsedTime(begun);
            bool canRetry = failure is null
                ? message.ResponseClassifier.IsRetriableResponse(message)
                : attempt.EndedBySilence
                    || failure is OperationCanceledException
                    || message.ResponseClassifier.IsRetriableException(failure);
            TimeSpan? asked = failure is null && canRetry ? RetryAfter.Read(message.Response, clocks.Main) : null;
            call.Reach.HasAnswered |= failure is null;
            bool isOffline = failure is not null && !call.Reach.HasAnswered && ServiceReach.IsUnreachable(failure);
            if (isOffline)
            {
                progress.Show("No connection yet");
            }

            TimeSpan pause = Longer(asked ?? TimeSpan.Zero, Backoff.GetNextDelay(null, retry + 1));
            silence = attempt.HasReceived ? attempt.Silence : silence + attempt.Silence + pause;
            TimeSpan nextEnd = clocks.Silence.GetElapsedTime(started) + (clocks.Pauses is null ? TimeSpan.Zero : pause) + took;
            canRetry &= !isOffline || nextEnd < ServiceReach.ConnectionLimit;
            bool isTooLong = asked > LongestPause || pause > call.Deadline?.Left;
            if (isTooLong && asked is { } time)
            {
                throw ServiceError.NotBefore(clocks.Main.GetUtcNow() + time, message.Response, computeName, clocks.Main, call.Secrets);
            }

            if (canRetry && retry < MostRetries && silence < LongestSilence && !isTooLong)
            {
                if (failure is null && message.Response.Status == 429)
                {
                    DateTimeOffset now = clocks.Main.GetUtcNow();
                    call.Gate.Close(this, now, now + pause);
                }

                await PauseAsync(pause, url.Host, progress, call).ConfigureAwait(false);
                continue;
            }

            if (failure is not null)
            {
                throw ServiceError.From(failure, url, computeName);
            }

            return;
        }
    }

    /// <summary>Sends one attempt. Returns the reason if there is no response.</summary>
    private async Task<Exception?> TryAsync(HttpMessage message, RequestAttempt attempt, string? computeName, CallContext call)
    {
        try
        {
            if (call.Deadline?.Left == TimeSpan.Zero)
            {
                throw call.Deadline.TimedOut("The operation did not end", computeName);
            }

            message.SetProperty(typeof(RequestAttempt), attempt);
            message.SetProperty(typeof(CallContext), call.With(attempt.Token));
            await pipeline.SendAsync(message, attempt.Token).ConfigureAwait(false);
            return null;
        }
        catch (Exception exception) when (exception is not ComputeTargetException)
        {
            call.Token.ThrowIfCancellationRequested();
            return attempt.IsPastDeadline
                ? throw call.Deadline!.TimedOut(
                    $"No response from {message.Request.Uri.Host}",
                    computeName,
                    message.Request.Method == RequestMethod.Get ? "" : "The service may still carry out the request.")
                : exception;
        }
    }

    /// <summary>Waits while the service throttles another call of the command, at most until the deadline of this one.</summary>
    private async Task WaitForGateAsync(CallContext call)
    {
        DateTimeOffset? waited = null;
        while (clocks.Pauses is { } clock
            && call.Gate.OpensAt(this, clocks.Main.GetUtcNow(), waited) is { } time
            && call.Deadline?.Left != TimeSpan.Zero)
        {
            TimeSpan left = time - clocks.Main.GetUtcNow();
            left = call.Deadline?.Left < left ? call.Deadline.Left : left;
            await clock.DelayAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, call.Token).ConfigureAwait(false);
            waited = time;
        }
    }

    private async Task PauseAsync(TimeSpan pause, string host, RequestProgress progress, CallContext call)
    {
        if (clocks.Pauses is not { } clock)
        {
            return;
        }

        if (call.Announce(pause, clock, host) is { } status)
        {
            progress.Show(status);
        }

        await clock.DelayAsync(pause, call.Token).ConfigureAwait(false);
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
