namespace AmlCompute.Client.Http;

/// <summary>
/// Caches responses of the service by connection and key. A response is valid until its connection sends a request that may change
/// something, unless it is fixed, and, in a cache with a lifetime, until the lifetime has passed on the clock of the connection.
/// </summary>
/// <param name="lifetime">The longest time that a response is valid; null for no limit.</param>
#pragma warning disable CA1001 // A semaphore without an allocated wait handle holds no resource.
internal sealed class ResponseCache(TimeSpan? lifetime = null)
#pragma warning restore CA1001
{
    private readonly object _gate = new();

    /// <summary>A semaphore for each key, which the caller that reads the response holds.</summary>
    private readonly Dictionary<(RequestSender Sender, string Key), SemaphoreSlim> _turns = [];
    private readonly Dictionary<(RequestSender Sender, string Key), Entry> _entries = [];

    /// <summary>Returns the cached response with a key; null if there is none, or if it is out of date.</summary>
    public object? FindResponse(RequestSender sender, string key)
    {
        lock (_gate)
        {
            return _entries.TryGetValue((sender, key), out Entry? entry) && entry.IsCurrent(sender) ? entry.Response : null;
        }
    }

    /// <summary>Adds a response, and removes those that are out of date.</summary>
    /// <param name="sender">The sender of the connection.</param>
    /// <param name="key">The key.</param>
    /// <param name="response">The response.</param>
    /// <param name="changeCount">The count of the sender before the read; null for a fixed response.</param>
    public void Add(RequestSender sender, string key, object response, int? changeCount)
    {
        lock (_gate)
        {
            foreach ((RequestSender Sender, string Key) outdated in
                _entries.Where(entry => !entry.Value.IsCurrent(entry.Key.Sender)).Select(entry => entry.Key).ToArray())
            {
                _entries.Remove(outdated);
            }

            _entries[(sender, key)] = new Entry(response, sender.Clock.GetUtcNow() + lifetime, changeCount);
        }
    }

    /// <summary>
    /// Returns the cached response, or calls <paramref name="read"/> and caches its result. Callers with one key at the same time wait
    /// for the first of them; a failure is not cached. A fixed response stays valid after a change.
    /// </summary>
    public async Task<T> GetOrReadAsync<T>(RequestSender sender, string key, bool isFixed, Func<Task<T>> read, CancellationToken token)
        where T : class
    {
        SemaphoreSlim? turn;
        lock (_gate)
        {
            if (!_turns.TryGetValue((sender, key), out turn))
            {
                _turns[(sender, key)] = turn = new SemaphoreSlim(1, 1);
            }
        }

        await turn.WaitAsync(token).ConfigureAwait(false);
        try
        {
            if (FindResponse(sender, key) is T cached)
            {
                return cached;
            }

            int changeCount = sender.ChangeCount;
            T response = await read().ConfigureAwait(false);
            Add(sender, key, response, isFixed ? null : changeCount);
            return response;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
            _turns.Clear();
        }
    }

    /// <summary>A response with the end of its lifetime, and the changes of the connection before it; null for no limit.</summary>
    private sealed record Entry(object Response, DateTimeOffset? ExpiresOn, int? ChangeCount)
    {
        public bool IsCurrent(RequestSender sender) =>
            (ChangeCount is null || ChangeCount == sender.ChangeCount) && (ExpiresOn is null || sender.Clock.GetUtcNow() < ExpiresOn);
    }
}
