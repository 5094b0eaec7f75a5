using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Types;

/// <summary>
/// A compute type: its value of computeType, the shape of 'properties.properties' (null if the type does not have this member), and the
/// function that creates a compute.
/// </summary>
internal sealed record ComputeType(string Name, ObjectShape? Body, Func<Workspace, string, SandboxState, Compute> Create);

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

    public static ComputeType? Find(string name) =>
        All.FirstOrDefault(type => type.Name.EqualsIgnoreCase(name));
}
