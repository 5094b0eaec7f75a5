using Aks = AmlCompute.AksCompute.Members;
using Cluster = AmlCompute.ComputeCluster.Members;
using Instance = AmlCompute.ComputeInstance.Members;
using Kubernetes = AmlCompute.KubernetesCompute.Members;
using Rules = AmlCompute.Settings.SettingRules;
using Ssh = AmlCompute.Models.SshMembers;
using Target = AmlCompute.ComputeTarget.Members;

namespace AmlCompute.Settings;

/// <summary>
/// The settings of each compute type, one row each. The keys are those of the Azure CLI (<c>az ml compute</c>, version 2), and keys in the
/// same style for members that the CLI does not have. Keys without a member are accepted and not sent, so that the output of
/// <c>az ml compute show</c> can be read.
/// </summary>
internal static class SettingTable
{
    private static readonly Setting[] Outer =
    [
        .. Ignored(
            "name", "$schema", "id", "compute_location", "created_on", "provisioning_state", "provisioning_errors", "resourceGroup"),
        new(Target.ComputeType, "type") { Form = SettingForm.Ignored },
        new(Target.ComputeLocation, null),
    ];

    private static readonly Setting[] Common =
    [
        new(Target.Description, "description", "Description"),
        new(Target.Location, "location", "Location"),
        new(Target.Tags, "tags", "Tag") { Rule = Rules.Tags },
        new(Target.Identity, "identity")
        {
            Rule = Rules.IdentityKind,
            Items =
            [
                new(ComputeIdentity.Members.Type, "type", "IdentityType") { IsRequired = true, Words = [.. ComputeIdentity.Kinds] },
                new(ComputeIdentity.Members.UserAssignedIdentities, "user_assigned_identities", "IdentityId")
                {
                    Form = SettingForm.IdentityIds,
                    Rule = Rules.IdentityIds,
                },
                .. Ignored("principal_id", "tenant_id"),
            ],
        },
        new(Target.DisableLocalAuth, "disable_local_auth", "DisableLocalAuth"),
    ];

    private static readonly Setting[] OfCluster =
    [
        new(Cluster.VmSize, "size", "VmSize"),
        new(Cluster.Priority, "tier", "Priority"),
        new(Cluster.MinNodes, "min_instances", "MinNodes") { Rule = Rules.NodeLimits },
        new(Cluster.MaxNodes, "max_instances", "MaxNodes"),
        new(Cluster.IdleTimeBeforeScaleDown, "idle_time_before_scale_down", "IdleTimeBeforeScaleDown")
        {
            Form = SettingForm.Seconds,
            Rule = Rules.IdleTimeBeforeScaleDown,
        },
        new(Cluster.RemoteLogin, "ssh_public_access_enabled", "RemoteLogin") { Form = SettingForm.Switch },
        new(Cluster.AdminUserName, "ssh_settings.admin_username", "AdminUserName") { Rule = Rules.ClusterAccount },
        new(Cluster.AdminUserPassword, "ssh_settings.admin_password", "AdminCredential"),
        new(Cluster.SshPublicKey, "ssh_settings.ssh_key_value", "SshPublicKey"),
        .. Subnet(Cluster.SubnetId),
        new(Cluster.EnableNodePublicIp, "enable_node_public_ip", "EnableNodePublicIp")
        {
            Check = Rules.NodePublicIp(Cluster.EnableNodePublicIp, Cluster.SubnetId, Cluster.RemoteLogin),
        },
        new(Cluster.OsType, "os_type", "OsType"),
        new(Cluster.VirtualMachineImageId, "virtual_machine_image_id", "VirtualMachineImageId"),
        new(Cluster.IsolatedNetwork, "isolated_network", "IsolatedNetwork"),
    ];

    private static readonly Setting[] CronTrigger =
    [
        new(ComputeScheduleCron.Members.Expression, "expression") { IsRequired = true },
        new(ComputeScheduleCron.Members.StartTime, "start_time"),
        new(ComputeScheduleCron.Members.TimeZone, "time_zone"),
    ];

    private static readonly Setting[] RecurrenceTrigger =
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

