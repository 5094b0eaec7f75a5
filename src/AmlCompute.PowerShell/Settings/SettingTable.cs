using System.Collections.ObjectModel;
using Aks = AmlCompute.AksCompute.Members;
using Cluster = AmlCompute.ComputeCluster.Members;
using Instance = AmlCompute.ComputeInstance.Members;
using Kubernetes = AmlCompute.KubernetesCompute.Members;
using Ssh = AmlCompute.Models.SshMembers;
using Target = AmlCompute.ComputeTarget.Members;

namespace AmlCompute.Settings;

/// <summary>
/// The settings of each compute type, one row each, and one more for a second key. The keys are those of the Azure CLI
/// (<c>az ml compute</c>, version 2), and keys in the same style for members that the CLI does not have. Keys without a member are accepted
/// and not sent: other code reads them, or only the output of <c>az ml compute show</c> has them.
/// </summary>
internal static class SettingTable
{
    /// <summary>The rows of all types that come before those of the type.</summary>
    private static readonly Setting[] FirstSettings =
    [
        .. CreateIgnored(
            "name", "$schema", "id", "compute_location", "created_on", "provisioning_state", "provisioning_errors", "resourceGroup"),
        new(Target.ComputeType, "type") { Form = SettingForm.Ignored },
        new(Target.ComputeLocation, null),
    ];

    /// <summary>The rows of all types that come after those of the type.</summary>
    public static readonly ReadOnlyCollection<Setting> CommonSettings = new(
    [
        new(Target.Description, "description", "Description"),
        new(Target.Location, "location", "Location"),
        new(Target.Tags, "tags", "Tag") { Rule = TagRules.CheckTags },
        new(Target.Identity, "identity")
        {
            Rule = IdentityRules.CheckKind,
            Items =
            [
                new(ComputeIdentity.Members.Type, "type", "IdentityType") { IsRequired = true, Words = [.. ComputeIdentity.Kinds] },
                new(ComputeIdentity.Members.UserAssignedIdentities, "user_assigned_identities", "IdentityId")
                {
                    Form = SettingForm.IdentityIds,
                    Rule = IdentityRules.CheckIds,
                },
                .. CreateIgnored("principal_id", "tenant_id"),
            ],
        },
        new(Target.DisableLocalAuth, "disable_local_auth", "DisableLocalAuth"),
    ]);

    private static readonly Setting[] ClusterSettings =
    [
        new(Cluster.VmSize, "size", "VmSize"),
        new(Cluster.Priority, "tier", "Priority"),
        new(Cluster.MinNodes, "min_instances", "MinNodes") { Rule = LimitRules.CheckNodeLimits },
        new(Cluster.MaxNodes, "max_instances", "MaxNodes"),
        new(Cluster.IdleTimeBeforeScaleDown, "idle_time_before_scale_down", "IdleTimeBeforeScaleDown")
        {
            Form = SettingForm.Seconds,
            Rule = LimitRules.CheckIdleTimeBeforeScaleDown,
        },
        new(Cluster.RemoteLogin, "ssh_public_access_enabled", "RemoteLogin") { Form = SettingForm.Switch },
        new(Cluster.AdminUserName, "ssh_settings.admin_username", "AdminUserName") { Rule = AccountRules.CheckClusterAccount },
        new(Cluster.AdminUserPassword, "ssh_settings.admin_password", "AdminCredential"),
        new(Cluster.SshPublicKey, "ssh_settings.ssh_key_value", "SshPublicKey"),
        .. CreateSubnetSettings(Cluster.SubnetId),
        new(Cluster.EnableNodePublicIp, "enable_node_public_ip", "EnableNodePublicIp")
        {
            Check = NetworkRules.CheckNodePublicIp(Cluster.EnableNodePublicIp, Cluster.SubnetId, Cluster.RemoteLogin),
        },
        new(Cluster.OsType, "os_type", "OsType"),
        new(Cluster.VirtualMachineImageId, "virtual_machine_image_id", "VirtualMachineImageId"),
        new(Cluster.IsolatedNetwork, "isolated_network", "IsolatedNetwork"),
    ];

