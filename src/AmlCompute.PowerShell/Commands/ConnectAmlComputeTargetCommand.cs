using System.Collections;
using System.Management.Automation;
using System.Reflection;
using System.Security;
using AmlCompute.Commands.Attributes;
using AmlCompute.Commands.Changing;
using AmlCompute.Commands.Parameters;
using AmlCompute.Settings;

namespace AmlCompute.Commands;

/// <summary>Attaches an existing resource to the workspace as a compute target.</summary>
/// <remarks>The default parameter set has the settings of several kinds; the id of the resource then decides the kind.</remarks>
[Cmdlet(VerbsCommunications.Connect, "AmlComputeTarget", DefaultParameterSetName = ParameterSets.Resource, SupportsShouldProcess = true)]
[OutputType(typeof(KubernetesCompute), ParameterSetName = [ParameterSets.Kubernetes])]
[OutputType(typeof(VirtualMachineCompute), ParameterSetName = [ParameterSets.VirtualMachine])]
[OutputType(typeof(AksCompute), ParameterSetName = [ParameterSets.Aks])]
[OutputType(typeof(HDInsightCompute), ParameterSetName = [ParameterSets.HDInsight])]
[OutputType(typeof(DatabricksCompute), ParameterSetName = [ParameterSets.Databricks])]
[OutputType(typeof(DataLakeAnalyticsCompute), ParameterSetName = [ParameterSets.DataLakeAnalytics])]
[OutputType(typeof(DataFactoryCompute), ParameterSetName = [ParameterSets.DataFactory])]
[OutputType(typeof(SynapseSparkCompute), ParameterSetName = [ParameterSets.SynapseSpark])]
[OutputType(
    typeof(ComputeTarget),
    ParameterSetName = [ParameterSets.Resource, ParameterSets.Configuration, ParameterSets.Path, ParameterSets.LiteralPath])]
[OutputType(typeof(CommandJob))]
public sealed class ConnectAmlComputeTargetCommand : ProvisioningCommand
{
    /// <summary>The kind that -ResourceId has decided; null if it has decided none.</summary>
    private string? _kindOfResourceId;

    /// <inheritdoc/>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("ComputeName")]
    [SingleName("Pipe several names: 'a', 'b' | Connect-AmlComputeTarget.")]
    [ValidateNotNullOrEmpty]
    public override string? Name { get; set; }

    /// <summary>Gets or sets whether to attach a Kubernetes cluster: an AKS cluster, or one connected by Azure Arc.</summary>
    [Parameter(ParameterSetName = ParameterSets.Kubernetes)]
    public SwitchParameter Kubernetes { get; set; }

    /// <summary>Gets or sets whether to attach a virtual machine.</summary>
    [Parameter(ParameterSetName = ParameterSets.VirtualMachine)]
    public SwitchParameter VirtualMachine { get; set; }

    /// <summary>Gets or sets whether to attach an AKS cluster for inference like the Python SDK v1. -Kubernetes is its successor.</summary>
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    public SwitchParameter Aks { get; set; }

    /// <summary>Gets or sets whether to attach an HDInsight cluster.</summary>
    [Parameter(ParameterSetName = ParameterSets.HDInsight)]
    public SwitchParameter HDInsight { get; set; }

    /// <summary>Gets or sets whether to attach a Databricks workspace.</summary>
    [Parameter(ParameterSetName = ParameterSets.Databricks)]
    public SwitchParameter Databricks { get; set; }

    /// <summary>Gets or sets whether to attach a Data Lake Analytics account.</summary>
    [Parameter(ParameterSetName = ParameterSets.DataLakeAnalytics)]
    public SwitchParameter DataLakeAnalytics { get; set; }

    /// <summary>Gets or sets whether to attach a data factory.</summary>
    [Parameter(ParameterSetName = ParameterSets.DataFactory)]
    public SwitchParameter DataFactory { get; set; }

    /// <summary>Gets or sets whether to attach a Spark pool of a Synapse workspace.</summary>
    [Parameter(ParameterSetName = ParameterSets.SynapseSpark)]
    public SwitchParameter SynapseSpark { get; set; }

    /// <summary>Gets or sets whether to attach a Batch account, which is an error, because the API no longer supports them.</summary>
    [Parameter(ParameterSetName = ParameterSets.Resource, DontShow = true)]
    public SwitchParameter Batch { get; set; }

    /// <summary>Gets or sets the ARM id of the resource to attach; -ResourceName is the alternative in the same subscription.</summary>
    [Parameter(ParameterSetName = ParameterSets.Kubernetes)]
    [Parameter(ParameterSetName = ParameterSets.VirtualMachine)]
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    [Parameter(ParameterSetName = ParameterSets.HDInsight)]
    [Parameter(ParameterSetName = ParameterSets.Databricks)]
    [Parameter(ParameterSetName = ParameterSets.DataLakeAnalytics)]
    [Parameter(ParameterSetName = ParameterSets.DataFactory)]
    [Parameter(ParameterSetName = ParameterSets.SynapseSpark)]
    [Parameter(ParameterSetName = ParameterSets.Resource)]
    [ValidateNotNullOrEmpty]
    public string? ResourceId { get; set; }

