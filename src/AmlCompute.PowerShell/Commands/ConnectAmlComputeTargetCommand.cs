using System.Collections;
using System.Management.Automation;
using System.Security;
using AmlCompute.Commands.Parameters;
using AmlCompute.Settings;

namespace AmlCompute.Commands;

/// <summary>Attaches an existing resource to the workspace as a compute target.</summary>
[Cmdlet(VerbsCommunications.Connect, "AmlComputeTarget", DefaultParameterSetName = ParameterSets.Batch, SupportsShouldProcess = true)]
[OutputType(typeof(KubernetesCompute), ParameterSetName = [ParameterSets.Kubernetes])]
[OutputType(typeof(VirtualMachineCompute), ParameterSetName = [ParameterSets.VirtualMachine])]
[OutputType(typeof(AksCompute), ParameterSetName = [ParameterSets.Aks])]
[OutputType(typeof(HDInsightCompute), ParameterSetName = [ParameterSets.HDInsight])]
[OutputType(typeof(DatabricksCompute), ParameterSetName = [ParameterSets.Databricks])]
[OutputType(typeof(DataLakeAnalyticsCompute), ParameterSetName = [ParameterSets.DataLakeAnalytics])]
[OutputType(typeof(DataFactoryCompute), ParameterSetName = [ParameterSets.DataFactory])]
[OutputType(typeof(SynapseSparkCompute), ParameterSetName = [ParameterSets.SynapseSpark])]
[OutputType(typeof(ComputeTarget), ParameterSetName = [ParameterSets.Configuration, ParameterSets.Path, ParameterSets.LiteralPath])]
[OutputType(typeof(ComputeJob))]
public sealed class ConnectAmlComputeTargetCommand : ProvisioningCommand
{
    /// <summary>Gets or sets whether to attach a Kubernetes cluster: an AKS cluster, or one connected by Azure Arc.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.Kubernetes)]
    public SwitchParameter Kubernetes { get; set; }

    /// <summary>Gets or sets whether to attach a virtual machine.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.VirtualMachine)]
    public SwitchParameter VirtualMachine { get; set; }

    /// <summary>Gets or sets whether to attach an AKS cluster for inference, as the Python SDK v1 does; -Kubernetes is its successor.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.Aks)]
    public SwitchParameter Aks { get; set; }

    /// <summary>Gets or sets whether to attach an HDInsight cluster.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.HDInsight)]
    public SwitchParameter HDInsight { get; set; }

    /// <summary>Gets or sets whether to attach a Databricks workspace.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.Databricks)]
    public SwitchParameter Databricks { get; set; }

    /// <summary>Gets or sets whether to attach a Data Lake Analytics account.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.DataLakeAnalytics)]
    public SwitchParameter DataLakeAnalytics { get; set; }

    /// <summary>Gets or sets whether to attach a data factory.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.DataFactory)]
    public SwitchParameter DataFactory { get; set; }

    /// <summary>Gets or sets whether to attach a Spark pool of a Synapse workspace.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.SynapseSpark)]
    public SwitchParameter SynapseSpark { get; set; }

    /// <summary>Gets or sets whether to attach a Batch account, which the service's API no longer knows; it answers with an error that says so.</summary>
    /// <remarks>Its set is the default one, where a command line without a kind ends up and gets an answer, instead of a question for a configuration.</remarks>
    [Parameter(ParameterSetName = ParameterSets.Batch, DontShow = true)]
    public SwitchParameter Batch { get; set; }

    /// <summary>Gets or sets the ARM resource id of the resource to attach. Instead of it, -ResourceName names one in the workspace's subscription.</summary>
    [Parameter(ParameterSetName = ParameterSets.Kubernetes)]
    [Parameter(ParameterSetName = ParameterSets.VirtualMachine)]
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    [Parameter(ParameterSetName = ParameterSets.HDInsight)]
    [Parameter(ParameterSetName = ParameterSets.Databricks)]
    [Parameter(ParameterSetName = ParameterSets.DataLakeAnalytics)]
    [Parameter(ParameterSetName = ParameterSets.DataFactory)]
    [Parameter(ParameterSetName = ParameterSets.SynapseSpark)]
    [Parameter(ParameterSetName = ParameterSets.Batch)]
    [ValidateNotNullOrEmpty]
    public string? ResourceId { get; set; }

