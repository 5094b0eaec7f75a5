using System.Security;

namespace AmlCompute;

/// <summary>
/// A compute cluster: computeType AmlCompute. The service adds and removes nodes between the limits as jobs need them. A value that the
/// service omits is null or empty.
/// </summary>
public sealed class ComputeCluster : ComputeTarget
{
    /// <summary>The allocation state of a cluster that is not resizing.</summary>
    internal const string Steady = nameof(Steady);

    internal static readonly IReadOnlyList<string> AllocationStates = [Steady, "Resizing"];

    internal ComputeCluster(JsonElement json, Workspace workspace) : base(json, workspace) { }

    // These overrides come first in lists of properties; see ComputeTarget.
    /// <inheritdoc/>
    public override string Name => base.Name;

    /// <inheritdoc/>
    public override string Type => base.Type;

    /// <summary>
    /// Gets the provisioning state until it is Succeeded, then the allocation state, Steady or Resizing, if the service returns it.
    /// </summary>
    public override string? State =>
        ProvisioningState is ProvisioningStates.Succeeded ? AllocationState ?? ProvisioningState : ProvisioningState;

    /// <summary>
    /// Gets <see cref="CurrentNodes"/> and <see cref="MaxNodes"/> as text, such as 1/4; an unknown current number counts as 0. Null if
    /// <see cref="MaxNodes"/> is unknown.
    /// </summary>
    public override string? Nodes => MaxNodes is { } most ? $"{CurrentNodes ?? 0}/{most}" : null;

    /// <summary>Gets <see cref="VmSize"/>. JSON: <c>properties.properties.vmSize</c>.</summary>
    public override string? Size => VmSize;

    /// <summary>Gets the size of a node, in capital letters as the service returns it. JSON: <c>properties.properties.vmSize</c>.</summary>
    public string? VmSize => Read(Members.VmSize);

    /// <summary>
    /// Gets the priority of the nodes: Dedicated, or LowPriority for Spot virtual machines, whose price varies and which Azure can evict at
    /// any time. JSON: <c>properties.properties.vmPriority</c>.
    /// </summary>
    public string? Priority => Read(Members.Priority);

    /// <summary>
    /// Gets the smallest number of nodes, which the cluster keeps if no job runs.
    /// JSON: <c>properties.properties.scaleSettings.minNodeCount</c>.
    /// </summary>
    public int? MinNodes => Read(Members.MinNodes);

    /// <summary>Gets the largest number of nodes. JSON: <c>properties.properties.scaleSettings.maxNodeCount</c>.</summary>
    public int? MaxNodes => Read(Members.MaxNodes);

    /// <summary>
    /// Gets the time that a node stays idle before the cluster releases it; the service's default is 2 minutes.
    /// JSON: <c>properties.properties.scaleSettings.nodeIdleTimeBeforeScaleDown</c>, an ISO 8601 duration.
    /// </summary>
    public TimeSpan? IdleTimeBeforeScaleDown => Read(Members.IdleTimeBeforeScaleDown);

    /// <summary>
    /// Gets <see cref="IdleTimeBeforeScaleDown"/> as text, an ISO 8601 duration such as PT10M, for JSON and CSV.
    /// JSON: <c>properties.properties.scaleSettings.nodeIdleTimeBeforeScaleDown</c>.
    /// </summary>
    public string? IdleTimeBeforeScaleDownText => IsoDuration.Format(IdleTimeBeforeScaleDown);

    /// <summary>
    /// Gets the allocation state: Steady, or Resizing while the number of nodes changes.
    /// JSON: <c>properties.properties.allocationState</c>.
    /// </summary>
    public string? AllocationState => Read(Members.AllocationState);

    /// <summary>
    /// Gets the time of the last change of <see cref="AllocationState"/>, with its offset.
    /// JSON: <c>properties.properties.allocationStateTransitionTime</c>.
    /// </summary>
    public DateTimeOffset? AllocationStateTransitionTime => Read(Members.AllocationStateTransitionTime);

    /// <summary>Gets the current number of nodes. JSON: <c>properties.properties.currentNodeCount</c>.</summary>
    public int? CurrentNodes => Read(Members.CurrentNodes);

    /// <summary>Gets the number of nodes that the service is scaling to. JSON: <c>properties.properties.targetNodeCount</c>.</summary>
    public int? TargetNodes => Read(Members.TargetNodes);

