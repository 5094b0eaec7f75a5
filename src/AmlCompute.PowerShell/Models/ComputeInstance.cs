using System.Net;

namespace AmlCompute;

/// <summary>
/// A compute instance: a virtual machine for the development work of one user. Users can start, stop and restart it. A value that the
/// service omits is null or empty.
/// </summary>
public sealed class ComputeInstance : ComputeTarget
{
    private const int DefaultSshPort = 22;

    internal ComputeInstance(JsonElement json, Workspace workspace) : base(json, workspace) { }

    // These overrides come first in lists of properties; see ComputeTarget.
    /// <inheritdoc/>
    public override string Name => base.Name;

    /// <inheritdoc/>
    public override string Type => base.Type;

    /// <summary>
    /// Gets the state of the machine: Creating, CreateFailed, Running, Restarting, Resizing, JobRunning, SettingUp, SetupFailed, Starting,
    /// Stopped, Stopping, UserSettingUp, UserSetupFailed, Unknown, Unusable or Deleting; the provisioning state while the service returns
    /// none. JSON: <c>properties.properties.state</c>.
    /// </summary>
    public override string? State => Read(Members.State) ?? ProvisioningState;

    /// <summary>Gets <see cref="VmSize"/>. JSON: <c>properties.properties.vmSize</c>.</summary>
    public override string? Size => VmSize;

    /// <summary>Gets the machine size, in capital letters as the service returns it. JSON: <c>properties.properties.vmSize</c>.</summary>
    public string? VmSize => Read(Members.VmSize);

    /// <summary>
    /// Gets the cost of the machine for an hour, in <see cref="Currency"/>; 0 if it is stopped or its creation failed, null if the cost is
    /// unknown. The price is the public one: it has no discounts, and does not include disks, addresses and traffic.
    /// </summary>
    public decimal? CostPerHour => CalculateCost(Machines.Count);

    /// <summary>Gets <see cref="CostPerHour"/> for 730 hours, in <see cref="Currency"/>; null if it is unknown.</summary>
    public decimal? CostPerMonth => MonthlyCost;

    /// <summary>Gets the currency of the costs, such as USD; null if the price is unknown.</summary>
    public string? Currency => Price?.Currency;

    /// <summary>Gets the source of the price: vmSizes (the list of sizes) or RetailPrices; null if the price is unknown.</summary>
    public string? PriceSource => Price?.Source;

    /// <summary>
    /// Gets the time that the machine stays idle before the service stops it, 15 minutes to 3 days; null if the service does not stop an
    /// idle machine. JSON: <c>properties.properties.idleTimeBeforeShutdown</c>, an ISO 8601 duration.
    /// </summary>
    public TimeSpan? IdleTimeBeforeShutdown => Read(Members.IdleTimeBeforeShutdown);

    /// <summary>
    /// Gets <see cref="IdleTimeBeforeShutdown"/> as text, an ISO 8601 duration such as PT30M, for JSON and CSV.
    /// JSON: <c>properties.properties.idleTimeBeforeShutdown</c>.
    /// </summary>
    public string? IdleTimeBeforeShutdownText => IsoDuration.Format(IdleTimeBeforeShutdown);

    /// <summary>
    /// Gets the schedules that start and stop the machine; empty if there are none.
    /// JSON: <c>properties.properties.schedules.computeStartStop</c>.
    /// </summary>
    public IReadOnlyList<ComputeSchedule> Schedules
    {
        get
        {
            IReadOnlyList<ComputeSchedule> schedules = ReadList(Members.Schedules);
            foreach (ComputeSchedule schedule in schedules)
            {
                // The next run of a schedule depends on the clock of the workspace.
                schedule.Sandbox = Workspace.Sandbox;
            }

            return schedules;
        }
    }

    /// <summary>Gets the last operation; null before the first one. JSON: <c>properties.properties.lastOperation</c>.</summary>
    public ComputeInstanceOperation? LastOperation => Read(Members.LastOperation);

