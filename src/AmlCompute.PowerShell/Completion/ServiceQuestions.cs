using AmlCompute.Client.Arm;
using AmlCompute.Client.Regions;
using AmlCompute.Client.Running;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Completion;

/// <summary>Runs a question and waits a short time for the answer; null when there is none by then.</summary>
internal delegate IReadOnlyList<object>? AskService(Func<CallContext, Task<IReadOnlyList<object>>> question);

/// <summary>What completers ask of the service. An answer is kept for a while; a question without an answer has no items.</summary>
internal sealed class ServiceQuestions
{
    private readonly ResponseCache _cache;
    private readonly Workspace _workspace;
    private readonly ServiceConnection _connection;
    private readonly AskService _ask;

    /// <param name="cache">What was answered a short time ago.</param>
    /// <param name="workspace">The workspace that is asked about.</param>
    /// <param name="ask">Runs a question.</param>
    public ServiceQuestions(ResponseCache cache, Workspace workspace, AskService ask)
    {
        _cache = cache;
        _workspace = workspace;
        _connection = (ServiceConnection)workspace.Connection;
        _ask = ask;
    }

    /// <summary>The compute targets of the workspace.</summary>
    public IEnumerable<ComputeTarget> Targets() =>
        Ask($"{_workspace.Id}/computes", call => ReadAsync(_connection.Client.ListAsync(_workspace, call))).Cast<ComputeTarget>();

    /// <summary>The sizes of virtual machines in a region: that of the workspace, unless one is given.</summary>
    public IEnumerable<VmSize> Sizes(string? location) => Ask(
        $"{_workspace.Id}/locations/{location}/vmSizes",
        call => ReadSizesAsync(location, call)).Cast<VmSize>();

    /// <summary>The sizes that a compute instance can be given; of a name that is none, all of the region.</summary>
    public IEnumerable<VmSize> SizesFor(string name) => Ask($"{_workspace.Id}/computes/{name}/vmSizes", call => ReadSizesForAsync(name, call)).Cast<VmSize>();

    /// <summary>What is used in a region: that of the workspace, unless one is given.</summary>
    public IEnumerable<ComputeUsage> Usages(string? location) => Ask(
        $"{_workspace.Id}/locations/{location}/usages",
        async call => await (await RegionCatalog.OpenAsync(_workspace, location, call).ConfigureAwait(false)).ReadUsagesAsync().ConfigureAwait(false)).Cast<ComputeUsage>();

    /// <summary>The workspaces of a subscription: that of the workspace, unless one is given.</summary>
    public IEnumerable<Workspace> Workspaces(string? subscriptionId = null) => Ask(
        $"/subscriptions/{subscriptionId ?? _workspace.SubscriptionId}/workspaces",
        call => ReadAsync(WorkspaceList.ListAsync(_connection, subscriptionId ?? _workspace.SubscriptionId, null, call))).Cast<Workspace>();

    private static async Task<IReadOnlyList<object>> ReadAsync<T>(IAsyncEnumerable<T> items)
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

    private async Task<IReadOnlyList<object>> ReadSizesForAsync(string name, CallContext call)
    {
        Task<IReadOnlyList<object>> sizes = ReadSizesAsync(null, call);
        try
        {
            HashSet<string> allowed = new(await new InstanceOperator(_workspace, call).ListSizesAsync(name).ConfigureAwait(false), StringComparer.OrdinalIgnoreCase);
            return [.. (await sizes.ConfigureAwait(false)).Where(size => allowed.Contains(((VmSize)size).Name))];
        }
        catch (ComputeTargetException)
        {
            return await sizes.ConfigureAwait(false);
        }
    }

    private IReadOnlyList<object> Ask(string question, Func<CallContext, Task<IReadOnlyList<object>>> body)
    {
        if (_cache.Find(_connection.Client, question) is IReadOnlyList<object> known)
        {
            return known;
        }

        if (_ask(body) is not { } answer)
        {
            return [];
        }

        _cache.Keep(_connection.Client, question, answer);
        return answer;
    }
}
