using Azure.Core;

namespace AmlCompute.Client;

/// <summary>The resources that can be attached: their providers by compute type, and the ids built from their names.</summary>
internal static class UnderlyingResource
{
    /// <summary>The first of a type is the one a name alone means.</summary>
    private static readonly Dictionary<string, string[]> Providers = new(StringComparer.Ordinal)
    {
        [ComputeTypes.Kubernetes] = ["Microsoft.ContainerService/managedClusters", "Microsoft.Kubernetes/connectedClusters"],
        [ComputeTypes.VirtualMachine] = ["Microsoft.Compute/virtualMachines"],
    };

    /// <summary>Refuses the id of a resource that the type cannot use.</summary>
    public static string Require(string computeType, string resourceId)
    {
        bool fits = ResourceIdentifier.TryParse(resourceId, out ResourceIdentifier? id)
            && Providers[computeType].Contains(id!.ResourceType.ToString(), StringComparer.OrdinalIgnoreCase)
            && id.ResourceGroupName is not null;
        return fits
            ? resourceId
            : throw new ComputeTargetException(
                ErrorIds.InvalidArgument,
                $"-ResourceId: '{resourceId}' is not the id of a resource that can be attached as {computeType}, which is "
                + string.Join(" or ", Providers[computeType].Select(provider => $"/subscriptions/{{id}}/resourceGroups/{{group}}/providers/{provider}/{{name}}")) + ".");
    }

    /// <summary>The id of a resource of that name in the workspace's subscription, and in its resource group unless another is given.</summary>
    public static string Build(string computeType, Workspace workspace, string? resourceGroupName, string name) =>
        Require(
            computeType,
            $"/subscriptions/{workspace.SubscriptionId}/resourceGroups/{resourceGroupName ?? workspace.ResourceGroupName}/providers/{Providers[computeType][0]}/{name}");
}
