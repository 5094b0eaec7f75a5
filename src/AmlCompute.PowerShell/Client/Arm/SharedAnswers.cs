namespace AmlCompute.Client.Arm;

/// <summary>
/// What one command has read of a region: many of its items ask the same. Those that ask at a time wait for the first of them, and what failed is asked again.
/// </summary>
#pragma warning disable CA1001 // A semaphore whose wait handle nobody takes has nothing to release.
internal sealed class SharedAnswers
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<(ComputeClient Client, string WorkspaceId, Uri Url), (object Answer, int Changes)> _answers = [];

    /// <summary>The answer that is known already, or else what <paramref name="read"/> gives.</summary>
    /// <param name="client">Who is asked.</param>
    /// <param name="workspaceId">The workspace it is asked for.</param>
    /// <param name="url">What is asked for.</param>
    /// <param name="isFixed">Whether the answer stays good when the service was asked for a change meanwhile.</param>
    /// <param name="read">Asks.</param>
    /// <param name="token">The token of the item that asks.</param>
    public async Task<T> GetAsync<T>(ComputeClient client, string workspaceId, Uri url, bool isFixed, Func<Task<T>> read, CancellationToken token)
        where T : class
    {
        await _turn.WaitAsync(token).ConfigureAwait(false);
        try
        {
            int changes = client.Changes;
            if (_answers.TryGetValue((client, workspaceId, url), out (object Answer, int Changes) known) && (isFixed || known.Changes == changes))
            {
                return (T)known.Answer;
            }

            T answer = await read().ConfigureAwait(false);
            _answers[(client, workspaceId, url)] = (answer, changes);
            return answer;
        }
        finally
        {
            _turn.Release();
        }
    }
}
