using Azure.Core;

namespace AmlCompute.Client;

/// <summary>Ids of resources in a resource group, as users write them.</summary>
internal static class ArmId
{
    /// <summary>Reads the id of a resource of that type; null when it is none.</summary>
    /// <param name="text">The id.</param>
    /// <param name="resourceType">Provider and type, such as <c>Microsoft.Compute/virtualMachines</c>.</param>
    public static ResourceIdentifier? TryParse(string text, string resourceType) =>
        ResourceIdentifier.TryParse(text, out ResourceIdentifier? id)
        && id!.ResourceType.ToString().Equals(resourceType, StringComparison.OrdinalIgnoreCase)
        && id.SubscriptionId is not null
        && id.ResourceGroupName is not null
        && !string.IsNullOrEmpty(id.Name)
            ? id
            : null;
}
