using System.Buffers;
using AmlCompute.Client.Errors;
using Azure;

namespace AmlCompute.Client.Http;

/// <summary>Reads the body of one response into rented memory, because the pages of a list are large and short-lived.</summary>
internal sealed class BodyBuffer
{
    /// <summary>The size of the first piece of memory, in bytes, unless the length of the body is known and shorter.</summary>
    private const int FirstSize = 64 * 1024;

    /// <summary>The largest body of a successful response, in bytes; a power of two, because the array pool rounds up to one.</summary>
    private const int LargestBody = 64 * 1024 * 1024;

    /// <summary>The largest body of any other response, in bytes.</summary>
    private const int LargestError = 4 * 1024 * 1024;

    private byte[] _bytes = [];
    private int _length;

    /// <summary>
    /// Reads the body of a response into new memory, because a cancelled read of an earlier attempt can still write into its memory. Each
    /// part restarts the silence of the attempt.
    /// </summary>
    /// <exception cref="ComputeTargetException">The body is longer than the limit.</exception>
    public async Task<MemoryStream> ReadAsync(Response response, Stream body, RequestAttempt attempt, CancellationToken token)
    {
        int limit = response.Status is >= 200 and < 300 ? LargestBody : LargestError;
        long? contentLength = response.Headers.ContentLengthLong;
        if (contentLength > limit)
        {
            throw CreateTooLongError(response, limit);
        }

        // A body of known length needs one byte more, so that its end is read without another buffer. A proxy can send a negative length.
        int firstSize = contentLength is >= 0 and { } expected ? (int)Math.Min(FirstSize, expected + 1) : FirstSize;
        _bytes = [];
        _length = 0;
        while (_length < limit)
        {
            if (_length == _bytes.Length)
            {
                Grow(_length == 0 ? firstSize : Math.Min(limit, Math.Max(FirstSize, _length * 2)));
            }

            int count = await ReadBytesAsync(body, _bytes, _length, Math.Min(_bytes.Length, limit) - _length, token).ConfigureAwait(false);
            if (count == 0)
            {
                return ToStream();
            }

            attempt.RestartSilence();
            _length += count;
        }

        int excess = await ReadBytesAsync(body, new byte[1], 0, 1, token).ConfigureAwait(false);
        return excess == 0 ? ToStream() : throw CreateTooLongError(response, limit);
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

    private static ComputeTargetException CreateTooLongError(Response response, int limit) =>
        ServiceError.CreateMalformedError(response, $"its body is longer than {limit / (1024 * 1024)} MB", null);

#pragma warning disable CA1835 // .NET Framework has no overload for Memory<byte>.
    private static Task<int> ReadBytesAsync(Stream body, byte[] bytes, int start, int count, CancellationToken token) =>
        body.ReadAsync(bytes, start, count, token);
#pragma warning restore CA1835

    private MemoryStream ToStream() => new(_bytes, 0, _length, writable: false, publiclyVisible: true);

    private void Grow(int size)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(size);
        _bytes.AsSpan(0, _length).CopyTo(larger);
        ReturnMemory();
        _bytes = larger;
    }
}
