namespace AmlCompute.Sandbox.Types;

/// <summary>The compute types of the sandbox.</summary>
internal static class ComputeTypes
{
    public static IReadOnlyList<ComputeType> All { get; } =
    [
        AksCompute.Definition,
        AmlCluster.Definition,
        ComputeInstance.Definition,
        DatabricksCompute.Definition,
        DataFactoryCompute.Definition,
        DataLakeAnalyticsCompute.Definition,
        HDInsightCompute.Definition,
        KubernetesCompute.Definition,
        SynapseSparkCompute.Definition,
        VirtualMachineCompute.Definition,
    ];

    /// <summary>Finds a type by the value of computeType, whose case is ignored; null if there is none.</summary>
    public static ComputeType? FindType(string name) => All.FirstOrDefault(type => type.Name.EqualsIgnoreCase(name));
}
