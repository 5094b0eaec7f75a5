using System.Collections.Concurrent;
using AmlCompute.Client.Arm;

namespace AmlCompute.Client.Running;

/// <summary>
/// Waits for many targets together by reading them, so that it needs nothing but their ids. The targets of each workspace are a group of their own,
/// with its own clock and its own failures; what the groups find comes out as one stream.
/// </summary>
internal sealed class ComputeWaiter
{
    private readonly WaitCondition _condition;
    private readonly TimeSpan _timeout;
    private readonly TimeSpan? _pollingInterval;
    private WaitProgress? _progress;

    public ComputeWaiter(WaitCondition condition, TimeSpan timeout, TimeSpan? pollingInterval)
    {
        _condition = condition;
        _timeout = timeout;
        _pollingInterval = pollingInterval;
    }

    /// <summary>Gets one outcome for each item, as soon as it is known. The call's token stops it; an enumerator's own is not looked at.</summary>
    public async IAsyncEnumerable<WaitOutcome> WaitAsync(IReadOnlyList<WaitItem> items, CallContext call)
    {
        using CancellationTokenSource leaving = CancellationTokenSource.CreateLinkedTokenSource(call.Token);
        CallContext inside = call.With(leaving.Token);
        using Outcomes outcomes = new();
        List<WaitGroup> groups = Group(items, outcomes.Add, call.Log);

        // On the pool, so that no group has to wait until the one before it has sent its first request.
        Task all = Task.WhenAll(groups.Select(group => Task.Run(() => group.RunAsync(inside), CancellationToken.None)));
        Task closed = all.ContinueWith(
            ended =>
            {
                // Who left the wait early does not ask how it ended.
                _ = ended.Exception;
                outcomes.Close();
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        try
        {
            while (await outcomes.TakeAsync().ConfigureAwait(false) is { } outcome)
            {
                yield return outcome;
            }

            await all.ConfigureAwait(false);
        }
        finally
        {
            leaving.Cancel();
            await closed.ConfigureAwait(false);
            _progress!.Complete();
        }
    }

    private List<WaitGroup> Group(IReadOnlyList<WaitItem> items, Action<WaitOutcome> emit, ICallLog log)
    {
        IGrouping<(WorkspaceConnection Connection, string Id), WaitItem>[] workspaces = [.. items.GroupBy(item => item.Workspace.Key)];
        List<WaitedTarget>[] targets =
        [
            .. workspaces.Select(workspace => workspace
                .GroupBy(item => item.Name, StringComparer.OrdinalIgnoreCase)
                .Select(same => new WaitedTarget(same, workspaces.Length > 1))
                .ToList()),
        ];
        WaitProgress progress = _progress = new WaitProgress([.. targets.SelectMany(group => group)], log);
        return
        [
            .. workspaces.Select((workspace, i) => new WaitGroup(
                workspace.First().Workspace,
                targets[i],
                _condition,
                _timeout,
                _pollingInterval,
                (target, found, error) =>
                {
                    progress.Count(target, isFailure: error is not null);
                    foreach (WaitItem item in target.Items)
                    {
                        emit(new WaitOutcome(item, found, error));
                    }
                },
                progress.Report)),
        ];
    }

    /// <summary>Outcomes on their way from the groups to the one who reads them.</summary>
    private sealed class Outcomes : IDisposable
    {
        private readonly ConcurrentQueue<WaitOutcome> _queue = new();
        private readonly SemaphoreSlim _there = new(0);

        public void Add(WaitOutcome outcome)
        {
            _queue.Enqueue(outcome);
            _there.Release();
        }

        /// <summary>Says that no more will come.</summary>
        public void Close() => _there.Release();

        /// <summary>Waits for the next one; null when all were taken and no more will come.</summary>
        public async Task<WaitOutcome?> TakeAsync()
        {
            await _there.WaitAsync().ConfigureAwait(false);
            return _queue.TryDequeue(out WaitOutcome? outcome) ? outcome : null;
        }

        public void Dispose() => _there.Dispose();
    }
}
