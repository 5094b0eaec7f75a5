namespace AmlCompute.Client.Http;

/// <summary>
/// Caches responses of the service by connection and question. A response is valid until its connection sends a request that changes
/// something, and, in a cache with a lifetime, until the lifetime has passed on the clock of the connection.
/// </summary>
/// <param name="lifetime">The longest time that a response is valid; null for no limit.</param>
#pragma warning disable CA1001 // A semaphore without an allocated wait handle holds no resource.
internal sealed class ResponseCache(TimeSpan? lifetime = null)
#pragma warning restore CA1001
{
    private readonly object _gate = new();
    private readonly Dictionary<(RequestSender Sender, string Question), SemaphoreSlim> _turns = [];
    private readonly Dictionary<(RequestSender Sender, string Question), Entry> _entries = [];

    /// <summary>Returns the cached response to a question; null if there is none, or if it is out of date.</summary>
    public object? Find(RequestSender sender, string question)
    {
        lock (_gate)
        {
            return _entries.TryGetValue((sender, question), out Entry? entry) && entry.IsCurrent(sender) ? entry.Response : null;
        }
    }

    /// <summary>Adds a response, and removes those that are out of date.</summary>
    public void Keep(RequestSender sender, string question, object response) => Keep(sender, question, response, sender.Changes);

    /// <summary>
    /// Returns the cached response, or calls <paramref name="read"/> and caches its result. Callers of one question at the same time wait
    /// for the first of them; a failure is not cached. A fixed response stays valid when the connection changes something.
    /// </summary>
    public async Task<T> GetAsync<T>(RequestSender sender, string question, bool isFixed, Func<Task<T>> read, CancellationToken token)
        where T : class
    {
        SemaphoreSlim turn;
        lock (_gate)
        {
            turn = _turns.TryGetValue((sender, question), out SemaphoreSlim? known) ? known : _turns[(sender, question)] = new(1, 1);
        }

        await turn.WaitAsync(token).ConfigureAwait(false);
        try
        {
            if (Find(sender, question) is T cached)
            {
                return cached;
            }

            int changes = sender.Changes;
            T response = await read().ConfigureAwait(false);
            Keep(sender, question, response, isFixed ? null : changes);
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

    private void Keep(RequestSender sender, string question, object response, int? changes)
    {
        lock (_gate)
        {
            foreach ((RequestSender Sender, string Question) stale in
                _entries.Where(item => !item.Value.IsCurrent(item.Key.Sender)).Select(item => item.Key).ToArray())
            {
                _entries.Remove(stale);
            }

            _entries[(sender, question)] = new Entry(response, sender.Clock.GetUtcNow() + lifetime, changes);
        }
    }

    /// <summary>A response with the end of its lifetime and the changes of the connection before it; null for no limit.</summary>
    private sealed record Entry(object Response, DateTimeOffset? Until, int? Changes)
    {
        public bool IsCurrent(RequestSender sender) =>
            (Changes is null || Changes == sender.Changes) && (Until is null || sender.Clock.GetUtcNow() < Until);
    }
}
