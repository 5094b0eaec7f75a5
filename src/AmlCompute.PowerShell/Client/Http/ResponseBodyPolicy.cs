using Azure.Core;
using Azure.Core.Pipeline;

namespace AmlCompute.Client.Http;

/// <summary>
/// Reads the body of every response into memory, up to a limit, and reports each part to the <see cref="RequestAttempt"/>. The body is read
/// within the attempt, so that an incomplete body is requested again.
/// </summary>
internal sealed class ResponseBodyPolicy : AsyncPolicy
{
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        RequestAttempt? attempt = Find<RequestAttempt>(message);
        message.BufferResponse = false;
        attempt?.Start();
        await ProcessNextAsync(message, pipeline).ConfigureAwait(false);
        attempt?.RestartSilence();
        if (message.Response.ContentStream is { } body)
        {
            using (body)
            {
                message.Response.ContentStream = await (Find<PageBuffer>(message) ?? new PageBuffer())
                    .ReadAsync(message.Response, body, attempt, message.CancellationToken)
                    .ConfigureAwait(false);
            }
        }
    }
}
