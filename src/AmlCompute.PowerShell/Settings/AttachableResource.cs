namespace AmlCompute.Settings;

/// <summary>The resources that can be attached: their resource types by compute type, and ids built from names.</summary>
internal static class AttachableResource
{
    /// <summary>The resource types by compute type. The first one applies if the user gives only a name.</summary>
    private static readonly Dictionary<string, string[]> TypesByCompute = new(StringComparer.Ordinal)
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

    /// <summary>Returns true if the text is the id of a resource that the type can use.</summary>
    public static bool IsId(string computeType, string resourceId) =>
        TypesByCompute[computeType].Any(type => ResourceIdText.IsOfType(resourceId, type));

    /// <summary>Returns the compute types that can attach the resource of an id, the usual one first; none for another resource.</summary>
    public static IEnumerable<string> TypesOf(string resourceId) => TypesByCompute.Keys.Where(type => IsId(type, resourceId));

    public static IEnumerable<string> ResourceTypes => TypesByCompute.Values.SelectMany(types => types).Distinct();

    /// <summary>Returns true if the text has the form of an id; the subscription can be a placeholder.</summary>
    public static bool HasFormOfId(string computeType, string resourceId) =>
        TypesByCompute[computeType].Any(type => ResourceIdText.HasFormOf(resourceId, type));

    public static string FormOfId(string computeType) => string.Join(" or ", TypesByCompute[computeType].Select(ResourceIdText.FormOf));

    /// <summary>Returns the id of a resource in the subscription and, by default, the resource group of the workspace.</summary>
    public static string IdOf(string computeType, Workspace workspace, string? resourceGroupName, params string[] names)
    {
        string[] segments = TypesByCompute[computeType][0].Split('/');
        return $"/subscriptions/{workspace.SubscriptionId}/resourceGroups/{resourceGroupName ?? workspace.ResourceGroupName}"
            + $"/providers/{segments[0]}" + string.Concat(segments.Skip(1).Zip(names, (type, name) => $"/{type}/{name}"));
    }
}