    /// <summary>Gets or sets the resource group of the resource to attach. The default is the resource group of the workspace.</summary>
    [Parameter(ParameterSetName = ParameterSets.Kubernetes)]
    [Parameter(ParameterSetName = ParameterSets.VirtualMachine)]
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    [Parameter(ParameterSetName = ParameterSets.HDInsight)]
    [Parameter(ParameterSetName = ParameterSets.Databricks)]
    [Parameter(ParameterSetName = ParameterSets.DataLakeAnalytics)]
    [Parameter(ParameterSetName = ParameterSets.DataFactory)]
    [Parameter(ParameterSetName = ParameterSets.SynapseSpark)]
    [Parameter(ParameterSetName = ParameterSets.Resource)]
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
    [Parameter(ParameterSetName = ParameterSets.Resource)]
    [Alias("ClusterName", "VirtualMachineName", "AccountName", "FactoryName", "PoolName")]
    [ValidateNotNullOrEmpty]
    public string? ResourceName { get; set; }

    /// <summary>Gets or sets the Kubernetes namespace that jobs run in; the service's default is <c>default</c>.</summary>
    [Parameter(ParameterSetName = ParameterSets.Kubernetes)]
    public string? Namespace { get; set; }

    /// <summary>Gets or sets the instance type of jobs that name none.</summary>
    [Parameter(ParameterSetName = ParameterSets.Kubernetes)]
    public string? DefaultInstanceType { get; set; }

    /// <summary>Gets or sets the instance types: names with hashtables of nodeSelector and resources.</summary>
    [Parameter(ParameterSetName = ParameterSets.Kubernetes)]
    [Alias("InstanceTypes")]
    public IDictionary? InstanceType { get; set; }

    /// <summary>Gets or sets the user account on the machine or HDInsight cluster. An empty password requires -SshPrivateKeyPath.</summary>
    [Parameter(ParameterSetName = ParameterSets.VirtualMachine)]
    [Parameter(ParameterSetName = ParameterSets.HDInsight)]
    [Parameter(ParameterSetName = ParameterSets.Resource)]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Gets or sets the SSH port; the default for a virtual machine is 22.</summary>
    [Parameter(ParameterSetName = ParameterSets.VirtualMachine)]
    [Parameter(ParameterSetName = ParameterSets.HDInsight)]
    [Parameter(ParameterSetName = ParameterSets.Resource)]
    [ValidateRange(1, 65535)]
    public int? SshPort { get; set; }

    /// <summary>Gets or sets the file with the SSH private key of the user account.</summary>
    [Parameter(ParameterSetName = ParameterSets.VirtualMachine)]
    [Parameter(ParameterSetName = ParameterSets.HDInsight)]
    [Parameter(ParameterSetName = ParameterSets.Resource)]
    [ValidateNotNullOrEmpty]
    public string? SshPrivateKeyPath { get; set; }

    /// <summary>Gets or sets the address of the virtual machine or HDInsight cluster, if the service cannot find it.</summary>
    [Parameter(ParameterSetName = ParameterSets.VirtualMachine)]
    [Parameter(ParameterSetName = ParameterSets.HDInsight)]
    [Parameter(ParameterSetName = ParameterSets.Resource)]
    public string? Address { get; set; }

    /// <summary>Gets or sets the personal access token of the Databricks workspace.</summary>
    [Parameter(ParameterSetName = ParameterSets.Databricks)]
    [ValidateNotNull]
    public SecureString? AccessToken { get; set; }

    /// <summary>Gets or sets the Synapse workspace of the Spark pool that -ResourceName names.</summary>
    [Parameter(ParameterSetName = ParameterSets.SynapseSpark)]
    [ValidateNotNullOrEmpty]
    public string? SynapseWorkspaceName { get; set; }

    private protected override bool Attaches => true;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (ParameterSetName == ParameterSets.Resource && !Batch)
        {
            _kindOfResourceId = FindKindOfResourceId();
            RowKinds.SetKind(this, _kindOfResourceId);
        }

