using Azure.Core;
using Azure.Core.Pipeline;

namespace AmlCompute.Client.Http;

/// <summary>The base class of the policies of the HTTP pipeline. It supports only asynchronous requests.</summary>
internal abstract class AsyncPolicy : HttpPipelinePolicy
{
    public sealed override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("The client supports only asynchronous requests.");

    /// <summary>Returns the property of a message that has the type; null if it has none.</summary>
    protected static T? FindProperty<T>(HttpMessage message)
        where T : class => message.TryGetProperty(typeof(T), out object? property) ? property as T : null;
}
