using System.Text.Json;
using System.Text.Json.Nodes;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Workspaces;
using Azure.Core;

namespace AmlCompute.Client.Regions;

/// <summary>What a region offers to a subscription: sizes of virtual machines, limits, and what is used of them.</summary>
internal sealed class RegionCatalog
{
    private const int FewNames = 5;
    private const string Sizes = "vmSizes";
    private const string Quotas = "quotas";

    private readonly ComputeClient _client;
    private readonly Workspace _workspace;
    private readonly CallContext _call;

    /// <param name="workspace">The workspace whose subscription is asked.</param>
    /// <param name="location">The region.</param>
    /// <param name="call">The call.</param>
    public RegionCatalog(Workspace workspace, string location, CallContext call)
    {
        _client = ServiceConnection.ClientOf(workspace);
        _workspace = workspace;
        _call = call;
        Location = location;
    }

    public string Location { get; }

    /// <summary>The catalog of a region: that of the workspace, unless one was given.</summary>
    public static async Task<RegionCatalog> OpenAsync(Workspace workspace, string? location, CallContext call) =>
        new(workspace, await LocateAsync(workspace, location, call).ConfigureAwait(false), call);

    /// <summary>The region of what belongs to the workspace: its own, unless one was given.</summary>
    public static async Task<string> LocateAsync(Workspace workspace, string? location, CallContext call) =>
        location
        ?? workspace.Location
        ?? (await ((ServiceConnection)workspace.Connection).OpenAsync(new WorkspaceReference(workspace), call).ConfigureAwait(false)).Location
        ?? throw ComputeTargetException.Invalid($"Workspace '{workspace.Name}' does not tell its region; give one with -Location.");

    /// <summary>The sentence that tells what the user may have meant.</summary>
    public static string SimilarNames(string what, string name, IEnumerable<string> known, string location) =>
        Suggestions.Near(name, known).Take(FewNames).ToArray() is { Length: > 0 } near
            ? $"{what} with a similar name in {location}: {string.Join(", ", near)}."
            : $"{what} with a similar name in {location}: none.";

    /// <summary>What to say of a name that a region has nothing of.</summary>
    /// <param name="thing">What was looked for.</param>
    /// <param name="what">What the known names are names of.</param>
    /// <param name="name">The name.</param>
    /// <param name="known">The names there are; one that comes twice is told once.</param>
    /// <param name="location">The region.</param>
    public static ComputeTargetException NoSuch(string thing, string what, string name, IEnumerable<string> known, string location) =>
        ComputeTargetException.Invalid($"There is no {thing} '{name}' in {location}. {SimilarNames(what, name, known.Distinct(StringComparer.OrdinalIgnoreCase), location)}");

    /// <summary>The sentence that tells which sizes the user may have meant.</summary>
    public static string SimilarSizes(string name, IEnumerable<VmSize> known, string location) => SimilarNames("Sizes", name, known.Select(size => size.Name), location);

    /// <summary>What to say of a size that the region does not have.</summary>
    public static string NoSuchSize(string name, IEnumerable<VmSize> known, string location) =>
        $"There is no virtual machine size '{name}' in {location}. {SimilarSizes(name, known, location)}";

    /// <summary>The size of that name, in any casing.</summary>
    public static VmSize? Find(IEnumerable<VmSize> sizes, string? name) => sizes.FirstOrDefault(size => string.Equals(size.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The sizes of the region, and the check that tells that there are none: the service does not know the region, or has nothing there.</summary>
    public async Task<(IReadOnlyList<VmSize> Sizes, ComputeCheck? Unknown)> CheckSizesAsync()
    {
        const string Check = "Location";
        try
        {
            IReadOnlyList<VmSize> sizes = await ReadSizesAsync().ConfigureAwait(false);
            return (sizes, sizes.Count > 0 ? null : new ComputeCheck(Check, ComputeCheckOutcome.Failed, $"The service lists no virtual machine sizes for the region '{Location}'."));
        }
        catch (ComputeTargetException exception) when (exception.Status is 400)
        {
            return ([], new ComputeCheck(Check, ComputeCheckOutcome.Failed, $"The region '{Location}' cannot be asked for its sizes. {exception.Message}") { ErrorId = ErrorIds.InvalidArgument });
        }
    }

    /// <summary>The sizes of the region; what has no name is left out.</summary>
    public async Task<IReadOnlyList<VmSize>> ReadSizesAsync() =>
        [.. (await ReadOnceAsync(Sizes, new ItemKind<VmSize>("virtual machine sizes", json => new VmSize(json, Location))).ConfigureAwait(false)).Where(size => size.Name.Length > 0)];

    /// <summary>What is used, of the subscription, its workspaces and their computes, as far as the service counts it.</summary>
    public Task<IReadOnlyList<ComputeUsage>> ReadUsagesAsync() => ReadOnceAsync("usages", new ItemKind<ComputeUsage>("usages", json => new ComputeUsage(json, Location)));

    /// <summary>The quotas of the subscription and of its workspaces in the region, with what is used of them.</summary>
    public async Task<IReadOnlyList<ComputeQuota>> ReadQuotasAsync()
    {
        Dictionary<string, int> used = new(StringComparer.OrdinalIgnoreCase);
        foreach (ComputeUsage usage in (await ReadUsagesAsync().ConfigureAwait(false)).Where(usage => usage is { Priority: VmPriorities.Dedicated, Id: not null }))
        {
            used[usage.Id!.Replace("/usages/", "/quotas/")] = usage.Used;
        }

        return await ReadAsync(UrlOf(Quotas), QuotaKind(used)).ConfigureAwait(false);
    }

    /// <summary>The quotas without what is used of them.</summary>
    public Task<IReadOnlyList<ComputeQuota>> ReadLimitsAsync() => ReadOnceAsync(Quotas, QuotaKind(new Dictionary<string, int>()));

    /// <summary>Sets quotas of workspaces. The service says of each row whether it took it.</summary>
    public Task<IReadOnlyList<QuotaAnswer>> UpdateQuotasAsync(JsonArray rows) =>
        ReadAsync(UrlOf("updateQuotas"), new ItemKind<QuotaAnswer>("quotas", json => new QuotaAnswer(json)), new JsonObject { ["value"] = rows });

    private ItemKind<ComputeQuota> QuotaKind(Dictionary<string, int> used) => new(
        "quotas",
        json => new ComputeQuota(json, Location, _workspace, used.TryGetValue(ComputeQuota.Members.Id.Read(json) ?? string.Empty, out int count) ? count : null));

    private Uri UrlOf(string collection) => _client.Urls.Location(_workspace.SubscriptionId, Location, collection);

    /// <summary>Reads what the command may have read for another item already. Which sizes there are does not depend on what it changes.</summary>
    private Task<IReadOnlyList<T>> ReadOnceAsync<T>(string collection, ItemKind<T> kind)
        where T : class
    {
        Uri url = UrlOf(collection);
        return _call.Responses.GetAsync(_client, $"{_workspace.Id} {url.AbsoluteUri}", collection == Sizes, () => ReadAsync(url, kind), _call.Token);
    }

    /// <summary>Reads all pages of a list; one that is the answer to a body begins with a POST.</summary>
    private async Task<IReadOnlyList<T>> ReadAsync<T>(Uri url, ItemKind<T> kind, JsonNode? body = null)
        where T : class
    {
        List<T> items = [];
        await foreach (T item in _client.ItemsAsync(body is null ? RequestMethod.Get : RequestMethod.Post, url, kind, null, _call, body).ConfigureAwait(false))
        {
            items.Add(item);
        }

        return items;
    }
}
