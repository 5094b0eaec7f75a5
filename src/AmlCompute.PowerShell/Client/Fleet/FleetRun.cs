using System.Collections.Concurrent;
using AmlCompute.Client.Errors;
using AmlCompute.Client.Http;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Fleet;

/// <summary>
/// The background work of one <see cref="FleetReader{T}.ReadPartsAsync"/>: it lists subscriptions, begins to read each workspace as soon as
/// it is known, and adds the parts to the stream. The limit holds for the lists and for the workspaces.
/// </summary>
internal sealed class FleetRun<T>(
    int limit, Func<Workspace, CallContext, IAsyncEnumerable<IReadOnlyList<T>>> read, FleetScope scope, CallContext call) : IDisposable
{
    private readonly SemaphoreSlim _listSlots = new(limit);
    private readonly SemaphoreSlim _workspaceSlots = new(limit);

    /// <summary>The workspaces whose read has begun. The values have no meaning; .NET has no concurrent set.</summary>
    private readonly ConcurrentDictionary<(WorkspaceConnection Connection, string Id), bool> _begun = new();
    private readonly ConcurrentQueue<Task> _reads = new();
    private readonly List<Task> _lists = [];
    private volatile bool _hasFailedList;

    /// <summary>
    /// Gets the parts of each workspace, in the order in which the workspaces had their first parts or ended without one. An error that
    /// belongs to no workspace is an entry of its own.
    /// </summary>
    public AsyncQueue<WorkspaceParts<T>> Stream { get; } = new();

    /// <summary>Reads all workspaces of the scope; the stream is closed at the end, also after a failure.</summary>
    public async Task ReadAllAsync()
    {
        try
        {
            await BeginAllAsync().ConfigureAwait(false);
            await Task.WhenAll(_lists).ConfigureAwait(false);

            // A pattern may match a workspace in a list that could not be read.
            if (!_hasFailedList)
            {
                foreach (FleetPart<T> part in scope.CreateUnmatchedParts<T>())
                {
                    AddSinglePart(part);
                }
            }
        }
        finally
        {
            // The tasks use the semaphores until they have ended. WhenAny waits for them without throwing.
            await Task.WhenAny(Task.WhenAll(_lists)).ConfigureAwait(false);
            await Task.WhenAny(Task.WhenAll(_reads)).ConfigureAwait(false);
            Stream.Close();
        }

        await Task.WhenAll(_reads).ConfigureAwait(false);
    }

    public void Dispose()
    {
        Stream.Dispose();
        _listSlots.Dispose();
        _workspaceSlots.Dispose();
    }

    /// <summary>Begins to read the specified workspaces, and to list the subscriptions.</summary>
    private async Task BeginAllAsync()
    {
        foreach (Workspace workspace in scope.Specified)
        {
            await BeginWorkspaceAsync(workspace).ConfigureAwait(false);
        }

        try
        {
            await foreach (string subscriptionId in scope.ListSubscriptionIdsAsync(call).ConfigureAwait(false))
            {
                await _listSlots.WaitAsync(call.Token).ConfigureAwait(false);
                _lists.Add(BeginSubscriptionAsync(subscriptionId));
            }
        }
        catch (ComputeTargetException exception)
        {
            _hasFailedList = true;
            AddSinglePart(CreateFailedPart("/subscriptions", "The subscriptions of this sign-in cannot be listed.", exception));
        }
    }

    /// <summary>Lists the workspaces of a subscription, and begins to read those that the scope contains.</summary>
    private async Task BeginSubscriptionAsync(string subscriptionId)
    {
        try
        {
            await foreach (Workspace workspace in scope.ListWorkspacesAsync(subscriptionId, call).ConfigureAwait(false))
            {
                await BeginWorkspaceAsync(workspace).ConfigureAwait(false);
            }
        }
        catch (ComputeTargetException exception)
        {
            _hasFailedList = true;
            string message = $"The workspaces of subscription {subscriptionId} cannot be listed.";
            AddSinglePart(CreateFailedPart($"/subscriptions/{subscriptionId}", message, exception));
        }
        finally
        {
            _listSlots.Release();
        }
    }

    /// <summary>Begins to read a workspace when fewer than the limit are read. A workspace is read once.</summary>
    private async Task BeginWorkspaceAsync(Workspace workspace)
    {
        if (_begun.TryAdd(workspace.Key, true))
        {
            await _workspaceSlots.WaitAsync(call.Token).ConfigureAwait(false);
            WorkspaceParts<T> parts = new(Stream, _workspaceSlots);
            _reads.Enqueue(Task.Run(() => ReadWorkspaceAsync(workspace.AsOneOfMany(), parts), CancellationToken.None));
        }
    }

    private async Task ReadWorkspaceAsync(Workspace workspace, WorkspaceParts<T> parts)
    {
        try
        {
            await foreach (IReadOnlyList<T> items in read(workspace, call).ConfigureAwait(false))
            {
                parts.Add(new FleetPart<T>(workspace.Id, items));
            }
        }
        catch (ComputeTargetException exception)
        {
            parts.Add(CreateFailedPart(workspace.Id, $"Workspace {workspace.Id} cannot be read.", exception));
        }
        finally
        {
            parts.Close();
        }
    }

    /// <summary>Adds a part that belongs to no workspace to the stream.</summary>
    private void AddSinglePart(FleetPart<T> part)
    {
        WorkspaceParts<T> parts = new(Stream);
        parts.Add(part);
        parts.Close();
    }

    private static FleetPart<T> CreateFailedPart(string id, string message, ComputeTargetException exception) =>
        new(id, [], ServiceError.CopyError(null, exception, $"{message} {exception.Message}"));
}
