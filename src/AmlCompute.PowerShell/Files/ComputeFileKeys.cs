using AmlCompute.Settings;

namespace AmlCompute.Files;

/// <summary>
/// The keys of each compute type: those of the Azure CLI (<c>az ml compute</c>, version 2), and keys in the same style for members that the
/// CLI does not have. Read-only keys are accepted and ignored, so that the output of <c>az ml compute show</c> can be read.
/// </summary>
internal static class ComputeFileKeys
{
    public const string NameKey = "name";
    public const string TypeKey = "type";
    public const string ResourceIdKey = "resource_id";

    private static readonly FileKey[] ReadOnly =
    [
        .. new[]
        {
            NameKey,
            TypeKey,
            "$schema",
            "id",
            "compute_location",
            "created_on",
            "provisioning_state",
            "provisioning_errors",
            "resourceGroup",
        }.Select(name => new IgnoredKey(name)),
    ];

    private static readonly FileKey[] Common =
    [
        new ValueKey("description", ComputeTarget.Members.Description),
        new ValueKey("location", ComputeTarget.Members.Location),
        new ValueKey("tags", ComputeTarget.Members.Tags, FileValue.TextMap),
        new IdentityKey(),
        new ValueKey("disable_local_auth", ComputeTarget.Members.DisableLocalAuth),
    ];

    private static readonly FileKey[] Cluster =
    [
        new ValueKey("size", ComputeCluster.Members.VmSize),
        new ValueKey("tier", ComputeCluster.Members.Priority),
        new ValueKey("min_instances", ComputeCluster.Members.MinNodes),
        new ValueKey("max_instances", ComputeCluster.Members.MaxNodes),
        new ValueKey("idle_time_before_scale_down", ComputeCluster.Members.IdleTimeBeforeScaleDown, FileValue.Seconds),
        new ValueKey("ssh_public_access_enabled", ComputeCluster.Members.RemoteLogin, FileValue.Switch),
        new GroupKey(
            "ssh_settings",
            new ValueKey("admin_username", ComputeCluster.Members.AdminUserName),
            new SecretKey("admin_password", ComputeCluster.Members.AdminUserPassword),
            new ValueKey("ssh_key_value", ComputeCluster.Members.SshPublicKey)),
        new SubnetKey(ComputeCluster.Members.SubnetId),
        new ValueKey("enable_node_public_ip", ComputeCluster.Members.EnableNodePublicIp),
        new ValueKey("os_type", ComputeCluster.Members.OsType),
        new ValueKey("virtual_machine_image_id", ComputeCluster.Members.VirtualMachineImageId),
        new ValueKey("isolated_network", ComputeCluster.Members.IsolatedNetwork),
    ];

    private static readonly FileKey[] CronTrigger =
    [
        new ValueKey("expression", ComputeScheduleCron.Members.Expression) { IsRequired = true },
        new ValueKey("start_time", ComputeScheduleCron.Members.StartTime),
        new ValueKey("time_zone", ComputeScheduleCron.Members.TimeZone),
    ];

    private static readonly FileKey[] RecurrenceTrigger =
    [
        new ValueKey("frequency", ComputeScheduleRecurrence.Members.Frequency) { IsRequired = true },
        new ValueKey("interval", ComputeScheduleRecurrence.Members.Interval) { IsRequired = true },
        new ValueKey("start_time", ComputeScheduleRecurrence.Members.StartTime),
        new ValueKey("time_zone", ComputeScheduleRecurrence.Members.TimeZone),
        new GroupKey(
            "schedule",
            new ValueKey("hours", ComputeScheduleRecurrence.Members.Hours, FileValue.Wholes),
            new ValueKey("minutes", ComputeScheduleRecurrence.Members.Minutes, FileValue.Wholes),
            new ValueKey(
                "week_days",
                ComputeScheduleRecurrence.Members.WeekDays,
                FileValue.Words("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")),
            new ValueKey("month_days", ComputeScheduleRecurrence.Members.MonthDays, FileValue.Wholes)),
    ];

