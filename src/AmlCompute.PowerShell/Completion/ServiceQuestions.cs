using AmlCompute.Client.Http;
using AmlCompute.Client.Regions;
using AmlCompute.Client.Running;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Completion;

/// <summary>Runs a query and waits a short time for the answer; returns null if it does not come in time.</summary>
internal delegate IReadOnlyList<object>? AskService(Func<CallContext, Task<IReadOnlyList<object>>> question);

/// <summary>
/// Answers the queries of completers from the service. It keeps an answer for a short time; a query without an answer has no items.
/// </summary>
internal sealed class ServiceQuestions
{
    private readonly ResponseCache _cache;
    private readonly Workspace _workspace;
    private readonly ServiceConnection _connection;
    private readonly AskService _ask;

    /// <param name="cache">The cache of recent answers.</param>
    /// <param name="workspace">The workspace to query.</param>
    /// <param name="ask">Runs a query.</param>
    public ServiceQuestions(ResponseCache cache, Workspace workspace, AskService ask)
    {
        _cache = cache;
        _workspace = workspace;
        _connection = (ServiceConnection)workspace.Connection;
        _ask = ask;
    }

    public IEnumerable<ComputeTarget> Targets() =>
        Ask($"{_workspace.Id}/computes", call => ReadListAsync(_connection.Client.ListAsync(_workspace, call))).Cast<ComputeTarget>();

    /// <summary>Returns the virtual machine sizes of a region; null for the region of the workspace.</summary>
    public IEnumerable<VmSize> Sizes(string? location) => Ask(
        $"{_workspace.Id}/locations/{location}/vmSizes",
        call => ReadSizesAsync(location, call)).Cast<VmSize>();

    /// <summary>Returns the allowed sizes of a compute instance; all sizes of the region if it does not exist.</summary>
    public IEnumerable<VmSize> SizesFor(string name) =>
        Ask($"{_workspace.Id}/computes/{name}/vmSizes", call => ReadSizesForAsync(name, call)).Cast<VmSize>();

    /// <summary>Returns the usages of a region; null for the region of the workspace.</summary>
    public IEnumerable<ComputeUsage> Usages(string? location) => Ask(
        $"{_workspace.Id}/locations/{location}/usages",
        call => ReadUsagesAsync(location, call)).Cast<ComputeUsage>();

    /// <summary>Returns the subscriptions that the sign-in can read.</summary>
    public IEnumerable<Subscription> Subscriptions() => Ask(
        "/subscriptions", call => ReadListAsync(WorkspaceList.SubscriptionsAsync(_connection, call))).Cast<Subscription>();

    /// <summary>Returns the workspaces of a subscription; null for the subscription of the workspace.</summary>
    public IEnumerable<Workspace> Workspaces(string? subscriptionId = null)
    {
        string subscription = subscriptionId ?? _workspace.SubscriptionId;
        return Ask(
            $"/subscriptions/{subscription}/workspaces",
            call => ReadListAsync(WorkspaceList.ListAsync(_connection, subscription, null, call))).Cast<Workspace>();
    }

    /// <summary>Returns the virtual networks of the subscription.</summary>
    public IEnumerable<VirtualNetwork> Networks() => Ask(
        $"/subscriptions/{_workspace.SubscriptionId}/virtualNetworks",
        call => ReadListAsync(NetworkList.ListAsync(_connection.Client, _workspace.SubscriptionId, call))).Cast<VirtualNetwork>();

    /// <summary>Returns the regions in which the service has compute targets.</summary>
    public IEnumerable<string> Locations() => Ask(
        $"/subscriptions/{_workspace.SubscriptionId}/locations",
        async call => [.. await RegionCatalog.ListLocationsAsync(_workspace, call).ConfigureAwait(false)]).Cast<string>();

    private static async Task<IReadOnlyList<object>> ReadListAsync<T>(IAsyncEnumerable<T> items)
        where T : class
    {
        List<object> read = [];
        await foreach (T item in items.ConfigureAwait(false))
        {
            read.Add(item);
        }

        return read;
    }

    private async Task<IReadOnlyList<object>> ReadSizesAsync(string? location, CallContext call) =>
        await (await RegionCatalog.OpenAsync(_workspace, location, call).ConfigureAwait(false)).ReadSizesAsync().ConfigureAwait(false);

    private async Task<IReadOnlyList<object>> ReadUsagesAsync(string? location, CallContext call) =>
        await (await RegionCatalog.OpenAsync(_workspace, location, call).ConfigureAwait(false)).ReadUsagesAsync().ConfigureAwait(false);

    private async Task<IReadOnlyList<object>> ReadSizesForAsync(string name, CallContext call)
    {
        Task<IReadOnlyList<object>> sizes = ReadSizesAsync(null, call);
        try
        {
            HashSet<string> allowed = new(
                await new PlanReader(_workspace, call).ListSizesForResizeAsync(name).ConfigureAwait(false),
                StringComparer.OrdinalIgnoreCase);
            return [.. (await sizes.ConfigureAwait(false)).Where(size => allowed.Contains(((VmSize)size).Name))];
        }
        catch (ComputeTargetException)
        {
            return await sizes.ConfigureAwait(false);
        }
    }

    private IReadOnlyList<object> Ask(string question, Func<CallContext, Task<IReadOnlyList<object>>> body)
    {
        if (_cache.Find(_connection.Client.Sender, question) is IReadOnlyList<object> known)
        {
            return known;
        }

        if (_ask(body) is not { } answer)
        {
            return [];
        }

        _cache.Keep(_connection.Client.Sender, question, answer);
        return answer;
    }
}
