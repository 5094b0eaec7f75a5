using System.Management.Automation;
using AmlCompute.Commands.Attributes;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>Creates a compute cluster, or another kind of compute target with -Instance, -Aks or -DataFactory.</summary>
[Alias("nact")]
[Cmdlet(
    VerbsCommon.New, "AmlComputeTarget", DefaultParameterSetName = ParameterSets.Cluster,
    SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(ComputeCluster), ParameterSetName = [ParameterSets.Cluster])]
[OutputType(typeof(ComputeInstance), ParameterSetName = [ParameterSets.Instance])]
[OutputType(typeof(AksCompute), ParameterSetName = [ParameterSets.Aks])]
[OutputType(typeof(DataFactoryCompute), ParameterSetName = [ParameterSets.DataFactory])]
[OutputType(typeof(ComputeTarget), ParameterSetName = [ParameterSets.Configuration, ParameterSets.Path, ParameterSets.LiteralPath])]
[OutputType(typeof(CommandJob))]
public sealed class NewAmlComputeTargetCommand : ProvisioningCommand
{
    /// <summary>The size on the command line; null for none. The engine also binds piped objects to -VmSize.</summary>
    private string? _typedSize;

    /// <inheritdoc/>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("ComputeName")]
    [SingleName("Pipe several names: 'a', 'b' | New-AmlComputeTarget.")]
    [ValidateNotNullOrEmpty]
    public override string? Name { get; set; }

    /// <summary>Gets or sets the size of a node or of the instance, such as Standard_DS3_v2. A size or a row can be piped.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ParameterSets.Cluster, ValueFromPipeline = true)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ParameterSets.Instance, ValueFromPipeline = true)]
    [Parameter(Position = 1, ParameterSetName = ParameterSets.Aks)]
    [ArgumentCompleter(typeof(VmSizeCompleter))]
    [ValidateNotNullOrEmpty]
    public string? VmSize { get; set; }

    /// <summary>Gets or sets whether to create a compute instance.</summary>
    [Parameter(ParameterSetName = ParameterSets.Instance)]
    public SwitchParameter Instance { get; set; }

    /// <summary>Gets or sets the number of nodes to keep when no job runs; the default for a new cluster is 0.</summary>
    [Parameter(ParameterSetName = ParameterSets.Cluster)]
    [Alias("MinNodeCount")]
    [ArgumentCompleter(typeof(NodeCountCompleter))]
    public int? MinNodes { get; set; }

    /// <summary>Gets or sets the largest number of nodes; the default for a new cluster is 4, or -MinNodes if that is greater.</summary>
    [Parameter(ParameterSetName = ParameterSets.Cluster)]
    [Alias("MaxNodeCount")]
    [ArgumentCompleter(typeof(NodeCountCompleter))]
    public int? MaxNodes { get; set; }

    /// <summary>Gets or sets the idle time of a node before it is released, such as 30s, 15m or 2h.</summary>
    [Parameter(ParameterSetName = ParameterSets.Cluster)]
    [Alias("NodeIdleTimeBeforeScaleDown")]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [Duration]
    public Duration? IdleTimeBeforeScaleDown { get; set; }

    /// <summary>Gets or sets the priority; the default is Dedicated. LowPriority nodes are Spot machines, which Azure can evict.</summary>
    [Parameter(ParameterSetName = ParameterSets.Cluster)]
    [Alias("VmPriority")]
    [KnownWords("Dedicated", "LowPriority", Synonym = ["Spot", "LowPriority"])]
    [ArgumentCompleter(typeof(SettingWordCompleter))]
    public string? Priority { get; set; }

    /// <summary>Gets or sets the user account on the nodes, with its password. An empty password requires -SshPublicKey.</summary>
    [Parameter(ParameterSetName = ParameterSets.Cluster)]
    [Credential]
    public PSCredential? AdminCredential { get; set; }

    /// <summary>Gets or sets the name of the user account on the nodes, for an account with -SshPublicKey and without a password.</summary>
    [Parameter(ParameterSetName = ParameterSets.Cluster)]
    public string? AdminUserName { get; set; }

