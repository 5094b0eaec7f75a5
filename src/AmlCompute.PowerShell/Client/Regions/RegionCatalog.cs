using AmlCompute.Client.Arm;
using AmlCompute.Client.Errors;
using AmlCompute.Client.Http;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Regions;

/// <summary>Reads the regions of the service, and the sizes, quotas and usages of a subscription in one of them.</summary>
internal sealed class RegionCatalog
{
    private const string Sizes = "vmSizes";
    private const string Quotas = "quotas";

    private static readonly JsonMember<string> ResourceType = JsonMembers.CreateText("resourceType");
    private static readonly JsonMember<IReadOnlyList<string>> Locations = JsonMembers.CreateTextList("locations");

    private readonly ComputeClient _client;
    private readonly Workspace _workspace;
    private readonly CallContext _call;

    /// <exception cref="ComputeTargetException">The region contains a secret.</exception>
    public RegionCatalog(Workspace workspace, string location, CallContext call)
    {
        _client = ServiceConnection.GetClient(workspace);
        _workspace = workspace;
        _call = call;
        ComputeTargetException.RefuseSecret(location, "The region");
        Location = location;
    }

    public string Location { get; }

    public Workspace Workspace => _workspace;

    public ServiceConnection Connection => (ServiceConnection)_workspace.Connection;

    /// <summary>Creates the catalog of the specified region, or of the region of the workspace if none is specified.</summary>
    /// <exception cref="ComputeTargetException">
    /// The workspace cannot be read, its region is missing, or the specified region contains a secret.
    /// </exception>
    public static async Task<RegionCatalog> CreateAsync(Workspace workspace, string? location, CallContext call) =>
        new(workspace, await LocateAsync(workspace, location, call).ConfigureAwait(false), call);

    /// <summary>Returns the specified region, or the region of the workspace if none is specified.</summary>
    /// <exception cref="ComputeTargetException">The workspace cannot be read, or its region is missing.</exception>
    public static async Task<string> LocateAsync(Workspace workspace, string? location, CallContext call) =>
        location ?? workspace.Location ?? await ReadWorkspaceLocationAsync(workspace, call).ConfigureAwait(false);

    /// <summary>Reads the regions in which the service has compute targets, such as <c>westeurope</c>, in ordinal order.</summary>
    public static async Task<IReadOnlyList<string>> ListLocationsAsync(Workspace workspace, CallContext call)
    {
        ComputeClient client = ServiceConnection.GetClient(workspace);
        Uri url = client.Urls.BuildProviderUrl(workspace.SubscriptionId);
        ItemKind<IReadOnlyList<string>> locationsOfTypes = new(
            "resource types",
            json => ResourceType.Read(json) is "workspaces/computes" ? Locations.Read(json) ?? [] : [],
            "resourceTypes");
        SortedSet<string> regions = new(StringComparer.Ordinal);
        await foreach (IReadOnlyList<string> locations in client.Lists.ReadItemsAsync(url, locationsOfTypes, call).ConfigureAwait(false))
        {
            regions.UnionWith(locations.Select(RegionNames.Normalize));
        }

        return [.. regions];
    }

    /// <summary>Runs the read of one of many regions, and names the region in its error.</summary>
    /// <exception cref="ComputeTargetException">The read failed.</exception>
    public static async Task<T> NameRegionInErrorAsync<T>(string location, Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (ComputeTargetException exception)
        {
            throw ServiceError.CopyError(null, exception, $"Region {location} cannot be read. {exception.Message}");
        }
    }

    /// <summary>Reads the sizes. Returns a failed check if the region is not valid or has no sizes; otherwise no check.</summary>
    /// <exception cref="ComputeTargetException">The sizes cannot be read for another reason.</exception>
    public async Task<(IReadOnlyList<VmSize> Sizes, ComputeCheck? FailedCheck)> CheckSizesAsync()
    {
        const string Check = "Location";
        try
        {
            IReadOnlyList<VmSize> sizes = await ReadSizesAsync().ConfigureAwait(false);
            return sizes.Count > 0
                ? (sizes, null)
                : (sizes, new ComputeCheck(
                    Check, ComputeCheckOutcome.Failed, $"The service lists no virtual machine sizes for the region '{Location}'."));
        }
        catch (ComputeTargetException exception) when (exception.Status is 400)
        {
            string message = $"The sizes of the region '{Location}' cannot be read. {exception.Message}";
            return ([], new ComputeCheck(Check, ComputeCheckOutcome.Failed, message) { ErrorId = ErrorIds.InvalidArgument });
        }
    }