    private static readonly Setting[] CronTriggerSettings =
    [
        new(ComputeScheduleCron.Members.Expression, "expression") { IsRequired = true },
        new(ComputeScheduleCron.Members.StartTime, "start_time"),
        new(ComputeScheduleCron.Members.TimeZone, "time_zone"),
    ];

    private static readonly Setting[] RecurrenceTriggerSettings =
    [
        new(ComputeScheduleRecurrence.Members.Frequency, "frequency") { IsRequired = true },
        new(ComputeScheduleRecurrence.Members.Interval, "interval") { IsRequired = true },
        new(ComputeScheduleRecurrence.Members.StartTime, "start_time"),
        new(ComputeScheduleRecurrence.Members.TimeZone, "time_zone"),
        new(ComputeScheduleRecurrence.Members.Hours, "schedule.hours"),
        new(ComputeScheduleRecurrence.Members.Minutes, "schedule.minutes"),
        new(ComputeScheduleRecurrence.Members.WeekDays, "schedule.week_days"),
        new(ComputeScheduleRecurrence.Members.MonthDays, "schedule.month_days"),
    ];

    private static readonly Setting[] ScheduleSettings =
    [
        new(ComputeSchedule.Members.Action, "action") { IsRequired = true },
        new(ComputeSchedule.Members.Status, "state"),
        new(ComputeSchedule.Members.TriggerType, "trigger")
        {
            Form = SettingForm.Choice,
            IsRequired = true,
            Items =
            [
                new(ComputeSchedule.Members.Cron, null) { Items = CronTriggerSettings },
                new(ComputeSchedule.Members.Recurrence, null) { Items = RecurrenceTriggerSettings },
            ],
        },
        .. CreateIgnored("schedule_id", "provisioning_state"),
    ];

    private static readonly Setting[] ScriptSettings =
    [
        new(SetupScript.Members.ScriptSource, "source") { Default = "workspaceStorage" },
        new(SetupScript.Members.ScriptData, "path") { MayHoldSecret = true },
        new(SetupScript.Members.ScriptArguments, "command") { MayHoldSecret = true },
        new(SetupScript.Members.Timeout, "timeout_minutes") { Form = SettingForm.ScriptTimeout },
    ];

    private static readonly Setting[] EndpointSettings =
    [
        new(CustomServiceEndpoint.Members.Target, "target"),
        new(CustomServiceEndpoint.Members.Published, "published"),
        new(CustomServiceEndpoint.Members.Name, "name") { Default = "connect" },
        new(CustomServiceEndpoint.Members.Protocol, "protocol") { Default = "http" },
        new(CustomServiceEndpoint.Members.HostIp, "host_ip"),
    ];

    private static readonly Setting[] VolumeSettings =
    [
        new(CustomServiceVolume.Members.Source, "source"),
        new(CustomServiceVolume.Members.Target, "target"),
        new(CustomServiceVolume.Members.Type, "type") { Default = "bind" },
        new(CustomServiceVolume.Members.ReadOnly, "read_only") { Default = false },
        new(CustomServiceVolume.Members.Consistency, "consistency"),
        new(CustomServiceVolume.Members.BindPropagation, "bind.propagation"),
        new(CustomServiceVolume.Members.BindCreateHostPath, "bind.create_host_path"),
        new(CustomServiceVolume.Members.BindSelinux, "bind.selinux"),
        new(CustomServiceVolume.Members.VolumeNoCopy, "volume.nocopy"),
        new(CustomServiceVolume.Members.TmpfsSize, "tmpfs.size"),
    ];