    private static readonly FileKey[] Schedule =
    [
        new ValueKey("action", ComputeSchedule.Members.Action) { IsRequired = true },
        new ValueKey("state", ComputeSchedule.Members.Status),
        new ChoiceKey(
            "trigger",
            "type",
            ComputeSchedule.Members.TriggerType,
            ("Cron", ComputeSchedule.Members.Cron, CronTrigger),
            ("Recurrence", ComputeSchedule.Members.Recurrence, RecurrenceTrigger)) { IsRequired = true },
        new IgnoredKey("schedule_id"),
        new IgnoredKey("provisioning_state"),
    ];

    private static readonly FileKey[] Script =
    [
        new ValueKey("source", SetupScript.Members.ScriptSource) { Default = "workspaceStorage" },
        new ValueKey("path", SetupScript.Members.ScriptData),
        new ValueKey("command", SetupScript.Members.ScriptArguments),
        new ValueKey("timeout_minutes", SetupScript.Members.Timeout, FileValue.ScriptTimeout),
    ];

    private static readonly FileKey[] Endpoint =
    [
        new ValueKey("target", CustomServiceEndpoint.Members.Target),
        new ValueKey("published", CustomServiceEndpoint.Members.Published),
        new ValueKey("name", CustomServiceEndpoint.Members.Name) { Default = "connect" },
        new ValueKey("protocol", CustomServiceEndpoint.Members.Protocol) { Default = "http" },
        new ValueKey("host_ip", CustomServiceEndpoint.Members.HostIp),
    ];

    private static readonly FileKey[] Volume =
    [
        new ValueKey("source", CustomServiceVolume.Members.Source),
        new ValueKey("target", CustomServiceVolume.Members.Target),
        new ValueKey("type", CustomServiceVolume.Members.Type) { Default = "bind" },
        new ValueKey("read_only", CustomServiceVolume.Members.ReadOnly) { Default = false },
        new ValueKey("consistency", CustomServiceVolume.Members.Consistency),
        new GroupKey(
            "bind",
            new ValueKey("propagation", CustomServiceVolume.Members.BindPropagation),
            new ValueKey("create_host_path", CustomServiceVolume.Members.BindCreateHostPath),
            new ValueKey("selinux", CustomServiceVolume.Members.BindSelinux)),
        new GroupKey("volume", new ValueKey("nocopy", CustomServiceVolume.Members.VolumeNoCopy)),
        new GroupKey("tmpfs", new ValueKey("size", CustomServiceVolume.Members.TmpfsSize)),
    ];

    private static readonly FileKey[] Application =
    [
        new ValueKey("name", CustomService.Members.Name) { IsRequired = true },
        new IgnoredKey("type"),
        new GroupKey(
            "image",
            new ValueKey("reference", CustomService.Members.ImageReference),
            new ValueKey("type", CustomService.Members.ImageType) { Default = "docker" },
            new ValueKey("version", CustomService.Members.ImageVersion)),
        new ValueKey("endpoints", CustomService.Members.Endpoints, FileValue.ListOf(Endpoint)),
        new ValueKey("environment_variables", CustomService.Members.EnvironmentVariables, FileValue.Variables),
        new ValueKey("bind_mounts", CustomService.Members.Volumes, FileValue.ListOf(Volume)),
        new ValueKey("privileged", CustomService.Members.Privileged) { Default = true },
        new ValueKey(
            "kernel",
            CustomService.Members.Kernel,
            FileValue.Object(
            [
                new ValueKey("display_name", CustomServiceKernel.Members.DisplayName),
                new ValueKey("language", CustomServiceKernel.Members.Language),
                new ValueKey("argv", CustomServiceKernel.Members.Argv, FileValue.Texts),
            ])),
    ];