    /// <summary>Reads the sizes of the region, without sizes that have no name.</summary>
    public async Task<IReadOnlyList<VmSize>> ReadSizesAsync()
    {
        DateTimeOffset now = _client.Clock.GetUtcNow();
        ItemKind<VmSize> kind = new("virtual machine sizes", json => new VmSize(json, Location, _workspace.Connection.Prices, now));
        IReadOnlyList<VmSize> sizes = await ReadListOnceAsync(Sizes, kind).ConfigureAwait(false);
        return [.. sizes.Where(size => size.Name.Length > 0)];
    }

    /// <summary>Reads the usages of the subscription in the region.</summary>
    public Task<IReadOnlyList<ComputeUsage>> ReadUsagesAsync() => ReadUsagesOnceAsync(query: string.Empty);

    /// <summary>Reads the usages of the subscription in the region, and those of its workspaces and compute targets.</summary>
    public Task<IReadOnlyList<ComputeUsage>> ReadExpandedUsagesAsync() => ReadUsagesOnceAsync("&expandChildren=true");

    /// <summary>
    /// Reads the quotas of the subscription and of its workspaces in the region, with the used cores of those that have a usage.
    /// </summary>
    public async Task<IReadOnlyList<ComputeQuota>> ReadQuotasAsync()
    {
        Dictionary<string, int> used = new(StringComparer.OrdinalIgnoreCase);
        IReadOnlyList<ComputeUsage> usages = await ReadUsagesAsync().ConfigureAwait(false);

        // Quotas limit dedicated cores only, and a usage has the id of its quota but for one word.
        foreach (ComputeUsage usage in usages.Where(usage => usage is { Priority: VmPriorities.Dedicated, Id: not null }))
        {
            string id = usage.Id!;
            int end = id.LastIndexOf("/usages/", StringComparison.OrdinalIgnoreCase);
            used[end < 0 ? id : $"{id.Substring(0, end)}/quotas/{ResourceIdText.GetName(id)}"] = usage.Used;
        }

        return await ReadListAsync(BuildUrl(Quotas), CreateQuotaKind(used)).ConfigureAwait(false);
    }

    /// <summary>Reads the same quotas without the used cores, with one request fewer, and once for all items of a command.</summary>
    public Task<IReadOnlyList<ComputeQuota>> ReadQuotasWithoutUsagesAsync() =>
        ReadListOnceAsync(Quotas, CreateQuotaKind(new Dictionary<string, int>()));

    private static async Task<string> ReadWorkspaceLocationAsync(Workspace workspace, CallContext call)
    {
        Workspace read = await ((ServiceConnection)workspace.Connection).ReadWorkspaceAsync(new WorkspaceReference(workspace), call)
            .ConfigureAwait(false);
        return read.Location ?? throw ComputeTargetException.CreateInvalidArgument(
            $"The service returned no region for workspace '{workspace.Name}'. Specify one with -Location.");
    }

    /// <summary>Describes the items of a list of quotas.</summary>
    /// <param name="used">The used cores, by the id of the quota; a quota without an entry has no usage.</param>
    private ItemKind<ComputeQuota> CreateQuotaKind(Dictionary<string, int> used) => new(
        "quotas",
        json =>
        {
            string id = ComputeQuota.Members.Id.Read(json) ?? string.Empty;
            return new ComputeQuota(json, Location, _workspace, used.TryGetValue(id, out int count) ? count : null);
        });

    private Task<IReadOnlyList<ComputeUsage>> ReadUsagesOnceAsync(string query) =>
        ReadListOnceAsync("usages", new ItemKind<ComputeUsage>("usages", json => new ComputeUsage(json, Location)), query);

    private Uri BuildUrl(string collection, string query = "") =>
        _client.Urls.BuildLocationUrl(_workspace.SubscriptionId, RegionNames.Normalize(Location), collection, query);

    /// <summary>Reads a list once for all items of a command. The sizes stay valid when the command changes something.</summary>
    private Task<IReadOnlyList<T>> ReadListOnceAsync<T>(string collection, ItemKind<T> kind, string query = "")
        where T : class
    {
        Uri url = BuildUrl(collection, query);
        return _call.Responses.GetOrReadAsync(
            _client.Arm.Sender,
            $"{_workspace.Id} {url.AbsoluteUri}",
            isFixed: collection == Sizes,
            () => ReadListAsync(url, kind),
            _call.Token);
    }

    private async Task<IReadOnlyList<T>> ReadListAsync<T>(Uri url, ItemKind<T> kind)
        where T : class => await _client.Lists.ReadItemsAsync(url, kind, _call).ToListAsync().ConfigureAwait(false);
}