    /// <summary>Gets the web applications of the machine, such as Jupyter. JSON: <c>properties.properties.applications</c>.</summary>
    public IReadOnlyList<ComputeInstanceApplication> Applications => ReadList(Members.Applications);

    /// <summary>Gets the user who created the machine. JSON: <c>properties.properties.createdBy</c>.</summary>
    public ComputeInstanceUser? CreatedBy => Read(Members.CreatedBy);

    /// <summary>
    /// Gets the user for whom the machine was created; null if no such user was specified.
    /// JSON: <c>properties.properties.personalComputeInstanceSettings.assignedUser</c>.
    /// </summary>
    public AssignedUser? AssignedUser => Read(Members.AssignedUser);

    /// <summary>
    /// Gets the user of the machine: the object id of an assigned user other than the creator, or else the name or the object id of the
    /// creator. JSON: <c>properties.properties.personalComputeInstanceSettings.assignedUser</c>, <c>properties.properties.createdBy</c>.
    /// </summary>
    public string? Owner =>
        AssignedUser?.ObjectId is { Length: > 0 } id && !id.Equals(CreatedBy?.UserId, StringComparison.OrdinalIgnoreCase)
            ? id
            : CreatedBy?.NameOrId;

    /// <summary>
    /// Gets the command that opens an SSH session on the machine, at its public or else its private address; null if SSH access is not
    /// enabled, or if the service returns no IP address or no user name that is safe in a command.
    /// JSON: <c>properties.properties.sshSettings.sshPublicAccess</c>, <c>properties.properties.sshSettings.adminUserName</c>,
    /// <c>properties.properties.sshSettings.sshPort</c>, <c>properties.properties.connectivityEndpoints.publicIpAddress</c>,
    /// <c>properties.properties.connectivityEndpoints.privateIpAddress</c>.
    /// </summary>
    public string? SshCommand =>
        SshPublicAccess == "Enabled"
        && IPAddress.TryParse(string.IsNullOrEmpty(PublicIpAddress) ? PrivateIpAddress : PublicIpAddress, out IPAddress? address)
        && AdminUserName is { } user
        && IsSafeInCommand(user)
            ? $"ssh {user}@{address} -p {SshPort ?? DefaultSshPort}"
            : null;

    /// <summary>Gets the sharing policy: Personal or Shared. JSON: <c>properties.properties.applicationSharingPolicy</c>.</summary>
    public string? ApplicationSharingPolicy => Read(Members.ApplicationSharingPolicy);

    /// <summary>
    /// Gets the kind of authorization; the only known value is personal.
    /// JSON: <c>properties.properties.computeInstanceAuthorizationType</c>.
    /// </summary>
    public string? ComputeInstanceAuthorizationType => Read(Members.ComputeInstanceAuthorizationType);

    /// <summary>Gets the public SSH access: Enabled or Disabled. JSON: <c>properties.properties.sshSettings.sshPublicAccess</c>.</summary>
    public string? SshPublicAccess => Read(Members.SshPublicAccess);

    /// <summary>
    /// Gets the RSA public key of the user account. The service accepts it and returns null.
    /// JSON: <c>properties.properties.sshSettings.adminPublicKey</c>.
    /// </summary>
    public string? SshPublicKey => Read(Members.SshPublicKey);

    /// <summary>Gets the name of the user account. JSON: <c>properties.properties.sshSettings.adminUserName</c>.</summary>
    public string? AdminUserName => Read(Members.AdminUserName);

    /// <summary>Gets the port for SSH connections. JSON: <c>properties.properties.sshSettings.sshPort</c>.</summary>
    public int? SshPort => Read(Members.SshPort);

    /// <summary>Gets the ARM id of the subnet; null without a virtual network. JSON: <c>properties.properties.subnet.id</c>.</summary>
    public string? SubnetId => Read(Members.SubnetId);

    /// <summary>
    /// Gets a value indicating whether the machine has a public IP. JSON: <c>properties.properties.enableNodePublicIp</c>.
    /// </summary>
    public bool? EnableNodePublicIp => Read(Members.EnableNodePublicIp);

