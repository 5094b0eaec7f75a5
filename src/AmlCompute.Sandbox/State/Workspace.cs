namespace AmlCompute.Sandbox.State;

/// <summary>A workspace and its computes.</summary>
internal sealed class Workspace(string subscriptionId, string resourceGroup, string name, string location)
{
    public string SubscriptionId { get; } = subscriptionId;

    public string ResourceGroup { get; } = resourceGroup;

    public string Name { get; } = name;

    public string Location { get; } = location;

    public string GroupId => $"/subscriptions/{SubscriptionId}/resourceGroups/{ResourceGroup}";

    public string Id => $"{GroupId}/providers/{RequestContext.Provider}/workspaces/{Name}";

    /// <summary>The computes by name, which is the order of a list, so that the order does not change between two pages.</summary>
    public SortedDictionary<string, Compute> Computes { get; } = new(StringComparer.OrdinalIgnoreCase);

    public JobList Jobs { get; } = new();

    /// <summary>The limits of families that were set for this workspace, below the limits of the subscription.</summary>
    public Dictionary<string, int> FamilyLimits { get; } = new(StringComparer.OrdinalIgnoreCase);

    public Compute RequireCompute(string compute) =>
        Computes.TryGetValue(compute, out Compute? found) ? found : throw UnknownChild("computes", compute);

    public ServiceError UnknownChild(string type, string child) =>
        ServiceError.UnknownResource(ResourceGroup, $"workspaces/{Name}/{type}/{child}");

    public JsonObject ToJson(SeededValues seeds)
    {
        string group = $"{GroupId}/providers";
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
                ["principalId"] = seeds.Guid($"{Id}/principal").ToString(),
                ["tenantId"] = seeds.Guid("tenant").ToString(),
            },
            ["properties"] = new JsonObject
            {
                ["friendlyName"] = Name,
                ["description"] = "A workspace of the AmlCompute sandbox; nothing in it exists in Azure.",
                ["storageAccount"] = $"{group}/Microsoft.Storage/storageAccounts/sandboxstorage",
                ["keyVault"] = $"{group}/Microsoft.Keyvault/vaults/sandboxvault",
                ["applicationInsights"] = $"{group}/Microsoft.insights/components/sandboxinsights",
                ["containerRegistry"] = null,
                ["hbiWorkspace"] = false,
                ["imageBuildCompute"] = null,
                ["provisioningState"] = "Succeeded",
                ["publicNetworkAccess"] = "Enabled",
                ["discoveryUrl"] = $"https://{Location}.api.azureml.ms/discovery",
                ["workspaceId"] = seeds.Guid($"{Id}/workspace").ToString(),
            },
        };
    }
}
