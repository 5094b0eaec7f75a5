using System.Diagnostics;
using System.Text;
using AmlCompute.Client.Errors;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AmlCompute.Client.Http;

/// <summary>Writes one verbose message for each request, retries included, and the bodies as debug messages.</summary>
internal sealed class RequestLogPolicy : AsyncPolicy
{
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        ICallLog log = GetProperty<CallContext>(message).Log;
        if (log.WantsDebug)
        {
            log.WriteDebug($"Request body: {await FormatBodyAsync(message.Request, message.CancellationToken).ConfigureAwait(false)}");
        }

        Stopwatch elapsed = Stopwatch.StartNew();
        bool isComplete = false;
        try
        {
            await ProcessNextAsync(message, pipeline).ConfigureAwait(false);
            isComplete = true;
        }
        finally
        {
            log.WriteVerbose(FormatLine(message, isComplete, elapsed.ElapsedMilliseconds));
        }

        if (log.WantsDebug)
        {
            log.WriteDebug($"Response body: {Redaction.RedactText(message.Response.Content.ToString())}");
        }
    }

    /// <summary>
    /// Returns the method, path, status, duration, retry number and request id of an attempt, without the query, which can have secrets.
    /// </summary>
    private static string FormatLine(HttpMessage message, bool isComplete, long milliseconds)
    {
        string outcome = message.HasResponse
            ? $"{message.Response.Status} {message.Response.ReasonPhrase}".TrimEnd() + (isComplete ? string.Empty : ", incomplete body")
            : "no response";
        string retry = message.ProcessingContext.RetryNumber is > 0 and int number ? $", retry {number}" : string.Empty;
        string requestId = message.HasResponse && ServiceError.ReadRequestId(message.Response) is { } id
            ? $", request id {id}"
            : string.Empty;
        return $"{message.Request.Method} {message.Request.Uri.Path}: {outcome} ({milliseconds} ms{retry}{requestId})";
    }

    private static async Task<string> FormatBodyAsync(Request request, CancellationToken token)
    {
        if (request.Content is null)
        {
            return "none";
        }

        using MemoryStream copy = new();
        await request.Content.WriteToAsync(copy, token).ConfigureAwait(false);
        return Redaction.RedactText(Encoding.UTF8.GetString(copy.ToArray()));
    }
}
