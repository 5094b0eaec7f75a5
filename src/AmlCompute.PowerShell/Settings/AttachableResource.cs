using AmlCompute.Client.Arm;

namespace AmlCompute.Settings;

/// <summary>The resources that can be attached: their resource types by compute type, and ids built from names.</summary>
internal static class AttachableResource
{
    /// <summary>The resource types by compute type. The first one applies if the user gives only a name.</summary>
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

    /// <summary>Returns true if the id has the form of a resource that the type can use; its parts are not checked.</summary>
    public static bool HasFormOfId(string computeType, string resourceId)
    {
        string[] parts = resourceId.Split('/');
        if (parts.Length <= 6 || parts.Length % 2 == 0)
        {
            return false;
        }

        string resourceType = string.Join("/", parts.Skip(6).Where((_, index) => index == 0 || index % 2 == 1));
        return Is(0, string.Empty) && Is(1, "subscriptions") && Is(3, "resourceGroups") && Is(5, "providers")
            && Providers[computeType].Contains(resourceType, StringComparer.OrdinalIgnoreCase);

        bool Is(int index, string word) => parts[index].Equals(word, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Returns true if the text is the id of a resource that the type can use.</summary>
    public static bool IsId(string computeType, string resourceId) =>
        Providers[computeType].Any(provider => ArmId.TryParse(resourceId, provider) is not null);

    /// <summary>Returns the form of an id for messages.</summary>
    public static string FormOfId(string computeType) => string.Join(
        " or ",
        Providers[computeType].Select(provider =>
            $"/subscriptions/{{id}}/resourceGroups/{{group}}/providers/{Form(provider, ["{name}", "{name}"])}"));

    /// <summary>Returns the id, or refuses it if the type cannot use the resource.</summary>
    public static string RequireId(string computeType, string resourceId)
    {
        return IsId(computeType, resourceId)
            ? resourceId
            : throw ComputeTargetException.Invalid($"-ResourceId: {WrongId(computeType, resourceId)}");
    }

    /// <summary>Returns the id of a resource in the subscription and, by default, the resource group of the workspace.</summary>
    /// <param name="computeType">The compute type.</param>
    /// <param name="workspace">The workspace to attach to.</param>
    /// <param name="resourceGroupName">The resource group of the resource.</param>
    /// <param name="names">The names of the parent resources and of the resource.</param>
    public static string IdOf(string computeType, Workspace workspace, string? resourceGroupName, params string[] names) =>
        RequireId(
            computeType,
            $"/subscriptions/{workspace.SubscriptionId}/resourceGroups/{resourceGroupName ?? workspace.ResourceGroupName}"
                + $"/providers/{Form(Providers[computeType][0], names)}");

    /// <summary>Returns the message for an id that the type cannot use.</summary>
    public static string WrongId(string computeType, string resourceId) =>
        $"'{resourceId}' is not a valid id of a resource to attach as {computeType}. The form is {FormOfId(computeType)}.";

    /// <summary>Combines a resource type with names: <c>provider/type/name/subtype/name</c>.</summary>
    private static string Form(string resourceType, string[] names)
    {
        string[] parts = resourceType.Split('/');
        return parts[0] + string.Concat(parts.Skip(1).Zip(names, (type, name) => $"/{type}/{name}"));
    }
}
