using System.Buffers;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AmlCompute.Client.Arm;

/// <summary>Memory for the body of one page of a list, lent from the array pool: pages are large, there are many of them, and none is kept.</summary>
internal sealed class PageBuffer
{
    private const int FirstSize = 64 * 1024;

    private byte[] _bytes = [];

    /// <summary>Gets the length of the body, in bytes.</summary>
    public int Count { get; private set; }

    /// <summary>Reads a body to its end, into memory that no other try has had: a read that was given up may still write into its own.</summary>
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

    /// <summary>Gives the memory back, once nobody reads the body any more. After a failure the garbage collector has it, for the same reason.</summary>
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
/// Reads the body into the <see cref="PageBuffer"/> of the message, where it has one. It comes after the retries, so that a body that breaks off is asked for
/// again.
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
