using System.Text.Json;
using System.Text.Json.Nodes;

namespace AmlCompute;

/// <summary>A machine behind a compute target: a node of a cluster, or the one machine of a compute instance.</summary>
public sealed class ComputeNode : JsonModel
{
    private readonly ComputeTarget _owner;

    internal ComputeNode(JsonElement json, ComputeTarget owner)
        : base(json) =>
        _owner = owner;

    /// <summary>Gets the id of the node; that of a compute instance is its name. JSON: <c>nodeId</c>.</summary>
    public string? NodeId => Read(Members.NodeId);

    /// <summary>
    /// Gets the state: idle, running, preparing, unusable, leaving or preempted; that of a compute instance is its <see cref="ComputeInstance.State"/>.
    /// JSON: <c>nodeState</c>.
    /// </summary>
    public string? NodeState => Read(Members.NodeState);

    /// <summary>Gets the id of the job run on the node; null when it runs none. JSON: <c>runId</c>.</summary>
    public string? RunId => Read(Members.RunId);

    /// <summary>Gets the private IP address. JSON: <c>privateIpAddress</c>.</summary>
    public string? PrivateIpAddress => Read(Members.PrivateIpAddress);

    /// <summary>Gets the public IP address; null when it has none. JSON: <c>publicIpAddress</c>.</summary>
    public string? PublicIpAddress => Read(Members.PublicIpAddress);

    /// <summary>Gets the port to connect to by SSH. JSON: <c>port</c>.</summary>
    public int? Port => Read(Members.Port);

    // Not ComputeName: that is an alias of -Name, and a node piped into Remove-AmlComputeTarget must not name its cluster.

    /// <summary>Gets the name of the compute target it belongs to.</summary>
    public string ComputeTargetName => _owner.Name;

    /// <summary>Gets the name of the workspace it belongs to.</summary>
    public string WorkspaceName => _owner.WorkspaceName;

    /// <summary>Gets a value indicating whether it belongs to the workspace that the session works in at this time.</summary>
    public bool IsInCurrentWorkspace => _owner.IsInCurrentWorkspace;

    /// <summary>Shows the node's id.</summary>
    /// <returns>The id.</returns>
    public override string ToString() => NodeId ?? string.Empty;

    /// <summary>The one machine of a compute instance, in the form of a cluster's node.</summary>
    internal static ComputeNode Of(ComputeInstance instance)
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
        public static readonly JsonMember<string> NodeId = JsonMembers.Text("nodeId");
        public static readonly JsonMember<string> NodeState = JsonMembers.Text("nodeState");
        public static readonly JsonMember<string> RunId = JsonMembers.Text("runId");
        public static readonly JsonMember<string> PrivateIpAddress = JsonMembers.Text("privateIpAddress");
        public static readonly JsonMember<string> PublicIpAddress = JsonMembers.Text("publicIpAddress");
        public static readonly JsonMember<int?> Port = JsonMembers.Number("port");
    }
}
