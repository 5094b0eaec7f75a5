namespace AmlCompute.Settings;

/// <summary>
/// The Azure resources that can be attached as compute targets: the resource types of each compute type, and the ids of such resources. A
/// compute type in the parameters must be one that can be attached.
/// </summary>
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

    /// <summary>Gets all ARM types of such resources.</summary>
    public static IEnumerable<string> ResourceTypes => TypesByCompute.Values.SelectMany(types => types).Distinct();

    /// <summary>Returns true if the text is the id of a resource that the compute type can attach.</summary>
    public static bool IsIdOfType(string computeType, string resourceId) =>
        TypesByCompute[computeType].Any(type => ResourceIdText.IsOfType(resourceId, type));

    /// <summary>Returns the compute types that can attach the resource of an id, the usual one first; none for another resource.</summary>
    public static IEnumerable<string> FindComputeTypes(string resourceId) =>
        TypesByCompute.Keys.Where(type => IsIdOfType(type, resourceId));

    /// <summary>Returns true as <see cref="IsIdOfType"/> does, and also if the subscription is a placeholder.</summary>
    public static bool HasFormOfId(string computeType, string resourceId) =>
        TypesByCompute[computeType].Any(type => ResourceIdText.HasFormOfType(resourceId, type));

    /// <summary>Returns the forms of the ids for messages, joined by "or".</summary>
    public static string DescribeIdForm(string computeType) =>
        string.Join(" or ", TypesByCompute[computeType].Select(ResourceIdText.DescribeForm));

    /// <summary>Returns the id of a resource in the subscription of the workspace.</summary>
    /// <param name="computeType">The compute type, whose first resource type applies.</param>
    /// <param name="workspace">The workspace.</param>
    /// <param name="resourceGroupName">The resource group; null for that of the workspace.</param>
    /// <param name="names">The names in the id, one for each segment of the resource type after its namespace.</param>
    public static string BuildId(string computeType, Workspace workspace, string? resourceGroupName, params string[] names)
    {
        // An id has the name of a resource after each segment of its type: workspaces/NAME/bigDataPools/NAME.
        string[] segments = TypesByCompute[computeType][0].Split('/');
        return $"/subscriptions/{workspace.SubscriptionId}/resourceGroups/{resourceGroupName ?? workspace.ResourceGroupName}"
            + $"/providers/{segments[0]}" + string.Concat(segments.Skip(1).Zip(names, (type, name) => $"/{type}/{name}"));
    }
}
