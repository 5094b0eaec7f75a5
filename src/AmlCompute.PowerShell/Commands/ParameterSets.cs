namespace AmlCompute.Commands;

/// <summary>The names of all parameter sets.</summary>
internal static class ParameterSets
{
    public const string Aks = nameof(Aks);
    public const string Batch = nameof(Batch);
    public const string Cluster = nameof(Cluster);
    public const string Configuration = nameof(Configuration);
    public const string DataFactory = nameof(DataFactory);
    public const string DataLakeAnalytics = nameof(DataLakeAnalytics);
    public const string Databricks = nameof(Databricks);
    public const string Default = nameof(Default);
    public const string HDInsight = nameof(HDInsight);
    public const string InputObject = nameof(InputObject);
    public const string Instance = nameof(Instance);
    public const string Kubernetes = nameof(Kubernetes);
    public const string Name = nameof(Name);
    public const string ResourceId = nameof(ResourceId);
    public const string Sandbox = nameof(Sandbox);
    public const string SynapseSpark = nameof(SynapseSpark);
    public const string VirtualMachine = nameof(VirtualMachine);
}
