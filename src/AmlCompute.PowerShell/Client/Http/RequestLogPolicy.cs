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
        if (FindProperty<CallContext>(message)?.Log is not { } log)
        {
            await ProcessNextAsync(message, pipeline).ConfigureAwait(false);
            return;
        }

        if (log.WantsDebug)
        {
            log.WriteDebug($"Request body: {await FormatBodyAsync(message.Request, message.CancellationToken).ConfigureAwait(false)}");
        }

        Stopwatch elapsed = Stopwatch.StartNew();
        string outcome = "no response";
        try
        {
            await ProcessNextAsync(message, pipeline).ConfigureAwait(false);
            outcome = $"{message.Response.Status} {message.Response.ReasonPhrase}".TrimEnd();
        }
        finally
        {
            string retry = message.ProcessingContext.RetryNumber is > 0 and int number ? $", retry {number}" : string.Empty;
            string requestId = message.HasResponse && ServiceError.ReadRequestId(message.Response) is { } id
                ? $", request id {id}"
                : string.Empty;
            string details = $"{elapsed.ElapsedMilliseconds} ms{retry}{requestId}";
            log.WriteVerbose($"{message.Request.Method} {message.Request.Uri.Path}: {outcome} ({details})");
        }

        if (log.WantsDebug)
        {
            log.WriteDebug($"Response body: {Redaction.RedactText(message.Response.Content.ToString())}");
        }
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
