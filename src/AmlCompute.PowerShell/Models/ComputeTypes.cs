using System.Text.Json;

namespace AmlCompute;

/// <summary>The compute types of the service and the class each is read as: the one list of them.</summary>
internal static class ComputeTypes
{
    public const string AmlCompute = "AmlCompute";
    public const string ComputeInstance = "ComputeInstance";
    public const string Aks = "AKS";
    public const string Kubernetes = "Kubernetes";
    public const string VirtualMachine = "VirtualMachine";
    public const string HDInsight = "HDInsight";
    public const string Databricks = "Databricks";
    public const string DataLakeAnalytics = "DataLakeAnalytics";
    public const string DataFactory = "DataFactory";
    public const string SynapseSpark = "SynapseSpark";

    public static readonly IReadOnlyList<string> All =
    [
        Aks, AmlCompute, ComputeInstance, Databricks, DataFactory, DataLakeAnalytics, HDInsight, Kubernetes, SynapseSpark, VirtualMachine,
    ];

    private static readonly Dictionary<string, (Type Class, Func<JsonElement, Workspace, ComputeTarget> Create)> Classes = new(StringComparer.OrdinalIgnoreCase)
    {
        [AmlCompute] = (typeof(ComputeCluster), (json, workspace) => new ComputeCluster(json, workspace)),
        [ComputeInstance] = (typeof(ComputeInstance), (json, workspace) => new ComputeInstance(json, workspace)),
        [Kubernetes] = (typeof(KubernetesCompute), (json, workspace) => new KubernetesCompute(json, workspace)),
        [VirtualMachine] = (typeof(VirtualMachineCompute), (json, workspace) => new VirtualMachineCompute(json, workspace)),
        [Aks] = (typeof(AksCompute), (json, workspace) => new AksCompute(json, workspace)),
        [HDInsight] = (typeof(HDInsightCompute), (json, workspace) => new HDInsightCompute(json, workspace)),
        [Databricks] = (typeof(DatabricksCompute), (json, workspace) => new DatabricksCompute(json, workspace)),
        [DataLakeAnalytics] = (typeof(DataLakeAnalyticsCompute), (json, workspace) => new DataLakeAnalyticsCompute(json, workspace)),
        [DataFactory] = (typeof(DataFactoryCompute), (json, workspace) => new DataFactoryCompute(json, workspace)),
        [SynapseSpark] = (typeof(SynapseSparkCompute), (json, workspace) => new SynapseSparkCompute(json, workspace)),
    };

    /// <summary>The class that targets of a type are read as.</summary>
    public static Type ClassOf(string computeType) => Classes.TryGetValue(computeType, out var known) ? known.Class : typeof(UnknownCompute);

    /// <summary>Makes the object for one compute resource of the service's JSON.</summary>
    public static ComputeTarget Create(JsonElement json, Workspace workspace) => Create(ComputeTarget.Members.ComputeType.Read(json), json, workspace);

    /// <summary>Makes the object for one compute resource whose type is known and whose JSON nobody may ever look into.</summary>
    public static ComputeTarget Create(string? computeType, byte[] utf8Text, Workspace workspace)
    {
        ComputeTarget target = Create(computeType, default(JsonElement), workspace);
        target.Defer(utf8Text);
        return target;
    }

    private static ComputeTarget Create(string? computeType, JsonElement json, Workspace workspace) =>
        computeType is not null && Classes.TryGetValue(computeType, out var known) ? known.Create(json, workspace) : new UnknownCompute(json, workspace);
}
