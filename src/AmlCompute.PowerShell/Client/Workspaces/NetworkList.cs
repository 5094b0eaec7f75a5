using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;

namespace AmlCompute.Client.Workspaces;

/// <summary>Lists the virtual networks of a subscription.</summary>
internal static class NetworkList
{
    /// <summary>A stable api-version of Microsoft.Network.</summary>
    private const string ApiVersion = "2024-05-01";

    public static IAsyncEnumerable<VirtualNetwork> ListNetworksAsync(ComputeClient client, string subscriptionId, CallContext call)
    {
        string resourceId = $"/subscriptions/{subscriptionId}/providers/Microsoft.Network/virtualNetworks";
        ItemKind<VirtualNetwork> networks = new("virtual networks", json => new VirtualNetwork(json));
        return client.Lists.ReadItemsAsync(client.Urls.BuildResourceUrl(resourceId, ApiVersion), networks, call);
    }
}