    private static readonly FileKey[] Instance =
    [
        new ValueKey("size", ComputeInstance.Members.VmSize),
        new ValueKey(
            "create_on_behalf_of",
            ComputeInstance.Members.AssignedUser,
            FileValue.Object(
            [
                new ValueKey("user_tenant_id", AssignedUser.Members.TenantId) { IsRequired = true },
                new ValueKey("user_object_id", AssignedUser.Members.ObjectId) { IsRequired = true },
            ])),
        new ValueKey("ssh_public_access_enabled", ComputeInstance.Members.SshPublicAccess, FileValue.Switch),
        new GroupKey(
            "ssh_settings",
            new ValueKey("ssh_key_value", ComputeInstance.Members.SshPublicKey),
            new IgnoredKey("admin_username"),
            new IgnoredKey("ssh_port")),
        new SubnetKey(ComputeInstance.Members.SubnetId),
        new ValueKey("enable_node_public_ip", ComputeInstance.Members.EnableNodePublicIp),
        new ValueKey("idle_time_before_shutdown_minutes", ComputeInstance.Members.IdleTimeBeforeShutdown, FileValue.Minutes),
        new ValueKey("idle_time_before_shutdown", ComputeInstance.Members.IdleTimeBeforeShutdown, FileValue.IsoTime),
        new GroupKey("schedules", new ValueKey("compute_start_stop", ComputeInstance.Members.Schedules, FileValue.ListOf(Schedule))),
        new GroupKey(
            "setup_scripts",
            new ValueKey("creation_script", ComputeInstance.Members.CreationScript, FileValue.Object(Script)),
            new ValueKey("startup_script", ComputeInstance.Members.StartupScript, FileValue.Object(Script))),
        new ValueKey("custom_applications", ComputeInstance.Members.CustomServices, FileValue.ListOf(Application)),
        new ValueKey("enable_sso", ComputeInstance.Members.EnableSso),
        new ValueKey("enable_os_patching", ComputeInstance.Members.EnableOsPatching),
        new ValueKey("enable_root_access", ComputeInstance.Members.EnableRootAccess),
        new ValueKey("release_quota_on_stop", ComputeInstance.Members.ReleaseQuotaOnStop),
        new ValueKey("application_sharing_policy", ComputeInstance.Members.ApplicationSharingPolicy),
        new ValueKey("authorization_type", ComputeInstance.Members.ComputeInstanceAuthorizationType),
        new ValueKey("mlflow_autologger", ComputeInstance.Members.MlflowAutologger),
        new IgnoredKey("state"),
        new IgnoredKey("last_operation"),
        new IgnoredKey("services"),
        new IgnoredKey("os_image_metadata"),
    ];

    private static readonly FileKey[] Kubernetes =
    [
        new ValueKey("namespace", KubernetesCompute.Members.Namespace),
        new GroupKey(
            "properties",
            new ValueKey("default_instance_type", KubernetesCompute.Members.DefaultInstanceType) { OtherName = "defaultInstanceType" },
            new ValueKey(
                "instance_types",
                KubernetesCompute.Members.InstanceTypes,
                FileValue.MapOf(
                [
                    new ValueKey("node_selector", KubernetesInstanceType.Members.NodeSelector, FileValue.TextMap)
                    {
                        OtherName = "nodeSelector",
                    },
                    new GroupKey(
                        "resources",
                        new ValueKey("requests", KubernetesInstanceType.Members.Requests, FileValue.QuantityMap),
                        new ValueKey("limits", KubernetesInstanceType.Members.Limits, FileValue.QuantityMap)),
                ])) { OtherName = "instanceTypes" },
            new ValueKey("vc_name", KubernetesCompute.Members.VcName) { OtherName = "vcName" },
            new ValueKey("extension_principal_id", KubernetesCompute.Members.ExtensionPrincipalId)
            {
                OtherName = "extensionPrincipalId",
            },
            new ValueKey("extension_instance_release_train", KubernetesCompute.Members.ExtensionInstanceReleaseTrain)
            {
                OtherName = "extensionInstanceReleaseTrain",
            },
            new SecretKey("relay_connection_string", KubernetesCompute.Members.RelayConnectionString)
            {
                OtherName = "relayConnectionString",
            },
            new SecretKey("service_bus_connection_string", KubernetesCompute.Members.ServiceBusConnectionString)
            {
                OtherName = "serviceBusConnectionString",
            },
            new IgnoredKey("namespace")),
    ];

    private static readonly FileKey[] Ssh =
    [
        new GroupKey(
            "ssh_settings",
            new ValueKey("admin_username", SshMembers.AdminUserName),
            new SecretKey("admin_password", SshMembers.AdminPassword),
            new ValueKey("ssh_port", SshMembers.SshPort),
            new SecretKey("ssh_private_key_file", SshMembers.SshPrivateKey, isFile: true),
            new ValueKey("ssh_key_value", SshMembers.SshPublicKey)),
        new ValueKey("address", SshMembers.Address),
    ];