    /// <summary>
    /// Gets the public IP address, which a stopped machine keeps. JSON: <c>properties.properties.connectivityEndpoints.publicIpAddress</c>.
    /// </summary>
    public string? PublicIpAddress => Read(Members.PublicIpAddress);

    /// <summary>Gets the private IP address. JSON: <c>properties.properties.connectivityEndpoints.privateIpAddress</c>.</summary>
    public string? PrivateIpAddress => Read(Members.PrivateIpAddress);

    /// <summary>
    /// Gets a value indicating whether the user's sign-in to the studio applies to the machine.
    /// JSON: <c>properties.properties.enableSSO</c>.
    /// </summary>
    public bool? EnableSso => Read(Members.EnableSso);

    /// <summary>
    /// Gets a value indicating whether the service patches the operating system. JSON: <c>properties.properties.enableOSPatching</c>.
    /// </summary>
    public bool? EnableOsPatching => Read(Members.EnableOsPatching);

    /// <summary>Gets a value indicating whether the user has root access. JSON: <c>properties.properties.enableRootAccess</c>.</summary>
    public bool? EnableRootAccess => Read(Members.EnableRootAccess);

    /// <summary>
    /// Gets a value indicating whether a stopped machine releases its cores to the quota.
    /// JSON: <c>properties.properties.releaseQuotaOnStop</c>.
    /// </summary>
    public bool? ReleaseQuotaOnStop => Read(Members.ReleaseQuotaOnStop);

    /// <summary>Gets the script that runs at creation. JSON: <c>properties.properties.setupScripts.scripts.creationScript</c>.</summary>
    public SetupScript? CreationScript => Read(Members.CreationScript);

    /// <summary>Gets the script that runs at every start. JSON: <c>properties.properties.setupScripts.scripts.startupScript</c>.</summary>
    public SetupScript? StartupScript => Read(Members.StartupScript);

    /// <summary>Gets the user's own applications, each in a container. JSON: <c>properties.properties.customServices</c>.</summary>
    public IReadOnlyList<CustomService> CustomServices => ReadList(Members.CustomServices);

    /// <summary>Gets the containers on the machine. JSON: <c>properties.properties.containers</c>.</summary>
    public IReadOnlyList<ComputeInstanceContainer> Containers => ReadList(Members.Containers);

    /// <summary>Gets the data disks. JSON: <c>properties.properties.dataDisks</c>.</summary>
    public IReadOnlyList<DataDisk> DataDisks => ReadList(Members.DataDisks);

    /// <summary>Gets the data mounted on the machine. JSON: <c>properties.properties.dataMounts</c>.</summary>
    public IReadOnlyList<DataMount> DataMounts => ReadList(Members.DataMounts);

    /// <summary>
    /// Gets the state of automatic MLflow logging: Enabled or Disabled.
    /// JSON: <c>properties.properties.autologgerSettings.mlflowAutologger</c>.
    /// </summary>
    public string? MlflowAutologger => Read(Members.MlflowAutologger);

    /// <summary>
    /// Gets the version of the software, for example 3.0.02755.0006. JSON: <c>properties.properties.versions.runtime</c>.
    /// </summary>
    public string? RuntimeVersion => Read(Members.RuntimeVersion);

    /// <summary>
    /// Gets the version of the machine's image. JSON: <c>properties.properties.imageVersion</c>, which the service returns although no
    /// published schema contains it.
    /// </summary>
    public string? ImageVersion => Read(Members.ImageVersion);

    /// <summary>
    /// Gets a value indicating whether a private link connects to the machine. JSON: <c>properties.properties.enableBatchPrivateLink</c>,
    /// which the service returns although no published schema contains it.
    /// </summary>
    public bool? EnableBatchPrivateLink => Read(Members.EnableBatchPrivateLink);

    /// <summary>
    /// Gets the image of the operating system, with its patch status. JSON: <c>properties.properties.osImageMetadata</c>.
    /// </summary>
    public OsImageMetadata? OsImageMetadata => Read(Members.OsImageMetadata);

