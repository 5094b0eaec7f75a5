using System.Globalization;

namespace AmlCompute;

/// <summary>
/// An attached Spark pool of Azure Synapse Analytics. Requests contain the resource id of the pool and none of its properties. A value that
/// the service omits is null.
/// </summary>
public sealed class SynapseSparkCompute : ComputeTarget
{
    internal SynapseSparkCompute(JsonElement json, Workspace workspace) : base(json, workspace) { }

    // These overrides come first in lists of properties; see ComputeTarget.
    /// <inheritdoc/>
    public override string Name => base.Name;

    /// <inheritdoc/>
    public override string Type => base.Type;

    /// <inheritdoc/>
    public override string? State => base.State;

    /// <summary>
    /// Gets the limits of autoscale as text, such as 3-10, or else <see cref="NodeCount"/>. JSON: <c>properties.properties.nodeCount</c>,
    /// <c>properties.properties.autoScaleProperties.enabled</c>, <c>properties.properties.autoScaleProperties.minNodeCount</c>,
    /// <c>properties.properties.autoScaleProperties.maxNodeCount</c>.
    /// </summary>
    public override string? Nodes =>
        AutoScaleEnabled == true && (MinNodes, MaxNodes) is ({ } min, { } max)
            ? FormattableString.Invariant($"{min}-{max}")
            : NodeCount?.ToString(CultureInfo.InvariantCulture);

    /// <summary>Gets the version of Spark, for example 3.4. JSON: <c>properties.properties.sparkVersion</c>.</summary>
    public string? SparkVersion => Read(Members.SparkVersion);

    /// <summary>Gets the number of nodes of a pool without autoscale. JSON: <c>properties.properties.nodeCount</c>.</summary>
    public int? NodeCount => Read(Members.NodeCount);

    /// <summary>Gets the size of a node in Synapse's words, for example Small. JSON: <c>properties.properties.nodeSize</c>.</summary>
    public string? NodeSize => Read(Members.NodeSize);

    /// <summary>Gets the family of the node size, for example MemoryOptimized. JSON: <c>properties.properties.nodeSizeFamily</c>.</summary>
    public string? NodeSizeFamily => Read(Members.NodeSizeFamily);

    /// <summary>
    /// Gets a value indicating whether the pool scales between its node limits.
    /// JSON: <c>properties.properties.autoScaleProperties.enabled</c>.
    /// </summary>
    public bool? AutoScaleEnabled => Read(Members.AutoScaleEnabled);

    /// <summary>Gets the fewest nodes with autoscale. JSON: <c>properties.properties.autoScaleProperties.minNodeCount</c>.</summary>
    public int? MinNodes => Read(Members.MinNodes);

    /// <summary>Gets the most nodes with autoscale. JSON: <c>properties.properties.autoScaleProperties.maxNodeCount</c>.</summary>
    public int? MaxNodes => Read(Members.MaxNodes);

    /// <summary>
    /// Gets a value indicating whether an idle pool pauses. JSON: <c>properties.properties.autoPauseProperties.enabled</c>.
    /// </summary>
    public bool? AutoPauseEnabled => Read(Members.AutoPauseEnabled);

    /// <summary>
    /// Gets the time an idle pool waits before it pauses, in minutes.
    /// JSON: <c>properties.properties.autoPauseProperties.delayInMinutes</c>.
    /// </summary>
    public int? AutoPauseDelayInMinutes => Read(Members.AutoPauseDelayInMinutes);

    /// <summary>Gets the subscription of the Synapse workspace, a GUID. JSON: <c>properties.resourceId</c>, a part of it.</summary>
    public string? SynapseSubscriptionId => ResourceIdText.FindPartAfter(ClusterResourceId, "subscriptions");

    /// <summary>Gets the resource group of the Synapse workspace. JSON: <c>properties.resourceId</c>, a part of it.</summary>
    public string? SynapseResourceGroupName => ResourceIdText.FindPartAfter(ClusterResourceId, "resourceGroups");

    /// <summary>Gets the name of the Synapse workspace. JSON: <c>properties.resourceId</c>, a part of it.</summary>
    public string? SynapseWorkspaceName => ResourceIdText.FindPartAfter(ClusterResourceId, "workspaces");

    /// <summary>
    /// Gets the subscription of <see cref="LinkedWorkspaceName"/>, a GUID. JSON: <c>properties.properties.subscriptionId</c>.
    /// </summary>
    public string? LinkedSubscriptionId => Read(Members.LinkedSubscriptionId);

    /// <summary>Gets the resource group of <see cref="LinkedWorkspaceName"/>. JSON: <c>properties.properties.resourceGroup</c>.</summary>
    public string? LinkedResourceGroupName => Read(Members.LinkedResourceGroupName);

    /// <summary>
    /// Gets the workspace that the service returns with the pool: according to the specification, an Azure Machine Learning workspace.
    /// JSON: <c>properties.properties.workspaceName</c>.
    /// </summary>
    public string? LinkedWorkspaceName => Read(Members.LinkedWorkspaceName);

    /// <summary>Gets the name of the Spark pool. JSON: <c>properties.properties.poolName</c>.</summary>
    public string? PoolName => Read(Members.PoolName);

    internal static new class Members
    {
        public static readonly JsonMember<string> SparkVersion = JsonMembers.CreateText("properties.properties.sparkVersion");
        public static readonly JsonMember<int?> NodeCount = JsonMembers.CreateInteger("properties.properties.nodeCount");
        public static readonly JsonMember<string> NodeSize = JsonMembers.CreateText("properties.properties.nodeSize");
        public static readonly JsonMember<string> NodeSizeFamily = JsonMembers.CreateText("properties.properties.nodeSizeFamily");
        public static readonly JsonMember<bool?> AutoScaleEnabled =
            JsonMembers.CreateBoolean("properties.properties.autoScaleProperties.enabled");
        public static readonly JsonMember<int?> MinNodes =
            JsonMembers.CreateInteger("properties.properties.autoScaleProperties.minNodeCount");
        public static readonly JsonMember<int?> MaxNodes =
            JsonMembers.CreateInteger("properties.properties.autoScaleProperties.maxNodeCount");
        public static readonly JsonMember<bool?> AutoPauseEnabled =
            JsonMembers.CreateBoolean("properties.properties.autoPauseProperties.enabled");
        public static readonly JsonMember<int?> AutoPauseDelayInMinutes =
            JsonMembers.CreateInteger("properties.properties.autoPauseProperties.delayInMinutes");
        public static readonly JsonMember<string> LinkedSubscriptionId = JsonMembers.CreateText("properties.properties.subscriptionId");
        public static readonly JsonMember<string> LinkedResourceGroupName = JsonMembers.CreateText("properties.properties.resourceGroup");
        public static readonly JsonMember<string> LinkedWorkspaceName = JsonMembers.CreateText("properties.properties.workspaceName");
        public static readonly JsonMember<string> PoolName = JsonMembers.CreateText("properties.properties.poolName");
    }
}