    private static readonly Setting[] ApplicationSettings =
    [
        new(CustomService.Members.Name, "name") { IsRequired = true },
        .. CreateIgnored("type"),
        new(CustomService.Members.ImageReference, "image.reference"),
        new(CustomService.Members.ImageType, "image.type") { Default = "docker" },
        new(CustomService.Members.ImageVersion, "image.version"),
        new(CustomService.Members.Endpoints, "endpoints") { Items = EndpointSettings },
        new(CustomService.Members.EnvironmentVariables, "environment_variables") { Form = SettingForm.Variables, MayHoldSecret = true },
        new(CustomService.Members.Volumes, "bind_mounts") { Items = VolumeSettings },
        new(CustomService.Members.Privileged, "privileged") { Default = true },
        new(CustomService.Members.Kernel, "kernel")
        {
            Items =
            [
                new(CustomServiceKernel.Members.DisplayName, "display_name"),
                new(CustomServiceKernel.Members.Language, "language"),
                new(CustomServiceKernel.Members.Argv, "argv"),
            ],
        },
    ];

    private static readonly Setting[] InstanceSettings =
    [
        new(Instance.VmSize, "size", "VmSize"),
        new(Instance.AssignedUser, "create_on_behalf_of")
        {
            Items =
            [
                new(AssignedUser.Members.TenantId, "user_tenant_id", "AssignedUserTenantId") { IsRequired = true },
                new(AssignedUser.Members.ObjectId, "user_object_id", "AssignedUser") { IsRequired = true },
            ],
        },
        new(Instance.SshPublicAccess, "ssh_public_access_enabled", "SshPublicAccess")
        {
            Form = SettingForm.Switch,
            Rule = AccountRules.CheckSshPublicAccess,
        },
        new(Instance.SshPublicKey, "ssh_settings.ssh_key_value", "SshPublicKey"),
        .. CreateIgnored("ssh_settings.admin_username", "ssh_settings.ssh_port"),
        .. CreateSubnetSettings(Instance.SubnetId),
        new(Instance.EnableNodePublicIp, "enable_node_public_ip", "EnableNodePublicIp")
        {
            Check = NetworkRules.CheckNodePublicIp(Instance.EnableNodePublicIp, Instance.SubnetId, Instance.SshPublicAccess),
        },
        new(Instance.IdleTimeBeforeShutdown, "idle_time_before_shutdown_minutes", "IdleTimeBeforeShutdown")
        {
            Form = SettingForm.Minutes,
            Rule = LimitRules.CheckIdleTimeBeforeShutdown,
        },
        new(Instance.IdleTimeBeforeShutdown, "idle_time_before_shutdown") { Form = SettingForm.IsoDuration },
        new(Instance.Schedules, "schedules.compute_start_stop", "Schedule")
        {
            Items = ScheduleSettings,
            Rule = ScheduleRules.CheckSchedules,
        },
        new(Instance.CreationScript, "setup_scripts.creation_script", "CreationScript") { Items = ScriptSettings },
        new(Instance.StartupScript, "setup_scripts.startup_script", "StartupScript") { Items = ScriptSettings },
        new(Instance.CustomServices, "custom_applications", "CustomService") { Items = ApplicationSettings },
        new(Instance.DataMounts, null, "DataMount") { MayHoldSecret = true },
        new(Instance.EnableSso, "enable_sso", "EnableSso"),
        new(Instance.EnableOsPatching, "enable_os_patching", "EnableOsPatching"),
        new(Instance.EnableRootAccess, "enable_root_access", "EnableRootAccess"),
        new(Instance.ReleaseQuotaOnStop, "release_quota_on_stop", "ReleaseQuotaOnStop"),
        new(Instance.ApplicationSharingPolicy, "application_sharing_policy", "ApplicationSharingPolicy"),
        new(Instance.ComputeInstanceAuthorizationType, "authorization_type"),
        new(Instance.MlflowAutologger, "mlflow_autologger"),
        .. CreateIgnored("state", "last_operation", "services", "os_image_metadata"),
    ];