    /// <summary>
    /// Gets <see cref="ComputeTarget.ProvisioningErrors"/>, then those of the machine. JSON: <c>properties.properties.errors</c>.
    /// </summary>
    public override IReadOnlyList<ComputeError> Errors => new TextList<ComputeError>([.. ProvisioningErrors, .. ReadList(Members.Errors)]);

    /// <summary>Gets the machine, which always runs Linux and is never a Spot machine.</summary>
    internal override MachineUse Machines => new(VmSize, OsType: null, IsLowPriority: false, PaidMachines);

    /// <summary>Gets the machines that run now, and 1 as the most, because a stopped instance can run again.</summary>
    internal override MachineRange MachineRange => new(Region, VmSize, OsType: null, IsLowPriority: false, PaidMachines, Most: 1);

    internal override string? OwnerTagOrUser => base.OwnerTagOrUser ?? Owner;

    internal override string RunningJobsClause =>
        InstanceStates.AreEqual(State, InstanceStates.JobRunning) ? " while a job runs on it" : string.Empty;

    /// <summary>Gets the provisioning state that failed, or else the state of a machine that failed afterwards.</summary>
    internal override string? BrokenState => base.BrokenState ?? (InstanceStates.IsBroken(State) ? State : null);

    /// <summary>Gets 1 while the machine costs money; 0 while it does not, null if the service returns no state.</summary>
    private int? PaidMachines => State switch
    {
        null => null,
        var state when InstanceStates.IsStopped(state) || InstanceStates.AreEqual(state, InstanceStates.CreateFailed) => 0,
        _ => 1,
    };