    /// <summary>Gets the number of nodes in each state. JSON: <c>properties.properties.nodeStateCounts</c>.</summary>
    public NodeStateCounts? NodeStates => Read(Members.NodeStates);

    /// <summary>
    /// Gets the cost of the current nodes for an hour, in <see cref="Currency"/>; null if it is unknown. Preempted nodes cost nothing. The
    /// price is the public one: it has no discounts, and does not include disks, addresses and traffic.
    /// </summary>
    public decimal? CostPerHour => CalculateCost(Machines.Count);

    /// <summary>Gets <see cref="CostPerHour"/> for 730 hours, in <see cref="Currency"/>; null if it is unknown.</summary>
    public decimal? CostPerMonth => MonthlyCost;

    /// <summary>Gets the cost of <see cref="MinNodes"/> nodes for an hour, in <see cref="Currency"/>; null if it is unknown.</summary>
    public decimal? CostFloor => CalculateCost(MinNodes);

    /// <summary>Gets the cost of <see cref="MaxNodes"/> nodes for an hour, in <see cref="Currency"/>; null if it is unknown.</summary>
    public decimal? CostCeiling => CalculateCost(MaxNodes);

    /// <summary>Gets the currency of the costs, such as USD; null if the price is unknown.</summary>
    public string? Currency => Price?.Currency;

    /// <summary>Gets the source of the price: vmSizes (the list of sizes) or RetailPrices; null if the price is unknown.</summary>
    public string? PriceSource => Price?.Source;

    /// <summary>
    /// Gets a value indicating whether the costs are those of Spot machines, as for low priority: the price varies, and is at most that of
    /// dedicated nodes.
    /// </summary>
    public bool IsSpot => Machines.IsLowPriority;

    /// <summary>Gets the operating system of the nodes: Linux or Windows. JSON: <c>properties.properties.osType</c>.</summary>
    public string? OsType => Read(Members.OsType);

    /// <summary>
    /// Gets the ARM id of the virtual machine image of Windows nodes; null for the service's own image.
    /// JSON: <c>properties.properties.virtualMachineImage.id</c>.
    /// </summary>
    public string? VirtualMachineImageId => Read(Members.VirtualMachineImageId);

    /// <summary>
    /// Gets a value indicating whether the nodes' network is isolated. JSON: <c>properties.properties.isolatedNetwork</c>.
    /// </summary>
    public bool? IsolatedNetwork => Read(Members.IsolatedNetwork);

    /// <summary>Gets the ARM id of the subnet; null without a virtual network. JSON: <c>properties.properties.subnet.id</c>.</summary>
    public string? SubnetId => Read(Members.SubnetId);

    /// <summary>
    /// Gets the public access to the SSH port of the nodes: Enabled, Disabled or NotSpecified.
    /// JSON: <c>properties.properties.remoteLoginPortPublicAccess</c>.
    /// </summary>
    public string? RemoteLogin => Read(Members.RemoteLogin);

    /// <summary>Gets a value indicating whether the nodes have public IPs. JSON: <c>properties.properties.enableNodePublicIp</c>.</summary>
    public bool? EnableNodePublicIp => Read(Members.EnableNodePublicIp);

    /// <summary>
    /// Gets a value indicating whether a private link connects to the nodes. JSON: <c>properties.properties.enableBatchPrivateLink</c>,
    /// which the service returns although no published schema contains it.
    /// </summary>
    public bool? EnableBatchPrivateLink => Read(Members.EnableBatchPrivateLink);

    /// <summary>
    /// Gets the name of the user account on the nodes. JSON: <c>properties.properties.userAccountCredentials.adminUserName</c>.
    /// </summary>
    public string? AdminUserName => Read(Members.AdminUserName);

    /// <summary>
    /// Gets the SSH public key of the user account on the nodes; null if it has only a password.
    /// JSON: <c>properties.properties.userAccountCredentials.adminUserSshPublicKey</c>.
    /// </summary>
    public string? SshPublicKey => Read(Members.SshPublicKey);

    /// <summary>
    /// Gets <see cref="ComputeTarget.ProvisioningErrors"/>, then the errors that prevent the allocation of nodes.
    /// JSON: <c>properties.properties.errors</c>.
    /// </summary>
    public override IReadOnlyList<ComputeError> Errors => new TextList<ComputeError>([.. ProvisioningErrors, .. ReadList(Members.Errors)]);

