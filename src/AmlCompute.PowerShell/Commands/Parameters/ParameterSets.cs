namespace AmlCompute.Commands.Parameters;

/// <summary>The names of all parameter sets.</summary>
internal static class ParameterSets
{
    public const string AccessToken = nameof(AccessToken);
    public const string Aks = nameof(Aks);
    public const string CertificatePath = nameof(CertificatePath);
    public const string CertificateThumbprint = nameof(CertificateThumbprint);
    public const string Cluster = nameof(Cluster);
    public const string Configuration = nameof(Configuration);
    public const string Cron = nameof(Cron);
    public const string Daily = nameof(Daily);
    public const string DataFactory = nameof(DataFactory);
    public const string DataLakeAnalytics = nameof(DataLakeAnalytics);
    public const string Databricks = nameof(Databricks);
    public const string Default = nameof(Default);
    public const string DeviceCode = nameof(DeviceCode);
    public const string FederatedToken = nameof(FederatedToken);
    public const string From = nameof(From);
    public const string HDInsight = nameof(HDInsight);
    public const string Identity = nameof(Identity);
    public const string InputObject = nameof(InputObject);
    public const string Instance = nameof(Instance);
    public const string Interactive = nameof(Interactive);
    public const string Kubernetes = nameof(Kubernetes);
    public const string ListAvailable = nameof(ListAvailable);
    public const string LiteralPath = nameof(LiteralPath);
    public const string Monthly = nameof(Monthly);
    public const string Name = nameof(Name);
    public const string Path = nameof(Path);
    public const string Plan = nameof(Plan);
    public const string Resource = nameof(Resource);
    public const string ResourceId = nameof(ResourceId);
    public const string Sandbox = nameof(Sandbox);
    public const string ServicePrincipal = nameof(ServicePrincipal);
    public const string SynapseSpark = nameof(SynapseSpark);
    public const string Template = nameof(Template);
    public const string VirtualMachine = nameof(VirtualMachine);
    public const string Weekly = nameof(Weekly);
}