    /// <summary>Gets or sets the resource group of the resource to attach; that of the workspace unless given.</summary>
    [Parameter(ParameterSetName = ParameterSets.Kubernetes)]
    [Parameter(ParameterSetName = ParameterSets.VirtualMachine)]
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    [Parameter(ParameterSetName = ParameterSets.HDInsight)]
    [Parameter(ParameterSetName = ParameterSets.Databricks)]
    [Parameter(ParameterSetName = ParameterSets.DataLakeAnalytics)]
    [Parameter(ParameterSetName = ParameterSets.DataFactory)]
    [Parameter(ParameterSetName = ParameterSets.SynapseSpark)]
    [Parameter(ParameterSetName = ParameterSets.Batch)]
    [ValidateNotNullOrEmpty]
    public string? ResourceGroupName { get; set; }

    /// <summary>Gets or sets the name of the resource to attach.</summary>
    [Parameter(ParameterSetName = ParameterSets.Kubernetes)]
    [Parameter(ParameterSetName = ParameterSets.VirtualMachine)]
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    [Parameter(ParameterSetName = ParameterSets.HDInsight)]
    [Parameter(ParameterSetName = ParameterSets.Databricks)]
    [Parameter(ParameterSetName = ParameterSets.DataLakeAnalytics)]
    [Parameter(ParameterSetName = ParameterSets.DataFactory)]
    [Parameter(ParameterSetName = ParameterSets.SynapseSpark)]
    [Parameter(ParameterSetName = ParameterSets.Batch)]
    [Alias("ClusterName", "VirtualMachineName", "AccountName", "FactoryName", "PoolName")]
    [ValidateNotNullOrEmpty]
    public string? ResourceName { get; set; }

    /// <summary>Gets or sets the Kubernetes namespace that jobs run in; the service's default is <c>default</c>.</summary>
    [Parameter(ParameterSetName = ParameterSets.Kubernetes)]
    public string? Namespace { get; set; }

    /// <summary>Gets or sets the instance type used where a job names none.</summary>
    [Parameter(ParameterSetName = ParameterSets.Kubernetes)]
    public string? DefaultInstanceType { get; set; }

    /// <summary>Gets or sets the instance types: names with hashtables of nodeSelector and resources.</summary>
    [Parameter(ParameterSetName = ParameterSets.Kubernetes)]
    [Alias("InstanceTypes")]
    public IDictionary? InstanceType { get; set; }

    /// <summary>Gets or sets the user account on the virtual machine or HDInsight cluster. With an empty password, -SshPrivateKeyPath is needed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.VirtualMachine)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.HDInsight)]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Gets or sets the SSH port; the service's default is 22.</summary>
    [Parameter(ParameterSetName = ParameterSets.VirtualMachine)]
    [Parameter(ParameterSetName = ParameterSets.HDInsight)]
    [ValidateRange(1, 65535)]
    public int? SshPort { get; set; }

    /// <summary>Gets or sets the file with the SSH private key of the user account.</summary>
    [Parameter(ParameterSetName = ParameterSets.VirtualMachine)]
    [Parameter(ParameterSetName = ParameterSets.HDInsight)]
    [ValidateNotNullOrEmpty]
    public string? SshPrivateKeyPath { get; set; }

    /// <summary>Gets or sets the address of the virtual machine or HDInsight cluster, where the service cannot find it by itself.</summary>
    [Parameter(ParameterSetName = ParameterSets.VirtualMachine)]
    [Parameter(ParameterSetName = ParameterSets.HDInsight)]
    public string? Address { get; set; }

    /// <summary>Gets or sets the personal access token of the Databricks workspace.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.Databricks)]
    [ValidateNotNull]
    public SecureString? AccessToken { get; set; }

    /// <summary>Gets or sets the Synapse workspace of the Spark pool that -ResourceName names.</summary>
    [Parameter(ParameterSetName = ParameterSets.SynapseSpark)]
    [ValidateNotNullOrEmpty]
    public string? SynapseWorkspaceName { get; set; }

    /// <summary>Gets or sets what the AKS cluster is for; the service's default is FastProd.</summary>
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    [ValidateSet("FastProd", "DenseProd", "DevTest")]
    public string? ClusterPurpose { get; set; }

    private protected override bool Attaches => true;

    private protected override bool IsKindOpen => ParameterSetName == ParameterSets.Batch && !Batch;