    private static readonly Setting[] InstanceTypeSettings =
    [
        CreateInBothStyles(KubernetesInstanceType.Members.NodeSelector, "node_selector"),
        new(KubernetesInstanceType.Members.Requests, "resources.requests") { Form = SettingForm.Quantities },
        new(KubernetesInstanceType.Members.Limits, "resources.limits") { Form = SettingForm.Quantities },
    ];

    private static readonly Setting[] KubernetesSettings =
    [
        new(Kubernetes.Namespace, "namespace", "Namespace") { Check = AttachRules.CheckNamespace },
        CreateInBothStyles(Kubernetes.DefaultInstanceType, "properties.default_instance_type", "DefaultInstanceType"),
        CreateInBothStyles(Kubernetes.InstanceTypes, "properties.instance_types", "InstanceType") with { Items = InstanceTypeSettings },
        CreateInBothStyles(Kubernetes.VcName, "properties.vc_name"),
        CreateInBothStyles(Kubernetes.ExtensionPrincipalId, "properties.extension_principal_id"),
        CreateInBothStyles(Kubernetes.ExtensionInstanceReleaseTrain, "properties.extension_instance_release_train"),
        CreateInBothStyles(Kubernetes.RelayConnectionString, "properties.relay_connection_string"),
        CreateInBothStyles(Kubernetes.ServiceBusConnectionString, "properties.service_bus_connection_string"),
        .. CreateIgnored("properties.namespace"),
    ];

    /// <summary>The settings that virtual machines and HDInsight clusters share.</summary>
    private static readonly Setting[] SshSettings =
    [
        new(Ssh.AdminUserName, "ssh_settings.admin_username", "Credential") { Rule = AccountRules.CheckMachineAccount },
        new(Ssh.AdminPassword, "ssh_settings.admin_password", "Credential"),
        new(Ssh.SshPort, "ssh_settings.ssh_port", "SshPort") { Rule = LimitRules.CheckSshPort },
        new(Ssh.SshPrivateKey, "ssh_settings.ssh_private_key_file", "SshPrivateKeyPath") { Form = SettingForm.SecretFile },
        new(Ssh.SshPublicKey, "ssh_settings.ssh_key_value"),
        new(Ssh.Address, "address", "Address"),
    ];

    private static readonly Setting[] AksSettings =
    [
        new(Aks.VmSize, "size", "VmSize"),
        new(Aks.AgentCount, "agent_count", "AgentCount") { Check = AksRules.CheckAgentCount },
        new(Aks.ClusterPurpose, "cluster_purpose", "ClusterPurpose"),
        new(Aks.SslStatus, "ssl_settings.status", "SslStatus") { Rule = AksRules.CheckCertificate },
        new(Aks.SslCname, "ssl_settings.cname", "SslCname"),
        new(Aks.SslCertificate, "ssl_settings.cert_pem_file", "SslCertPemFile") { Form = SettingForm.SecretFile },
        new(Aks.SslKey, "ssl_settings.key_pem_file", "SslKeyPemFile") { Form = SettingForm.SecretFile },
        new(Aks.SslLeafDomainLabel, "ssl_settings.leaf_domain_label", "LeafDomainLabel"),
        new(Aks.SslOverwriteExistingDomain, "ssl_settings.overwrite_existing_domain", "OverwriteExistingDomain"),
        new(Aks.SubnetId, "network_settings.subnet", "SubnetId")
        {
            Rule = NetworkRules.CheckSubnetId(Aks.SubnetId),
            Check = AksRules.CheckNetwork,
        },
        new(Aks.ServiceCidr, "network_settings.service_cidr", "ServiceCidr"),
        new(Aks.DnsServiceIp, "network_settings.dns_service_ip", "DnsServiceIp"),
        new(Aks.DockerBridgeCidr, "network_settings.docker_bridge_cidr", "DockerBridgeCidr"),
        new(Aks.LoadBalancerType, "load_balancer_type", "LoadBalancerType"),
        new(Aks.LoadBalancerSubnet, "load_balancer_subnet", "LoadBalancerSubnet") { Check = AksRules.CheckLoadBalancer },
        new(Aks.ClusterFqdn, "cluster_fqdn"),
    ];

