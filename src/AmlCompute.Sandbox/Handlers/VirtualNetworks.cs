using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Handlers;

/// <summary>Lists virtual networks. Each resource group that has a workspace has the same two, with their subnets.</summary>
internal sealed class VirtualNetworks(SandboxState state)
{
    private static readonly Network[] Networks =
    [
        new("sandbox-vnet", "10.0.0.0/16", [new("default", "10.0.0.0/24"), new("training", "10.0.1.0/24")]),
        new("shared-vnet", "10.1.0.0/16", [new("compute", "10.1.0.0/24")]),
    ];

    /// <summary>Lists the networks of a resource group, or with null those of the subscription.</summary>
    public Reply ListNetworks(RequestContext request, string subscription, string? resourceGroup)
    {
        request.RequireMethod("GET");
        IEnumerable<JsonNode> networks = state.Workspaces.ListWorkspaces(subscription, resourceGroup)
            .GroupBy(workspace => workspace.ResourceGroup, StringComparer.OrdinalIgnoreCase)
            .SelectMany(group => Networks.Select(network => RenderNetwork(subscription, group.Key, group.First().Location, network)));
        return Reply.Ok(new JsonObject { ["value"] = new JsonArray([.. networks]) });
    }

    private static JsonObject RenderNetwork(string subscription, string group, string location, Network network)
    {
        string id = $"/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Network/virtualNetworks/{network.Name}";
        return new JsonObject
        {
            ["name"] = network.Name,
            ["id"] = id,
            ["type"] = "Microsoft.Network/virtualNetworks",
            ["location"] = location,
            ["properties"] = new JsonObject
            {
                ["provisioningState"] = "Succeeded",
                ["addressSpace"] = new JsonObject { ["addressPrefixes"] = new JsonArray(network.Prefix) },
                ["subnets"] = new JsonArray([.. network.Subnets.Select(subnet => new JsonObject
                {
                    ["name"] = subnet.Name,
                    ["id"] = $"{id}/subnets/{subnet.Name}",
                    ["properties"] = new JsonObject { ["addressPrefix"] = subnet.Prefix, ["provisioningState"] = "Succeeded" },
                })]),
            },
        };
    }

    private sealed record Network(string Name, string Prefix, Subnet[] Subnets);

    private sealed record Subnet(string Name, string Prefix);
}
