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
        computeType?.ToUpperInvariant() switch
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
}