    /// <summary>
    /// Returns false for an empty user name, and for characters that a shell could interpret, because users paste the SSH command. A hyphen
    /// at the start of the name would begin an option of ssh.
    /// </summary>
    private static bool IsSafeInCommand(string user) =>
        user.Length > 0 && user[0] != '-' && user.All(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_' or '.');

    internal static new class Members
    {
        public static readonly JsonMember<string> State =
            JsonMembers.CreateWord("properties.properties.state", MemberAccess.ReadOnly, [.. InstanceStates.All]);
        public static readonly JsonMember<string> VmSize = JsonMembers.CreateText("properties.properties.vmSize", MemberAccess.Resize);
        public static readonly JsonMember<TimeSpan?> IdleTimeBeforeShutdown =
            JsonMembers.CreateMinutes("properties.properties.idleTimeBeforeShutdown", MemberAccess.Action);
        public static readonly JsonMember<IReadOnlyList<ComputeSchedule>> Schedules =
            JsonMembers.CreateList("properties.properties.schedules.computeStartStop", json => new ComputeSchedule(json), MemberAccess.Put);
        public static readonly JsonMember<ComputeInstanceOperation> LastOperation =
            JsonMembers.CreateObject("properties.properties.lastOperation", json => new ComputeInstanceOperation(json));
        public static readonly JsonMember<IReadOnlyList<ComputeInstanceApplication>> Applications =
            JsonMembers.CreateList("properties.properties.applications", json => new ComputeInstanceApplication(json));
        public static readonly JsonMember<ComputeInstanceUser> CreatedBy =
            JsonMembers.CreateObject("properties.properties.createdBy", json => new ComputeInstanceUser(json));
        public static readonly JsonMember<AssignedUser> AssignedUser = JsonMembers.CreateObject(
            "properties.properties.personalComputeInstanceSettings.assignedUser", json => new AssignedUser(json), MemberAccess.Fixed);
        public static readonly JsonMember<string> ApplicationSharingPolicy =
            JsonMembers.CreateWord("properties.properties.applicationSharingPolicy", MemberAccess.Fixed, "Personal", "Shared");
        public static readonly JsonMember<string> ComputeInstanceAuthorizationType =
            JsonMembers.CreateWord("properties.properties.computeInstanceAuthorizationType", MemberAccess.Fixed, "personal");
        public static readonly JsonMember<string> SshPublicAccess =
            JsonMembers.CreateWord("properties.properties.sshSettings.sshPublicAccess", MemberAccess.Fixed, "Enabled", "Disabled");
        public static readonly JsonMember<string> SshPublicKey =
            JsonMembers.CreateText("properties.properties.sshSettings.adminPublicKey", MemberAccess.Fixed);
        public static readonly JsonMember<string> AdminUserName = JsonMembers.CreateText("properties.properties.sshSettings.adminUserName");
        public static readonly JsonMember<int?> SshPort = JsonMembers.CreateInteger("properties.properties.sshSettings.sshPort");
        public static readonly JsonMember<string> SubnetId = JsonMembers.CreateText("properties.properties.subnet.id", MemberAccess.Fixed);
        public static readonly JsonMember<bool?> EnableNodePublicIp =
            JsonMembers.CreateBoolean("properties.properties.enableNodePublicIp", MemberAccess.Fixed);
        public static readonly JsonMember<string> PublicIpAddress =
            JsonMembers.CreateText("properties.properties.connectivityEndpoints.publicIpAddress");
        public static readonly JsonMember<string> PrivateIpAddress =
            JsonMembers.CreateText("properties.properties.connectivityEndpoints.privateIpAddress");
        public static readonly JsonMember<bool?> EnableSso = JsonMembers.CreateBoolean("properties.properties.enableSSO", MemberAccess.Put);
        public static readonly JsonMember<bool?> EnableOsPatching =
            JsonMembers.CreateBoolean("properties.properties.enableOSPatching", MemberAccess.Put);
        public static readonly JsonMember<bool?> EnableRootAccess =
            JsonMembers.CreateBoolean("properties.properties.enableRootAccess", MemberAccess.Put);
        public static readonly JsonMember<bool?> ReleaseQuotaOnStop =
            JsonMembers.CreateBoolean("properties.properties.releaseQuotaOnStop", MemberAccess.Put);
        public static readonly JsonMember<SetupScript> CreationScript =
            JsonMembers.CreateObject(
                "properties.properties.setupScripts.scripts.creationScript", json => new SetupScript(json), MemberAccess.Fixed);
        public static readonly JsonMember<SetupScript> StartupScript =
            JsonMembers.CreateObject(
                "properties.properties.setupScripts.scripts.startupScript", json => new SetupScript(json), MemberAccess.Fixed);
        public static readonly JsonMember<IReadOnlyList<CustomService>> CustomServices =
            JsonMembers.CreateList("properties.properties.customServices", json => new CustomService(json), MemberAccess.Action);
        public static readonly JsonMember<IReadOnlyList<ComputeInstanceContainer>> Containers =
            JsonMembers.CreateList("properties.properties.containers", json => new ComputeInstanceContainer(json));
        public static readonly JsonMember<IReadOnlyList<DataDisk>> DataDisks =
            JsonMembers.CreateList("properties.properties.dataDisks", json => new DataDisk(json));

        // An action changes the mounts. The service rejects them in a PUT, so the body leaves them out.
        public static readonly JsonMember<IReadOnlyList<DataMount>> DataMounts =
            JsonMembers.CreateList("properties.properties.dataMounts", json => new DataMount(json));
        public static readonly JsonMember<string> MlflowAutologger =
            JsonMembers.CreateWord("properties.properties.autologgerSettings.mlflowAutologger", MemberAccess.Fixed, "Enabled", "Disabled");
        public static readonly JsonMember<string> RuntimeVersion = JsonMembers.CreateText("properties.properties.versions.runtime");
        public static readonly JsonMember<string> ImageVersion = JsonMembers.CreateText("properties.properties.imageVersion");
        public static readonly JsonMember<bool?> EnableBatchPrivateLink =
            JsonMembers.CreateBoolean("properties.properties.enableBatchPrivateLink");
        public static readonly JsonMember<OsImageMetadata> OsImageMetadata =
            JsonMembers.CreateObject("properties.properties.osImageMetadata", json => new OsImageMetadata(json));
        public static readonly JsonMember<IReadOnlyList<ComputeError>> Errors =
            JsonMembers.CreateList("properties.properties.errors", json => new ComputeError(json));
    }
}
