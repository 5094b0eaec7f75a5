using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Types;

/// <summary>
/// A compute type: its name on the wire, what 'properties.properties' may hold (null when there is no such member), and how one is made.
/// </summary>
internal sealed record ComputeType(string Name, ObjectShape? Body, Func<Workspace, string, SandboxState, Compute> Create);

/// <summary>The compute types that the sandbox has.</summary>
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
        All.FirstOrDefault(type => string.Equals(type.Name, name, StringComparison.OrdinalIgnoreCase));
}