    private static readonly Setting[] Schedule =
    [
        new(ComputeSchedule.Members.Action, "action") { IsRequired = true },
        new(ComputeSchedule.Members.Status, "state"),
        new(ComputeSchedule.Members.TriggerType, "trigger")
        {
            Form = SettingForm.Choice,
            IsRequired = true,
            Items =
            [
                new(ComputeSchedule.Members.Cron, null) { Items = CronTrigger },
                new(ComputeSchedule.Members.Recurrence, null) { Items = RecurrenceTrigger },
            ],
        },
        .. Ignored("schedule_id", "provisioning_state"),
    ];

    private static readonly Setting[] Script =
    [
        new(SetupScript.Members.ScriptSource, "source") { Default = "workspaceStorage" },
        new(SetupScript.Members.ScriptData, "path") { MayHoldSecret = true },
        new(SetupScript.Members.ScriptArguments, "command") { MayHoldSecret = true },
        new(SetupScript.Members.Timeout, "timeout_minutes") { Form = SettingForm.ScriptTimeout },
    ];

    private static readonly Setting[] Endpoint =
    [
        new(CustomServiceEndpoint.Members.Target, "target"),
        new(CustomServiceEndpoint.Members.Published, "published"),
        new(CustomServiceEndpoint.Members.Name, "name") { Default = "connect" },
        new(CustomServiceEndpoint.Members.Protocol, "protocol") { Default = "http" },
        new(CustomServiceEndpoint.Members.HostIp, "host_ip"),
    ];

    private static readonly Setting[] Volume =
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

