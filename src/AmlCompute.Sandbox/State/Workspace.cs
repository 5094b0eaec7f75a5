using AmlCompute.Sandbox.Catalog;
using AmlCompute.Sandbox.Jobs;

namespace AmlCompute.Sandbox.State;

/// <summary>A workspace with its computes and jobs.</summary>
internal sealed class Workspace(string subscriptionId, string resourceGroup, string name, string location)
{
    public string SubscriptionId { get; } = subscriptionId;

    public string ResourceGroup { get; } = resourceGroup;

    public string Name { get; } = name;

    public string Location { get; } = location;

    /// <summary>The id of the resource group.</summary>
    public string ResourceGroupId => $"/subscriptions/{SubscriptionId}/resourceGroups/{ResourceGroup}";

    public string Id => $"{ResourceGroupId}/providers/{RequestContext.Provider}/workspaces/{Name}";

    /// <summary>The computes by name, which is the order of a list, so that the order does not change between two pages.</summary>
    public SortedDictionary<string, Compute> Computes { get; } = new(StringComparer.OrdinalIgnoreCase);

    public JobList Jobs { get; } = new();

    /// <summary>The limits that updateQuotas set for this workspace, in cores, by the name of the family.</summary>
    public Dictionary<string, int> FamilyLimits { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Finds a compute by its name, and fails with status 404 if it does not exist.</summary>
    public Compute RequireCompute(string name) =>
        Computes.TryGetValue(name, out Compute? compute) ? compute : throw CreateUnknownChildError("computes", name);

    /// <summary>Creates the error for a missing resource, with the type as in the path: computes or jobs.</summary>
    public ServiceError CreateUnknownChildError(string type, string name) =>
        ArmErrors.UnknownResource(ResourceGroup, $"workspaces/{Name}/{type}/{name}");

    public JsonObject ToJson(SeededValues seeds)
    {
        string providers = $"{ResourceGroupId}/providers";
        return new JsonObject
        {
            ["id"] = Id,
            ["name"] = Name,
            ["type"] = $"{RequestContext.Provider}/workspaces",
            ["location"] = Location,
            ["tags"] = new JsonObject(),
            ["etag"] = null,
            ["kind"] = "Default",
            ["sku"] = new JsonObject { ["name"] = "Basic", ["tier"] = "Basic" },
            ["identity"] = new JsonObject
            {
                ["type"] = "SystemAssigned",
                ["principalId"] = seeds.CreateGuid($"{Id}/principal").ToString(),
                ["tenantId"] = seeds.TenantId,
            },
            ["properties"] = new JsonObject
            {
                ["friendlyName"] = Name,
                ["description"] = "A workspace of the AmlCompute sandbox; nothing in it exists in Azure.",
                ["storageAccount"] = $"{providers}/Microsoft.Storage/storageAccounts/sandboxstorage",
                ["keyVault"] = $"{providers}/Microsoft.Keyvault/vaults/sandboxvault",
                ["applicationInsights"] = $"{providers}/Microsoft.insights/components/sandboxinsights",
                ["containerRegistry"] = null,
                ["hbiWorkspace"] = false,
                ["imageBuildCompute"] = null,
                ["provisioningState"] = "Succeeded",
                ["publicNetworkAccess"] = "Enabled",
                ["discoveryUrl"] = $"https://{Regions.NormalizeName(Location)}.api.azureml.ms/discovery",
                ["workspaceId"] = seeds.CreateGuid($"{Id}/workspace").ToString(),
            },
        };
    }
}
