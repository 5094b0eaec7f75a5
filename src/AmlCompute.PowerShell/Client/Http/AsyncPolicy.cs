using Azure.Core;
using Azure.Core.Pipeline;

namespace AmlCompute.Client.Http;

/// <summary>A policy of a pipeline that sends asynchronously only.</summary>
internal abstract class AsyncPolicy : HttpPipelinePolicy
{
    public sealed override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("This client sends asynchronously only.");

    /// <summary>Returns the property of a message that has the type; null if it has none.</summary>
    protected static T? Find<T>(HttpMessage message)
        where T : class => message.TryGetProperty(typeof(T), out object? property) ? property as T : null;
}
