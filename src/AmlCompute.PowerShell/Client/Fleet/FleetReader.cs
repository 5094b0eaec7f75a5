using System.Collections.Concurrent;
using AmlCompute.Client.Errors;
using AmlCompute.Client.Http;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Fleet;

/// <summary>Items that were read from one workspace, or the error that ended the read.</summary>
/// <param name="Id">The resource id of the workspace; of the subscription if its workspaces cannot be listed.</param>
/// <param name="Items">The items.</param>
/// <param name="Error">The error; null for items.</param>
internal sealed record FleetPart<T>(string Id, IReadOnlyList<T> Items, ComputeTargetException? Error = null);

/// <summary>
/// Reads many workspaces at the same time as one stream. The parts of a workspace follow each other, and the workspace whose first part
/// arrives first comes first. A workspace that cannot be read is one part with an error.
/// </summary>
internal sealed class FleetReader<T>(int limit, Func<Workspace, CallContext, IAsyncEnumerable<IReadOnlyList<T>>> read)
{
    public async IAsyncEnumerable<FleetPart<T>> ReadAsync(FleetScope scope, CallContext call)
    {
        using CancellationTokenSource leaving = CancellationTokenSource.CreateLinkedTokenSource(call.Token);
        using Run run = new(limit, read, scope, call.With(leaving.Token));
        Task all = Task.Run(run.ReadAllAsync, CancellationToken.None);
        try
        {
            while (await run.Started.TakeAsync().ConfigureAwait(false) is { } lane)
            {
                while (await lane.Parts.TakeAsync().ConfigureAwait(false) is { } part)
                {
                    yield return part;
                }

                lane.End();
            }

            await all.ConfigureAwait(false);
        }
        finally
        {
            leaving.Cancel();
            await Task.WhenAny(all).ConfigureAwait(false);
            _ = all.Exception;
        }
    }

    /// <summary>The parts of one workspace. It joins the stream with its first part.</summary>
    private sealed class Lane(Run run, bool hasSlot)
    {
        private int _hasStarted;

        public AsyncQueue<FleetPart<T>> Parts { get; } = new();

        public void Add(FleetPart<T> part)
        {
            Parts.Add(part);
            Start();
        }

        public void Close()
        {
            Parts.Close();
            Start();
        }

        /// <summary>Lets the next workspace begin after the stream has passed this one, so that few workspaces are in memory.</summary>
        public void End()
        {
            Parts.Dispose();
            if (hasSlot)
            {
                run.Slots.Release();
            }
        }

        private void Start()
        {
            if (Interlocked.Exchange(ref _hasStarted, 1) == 0)
            {
                run.Started.Add(this);
            }
        }
    }

    private sealed class Run(
        int limit, Func<Workspace, CallContext, IAsyncEnumerable<IReadOnlyList<T>>> read, FleetScope scope, CallContext call) : IDisposable
    {
        private readonly SemaphoreSlim _lists = new(limit);
        private readonly ConcurrentDictionary<(WorkspaceConnection Connection, string Id), bool> _begun = new();
        private readonly ConcurrentQueue<Task> _lanes = new();
        private volatile bool _hasFailedList;

        public AsyncQueue<Lane> Started { get; } = new();

        public SemaphoreSlim Slots { get; } = new(limit);

        public async Task ReadAllAsync()
        {
            List<Task> lists = [];
            try
            {
                try
                {
                    foreach (Workspace workspace in scope.Given)
                    {
                        await BeginAsync(workspace).ConfigureAwait(false);
                    }

                    await foreach (string subscription in scope.SubscriptionsAsync(call).ConfigureAwait(false))
                    {
                        await _lists.WaitAsync(call.Token).ConfigureAwait(false);
                        lists.Add(ListAsync(subscription));
                    }
                }
                catch (ComputeTargetException exception)
                {
                    _hasFailedList = true;
                    Fail("/subscriptions", "The subscriptions of this sign-in cannot be listed.", exception);
                }

                await Task.WhenAll(lists).ConfigureAwait(false);
                foreach (WorkspacePattern pattern in scope.Patterns.Where(pattern => !pattern.HasMatched && !_hasFailedList))
                {
                    Fail(pattern.Text, string.Empty, new ComputeTargetException(
                        ErrorIds.WorkspaceNotFound, $"{scope.Place} no workspace '{pattern.Text}' that this sign-in can access.")
                    {
                        Remedy = "List the workspaces with Get-AmlWorkspace -ListAvailable.",
                    });
                }
            }
            finally
            {
                // Lists and lanes use the semaphores until they have ended.
                await Task.WhenAny(Task.WhenAll(lists)).ConfigureAwait(false);
                await Task.WhenAny(Task.WhenAll(_lanes)).ConfigureAwait(false);
                Started.Close();
            }

            await Task.WhenAll(_lanes).ConfigureAwait(false);
        }

        public void Dispose()
        {
            Started.Dispose();
            _lists.Dispose();
            Slots.Dispose();
        }

        private async Task ListAsync(string subscription)
        {
            try
            {
                await foreach (Workspace workspace in scope.ListAsync(subscription, call).ConfigureAwait(false))
                {
                    await BeginAsync(workspace).ConfigureAwait(false);
                }
            }
            catch (ComputeTargetException exception)
            {
                _hasFailedList = true;
                Fail($"/subscriptions/{subscription}", $"The workspaces of subscription {subscription} cannot be listed.", exception);
            }
            finally
            {
                _lists.Release();
            }
        }

        /// <summary>Begins to read a workspace when fewer than the limit are read. A workspace is read once.</summary>
        private async Task BeginAsync(Workspace workspace)
        {
            if (_begun.TryAdd(workspace.Key, true))
            {
                await Slots.WaitAsync(call.Token).ConfigureAwait(false);
                _lanes.Enqueue(Task.Run(() => ReadAsync(workspace.AsOneOfMany(), new Lane(this, hasSlot: true)), CancellationToken.None));
            }
        }

        private async Task ReadAsync(Workspace workspace, Lane lane)
        {
            try
            {
                await foreach (IReadOnlyList<T> items in read(workspace, call).ConfigureAwait(false))
                {
                    lane.Add(new FleetPart<T>(workspace.Id, items));
                }
            }
            catch (ComputeTargetException exception)
            {
                lane.Add(Failed(workspace.Id, $"Workspace {workspace.Id} cannot be read.", exception));
            }
            finally
            {
                lane.Close();
            }
        }

        private void Fail(string id, string message, ComputeTargetException exception)
        {
            Lane lane = new(this, hasSlot: false);
            lane.Add(Failed(id, message, exception));
            lane.Close();
        }

        private static FleetPart<T> Failed(string id, string message, ComputeTargetException exception) =>
            new(id, [], ServiceError.About(null, exception, $"{message} {exception.Message}".TrimStart()));
    }
}
