using Azure.Core;
using Azure.Core.Pipeline;

namespace AmlCompute.Client.Http;

/// <summary>
/// Reads the body of every response into memory, up to a limit. The body is read within the attempt, so that an incomplete body is
/// requested again, and each part restarts the silence of the <see cref="RequestAttempt"/>.
/// </summary>
internal sealed class ResponseBodyPolicy : AsyncPolicy
{
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        RequestAttempt attempt = GetProperty<RequestAttempt>(message);
        message.BufferResponse = false;
        attempt.StartSilence();
        await ProcessNextAsync(message, pipeline).ConfigureAwait(false);
        attempt.RestartSilence();
        if (message.Response.ContentStream is { } body)
        {
            using (body)
            {
                message.Response.ContentStream = await (FindProperty<BodyBuffer>(message) ?? new BodyBuffer())
                    .ReadAsync(message.Response, body, attempt, message.CancellationToken)
                    .ConfigureAwait(false);
            }
        }

        attempt.StopSilenceTimer();
    }
}
