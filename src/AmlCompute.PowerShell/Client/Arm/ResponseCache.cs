namespace AmlCompute.Client.Arm;

/// <summary>
/// Responses of the service that were read before, under the question that was asked. A response is used again until its connection sends a request that
/// changes something, and, in a cache with a lifetime, until that has passed on the clock of the connection.
/// </summary>
#pragma warning disable CA1001 // A semaphore whose wait handle nobody takes has nothing to release.
internal sealed class ResponseCache
#pragma warning restore CA1001
{
    private readonly object _gate = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<(ComputeClient Client, string Question), Entry> _entries = [];
    private readonly TimeSpan? _lifetime;

    /// <param name="lifetime">The longest time that a response is used; null for no limit.</param>
    public ResponseCache(TimeSpan? lifetime = null) => _lifetime = lifetime;

    /// <summary>The response to a question; null when there is none, or when it is out of date.</summary>
    public object? Find(ComputeClient client, string question)
    {
        lock (_gate)
        {
            return _entries.TryGetValue((client, question), out Entry? entry) && entry.IsCurrent(client) ? entry.Response : null;
        }
    }

    /// <summary>Keeps a response, and drops those that are out of date.</summary>
    public void Keep(ComputeClient client, string question, object response) => Keep(client, question, response, client.Changes);

    /// <summary>
    /// The response that is known, or else the one that <paramref name="read"/> gives. Callers that ask at the same time wait for the first of them; a failure
    /// is not kept.
    /// </summary>
    /// <param name="client">The client that reads.</param>
    /// <param name="question">The question, such as a URL.</param>
    /// <param name="isFixed">True if the response stays valid when the connection changes something.</param>
    /// <param name="read">Asks the service.</param>
    /// <param name="token">The token of the caller.</param>
    public async Task<T> GetAsync<T>(ComputeClient client, string question, bool isFixed, Func<Task<T>> read, CancellationToken token)
        where T : class
    {
        await _turn.WaitAsync(token).ConfigureAwait(false);
        try
        {
            if (Find(client, question) is T known)
            {
                return known;
            }

            int changes = client.Changes;
            T response = await read().ConfigureAwait(false);
            Keep(client, question, response, isFixed ? null : changes);
            return response;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Forgets all responses.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
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
    /// <param name="Until">The end of its lifetime; null for none.</param>
    /// <param name="Changes">The count of changes of the client when it was read; null if changes do not matter.</param>
    private sealed record Entry(object Response, DateTimeOffset? Until, int? Changes)
    {
        public bool IsCurrent(ComputeClient client) =>
            (Changes is null || Changes == client.Changes) && (Until is null || client.Clock.GetUtcNow() < Until);
    }
}