        base.BeginProcessing();
    }

    /// <summary>Returns the kind of the resource of -ResourceId; null without an id that can be attached.</summary>
    private string? FindKindOfResourceId() =>
        ResourceId is null ? null : AttachableResource.FindComputeTypes(ResourceId).Select(ComputeTypes.GetWord).FirstOrDefault();

    private protected override ComputeConfiguration CreateTypeConfiguration(IConfigurationHost host)
    {
        ComputeConfiguration configuration =
            Aks ? StartAksConfiguration(isAttach: true) : StartConfiguration(ChooseComputeType(), isAttach: true);
        RequireSettingsOfKind();
        return configuration
            .Set(ComputeTarget.Members.ClusterResourceId, CreateResourceId(configuration.ComputeType, host))
            .SetNode(
                ComputeTarget.Members.Identity,
                SynapseSpark ? ComputeIdentity.CreateJson(ComputeIdentity.SystemAssigned, null) : null);
    }

    /// <summary>Refuses a setting that the kind of the resource does not have. The engine checks the other parameter sets.</summary>
    private void RequireSettingsOfKind()
    {
        if (_kindOfResourceId is not { } kind)
        {
            return;
        }

        PropertyInfo? wrongParameter = RowParameters.ListParameters(GetType()).FirstOrDefault(parameter =>
            MyInvocation.BoundParameters.ContainsKey(parameter.Name) && !RowKinds.HasSetting(kind, parameter));
        if (wrongParameter is not null)
        {
            throw Invalid($"-{wrongParameter.Name} is not a valid setting for {kind}, which -ResourceId names.");
        }
    }

    /// <summary>Returns the compute type by the switch of the kind, except for -Aks.</summary>
    /// <exception cref="ComputeTargetException">
    /// No kind is specified, the kind or the resource of the id cannot be attached, or the credentials of the kind are missing.
    /// </exception>
    private string ChooseComputeType() => this switch
    {
        { Kubernetes.IsPresent: true } => ComputeTypes.Kubernetes,
        { VirtualMachine.IsPresent: true } or { HDInsight.IsPresent: true } when Credential is null =>
            throw CreateMissingSecretError(nameof(Credential), "Get-Credential"),
        { VirtualMachine.IsPresent: true } => ComputeTypes.VirtualMachine,
        { HDInsight.IsPresent: true } => ComputeTypes.HDInsight,
        { Databricks.IsPresent: true } when AccessToken is null =>
            throw CreateMissingSecretError(nameof(AccessToken), "Read-Host -AsSecureString"),
        { Databricks.IsPresent: true } => ComputeTypes.Databricks,
        { DataLakeAnalytics.IsPresent: true } => ComputeTypes.DataLakeAnalytics,
        { DataFactory.IsPresent: true } => ComputeTypes.DataFactory,
        { SynapseSpark.IsPresent: true } => ComputeTypes.SynapseSpark,
        { Batch.IsPresent: true } => throw new ComputeTargetException(
            ErrorIds.UnsupportedComputeType,
            "Batch accounts can no longer be attached, because the API of the service has no such compute type."),
        { ResourceId: { } id } when FindKindOfResourceId() is null => throw Invalid(
            $"{FormatParameter(nameof(ResourceId))}: '{id}' is not the id of a resource that can be attached. "
            + $"Resource types: {string.Join(", ", AttachableResource.ResourceTypes)}."),
        _ => throw Invalid(
            $"The kind of resource to attach is missing. Use {ListKinds()} or {FormatParameter(nameof(ResourceId))}."),
    };

    /// <summary>Returns the switches of all kinds, for a message.</summary>
    private string ListKinds() =>
        string.Join(", ", RowKinds.ListKinds(typeof(ConnectAmlComputeTargetCommand)).Select(FormatParameter));

    /// <summary>
    /// Creates the error of a missing secret. The parameter is not mandatory, because the engine would ask for it before it reads the rows,
    /// which can contain it.
    /// </summary>
    private ComputeTargetException CreateMissingSecretError(string parameter, string command)
    {
        ComputeTargetException missing = CreateMissingError(parameter);
        missing.Remedy = $"Use -{parameter} ({command}).";
        return missing;
    }

    /// <summary>Creates the id of the resource from its name; returns null if the id is specified.</summary>
    /// <exception cref="ComputeTargetException">
    /// The id and the name are both missing or cannot be combined, or the Synapse workspace of a Spark pool is missing.
    /// </exception>
    private string? CreateResourceId(string computeType, IConfigurationHost host)
    {
        string id = FormatParameter(nameof(ResourceId));
        string name = FormatParameter(nameof(ResourceName));
        string group = FormatParameter(nameof(ResourceGroupName));
        string synapse = FormatParameter(nameof(SynapseWorkspaceName));

        // A Spark pool is part of a Synapse workspace; no other resource is.
        bool isNameComplete = SynapseSpark == SynapseWorkspaceName is not null;
        return (ResourceId, ResourceName) switch
        {
            ({ }, null) when ResourceGroupName is null && SynapseWorkspaceName is null => null,
            (null, { } resourceName) when isNameComplete => AttachableResource.BuildId(
                computeType,
                host.ResolveWorkspace(),
                ResourceGroupName,
                SynapseSpark ? [SynapseWorkspaceName!, resourceName] : [resourceName]),
            (null, { }) => throw Invalid($"{name} of a Spark pool requires {synapse}."),
            (null, null) => throw Invalid($"The resource to attach is missing. Use {id}, or {name} with an optional {group}."),
            _ => throw Invalid($"{id} cannot be combined with {name}, {group} or {synapse}."),
        };
    }
}
