using AmlCompute.Client.Http;
using AmlCompute.Client.Regions;
using AmlCompute.Client.Running;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Completion;

/// <summary>
/// Runs a query and waits a short time for the answer. Returns null if the answer does not come in time; throws the exception of a query
/// that fails.
/// </summary>
internal delegate IReadOnlyList<object>? QueryRunner(Func<CallContext, Task<IReadOnlyList<object>>> query);

/// <summary>
/// Reads lists from the service for the completers, and keeps each list for a short time. A list that does not come in time is empty;
/// a list that cannot be read is an exception.
/// </summary>
/// <param name="cache">The cache of recent answers.</param>
/// <param name="workspace">The workspace to query.</param>
/// <param name="runQuery">Runs a query.</param>
internal sealed class ServiceQueries(ResponseCache cache, Workspace workspace, QueryRunner runQuery)
{
    private readonly ServiceConnection _connection = (ServiceConnection)workspace.Connection;

    /// <summary>Gets the workspace that the command would use.</summary>
    public Workspace Workspace => workspace;

    /// <summary>Returns the compute targets of the workspace.</summary>
    public IEnumerable<ComputeTarget> ListTargets() =>
        ReadStream($"{workspace.Id}/computes", call => _connection.Client.ListTargetsAsync(workspace, call));

    /// <summary>
    /// Returns the virtual machine sizes of the region that the line names, or else of that of the workspace; none if the region is known
    /// only after running the line.
    /// </summary>
    public IEnumerable<VmSize> ListSizes(CompletedCommand command) => command.HasUnknownLocation
        ? []
        : ReadCached<VmSize>(
            $"{workspace.Id}/locations/{command.Location}/vmSizes", call => ReadSizesAsync(command.Location, call));

    /// <summary>
    /// Returns the allowed sizes of a compute instance; all sizes of the workspace's region if the service does not list the allowed ones.
    /// </summary>
    public IEnumerable<VmSize> ListSizesForResize(string name) =>
        ReadCached<VmSize>($"{workspace.Id}/computes/{name}/vmSizes", call => ReadSizesForResizeAsync(name, call));

    /// <summary>Returns the usages of the same region as <see cref="ListSizes"/>.</summary>
    public IEnumerable<ComputeUsage> ListUsages(CompletedCommand command) => command.HasUnknownLocation
        ? []
        : ReadCached<ComputeUsage>(
            $"{workspace.Id}/locations/{command.Location}/usages",
            async call => await (await RegionCatalog.CreateAsync(workspace, command.Location, call).ConfigureAwait(false))
                .ReadUsagesAsync().ConfigureAwait(false));

    /// <summary>Returns the subscriptions that the sign-in can read.</summary>
    public IEnumerable<Subscription> ListSubscriptions() =>
        ReadStream("/subscriptions", call => WorkspaceList.ListSubscriptionsAsync(_connection, call));

    /// <summary>Returns the workspaces of a subscription; without an id, of that of the workspace.</summary>
    public IEnumerable<Workspace> ListWorkspaces(string? subscriptionId = null)
    {
        string subscription = subscriptionId ?? workspace.SubscriptionId;
        return ReadStream(
            $"/subscriptions/{subscription}/workspaces", call => WorkspaceList.ListWorkspacesAsync(_connection, subscription, null, call));
    }

    /// <summary>Returns the virtual networks of the subscription.</summary>
    public IEnumerable<VirtualNetwork> ListNetworks() => ReadStream(
        $"/subscriptions/{workspace.SubscriptionId}/virtualNetworks",
        call => NetworkList.ListNetworksAsync(_connection.Client, workspace.SubscriptionId, call));

    /// <summary>Returns the regions in which the service has compute targets.</summary>
    public IEnumerable<string> ListLocations() => ReadCached<string>(
        $"/subscriptions/{workspace.SubscriptionId}/locations",
        async call => await RegionCatalog.ListLocationsAsync(workspace, call).ConfigureAwait(false));

    private async Task<IReadOnlyList<object>> ReadSizesAsync(string? location, CallContext call) =>
        await (await RegionCatalog.CreateAsync(workspace, location, call).ConfigureAwait(false)).ReadSizesAsync().ConfigureAwait(false);

    private async Task<IReadOnlyList<object>> ReadSizesForResizeAsync(string name, CallContext call)
    {
        Task<IReadOnlyList<object>> sizes = ReadSizesAsync(null, call);
        try
        {
            HashSet<string> allowed = new(
                await new PlanReader(workspace, call).ListSizesForResizeAsync(name).ConfigureAwait(false),
                StringComparer.OrdinalIgnoreCase);
            return [.. (await sizes.ConfigureAwait(false)).Where(size => allowed.Contains(((VmSize)size).Name))];
        }
        catch (ComputeTargetException)
        {
            // The service lists the sizes only of an existing compute instance.
            return await sizes.ConfigureAwait(false);
        }
    }

    private IEnumerable<T> ReadStream<T>(string key, Func<CallContext, IAsyncEnumerable<T>> list)
        where T : class => ReadCached<T>(key, async call =>
        {
            List<object> read = [];
            await foreach (T item in list(call).ConfigureAwait(false))
            {
                read.Add(item);
            }

            return read;
        });

    private IEnumerable<T> ReadCached<T>(string key, Func<CallContext, Task<IReadOnlyList<object>>> read)
    {
        RequestSender sender = _connection.Client.Arm.Sender;
        if (cache.FindResponse(sender, key) is IReadOnlyList<object> known)
        {
            return known.Cast<T>();
        }

        int changeCount = sender.ChangeCount;
        IReadOnlyList<object>? answer = runQuery(read);
        if (answer is not null)
        {
            cache.Add(sender, key, answer, changeCount);
        }

        return (answer ?? []).Cast<T>();
    }
}
