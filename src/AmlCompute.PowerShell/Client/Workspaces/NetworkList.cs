using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using Azure.Core;

namespace AmlCompute.Client.Workspaces;

/// <summary>Lists the virtual networks of a subscription.</summary>
internal static class NetworkList
{
    /// <summary>A stable api-version of Microsoft.Network.</summary>
    private const string Version = "2024-05-01";

    public static IAsyncEnumerable<VirtualNetwork> ListAsync(ComputeClient client, string subscriptionId, CallContext call)
    {
        Uri url = client.Urls.Resource($"/subscriptions/{subscriptionId}/providers/Microsoft.Network/virtualNetworks", Version);
        return client.ItemsAsync(
            RequestMethod.Get, url, new ItemKind<VirtualNetwork>("virtual networks", json => new VirtualNetwork(json)), null, call);
    }
}
