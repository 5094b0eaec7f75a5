using System.Buffers;
using AmlCompute.Client.Errors;
using Azure;

namespace AmlCompute.Client.Http;

/// <summary>The memory for the body of one response, rented because the pages of a list are large and short-lived.</summary>
internal sealed class PageBuffer
{
    private const int FirstSize = 64 * 1024;

    /// <summary>The largest body of a successful response; a power of two, because the array pool rounds up to one.</summary>
    private const int LargestBody = 64 * 1024 * 1024;

    private const int LargestError = 4 * 1024 * 1024;

    private byte[] _bytes = [];

    /// <summary>Gets the length of the response in bytes.</summary>
    public int Count { get; private set; }

    /// <summary>Reads a body into new memory, because a cancelled read of an earlier attempt can still write into its memory.</summary>
    public async Task<MemoryStream> ReadAsync(Response response, Stream body, RequestAttempt? attempt, CancellationToken token)
    {
        int largest = response.Status is >= 200 and < 300 ? LargestBody : LargestError;
        long? length = response.Headers.ContentLengthLong;
        if (length > largest)
        {
            throw TooLong(response, largest);
        }

        _bytes = [];
        Count = 0;
        while (Count < largest)
        {
            if (Count == _bytes.Length)
            {
                // A body of known length needs one byte more, so that its end is read without another buffer.
                Grow(Math.Min(largest, Count == 0 ? (int)Math.Min(FirstSize, length + 1 ?? FirstSize) : Math.Max(FirstSize, Count * 2)));
            }

            int read = await ReadAsync(body, _bytes, Count, Math.Min(_bytes.Length, largest) - Count, token).ConfigureAwait(false);
            if (read == 0)
            {
                return ToStream();
            }

            attempt?.RestartSilence();
            Count += read;
        }

        return await ReadAsync(body, new byte[1], 0, 1, token).ConfigureAwait(false) == 0 ? ToStream() : throw TooLong(response, largest);
    }

    /// <summary>
    /// Returns the memory to the pool when the body is no longer read. After a failure it is not called, because a cancelled read can still
    /// write into the memory; the garbage collector frees it.
    /// </summary>
    public void ReturnMemory()
    {
        byte[] bytes = _bytes;
        _bytes = [];
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static ComputeTargetException TooLong(Response response, int largest) =>
        ServiceError.Malformed(response, $"its body is longer than {largest / (1024 * 1024)} MB", null);

#pragma warning disable CA1835 // .NET Framework has no overload for Memory<byte>.
    private static Task<int> ReadAsync(Stream body, byte[] bytes, int start, int count, CancellationToken token) =>
        body.ReadAsync(bytes, start, count, token);
#pragma warning restore CA1835

    private MemoryStream ToStream() => new(_bytes, 0, Count, writable: false, publiclyVisible: true);

    private void Grow(int size)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(size);
        _bytes.AsSpan(0, Count).CopyTo(larger);
        ReturnMemory();
        _bytes = larger;
    }
}