    private static readonly FileKey[] VirtualMachine =
    [
        .. Ssh,
        new ValueKey("notebook_server_port", VirtualMachineCompute.Members.NotebookServerPort),
        new ValueKey("is_notebook_instance_compute", VirtualMachineCompute.Members.IsNotebookInstanceCompute),
    ];

    private static readonly FileKey[] SynapseSpark =
    [
        .. new[]
        {
            "node_family", "node_size", "node_count", "spark_version", "scale_settings", "auto_pause_settings",
        }.Select(name => new IgnoredKey(name)),
    ];

    private static readonly FileKey[] Aks =
    [
        new ValueKey("size", AksCompute.Members.VmSize),
        new ValueKey("agent_count", AksCompute.Members.AgentCount),
        new ValueKey("cluster_purpose", AksCompute.Members.ClusterPurpose),
        new GroupKey(
            "ssl_settings",
            new ValueKey("status", AksCompute.Members.SslStatus),
            new ValueKey("cname", AksCompute.Members.SslCname),
            new SecretKey("cert_pem_file", AksCompute.Members.SslCertificate, isFile: true),
            new SecretKey("key_pem_file", AksCompute.Members.SslKey, isFile: true),
            new ValueKey("leaf_domain_label", AksCompute.Members.SslLeafDomainLabel),
            new ValueKey("overwrite_existing_domain", AksCompute.Members.SslOverwriteExistingDomain)),
        new GroupKey(
            "network_settings",
            new ValueKey("subnet", AksCompute.Members.SubnetId),
            new ValueKey("service_cidr", AksCompute.Members.ServiceCidr),
            new ValueKey("dns_service_ip", AksCompute.Members.DnsServiceIp),
            new ValueKey("docker_bridge_cidr", AksCompute.Members.DockerBridgeCidr)),
        new ValueKey("load_balancer_type", AksCompute.Members.LoadBalancerType),
        new ValueKey("load_balancer_subnet", AksCompute.Members.LoadBalancerSubnet),
        new ValueKey("cluster_fqdn", AksCompute.Members.ClusterFqdn),
    ];

    private static readonly FileKey[] Databricks =
    [
        new SecretKey("access_token", DatabricksCompute.Members.AccessToken),
        new ValueKey("workspace_url", DatabricksCompute.Members.WorkspaceUrl),
    ];

    private static readonly FileKey[] DataLakeAnalytics =
    [
        new ValueKey("data_lake_store_account_name", DataLakeAnalyticsCompute.Members.DataLakeStoreAccountName),
    ];

    private static readonly Dictionary<string, FileKey[]> OfType = new(StringComparer.Ordinal)
    {
        [ComputeTypes.AmlCompute] = Cluster,
        [ComputeTypes.ComputeInstance] = Instance,
        [ComputeTypes.Aks] = Aks,
        [ComputeTypes.Kubernetes] = Kubernetes,
        [ComputeTypes.VirtualMachine] = VirtualMachine,
        [ComputeTypes.HDInsight] = Ssh,
        [ComputeTypes.Databricks] = Databricks,
        [ComputeTypes.DataLakeAnalytics] = DataLakeAnalytics,
        [ComputeTypes.DataFactory] = [],
        [ComputeTypes.SynapseSpark] = SynapseSpark,
    };

    /// <summary>Returns all keys that a file of this type may have.</summary>
    public static IReadOnlyList<FileKey> Of(string computeType) =>
    [
        .. ReadOnly,
        .. ComputeTypes.CanBeAttached(computeType) ? [ResourceId(computeType)] : (FileKey[])[],
        .. OfType[computeType],
        .. Common,
    ];

    private static ValueKey ResourceId(string computeType) => new(ResourceIdKey, ComputeTarget.Members.ClusterResourceId)
    {
        IsRequired = !ComputeTypes.CanBeCreated(computeType),
        Check = (reading, node, value) =>
        {
            if (!AttachableResource.HasFormOfId(computeType, JsonMembers.TextOf(value)!))
            {
                throw reading.Wrong(
                    node,
                    $"'{ResourceIdKey}' is not a valid id of a resource to attach as {reading.Kind}. "
                    + $"The form is {AttachableResource.FormOfId(computeType)}.");
            }
        },
    };
}
