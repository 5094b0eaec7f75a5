using AmlCompute.Client.Errors;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AmlCompute.Client.Http;

/// <summary>
/// Sends the requests of a connection, and sends a request again after a temporary failure. The retry policy of Azure.Core waits on the
/// system clock, sleeps for as long as a service asks, and has no limit over all attempts; therefore this class retries, and the pipeline
/// sends one attempt.
/// </summary>
internal sealed class RequestSender(HttpPipeline pipeline, RequestClocks clocks)
{
    private int _changeCount;

    /// <summary>Gets the clock of timeouts and polls.</summary>
    public TimeProvider Clock => clocks.Main;

    /// <summary>Gets the number of requests that may have changed something; a response read at another count may be out of date.</summary>
    public int ChangeCount => Volatile.Read(ref _changeCount);

    public HttpMessage CreateMessage() => pipeline.CreateMessage();

    /// <summary>
    /// Sends a request. The message then has the last response, of any status, with its body in memory. The name of the target is for
    /// errors, and null for none.
    /// </summary>
    /// <exception cref="ComputeTargetException">
    /// The last attempt got no response, the deadline of the call has passed, the service asks for a pause that is too long, or a policy of
    /// the pipeline refused the request or its response.
    /// </exception>
    public async Task SendAsync(HttpMessage message, string? computeName, CallContext call)
    {
        if (MayChange(message, call))
        {
            Interlocked.Increment(ref _changeCount);
        }

        Uri url = message.Request.Uri.ToUri();
        using RequestProgress progress = new(clocks.Silence, call.Log, url.Host, call.Reachability.HasAnswered);
        RequestRetries retries = new(clocks, call, computeName);
        while (true)
        {
            await WaitForGateAsync(call).ConfigureAwait(false);
            using RequestAttempt attempt = new(clocks, call, retries.RemainingSilence);
            MessageProcessingContext context = message.ProcessingContext;
            context.RetryNumber = retries.EndedAttempts;
            Exception? failure = await SendAttemptAsync(message, attempt, computeName, call).ConfigureAwait(false);
            RecordReachability(failure, progress, call);
            if (retries.EndAttempt(message, attempt, failure) is not { } pause)
            {
                if (failure is not null)
                {
                    throw ServiceError.CreateFromException(failure, url, computeName);
                }

                return;
            }

            bool isThrottled = failure is null && message.Response.Status == 429;
            await PauseAsync(pause, isThrottled, url.Host, progress, call).ConfigureAwait(false);
        }
    }

    private static bool MayChange(HttpMessage message, CallContext call) =>
        message.Request.Method != RequestMethod.Get && !call.IsReadOnly;

    /// <summary>Records an answer of the service, or shows that this computer has no connection to it.</summary>
    private static void RecordReachability(Exception? failure, RequestProgress progress, CallContext call)
    {
        call.Reachability.HasAnswered |= failure is null;
        if (call.Reachability.IsOffline(failure))
        {
            progress.ShowStatus("No connection yet");
        }
    }

    /// <summary>Sends one attempt. Returns the exception if there is no response; null if there is one.</summary>
    /// <exception cref="ComputeTargetException">The deadline has passed, or a policy refused the request or its response.</exception>
    private async Task<Exception?> SendAttemptAsync(HttpMessage message, RequestAttempt attempt, string? computeName, CallContext call)
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

            string advice = MayChange(message, call) ? "The service may still carry out the request." : string.Empty;
            throw call.Deadline!.CreateTimeoutError($"No response from {message.Request.Uri.Host}", computeName, advice);
        }
    }

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

        string? status = call.ReportLongPause(pause, clock, host);
        if (status is not null)
        {
            progress.ShowStatus(status);
        }

        await clock.DelayAsync(pause, call.Token).ConfigureAwait(false);
        if (status is not null)
        {
            // The status announced the time of this attempt, which has come.
            progress.ShowStatus(RequestProgress.NoResponse);
        }
    }
}