    /// <summary>The rows of each type without those that all types share.</summary>
    private static readonly Dictionary<string, Setting[]> SettingsOfType = new(StringComparer.Ordinal)
    {
        [ComputeTypes.AmlCompute] = ClusterSettings,
        [ComputeTypes.ComputeInstance] = InstanceSettings,
        [ComputeTypes.Aks] = AksSettings,
        [ComputeTypes.Kubernetes] = KubernetesSettings,
        [ComputeTypes.VirtualMachine] =
        [
            .. SshSettings,
            new(VirtualMachineCompute.Members.NotebookServerPort, "notebook_server_port"),
            new(VirtualMachineCompute.Members.IsNotebookInstanceCompute, "is_notebook_instance_compute"),
        ],
        [ComputeTypes.HDInsight] = SshSettings,
        [ComputeTypes.Databricks] =
        [
            new(DatabricksCompute.Members.AccessToken, "access_token", "AccessToken"),
            new(DatabricksCompute.Members.WorkspaceUrl, "workspace_url"),
        ],
        [ComputeTypes.DataLakeAnalytics] = [new(DataLakeAnalyticsCompute.Members.DataLakeStoreAccountName, "data_lake_store_account_name")],
        [ComputeTypes.DataFactory] = [],
        [ComputeTypes.SynapseSpark] =
            [.. CreateIgnored("node_family", "node_size", "node_count", "spark_version", "scale_settings", "auto_pause_settings")],
    };

    /// <summary>The rows of each type, with those that all types share.</summary>
    private static readonly Dictionary<string, Setting[]> Rows =
        ComputeTypes.All.ToDictionary(type => type, CreateRows, StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns the rows of a compute type in any casing; none for a type that this version does not know.</summary>
    public static IReadOnlyList<Setting> ListSettings(string computeType) =>
        Rows.TryGetValue(computeType, out Setting[]? rows) ? rows : [];

    /// <summary>Returns the rows of a type: those of all types around those of the type.</summary>
    private static Setting[] CreateRows(string type)
    {
        Setting[] resource = ComputeTypes.CanBeAttached(type) ? [CreateResourceSetting(type)] : [];
        return [.. FirstSettings, .. resource, .. SettingsOfType[type], .. CommonSettings];
    }

    private static Setting CreateResourceSetting(string type) => new(Target.ClusterResourceId, "resource_id", "ResourceId")
    {
        IsRequired = !ComputeTypes.CanBeCreated(type),
        Rule = AttachRules.CheckResource,
    };

    private static Setting[] CreateSubnetSettings(JsonMember<string> member) =>
    [
        .. CreateIgnored("network_settings.vnet_name"),
        new(member, "network_settings.subnet", "SubnetId")
        {
            Form = SettingForm.Subnet,
            Rule = NetworkRules.CheckSubnetId(member),
            Check = NetworkRules.CheckSubnetSubscription(member),
        },
        .. CreateIgnored("network_settings.public_ip_address", "network_settings.private_ip_address"),
    ];

    /// <summary>Creates a setting whose key can also be written as in JSON, as the Azure CLI does for Kubernetes.</summary>
    private static Setting CreateInBothStyles(JsonMember member, string key, string? parameter = null) =>
        new(member, key, parameter) { OtherKey = member.Names.Last() };

    /// <summary>Creates the settings of keys that YAML accepts and that are not sent.</summary>
    private static IEnumerable<Setting> CreateIgnored(params string[] keys) =>
        keys.Select(key => new Setting(null, key) { Form = SettingForm.Ignored });
}