    /// <summary>Gets the nodes that run now: the current ones without those that Azure has preempted.</summary>
    internal override MachineUse Machines => new(
        VmSize,
        OsType,
        VmPriorities.IsLowPriority(Priority),
        CurrentNodes - (NodeStates?.Preempted ?? 0) is { } count ? Math.Max(0, count) : null);

    internal override MachineRange MachineRange => new(Region, VmSize, OsType, IsSpot, MinNodes, MaxNodes);

    internal override string RunningJobsClause => NodeStates?.Running switch
    {
        null or <= 0 => string.Empty,
        1 => " while a job runs on 1 node",
        { } count => $" while jobs run on {count} nodes",
    };

    internal static new class Members
    {
        public static readonly JsonMember<string> OsType =
            JsonMembers.CreateWord("properties.properties.osType", MemberAccess.Fixed, "Linux", "Windows");
        public static readonly JsonMember<string> VmSize = JsonMembers.CreateText("properties.properties.vmSize", MemberAccess.Fixed);
        public static readonly JsonMember<string> Priority =
            JsonMembers.CreateWord(
                "properties.properties.vmPriority", MemberAccess.Fixed, VmPriorities.Dedicated, VmPriorities.LowPriority);
        public static readonly JsonMember<string> VirtualMachineImageId =
            JsonMembers.CreateText("properties.properties.virtualMachineImage.id", MemberAccess.Fixed);
        public static readonly JsonMember<bool?> IsolatedNetwork =
            JsonMembers.CreateBoolean("properties.properties.isolatedNetwork", MemberAccess.Fixed);
        public static readonly JsonMember<int?> MinNodes =
            JsonMembers.CreateInteger("properties.properties.scaleSettings.minNodeCount", MemberAccess.Patch);
        public static readonly JsonMember<int?> MaxNodes =
            JsonMembers.CreateInteger("properties.properties.scaleSettings.maxNodeCount", MemberAccess.Patch);
        public static readonly JsonMember<TimeSpan?> IdleTimeBeforeScaleDown =
            JsonMembers.CreateDuration("properties.properties.scaleSettings.nodeIdleTimeBeforeScaleDown", MemberAccess.Patch);
        public static readonly JsonMember<string> AdminUserName =
            JsonMembers.CreateText("properties.properties.userAccountCredentials.adminUserName", MemberAccess.Fixed);
        public static readonly JsonMember<SecureString> AdminUserPassword =
            JsonMembers.CreateSecret("properties.properties.userAccountCredentials.adminUserPassword");
        public static readonly JsonMember<string> SshPublicKey =
            JsonMembers.CreateText("properties.properties.userAccountCredentials.adminUserSshPublicKey", MemberAccess.Fixed);
        public static readonly JsonMember<string> SubnetId = JsonMembers.CreateText("properties.properties.subnet.id", MemberAccess.Fixed);
        public static readonly JsonMember<string> RemoteLogin =
            JsonMembers.CreateWord(
                "properties.properties.remoteLoginPortPublicAccess", MemberAccess.Fixed, "Enabled", "Disabled", "NotSpecified");
        public static readonly JsonMember<bool?> EnableNodePublicIp =
            JsonMembers.CreateBoolean("properties.properties.enableNodePublicIp", MemberAccess.Fixed);
        public static readonly JsonMember<bool?> EnableBatchPrivateLink =
            JsonMembers.CreateBoolean("properties.properties.enableBatchPrivateLink");
        public static readonly JsonMember<string> AllocationState =
            JsonMembers.CreateWord("properties.properties.allocationState", MemberAccess.ReadOnly, [.. AllocationStates]);
        public static readonly JsonMember<DateTimeOffset?> AllocationStateTransitionTime =
            JsonMembers.CreateTime("properties.properties.allocationStateTransitionTime");
        public static readonly JsonMember<int?> CurrentNodes = JsonMembers.CreateInteger("properties.properties.currentNodeCount");
        public static readonly JsonMember<int?> TargetNodes = JsonMembers.CreateInteger("properties.properties.targetNodeCount");
        public static readonly JsonMember<NodeStateCounts> NodeStates =
            JsonMembers.CreateObject("properties.properties.nodeStateCounts", json => new NodeStateCounts(json));
        public static readonly JsonMember<IReadOnlyList<ComputeError>> Errors =
            JsonMembers.CreateList("properties.properties.errors", json => new ComputeError(json));
    }
}
