using Azure.Core;

namespace AmlCompute.Client.Arm;

/// <summary>Ids of resources in a resource group, as users write them.</summary>
internal static class ArmId
{
    /// <summary>
    /// Reads the id of a resource of that type; null when it is none. Two ids that ended up in one text are none either, though the last of them could be read.
    /// </summary>
    /// <param name="text">The id.</param>
    /// <param name="resourceType">Provider and type, such as <c>Microsoft.Compute/virtualMachines</c>.</param>
    public static ResourceIdentifier? TryParse(string text, string resourceType) =>
        ResourceIdentifier.TryParse(text, out ResourceIdentifier? id)
        && id!.ResourceType.ToString().Equals(resourceType, StringComparison.OrdinalIgnoreCase)
        && id.SubscriptionId is not null
        && id.ResourceGroupName is not null
        && !string.IsNullOrEmpty(id.Name)
        && !text.Any(char.IsControl)
        && text.Trim('/').Split('/').Length == PartsOf(resourceType)
            ? id
            : null;

    /// <summary>Subscription, resource group and provider with a word before each, and a name behind each part of the type.</summary>
    private static int PartsOf(string resourceType) => 4 + (2 * resourceType.Split('/').Length);
}