    private static readonly Setting[] Application =
    [
        new(CustomService.Members.Name, "name") { IsRequired = true },
        .. Ignored("type"),
        new(CustomService.Members.ImageReference, "image.reference"),
        new(CustomService.Members.ImageType, "image.type") { Default = "docker" },
        new(CustomService.Members.ImageVersion, "image.version"),
        new(CustomService.Members.Endpoints, "endpoints") { Items = Endpoint },
        new(CustomService.Members.EnvironmentVariables, "environment_variables") { Form = SettingForm.Variables, MayHoldSecret = true },
        new(CustomService.Members.Volumes, "bind_mounts") { Items = Volume },
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

    private static readonly Setting[] OfInstance =
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
            Rule = Rules.SshPublicAccess,
        },
        new(Instance.SshPublicKey, "ssh_settings.ssh_key_value", "SshPublicKey"),
        .. Ignored("ssh_settings.admin_username", "ssh_settings.ssh_port"),
        .. Subnet(Instance.SubnetId),
        new(Instance.EnableNodePublicIp, "enable_node_public_ip", "EnableNodePublicIp")
        {
            Check = Rules.NodePublicIp(Instance.EnableNodePublicIp, Instance.SubnetId, Instance.SshPublicAccess),
        },
        new(Instance.IdleTimeBeforeShutdown, "idle_time_before_shutdown_minutes", "IdleTimeBeforeShutdown")
        {
            Form = SettingForm.Minutes,
            Rule = Rules.IdleTimeBeforeShutdown,
        },
        new(Instance.IdleTimeBeforeShutdown, "idle_time_before_shutdown") { Form = SettingForm.IsoDuration },
        new(Instance.Schedules, "schedules.compute_start_stop", "Schedule") { Items = Schedule, Rule = Rules.Schedules },
        new(Instance.CreationScript, "setup_scripts.creation_script", "CreationScript") { Items = Script },
        new(Instance.StartupScript, "setup_scripts.startup_script", "StartupScript") { Items = Script },
        new(Instance.CustomServices, "custom_applications", "CustomService") { Items = Application },
        new(Instance.DataMounts, null, "DataMount") { MayHoldSecret = true },
        new(Instance.EnableSso, "enable_sso", "EnableSso"),
        new(Instance.EnableOsPatching, "enable_os_patching", "EnableOsPatching"),
        new(Instance.EnableRootAccess, "enable_root_access", "EnableRootAccess"),
        new(Instance.ReleaseQuotaOnStop, "release_quota_on_stop", "ReleaseQuotaOnStop"),
        new(Instance.ApplicationSharingPolicy, "application_sharing_policy", "ApplicationSharingPolicy"),
        new(Instance.ComputeInstanceAuthorizationType, "authorization_type"),
        new(Instance.MlflowAutologger, "mlflow_autologger"),
        .. Ignored("state", "last_operation", "services", "os_image_metadata"),
    ];

    private static readonly Setting[] InstanceType =
    [
        InBothStyles(KubernetesInstanceType.Members.NodeSelector, "node_selector"),
        new(KubernetesInstanceType.Members.Requests, "resources.requests") { Form = SettingForm.Quantities },
        new(KubernetesInstanceType.Members.Limits, "resources.limits") { Form = SettingForm.Quantities },
    ];

    private static readonly Setting[] OfKubernetes =
    [
        new(Kubernetes.Namespace, "namespace", "Namespace") { Check = Rules.Namespace },
        InBothStyles(Kubernetes.DefaultInstanceType, "properties.default_instance_type", "DefaultInstanceType"),
        InBothStyles(Kubernetes.InstanceTypes, "properties.instance_types", "InstanceType") with { Items = InstanceType },
        InBothStyles(Kubernetes.VcName, "properties.vc_name"),
        InBothStyles(Kubernetes.ExtensionPrincipalId, "properties.extension_principal_id"),
        InBothStyles(Kubernetes.ExtensionInstanceReleaseTrain, "properties.extension_instance_release_train"),
        InBothStyles(Kubernetes.RelayConnectionString, "properties.relay_connection_string") with { MayHoldSecret = true },
        InBothStyles(Kubernetes.ServiceBusConnectionString, "properties.service_bus_connection_string") with { MayHoldSecret = true },
        .. Ignored("properties.namespace"),
    ];

    private static readonly Setting[] OfSsh =
    [
        new(Ssh.AdminUserName, "ssh_settings.admin_username", "Credential") { Rule = Rules.MachineAccount },
        new(Ssh.AdminPassword, "ssh_settings.admin_password", "Credential"),
        new(Ssh.SshPort, "ssh_settings.ssh_port", "SshPort"),
        new(Ssh.SshPrivateKey, "ssh_settings.ssh_private_key_file", "SshPrivateKeyPath") { Form = SettingForm.SecretFile },
        new(Ssh.SshPublicKey, "ssh_settings.ssh_key_value"),
        new(Ssh.Address, "address", "Address"),
    ];

    private static readonly Setting[] OfAks =
    [
        new(Aks.VmSize, "size", "VmSize"),
        new(Aks.AgentCount, "agent_count", "AgentCount") { Check = Rules.AgentCount },
        new(Aks.ClusterPurpose, "cluster_purpose", "ClusterPurpose"),
        new(Aks.SslStatus, "ssl_settings.status", "SslStatus") { Rule = Rules.Certificate },
        new(Aks.SslCname, "ssl_settings.cname", "SslCname"),
        new(Aks.SslCertificate, "ssl_settings.cert_pem_file", "SslCertPemFile") { Form = SettingForm.SecretFile },
        new(Aks.SslKey, "ssl_settings.key_pem_file", "SslKeyPemFile") { Form = SettingForm.SecretFile },
        new(Aks.SslLeafDomainLabel, "ssl_settings.leaf_domain_label", "LeafDomainLabel"),
        new(Aks.SslOverwriteExistingDomain, "ssl_settings.overwrite_existing_domain", "OverwriteExistingDomain"),
        new(Aks.SubnetId, "network_settings.subnet", "SubnetId") { Rule = Rules.SubnetId(Aks.SubnetId), Check = Rules.AksNetwork },
        new(Aks.ServiceCidr, "network_settings.service_cidr", "ServiceCidr"),
        new(Aks.DnsServiceIp, "network_settings.dns_service_ip", "DnsServiceIp"),
        new(Aks.DockerBridgeCidr, "network_settings.docker_bridge_cidr", "DockerBridgeCidr"),
        new(Aks.LoadBalancerType, "load_balancer_type", "LoadBalancerType"),
        new(Aks.LoadBalancerSubnet, "load_balancer_subnet", "LoadBalancerSubnet") { Check = Rules.LoadBalancer },
        new(Aks.ClusterFqdn, "cluster_fqdn"),
    ];

    private static readonly Dictionary<string, Setting[]> OfType = new(StringComparer.Ordinal)
    {
        [ComputeTypes.AmlCompute] = OfCluster,
        [ComputeTypes.ComputeInstance] = OfInstance,
        [ComputeTypes.Aks] = OfAks,
        [ComputeTypes.Kubernetes] = OfKubernetes,
        [ComputeTypes.VirtualMachine] =
        [
            .. OfSsh,
            new(VirtualMachineCompute.Members.NotebookServerPort, "notebook_server_port"),
            new(VirtualMachineCompute.Members.IsNotebookInstanceCompute, "is_notebook_instance_compute"),
        ],
        [ComputeTypes.HDInsight] = OfSsh,
        [ComputeTypes.Databricks] =
        [
            new(DatabricksCompute.Members.AccessToken, "access_token", "AccessToken"),
            new(DatabricksCompute.Members.WorkspaceUrl, "workspace_url"),
        ],
        [ComputeTypes.DataLakeAnalytics] = [new(DataLakeAnalyticsCompute.Members.DataLakeStoreAccountName, "data_lake_store_account_name")],
        [ComputeTypes.DataFactory] = [],
        [ComputeTypes.SynapseSpark] =
            [.. Ignored("node_family", "node_size", "node_count", "spark_version", "scale_settings", "auto_pause_settings")],
    };

    /// <summary>The rows of each type: those of all types around those of the type.</summary>
    private static readonly Dictionary<string, Setting[]> Rows = ComputeTypes.All.ToDictionary(
        type => type,
        type => (Setting[])[.. Outer, .. ComputeTypes.CanBeAttached(type) ? [Resource(type)] : (Setting[])[], .. OfType[type], .. Common],
        StringComparer.Ordinal);

    /// <summary>Returns the rows of a compute type; none for a type that this version does not know.</summary>
    public static IReadOnlyList<Setting> Of(string computeType) =>
        Rows.TryGetValue(computeType, out Setting[]? rows) ? rows : [];

    /// <summary>Returns the settings on a JSON path, the outermost first, each with the number of names up to it.</summary>
    public static IEnumerable<(Setting Setting, int Length)> Find(string computeType, IReadOnlyList<string> path)
    {
        IReadOnlyList<Setting> level = Of(computeType);
        int length = 0;
        while (Next(level, path, length) is { } setting)
        {
            length += setting.Path.Length;
            yield return (setting, length);
            level = setting.Items;
            length += (setting.IsList || setting.IsMap) && length < path.Count ? 1 : 0;
        }
    }

    /// <summary>Returns the rows with a parameter, one for each parameter, with a compute type and the property.</summary>
    public static IEnumerable<(string ComputeType, string Property, Setting Setting)> ByParameter() =>
        from type in ComputeTypes.All
        from named in ComputeMembers.Of(ComputeTypes.ClassOf(type))
        from row in Of(type)
        where row.Member == named.Value && row.Parameter is not null && row.Member != Target.ClusterResourceId
        orderby Array.IndexOf(Common, row)
        group (type, named.Key, row) by row.Parameter into rows
        select rows.First();

    /// <summary>Returns the key of a member, with the keys around it.</summary>
    public static string KeyOf(string computeType, JsonMember member) => Of(computeType).First(row => row.Member == member).Key!;

    private static Setting? Next(IReadOnlyList<Setting> level, IReadOnlyList<string> path, int start) => level
        .SelectMany(row => row.Form == SettingForm.Choice ? row.Items.Prepend(row) : [row])
        .FirstOrDefault(row => row.Path.Length > 0 && row.Path.SequenceEqual(path.Skip(start).Take(row.Path.Length)));

    private static Setting Resource(string type) => new(Target.ClusterResourceId, "resource_id", "ResourceId")
    {
        IsRequired = !ComputeTypes.CanBeCreated(type),
        Rule = Rules.Resource,
    };

    private static Setting[] Subnet(JsonMember<string> member) =>
    [
        .. Ignored("network_settings.vnet_name"),
        new(member, "network_settings.subnet", "SubnetId")
        {
            Form = SettingForm.Subnet,
            Rule = Rules.SubnetId(member),
            Check = Rules.Subnet(member),
        },
        .. Ignored("network_settings.public_ip_address", "network_settings.private_ip_address"),
    ];

    /// <summary>Returns a setting whose key can also be written as in JSON, as the Azure CLI does for Kubernetes.</summary>
    private static Setting InBothStyles(JsonMember member, string key, string? parameter = null) =>
        new(member, key, parameter) { OtherKey = member.Names.Last() };

    private static IEnumerable<Setting> Ignored(params string[] keys) => keys.Select(key => new Setting(null, key));
}
