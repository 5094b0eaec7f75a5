using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Regions;
using AmlCompute.Client.Workspaces;
using Azure;
using Azure.Core;

namespace AmlCompute.Client.Running;

/// <summary>Reads what planning needs, such as targets, sizes and quotas, with the client of a workspace.</summary>
internal sealed class PlanReader(Workspace workspace, CallContext call) : IPlanReader
{
    private static readonly JsonMember<IReadOnlyList<VmSize>> SizesMember =
        JsonMembers.CreateList("value", json => new VmSize(json, string.Empty));

    /// <summary>The resource providers whose resources can be read, each with a stable api-version for the GET.</summary>
    private static readonly Dictionary<string, string> ProviderVersions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Microsoft.ContainerService"] = "2024-02-01",
        ["Microsoft.Kubernetes"] = "2021-10-01",
        ["Microsoft.Compute"] = "2023-03-01",
        ["Microsoft.HDInsight"] = "2021-06-01",
        ["Microsoft.Databricks"] = "2023-02-01",
        ["Microsoft.DataLakeAnalytics"] = "2016-11-01",
        ["Microsoft.DataFactory"] = "2018-06-01",
        ["Microsoft.Synapse"] = "2021-06-01",
    };

    private static readonly JsonMember<bool?> NameAvailableMember = JsonMembers.CreateBoolean("nameAvailable");
    private static readonly JsonMember<string> NameMessageMember = JsonMembers.CreateText("message");

    /// <summary>The time after which an instance is created without a check of its name.</summary>
    private static readonly TimeSpan NameCheckTimeout = TimeSpan.FromSeconds(5);

    private readonly ComputeClient _client = ServiceConnection.GetClient(workspace);

    public Workspace Workspace { get; } = workspace;

    public DateTimeOffset Now => _client.Clock.GetUtcNow();

    public Task<ComputeTarget?> FindTargetAsync(string name) => _client.FindTargetAsync(Workspace, name, call);

    public async Task<IReadOnlyList<ComputeTarget>> ListTargetsAsync() =>
        await _client.ListTargetsAsync(Workspace, call).ToListAsync().ConfigureAwait(false);

    public async Task<string?> FindNameProblemAsync(string name)
    {
        // Real time, because the clock of a sandbox runs faster than its responses come.
        using CancellationTokenSource limit = new(NameCheckTimeout);
        using CancellationTokenSource limitOrStop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, call.Token);
        try
        {
            // The service checks the names of instances as those of this older type.
            Uri url = _client.Urls.BuildNameCheckUrl(new WorkspaceReference(Workspace));
            JsonObject body = new() { ["Name"] = name, ["Type"] = "Microsoft.BatchAI/DataScienceInstance" };
            CallContext limitedCall = call with { Token = limitOrStop.Token, IsReadOnly = true };
            Response response = await _client.Arm.SendAsync(RequestMethod.Post, url, body, name, limitedCall).ConfigureAwait(false);
            JsonElement json = ArmClient.ReadObject(response, name);
            if (NameAvailableMember.Read(json) != false)
            {
                return null;
            }

            return NameMessageMember.Read(json) is { Length: > 0 } message ? message : $"The name '{name}' is not available.";
        }
        catch (Exception exception) when (exception is ComputeTargetException or OperationCanceledException)
        {
            call.Token.ThrowIfCancellationRequested();
            call.Log.WriteVerbose($"{name}: The service did not check the name: {exception.Message}");
            return null;
        }
    }

    public async Task<IReadOnlyList<string>> ListSizesForResizeAsync(string name)
    {
        CallContext read = call with { IsReadOnly = true };
        JsonElement json = await _client.PostActionAsync(Workspace, name, ServiceAction.ListSizesForResize, null, read)
            .ConfigureAwait(false);
        return [.. (SizesMember.Read(json) ?? []).Select(size => size.Name).Where(sizeName => sizeName.Length > 0)];
    }

    public Task<string> LocateAsync(string? location) => RegionCatalog.LocateAsync(Workspace, location, call);

    public Task<(IReadOnlyList<VmSize> Sizes, ComputeCheck? FailedCheck)> CheckSizesAsync(string location) =>
        new RegionCatalog(Workspace, location, call).CheckSizesAsync();

    public Task<IReadOnlyList<ComputeUsage>> ReadUsagesAsync(string location) =>
        new RegionCatalog(Workspace, location, call).ReadUsagesAsync();

    public Task<IReadOnlyList<ComputeQuota>> ReadQuotasAsync(string location) =>
        new RegionCatalog(Workspace, location, call).ReadQuotasWithoutUsagesAsync();

    public Task<IReadOnlyList<VirtualNetwork>> ReadNetworksAsync(string subscriptionId) => call.Responses.GetOrReadAsync(
        _client.Arm.Sender,
        $"/subscriptions/{subscriptionId}/virtualNetworks",
        isFixed: true,
        () => ListNetworksAsync(subscriptionId),
        call.Token);

    public async Task<bool> TryRequireResourceAsync(ResourceIdentifier id)
    {
        if (!ProviderVersions.TryGetValue(id.ResourceType.Namespace, out string? version))
        {
            return false;
        }

        Uri url = _client.Urls.BuildResourceUrl(id.ToString(), version);
        _ = await _client.Arm.SendAsync(RequestMethod.Get, url, null, null, call).ConfigureAwait(false);
        return true;
    }

    /// <summary>Reads the networks; none after an error, so that the targets of a command do not repeat the read.</summary>
    private async Task<IReadOnlyList<VirtualNetwork>> ListNetworksAsync(string subscriptionId)
    {
        try
        {
            return await NetworkList.ListNetworksAsync(_client, subscriptionId, call).ToListAsync().ConfigureAwait(false);
        }
        catch (ComputeTargetException exception)
        {
            call.Log.WriteVerbose($"The subnet was not checked, because the virtual networks cannot be read: {exception.Message}");
            return [];
        }
    }
}
