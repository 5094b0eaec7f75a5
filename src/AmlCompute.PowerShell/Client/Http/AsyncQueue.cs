using System.Collections.Concurrent;

namespace AmlCompute.Client.Http;

/// <summary>A queue between tasks that write on any thread and one task that reads.</summary>
internal sealed class AsyncQueue<T> : IDisposable
    where T : class
{
    private readonly ConcurrentQueue<T> _queue = new();
    private readonly SemaphoreSlim _there = new(0);

    public void Add(T item)
    {
        _queue.Enqueue(item);
        _there.Release();
    }

    public void Close() => _there.Release();

    /// <summary>Waits for the next item; null at the end of the queue.</summary>
    public async Task<T?> TakeAsync()
    {
        await _there.WaitAsync().ConfigureAwait(false);
        return _queue.TryDequeue(out T? item) ? item : null;
    }

    public void Dispose() => _there.Dispose();
}
