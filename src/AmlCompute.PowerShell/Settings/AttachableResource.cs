using AmlCompute.Client.Arm;

namespace AmlCompute.Settings;

/// <summary>The resources that can be attached: their providers by compute type, and the ids built from their names.</summary>
internal static class AttachableResource
{
    /// <summary>The first of a type is the one a name alone means.</summary>
    private static readonly Dictionary<string, string[]> Providers = new(StringComparer.Ordinal)
    {
        [ComputeTypes.Kubernetes] = ["Microsoft.ContainerService/managedClusters", "Microsoft.Kubernetes/connectedClusters"],
        [ComputeTypes.VirtualMachine] = ["Microsoft.Compute/virtualMachines"],
        [ComputeTypes.Aks] = ["Microsoft.ContainerService/managedClusters"],
        [ComputeTypes.HDInsight] = ["Microsoft.HDInsight/clusters"],
        [ComputeTypes.Databricks] = ["Microsoft.Databricks/workspaces"],
        [ComputeTypes.DataLakeAnalytics] = ["Microsoft.DataLakeAnalytics/accounts"],
        [ComputeTypes.DataFactory] = ["Microsoft.DataFactory/factories"],
        [ComputeTypes.SynapseSpark] = ["Microsoft.Synapse/workspaces/bigDataPools"],
    };

    /// <summary>Whether the id has the form of one that the type can use; its parts may still be wrong.</summary>
    public static bool HasFormOfId(string computeType, string resourceId)
    {
        string[] parts = resourceId.Split('/');
        return parts.Length > 6 && parts.Length % 2 == 1 && Is(0, string.Empty) && Is(1, "subscriptions") && Is(3, "resourceGroups") && Is(5, "providers")
            && Providers[computeType].Contains(string.Join("/", parts.Skip(6).Where((_, index) => index == 0 || index % 2 == 1)), StringComparer.OrdinalIgnoreCase);

        bool Is(int index, string word) => parts[index].Equals(word, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether it is the id of a resource that the type can use.</summary>
    public static bool IsId(string computeType, string resourceId) =>
        Providers[computeType].Any(provider => ArmId.TryParse(resourceId, provider) is not null);

    /// <summary>What an id must look like, for messages.</summary>
    public static string FormOfId(string computeType) =>
        string.Join(" or ", Providers[computeType].Select(provider => $"/subscriptions/{{id}}/resourceGroups/{{group}}/providers/{Form(provider, ["{name}", "{name}"])}"));

    /// <summary>Refuses the id of a resource that the type cannot use.</summary>
    public static string RequireId(string computeType, string resourceId)
    {
        return IsId(computeType, resourceId)
            ? resourceId
            : throw ComputeTargetException.Invalid($"-ResourceId: {WrongId(computeType, resourceId)}");
    }

    /// <summary>The id of a resource of that name in the workspace's subscription, and in its resource group unless another is given.</summary>
    /// <param name="computeType">The compute type.</param>
    /// <param name="workspace">The workspace to attach to.</param>
    /// <param name="resourceGroupName">The resource group of the resource.</param>
    /// <param name="names">Its name, after those of the resources it is in.</param>
    public static string IdOf(string computeType, Workspace workspace, string? resourceGroupName, params string[] names) =>
        RequireId(
            computeType,
            $"/subscriptions/{workspace.SubscriptionId}/resourceGroups/{resourceGroupName ?? workspace.ResourceGroupName}/providers/{Form(Providers[computeType][0], names)}");

    /// <summary>The error of an id that the type cannot use.</summary>
    public static string WrongId(string computeType, string resourceId) =>
        $"'{resourceId}' is not the id of a resource that can be attached as {computeType}, which is {FormOfId(computeType)}.";

    /// <summary>Puts the names after the parts of the resource type: <c>provider/type/name/subtype/name</c>.</summary>
    private static string Form(string resourceType, string[] names)
    {
        string[] parts = resourceType.Split('/');
        return parts[0] + string.Concat(parts.Skip(1).Zip(names, (type, name) => $"/{type}/{name}"));
    }
}
