using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Types;

/// <summary>An attached Spark pool of a Synapse workspace: computeType SynapseSpark.</summary>
internal sealed class SynapseSparkCompute(Workspace workspace, string name, SandboxState state)
    : AttachedCompute(Definition, workspace, name, state, "Microsoft.Synapse/workspaces/bigDataPools")
{
    private const string AutoScale = "autoScaleProperties";
    private const string AutoPause = "autoPauseProperties";

    public static ComputeType Definition { get; } =
        new("SynapseSpark", CreateBodyShape(), (workspace, name, state) => new SynapseSparkCompute(workspace, name, state));

    // The service adds the members that the request omitted. The sandbox has no pool, so it makes up the settings of the pool.
    protected override JsonObject RenderTypeProperties() => new()
    {
        [AutoScale] = CopySentOrAdded(AutoScale, new JsonObject { ["minNodeCount"] = 3, ["enabled"] = true, ["maxNodeCount"] = 10 }),
        [AutoPause] = CopySentOrAdded(AutoPause, new JsonObject { ["delayInMinutes"] = 15, ["enabled"] = true }),
        ["sparkVersion"] = CopySentOrAdded("sparkVersion", "3.4"),
        ["nodeCount"] = CopySentOrAdded("nodeCount", 3),
        ["nodeSize"] = CopySentOrAdded("nodeSize", "Small"),
        ["nodeSizeFamily"] = CopySentOrAdded("nodeSizeFamily", "MemoryOptimized"),
        ["subscriptionId"] = CopySentOrAdded("subscriptionId", Workspace.SubscriptionId),
        ["resourceGroup"] = CopySentOrAdded("resourceGroup", Workspace.ResourceGroup),
        ["workspaceName"] = CopySentOrAdded("workspaceName", Workspace.Name),
        ["poolName"] = CopySentOrAdded("poolName", ResourceName),
    };

    private static ObjectShape CreateBodyShape() => Shape.Object(
        (AutoScale, Shape.Object(("minNodeCount", Shape.Integer), ("enabled", Shape.Flag), ("maxNodeCount", Shape.Integer))),
        (AutoPause, Shape.Object(("delayInMinutes", Shape.Integer), ("enabled", Shape.Flag))),
        ("sparkVersion", Shape.Text),
        ("nodeCount", Shape.Integer),
        ("nodeSize", Shape.Text),
        ("nodeSizeFamily", Shape.Text),
        ("subscriptionId", Shape.Text),
        ("resourceGroup", Shape.Text),
        ("workspaceName", Shape.Text),
        ("poolName", Shape.Text));
}
