namespace AmlCompute;

/// <summary>
/// A machine of a compute target: a node of a cluster, or the one machine of a compute instance. A value that the service omits is null.
/// </summary>
public sealed class ComputeNode : JsonModel
{
    private readonly ComputeTarget _owner;

    internal ComputeNode(JsonElement json, ComputeTarget owner) : base(json) => _owner = owner;

    /// <summary>Gets the id of the node; the node of a compute instance has the instance's name. JSON: <c>nodeId</c>.</summary>
    public string? NodeId => Read(Members.NodeId);

    /// <summary>
    /// Gets the state: idle, running, preparing, unusable, leaving or preempted; the node of a compute instance has its
    /// <see cref="ComputeInstance.State"/>. JSON: <c>nodeState</c>.
    /// </summary>
    public string? NodeState => Read(Members.NodeState);

    /// <summary>Gets the id of the job that runs on the node; null if none runs. JSON: <c>runId</c>.</summary>
    public string? RunId => Read(Members.RunId);

    /// <summary>Gets the private IP address. JSON: <c>privateIpAddress</c>.</summary>
    public string? PrivateIpAddress => Read(Members.PrivateIpAddress);

    /// <summary>Gets the public IP address; null if the node has none. JSON: <c>publicIpAddress</c>.</summary>
    public string? PublicIpAddress => Read(Members.PublicIpAddress);

    /// <summary>Gets the port for SSH connections. JSON: <c>port</c>.</summary>
    public int? Port => Read(Members.Port);

    /// <summary>
    /// Gets the public IP address, or else the private one, with the port if it is known, such as 20.1.2.3:50000 or [2001:db8::1]:50000;
    /// null if the node has no address. JSON: <c>publicIpAddress</c>, <c>privateIpAddress</c>, <c>port</c>.
    /// </summary>
    public string? Address => (string.IsNullOrEmpty(PublicIpAddress) ? PrivateIpAddress : PublicIpAddress, Port) switch
    {
        ({ Length: > 0 } address, { } port) => address.IndexOf(':') >= 0 ? $"[{address}]:{port}" : $"{address}:{port}",
        ({ Length: > 0 } address, null) => address,
        _ => null,
    };

    // The property is not named ComputeName, which is an alias of -Name: a node piped into Remove-AmlComputeTarget must not select its
    // cluster.

    /// <summary>Gets the name of the compute target that contains the node.</summary>
    public string ComputeTargetName => _owner.Name;

    /// <summary>Gets the name of the workspace that contains the node.</summary>
    public string WorkspaceName => _owner.WorkspaceName;

    /// <summary>Gets a value indicating whether the node belongs to the current workspace of the session.</summary>
    public bool IsInCurrentWorkspace => _owner.IsInCurrentWorkspace;

    /// <summary>Gets the text that tables show above the nodes of a workspace: <see cref="ComputeTarget.WorkspaceLabel"/>.</summary>
    public string? WorkspaceLabel => _owner.WorkspaceLabel;

    /// <summary>
    /// Gets the cost of the node for an hour, in <see cref="Currency"/>; 0 for a preempted node, and for an instance that is stopped or
    /// whose creation failed; null if it is unknown.
    /// </summary>
    public decimal? CostPerHour =>
        IsPreempted ? 0
        : _owner is ComputeInstance instance ? instance.CostPerHour
        : _owner.CalculateCost(1);

    /// <summary>Gets <see cref="CostPerHour"/> for 730 hours, in <see cref="Currency"/>; null if it is unknown.</summary>
    public decimal? CostPerMonth => CostPerHour * MachinePrice.HoursPerMonth;

    /// <summary>Gets the currency of the costs, such as USD; null if the price is unknown.</summary>
    public string? Currency => _owner.Price?.Currency;

    /// <summary>Gets the source of the price: vmSizes (the list of sizes) or RetailPrices; null if the price is unknown.</summary>
    public string? PriceSource => _owner.Price?.Source;

    /// <summary>Gets a value indicating whether the node is a Spot machine, whose price varies.</summary>
    public bool IsSpot => _owner.Machines?.IsLowPriority ?? false;

    private bool IsPreempted => string.Equals(NodeState, "preempted", StringComparison.OrdinalIgnoreCase);

    /// <summary>Shows the id of the node.</summary>
    public override string ToString() => NodeId ?? string.Empty;

    /// <summary>Creates the node of a compute instance in the form of a cluster's node.</summary>
    internal static ComputeNode FromInstance(ComputeInstance instance)
    {
        JsonObject node = [];
        Members.NodeId.Write(node, instance.Name);
        Members.NodeState.Write(node, instance.State);
        Members.PrivateIpAddress.Write(node, instance.PrivateIpAddress);
        Members.PublicIpAddress.Write(node, instance.PublicIpAddress);
        Members.Port.Write(node, instance.SshPort);
        return new ComputeNode(JsonSerializer.SerializeToElement(node, JsonText.Compact), instance);
    }

    private static class Members
    {
        public static readonly JsonMember<string> NodeId = JsonMembers.CreateText("nodeId");
        public static readonly JsonMember<string> NodeState = JsonMembers.CreateText("nodeState");
        public static readonly JsonMember<string> RunId = JsonMembers.CreateText("runId");
        public static readonly JsonMember<string> PrivateIpAddress = JsonMembers.CreateText("privateIpAddress");
        public static readonly JsonMember<string> PublicIpAddress = JsonMembers.CreateText("publicIpAddress");
        public static readonly JsonMember<int?> Port = JsonMembers.CreateInteger("port");
    }
}
