using System.Buffers;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AmlCompute.Client.Arm;

/// <summary>
/// The memory for the body of one page of a list. It is rented from the array pool, because pages are large and short-lived.
/// </summary>
internal sealed class PageBuffer
{
    private const int FirstSize = 64 * 1024;

    private byte[] _bytes = [];

    /// <summary>Gets the length of the body, in bytes.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// Reads a body to its end into new memory, because a cancelled read of an earlier attempt can still write into its memory.
    /// </summary>
    public async Task<MemoryStream> ReadAsync(Stream body, CancellationToken token)
    {
        _bytes = [];
        Count = 0;
        int read;
        do
        {
            if (Count == _bytes.Length)
            {
                Grow();
            }

#pragma warning disable CA1835 // .NET Framework has no overload for Memory<byte>.
            read = await body.ReadAsync(_bytes, Count, _bytes.Length - Count, token).ConfigureAwait(false);
#pragma warning restore CA1835
            Count += read;
        }
        while (read > 0);
        return new MemoryStream(_bytes, 0, Count, writable: false, publiclyVisible: true);
    }

    /// <summary>
    /// Returns the memory to the pool when the body is no longer read. After a failure it is not called, because a cancelled read can still
    /// write into the memory; the garbage collector frees it.
    /// </summary>
    public void GiveBack()
    {
        byte[] bytes = _bytes;
        _bytes = [];
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void Grow()
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstSize, Count * 2));
        _bytes.AsSpan(0, Count).CopyTo(larger);
        GiveBack();
        _bytes = larger;
    }
}

/// <summary>
/// Reads the body into the <see cref="PageBuffer"/> of the message, if the message has one. The policy runs inside the retries, so that an
/// incomplete body is requested again.
/// </summary>
internal sealed class PageBufferPolicy : HttpPipelinePolicy
{
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("This client sends asynchronously only.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        PageBuffer? buffer = message.TryGetProperty(typeof(PageBuffer), out object? property) ? property as PageBuffer : null;
        message.BufferResponse = buffer is null;
        await ProcessNextAsync(message, pipeline).ConfigureAwait(false);
        if (buffer is not null && message.Response.ContentStream is { } body)
        {
            using (body)
            {
                message.Response.ContentStream = await buffer.ReadAsync(body, message.CancellationToken).ConfigureAwait(false);
            }
        }
    }
}