    /// <summary>Gets or sets the SSH public key of the user account.</summary>
    [Parameter(ParameterSetName = ParameterSets.Cluster)]
    [Parameter(ParameterSetName = ParameterSets.Instance)]
    [Alias("AdminUserSshKey")]
    public string? SshPublicKey { get; set; }

    /// <summary>Gets or sets the ARM id of the subnet.</summary>
    [Parameter(ParameterSetName = ParameterSets.Cluster)]
    [Parameter(ParameterSetName = ParameterSets.Instance)]
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    [ArgumentCompleter(typeof(SubnetIdCompleter))]
    public string? SubnetId { get; set; }

    /// <summary>Gets or sets the name of the virtual network of the subnet; requires -SubnetName.</summary>
    [Parameter(ParameterSetName = ParameterSets.Cluster)]
    [Parameter(ParameterSetName = ParameterSets.Instance)]
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    [Alias("VirtualNetworkName", "vnet_name")]
    [ArgumentCompleter(typeof(VNetNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? VNetName { get; set; }

    /// <summary>Gets or sets the name of the subnet; requires -VNetName.</summary>
    [Parameter(ParameterSetName = ParameterSets.Cluster)]
    [Parameter(ParameterSetName = ParameterSets.Instance)]
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    [Alias("subnet_name")]
    [ArgumentCompleter(typeof(SubnetNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? SubnetName { get; set; }

    /// <summary>Gets or sets the resource group of the virtual network; the default is the resource group of the workspace.</summary>
    [Parameter(ParameterSetName = ParameterSets.Cluster)]
    [Parameter(ParameterSetName = ParameterSets.Instance)]
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    [Alias("vnet_resourcegroup_name")]
    [ArgumentCompleter(typeof(VNetGroupCompleter))]
    [ValidateNotNullOrEmpty]
    public string? VNetResourceGroupName { get; set; }

    /// <summary>
    /// Gets or sets whether the SSH port of the nodes is open to the internet. NotSpecified, the service's default, opens it for a cluster
    /// without a subnet only.
    /// </summary>
    [Parameter(ParameterSetName = ParameterSets.Cluster)]
    [Alias("RemoteLoginPortPublicAccess")]
    [KnownWords("Enabled", "Disabled", "NotSpecified")]
    [ArgumentCompleter(typeof(SettingWordCompleter))]
    public string? RemoteLogin { get; set; }

    /// <summary>Gets or sets whether the nodes or the instance have public IP addresses; the service's default is true.</summary>
    [Parameter(ParameterSetName = ParameterSets.Cluster)]
    [Parameter(ParameterSetName = ParameterSets.Instance)]
    [ArgumentCompleter(typeof(FlagCompleter))]
    public bool? EnableNodePublicIp { get; set; }

    /// <summary>Gets or sets the operating system of the nodes; the service's default is Linux.</summary>
    [Parameter(ParameterSetName = ParameterSets.Cluster)]
    [KnownWords("Linux", "Windows")]
    [ArgumentCompleter(typeof(SettingWordCompleter))]
    public string? OsType { get; set; }

    /// <summary>Gets or sets the ARM id of the image of Windows nodes.</summary>
    [Parameter(ParameterSetName = ParameterSets.Cluster)]
    public string? VirtualMachineImageId { get; set; }

    /// <summary>Gets or sets whether the nodes are in an isolated network.</summary>
    [Parameter(ParameterSetName = ParameterSets.Cluster)]
    public SwitchParameter IsolatedNetwork { get; set; }

    /// <summary>Gets or sets the idle time of the instance before it is shut down: 15 minutes to 3 days.</summary>
    [Parameter(ParameterSetName = ParameterSets.Instance)]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [Duration]
    public Duration? IdleTimeBeforeShutdown { get; set; }

    /// <summary>Gets or sets the object id of the assigned user of the instance; requires -AssignedUserTenantId.</summary>
    [Parameter(ParameterSetName = ParameterSets.Instance)]
    [Alias("AssignedUserObjectId")]
    public Guid? AssignedUser { get; set; }

    /// <summary>Gets or sets the tenant of -AssignedUser.</summary>
    [Parameter(ParameterSetName = ParameterSets.Instance)]
    public Guid? AssignedUserTenantId { get; set; }

    /// <summary>Gets or sets whether the SSH port of the instance is open to the internet; not sent unless specified.</summary>
    [Parameter(ParameterSetName = ParameterSets.Instance)]
    [KnownWords("Enabled", "Disabled")]
    [ArgumentCompleter(typeof(SettingWordCompleter))]
    public string? SshPublicAccess { get; set; }

    /// <summary>Gets or sets the users of the applications of the instance; the service's default is Shared.</summary>
    [Parameter(ParameterSetName = ParameterSets.Instance)]
    [KnownWords("Personal", "Shared")]
    [ArgumentCompleter(typeof(SettingWordCompleter))]
    public string? ApplicationSharingPolicy { get; set; }

    /// <summary>Gets or sets the schedules: objects of New-AmlComputeSchedule, or hashtables with the REST members.</summary>
    [Parameter(ParameterSetName = ParameterSets.Instance)]
    [ValidateNotNullOrEmpty]
    [RefuseScheduleText]
    public object[]? Schedule { get; set; }

    /// <summary>Gets or sets the script to run once at creation: its text, a file, or a hashtable with the REST members.</summary>
    [Parameter(ParameterSetName = ParameterSets.Instance)]
    public object? CreationScript { get; set; }

    /// <summary>Gets or sets the script to run at every start: its text, a file, or a hashtable with the REST members.</summary>
    [Parameter(ParameterSetName = ParameterSets.Instance)]
    public object? StartupScript { get; set; }

    /// <summary>Gets or sets the services to run on the instance: hashtables with REST members such as name and image.</summary>
    [Parameter(ParameterSetName = ParameterSets.Instance)]
    [ValidateNotNullOrEmpty]
    public object[]? CustomService { get; set; }

    /// <summary>Gets or sets whether to use single sign-on for all applications; the service's default is true.</summary>
    [Parameter(ParameterSetName = ParameterSets.Instance)]
    [ArgumentCompleter(typeof(FlagCompleter))]
    public bool? EnableSso { get; set; }

    /// <summary>Gets or sets whether to patch the operating system (preview).</summary>
    [Parameter(ParameterSetName = ParameterSets.Instance)]
    [ArgumentCompleter(typeof(FlagCompleter))]
    public bool? EnableOsPatching { get; set; }

    /// <summary>Gets or sets whether users have root access (preview).</summary>
    [Parameter(ParameterSetName = ParameterSets.Instance)]
    [ArgumentCompleter(typeof(FlagCompleter))]
    public bool? EnableRootAccess { get; set; }

    /// <summary>Gets or sets whether a stopped instance releases its quota (preview).</summary>
    [Parameter(ParameterSetName = ParameterSets.Instance)]
    [ArgumentCompleter(typeof(FlagCompleter))]
    public bool? ReleaseQuotaOnStop { get; set; }

    /// <summary>Gets or sets whether to create an AKS cluster. Connect-AmlComputeTarget -Aks attaches an existing one.</summary>
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    public SwitchParameter Aks { get; set; }

    /// <summary>Gets or sets whether to create a data factory. Connect-AmlComputeTarget -DataFactory attaches an existing one.</summary>
    [Parameter(ParameterSetName = ParameterSets.DataFactory)]
    public SwitchParameter DataFactory { get; set; }

    /// <summary>Gets or sets the number of nodes of the AKS cluster.</summary>
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    [ArgumentCompleter(typeof(NodeCountCompleter))]
    [ValidateRange(0, int.MaxValue)]
    public int? AgentCount { get; set; }

    /// <summary>Gets or sets the CIDR range of the services.</summary>
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    public string? ServiceCidr { get; set; }

    /// <summary>Gets or sets the IP address of the DNS service, in -ServiceCidr.</summary>
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    public string? DnsServiceIp { get; set; }

    /// <summary>Gets or sets the CIDR range of the Docker bridge.</summary>
    [Parameter(ParameterSetName = ParameterSets.Aks)]
    public string? DockerBridgeCidr { get; set; }

    private protected override bool Attaches => false;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _typedSize = VmSize;
        base.BeginProcessing();
    }

    private protected override void RemoveBoundInput() => VmSize = _typedSize;

    private protected override ComputeConfiguration CreateTypeConfiguration(IConfigurationHost host) => this switch
    {
        { Aks.IsPresent: true } => StartAksConfiguration(isAttach: false).Set(AksCompute.Members.SubnetId, CreateSubnetId(host)),
        { DataFactory.IsPresent: true } => StartConfiguration(ComputeTypes.DataFactory, isAttach: false),
        // A row is read into a command that never runs, so the engine does not require its -VmSize.
        { VmSize: null } => throw CreateMissingError(nameof(VmSize)),
        { Instance.IsPresent: true } => StartInstance().Set(ComputeInstance.Members.SubnetId, CreateSubnetId(host)),
        _ => StartCluster().Set(ComputeCluster.Members.SubnetId, CreateSubnetId(host)),
    };

    /// <summary>Creates the id of the subnet from its names; returns null if no name is specified.</summary>
    private string? CreateSubnetId(IConfigurationHost host)
    {
        if (VNetName is null && SubnetName is null && VNetResourceGroupName is null)
        {
            return null;
        }

        RequireSubnetNames();
        Workspace workspace = host.ResolveWorkspace();
        string id = $"/subscriptions/{workspace.SubscriptionId}/resourceGroups/{VNetResourceGroupName ?? workspace.ResourceGroupName}"
            + $"/providers/Microsoft.Network/virtualNetworks/{VNetName}/subnets/{SubnetName}";
        return ResourceIdText.IsOfType(id, ResourceIdText.SubnetType) ? id : throw CreateSubnetNameError();
    }

    /// <summary>Refuses one name without the other, and names together with -SubnetId.</summary>
    private void RequireSubnetNames()
    {
        string vnet = FormatParameter(nameof(VNetName));
        string subnet = FormatParameter(nameof(SubnetName));
        if (SubnetId is not null)
        {
            string group = FormatParameter(nameof(VNetResourceGroupName));
            throw Invalid($"{FormatParameter(nameof(SubnetId))} cannot be combined with {vnet}, {subnet} or {group}.");
        }

        if (VNetName is null || SubnetName is null)
        {
            throw Invalid($"{(VNetName is null ? vnet : subnet)} is missing: {vnet} and {subnet} must be given together.");
        }
    }

    /// <summary>
    /// Creates the error of names that do not form an id. It is about the first name that is empty, or has a slash or a control character;
    /// without one, about the name of the virtual network.
    /// </summary>
    private ComputeTargetException CreateSubnetNameError()
    {
        (string Parameter, string? Name)[] names =
        [
            (nameof(VNetName), VNetName), (nameof(SubnetName), SubnetName), (nameof(VNetResourceGroupName), VNetResourceGroupName),
        ];
        (string parameter, string? name) = names
            .Where(item => item.Name is { } text && (text.Length == 0 || text.Any(letter => letter == '/' || char.IsControl(letter))))
            .Concat(names)
            .First();
        return Invalid(
            $"{FormatParameter(parameter)}: '{name}' is not a valid name. "
            + $"Use the name alone, or the id of the subnet with {FormatParameter(nameof(SubnetId))}.");
    }

    private ComputeConfiguration StartCluster()
    {
        if (AdminCredential is not null && AdminUserName is not null)
        {
            string user = FormatParameter(nameof(AdminUserName));
            throw Invalid(
                $"{FormatParameter(nameof(AdminCredential))} and {user} cannot be combined. "
                + $"Use {user} only for an account without a password.");
        }

        return StartConfiguration(ComputeTypes.AmlCompute, isAttach: false)
            .Set(ComputeCluster.Members.AdminUserName, AdminCredential?.UserName);
    }

    private ComputeConfiguration StartInstance()
    {
        if ((AssignedUser is null) != (AssignedUserTenantId is null))
        {
            throw Invalid(
                $"{FormatParameter(nameof(AssignedUser))} and {FormatParameter(nameof(AssignedUserTenantId))} must be specified together.");
        }

        ComputeConfiguration instance = StartConfiguration(ComputeTypes.ComputeInstance, isAttach: false);

        // An instance with an assigned user is personal, which is the only authorization type that the service has.
        return AssignedUser is not { } user
            ? instance
            : instance.Set(ComputeInstance.Members.ComputeInstanceAuthorizationType, "personal")
                .SetNode(ComputeInstance.Members.AssignedUser, AmlCompute.AssignedUser.CreateJson(user, AssignedUserTenantId!.Value));
    }
}
