using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Handlers;

/// <summary>The virtual networks of a resource group that has a workspace: two, each with its subnets.</summary>
internal sealed class VirtualNetworks(SandboxState state)
{
    private static readonly (string Name, string Prefix, (string Name, string Prefix)[] Subnets)[] Table =
    [
        ("sandbox-vnet", "10.0.0.0/16", [("default", "10.0.0.0/24"), ("training", "10.0.1.0/24")]),
        ("shared-vnet", "10.1.0.0/16", [("compute", "10.1.0.0/24")]),
    ];

    public Reply List(RequestContext request, string subscription, string? resourceGroup)
    {
        request.RequireMethod("GET");
        IEnumerable<JsonNode> networks = state.Workspaces.List(subscription, resourceGroup)
            .GroupBy(workspace => workspace.ResourceGroup, StringComparer.OrdinalIgnoreCase)
            .SelectMany(group => Table.Select(network => ToJson(subscription, group.Key, group.First().Location, network)));
        return Reply.Ok(new JsonObject { ["value"] = new JsonArray([.. networks]) });
    }

    private static JsonObject ToJson(
        string subscription, string group, string location, (string Name, string Prefix, (string Name, string Prefix)[] Subnets) network)
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
}
