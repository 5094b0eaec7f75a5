using Azure.Core;

namespace AmlCompute.Client.Arm;

/// <summary>Parses the ids of resources in a resource group.</summary>
internal static class ArmId
{
    /// <summary>
    /// Parses the id of a resource of that type; null if the text is not a valid id of that type. ResourceIdentifier accepts two ids in one
    /// text and returns the last of them, so the number of segments is checked here.
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

    /// <summary>
    /// Returns the number of segments of an id: subscription and resource group with their keywords, "providers", the namespace, and a type
    /// and name pair for each part of the type.
    /// </summary>
    private static int PartsOf(string resourceType) => 4 + (2 * resourceType.Split('/').Length);
}
