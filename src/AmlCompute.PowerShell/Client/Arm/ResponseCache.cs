namespace AmlCompute.Client.Arm;

/// <summary>
/// Caches responses of the service by client and question. A response is valid until its connection sends a request that changes something,
/// and, in a cache with a lifetime, until the lifetime has passed on the clock of the connection.
/// </summary>
#pragma warning disable CA1001 // A semaphore without an allocated wait handle holds no resource.
internal sealed class ResponseCache
#pragma warning restore CA1001
{
    private readonly object _gate = new();
    private readonly Dictionary<(ComputeClient Client, string Question), SemaphoreSlim> _turns = [];
    private readonly Dictionary<(ComputeClient Client, string Question), Entry> _entries = [];
    private readonly TimeSpan? _lifetime;

    /// <param name="lifetime">The longest time that a response is valid; null for no limit.</param>
    public ResponseCache(TimeSpan? lifetime = null) => _lifetime = lifetime;

    /// <summary>Returns the cached response to a question; null if there is none, or if it is out of date.</summary>
    public object? Find(ComputeClient client, string question)
    {
        lock (_gate)
        {
            return _entries.TryGetValue((client, question), out Entry? entry) && entry.IsCurrent(client) ? entry.Response : null;
        }
    }

    /// <summary>Adds a response, and removes those that are out of date.</summary>
    public void Keep(ComputeClient client, string question, object response) => Keep(client, question, response, client.Changes);

    /// <summary>
    /// Returns the cached response, or calls <paramref name="read"/> and caches its result. Callers of one question at the same time wait
    /// for the first of them; a failure is not cached.
    /// </summary>
    /// <param name="client">The client that reads.</param>
    /// <param name="question">The question, such as a URL.</param>
    /// <param name="isFixed">True if the response stays valid when the connection changes something.</param>
    /// <param name="read">Sends the request.</param>
    /// <param name="token">The token of the caller.</param>
    public async Task<T> GetAsync<T>(ComputeClient client, string question, bool isFixed, Func<Task<T>> read, CancellationToken token)
        where T : class
    {
        SemaphoreSlim turn;
        lock (_gate)
        {
            turn = _turns.TryGetValue((client, question), out SemaphoreSlim? known) ? known : _turns[(client, question)] = new(1, 1);
        }

        await turn.WaitAsync(token).ConfigureAwait(false);
        try
        {
            if (Find(client, question) is T cached)
            {
                return cached;
            }

            int changes = client.Changes;
            T response = await read().ConfigureAwait(false);
            Keep(client, question, response, isFixed ? null : changes);
            return response;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Removes all responses.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
            _turns.Clear();
        }
    }

    private void Keep(ComputeClient client, string question, object response, int? changes)
    {
        lock (_gate)
        {
            foreach ((ComputeClient Client, string Question) stale in
                _entries.Where(item => !item.Value.IsCurrent(item.Key.Client)).Select(item => item.Key).ToArray())
            {
                _entries.Remove(stale);
            }

            _entries[(client, question)] = new Entry(response, client.Clock.GetUtcNow() + _lifetime, changes);
        }
    }

    /// <param name="Response">The response.</param>
    /// <param name="Until">The end of the lifetime of the response; null for no limit.</param>
    /// <param name="Changes">The number of changes of the client when the response was read; null if changes do not affect it.</param>
    private sealed record Entry(object Response, DateTimeOffset? Until, int? Changes)
    {
        public bool IsCurrent(ComputeClient client) =>
            (Changes is null || Changes == client.Changes) && (Until is null || client.Clock.GetUtcNow() < Until);
    }
}