    private static IEnumerable<string> Kinds =>
        new[]
        {
            ParameterSets.Kubernetes, ParameterSets.VirtualMachine, ParameterSets.Aks, ParameterSets.HDInsight, ParameterSets.Databricks,
            ParameterSets.DataLakeAnalytics, ParameterSets.DataFactory, ParameterSets.SynapseSpark,
        }.Select(kind => "-" + kind);

    private protected override ComputeConfiguration Describe(IConfigurationHost host)
    {
        ComputeConfiguration configuration =
            Kubernetes ? DescribeKubernetes()
            : VirtualMachine ? DescribeSsh(ComputeTypes.VirtualMachine, host)
            : HDInsight ? DescribeSsh(ComputeTypes.HDInsight, host)
            : Databricks ? Attach(ComputeTypes.Databricks).Set(DatabricksCompute.Members.AccessToken, AccessToken ?? throw Invalid("-AccessToken is missing."))
            : DataLakeAnalytics ? Attach(ComputeTypes.DataLakeAnalytics)
            : DataFactory ? Attach(ComputeTypes.DataFactory)
            : SynapseSpark ? Attach(ComputeTypes.SynapseSpark).SetNode(ComputeTarget.Members.Identity, ComputeIdentity.Describe("SystemAssigned", null))
            : Aks ? Attach(ComputeTypes.Aks).Set(AksCompute.Members.ClusterPurpose, ClusterPurpose)
            : Batch ? throw new ComputeTargetException(
                ErrorIds.UnsupportedComputeType, "Batch accounts cannot be attached any more: the service's API has no such compute type.")
            : throw Invalid($"Say what to attach: {string.Join(", ", Kinds)}, a configuration, or -Path.");
        return configuration.Set(ComputeTarget.Members.ClusterResourceId, UnderlyingId(configuration.ComputeType, host));
    }

    private static ComputeConfiguration Attach(string computeType) => new(computeType, isAttach: true);

    private ComputeConfiguration DescribeKubernetes() =>
        Attach(ComputeTypes.Kubernetes)
            .Set(KubernetesCompute.Members.Namespace, Namespace)
            .Set(KubernetesCompute.Members.DefaultInstanceType, DefaultInstanceType)
            .SetData(KubernetesCompute.Members.InstanceTypes, PlainData.ToJson(InstanceType, nameof(InstanceType)));

    private ComputeConfiguration DescribeSsh(string computeType, IConfigurationHost host)
    {
        (string user, SecureString? password, SecureString? key) = Account(host);
        return Attach(computeType)
            .Set(SshMembers.Address, Address)
            .Set(SshMembers.SshPort, SshPort)
            .Set(SshMembers.AdminUserName, user)
            .Set(SshMembers.AdminPassword, password)
            .Set(SshMembers.SshPrivateKey, key);
    }

    private (string User, SecureString? Password, SecureString? Key) Account(IConfigurationHost host)
    {
        PSCredential credential = Credential ?? throw Invalid("-Credential is missing.");
        bool hasPassword = credential.Password is { Length: > 0 };
        return hasPassword || SshPrivateKeyPath is not null
            ? (credential.UserName, hasPassword ? credential.Password : null, SshPrivateKeyPath is null ? null : host.ReadSecret(SshPrivateKeyPath, nameof(SshPrivateKeyPath)))
            : throw Invalid("-Credential needs a password, or -SshPrivateKeyPath beside it.");
    }

    private string UnderlyingId(string computeType, IConfigurationHost host) => (ResourceId, ResourceName) switch
    {
        ({ } id, null) when ResourceGroupName is null && SynapseWorkspaceName is null => host.ChecksValues ? id : AttachableResource.RequireId(computeType, id),
        (null, { } name) when SynapseSpark != SynapseWorkspaceName is null =>
            AttachableResource.IdOf(computeType, host.CurrentWorkspace(), ResourceGroupName, SynapseSpark ? [SynapseWorkspaceName!, name] : [name]),
        (null, { }) => throw Invalid("-ResourceName of a Spark pool needs -SynapseWorkspaceName beside it."),
        (null, null) => throw Invalid("Give the resource to attach: -ResourceId, or -ResourceName with or without -ResourceGroupName."),
        _ => throw Invalid("-ResourceId excludes -ResourceName, -ResourceGroupName and -SynapseWorkspaceName: it says all of it."),
    };
}
