using System.Collections.Concurrent;

namespace AmlCompute.Client.Http;

/// <summary>A queue between tasks that write on any thread and one task that reads.</summary>
internal sealed class AsyncQueue<T> : IDisposable
    where T : class
{
    private readonly ConcurrentQueue<T> _queue = new();
    private readonly SemaphoreSlim _available = new(0);

    public void Add(T item)
    {
        _queue.Enqueue(item);
        _available.Release();
    }

    /// <summary>Ends the queue after the items that were added. A count of the semaphore without an item marks the end.</summary>
    public void Close() => _available.Release();

    /// <summary>Waits for the next item; null at the end of the queue, after which it must not be called again.</summary>
    public async Task<T?> TakeAsync()
    {
        await _available.WaitAsync().ConfigureAwait(false);
        return _queue.TryDequeue(out T? item) ? item : null;
    }

    public void Dispose() => _available.Dispose();
}
