using System.Reflection;
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

    private static readonly Dictionary<string, Type> Classes = new(StringComparer.Ordinal)
    {
        [AmlCompute] = typeof(ComputeCluster),
        [ComputeInstance] = typeof(ComputeInstance),
        [Kubernetes] = typeof(KubernetesCompute),
        [VirtualMachine] = typeof(VirtualMachineCompute),
        [Aks] = typeof(AksCompute),
        [HDInsight] = typeof(HDInsightCompute),
        [Databricks] = typeof(DatabricksCompute),
        [DataLakeAnalytics] = typeof(DataLakeAnalyticsCompute),
        [DataFactory] = typeof(DataFactoryCompute),
        [SynapseSpark] = typeof(SynapseSparkCompute),
    };

    /// <summary>All JSON members that a type has a name for: those of every type, then its own.</summary>
    public static IReadOnlyList<JsonMember> MembersOf(string computeType) =>
        [.. Declared(typeof(ComputeTarget)), .. Declared(Classes[computeType])];

    /// <summary>Makes the object for one compute resource of the service's JSON.</summary>
    public static ComputeTarget Create(JsonElement json, Workspace workspace) =>
        ComputeTarget.Members.ComputeType.Read(json)?.ToUpperInvariant() switch
        {
            "AMLCOMPUTE" => new ComputeCluster(json, workspace),
            "COMPUTEINSTANCE" => new ComputeInstance(json, workspace),
            "KUBERNETES" => new KubernetesCompute(json, workspace),
            "VIRTUALMACHINE" => new VirtualMachineCompute(json, workspace),
            "AKS" => new AksCompute(json, workspace),
            "HDINSIGHT" => new HDInsightCompute(json, workspace),
            "DATABRICKS" => new DatabricksCompute(json, workspace),
            "DATALAKEANALYTICS" => new DataLakeAnalyticsCompute(json, workspace),
            "DATAFACTORY" => new DataFactoryCompute(json, workspace),
            "SYNAPSESPARK" => new SynapseSparkCompute(json, workspace),
            _ => new UnknownCompute(json, workspace),
        };

    private static IEnumerable<JsonMember> Declared(Type model) =>
        (model.GetNestedType("Members", BindingFlags.NonPublic)?.GetFields(BindingFlags.Public | BindingFlags.Static) ?? [])
        .Select(field => (JsonMember)field.GetValue(null)!);
}
