using AmlCompute.Client.Http;

namespace AmlCompute.Client.Waiting;

/// <summary>
/// Waits for many targets by polling them. The targets of each workspace form a group with its own clock and its own failures; the outcomes
/// of all groups form one stream.
/// </summary>
/// <param name="condition">The condition that ends the wait for a target.</param>
/// <param name="timeout">The time that is left; with zero, each target is polled once without a time limit.</param>
/// <param name="pollingInterval">The time between two polls; null for a time that grows.</param>
/// <param name="shownTimeout">The timeout that the user gave, for the error; null for <paramref name="timeout"/>.</param>
internal sealed class ComputeWaiter(WaitCondition condition, TimeSpan timeout, TimeSpan? pollingInterval, TimeSpan? shownTimeout = null)
{
    /// <summary>
    /// Returns one outcome for each item as soon as it is known, but can omit a canceled item; the outcome of a target that is late is an
    /// error. The token of the call stops the wait, and so does a caller that leaves the loop early.
    /// </summary>
    public async IAsyncEnumerable<WaitOutcome> WaitAsync(IReadOnlyList<WaitItem> items, CallContext call)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(call.Token);
        using AsyncQueue<WaitOutcome> outcomes = new();
        List<WaitedTarget>[] targets = GroupByWorkspace(items);
        WaitProgress progress = new([.. targets.SelectMany(group => group)], call.Log);
        WaitGroup[] groups = Array.ConvertAll(targets, group =>
            new WaitGroup(group, condition, timeout, shownTimeout ?? timeout, pollingInterval, progress, outcomes.Add));
        Task runs = RunGroupsAsync(groups, call.WithToken(stop.Token));
        Task closed = CloseAfterAsync(runs, outcomes);
        try
        {
            while (await outcomes.TakeAsync().ConfigureAwait(false) is { } outcome)
            {
                yield return outcome;
            }

            await runs.ConfigureAwait(false);
        }
        finally
        {
            stop.Cancel();
            await closed.ConfigureAwait(false);
            progress.Complete();
        }
    }

    /// <summary>Runs each group on the thread pool; otherwise it would start only after the group before it has sent a request.</summary>
    private static Task RunGroupsAsync(IEnumerable<WaitGroup> groups, CallContext call) =>
        Task.WhenAll(groups.Select(group => Task.Run(() => group.RunAsync(call), CancellationToken.None)));

    private static async Task CloseAfterAsync(Task runs, AsyncQueue<WaitOutcome> outcomes)
    {
        await Task.WhenAny(runs).ConfigureAwait(false);

        // The exception counts as observed even if the reader has left the stream early.
        _ = runs.Exception;
        outcomes.Close();
    }

    /// <summary>Returns the targets of each workspace, each target once.</summary>
    private static List<WaitedTarget>[] GroupByWorkspace(IReadOnlyList<WaitItem> items)
    {
        IGrouping<(WorkspaceConnection Connection, string Id), WaitItem>[] workspaces = [.. items.GroupBy(item => item.Workspace.Key)];
        return
        [
            .. workspaces.Select(workspace => workspace
                .GroupBy(item => item.Name, StringComparer.OrdinalIgnoreCase)
                .Select(same => new WaitedTarget([.. same], workspaces.Length > 1))
                .ToList()),
        ];
    }
}
