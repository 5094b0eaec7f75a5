using Azure.Core;
using Azure.Core.Pipeline;

namespace AmlCompute.Client.Http;

/// <summary>The base class of the policies of the HTTP pipeline. It supports only asynchronous requests.</summary>
internal abstract class AsyncPolicy : HttpPipelinePolicy
{
    public sealed override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("The client supports only asynchronous requests.");

    /// <summary>Returns the property of a type, such as the call, which <see cref="RequestSender"/> adds to each message.</summary>
    protected static T GetProperty<T>(HttpMessage message)
        where T : class =>
        FindProperty<T>(message) ?? throw new InvalidOperationException($"The message has no {typeof(T).Name} property.");

    /// <summary>Returns the property of a type; null if the message has none.</summary>
    protected static T? FindProperty<T>(HttpMessage message)
        where T : class => message.TryGetProperty(typeof(T), out object? property) ? property as T : null;
}
