using AmlCompute.Sandbox.Jobs;

namespace AmlCompute.Sandbox.State;

/// <summary>A node of a cluster.</summary>
/// <param name="id">The id, unique over all clusters.</param>
/// <param name="number">The number of the node among all nodes that the cluster ever had, from 0.</param>
internal sealed class ClusterNode(string id, int number)
{
    public const string Preparing = "preparing";
    public const string Idle = "idle";
    public const string Running = "running";
    public const string Leaving = "leaving";

    // The sandbox has no nodes in these states.
    private const string Unusable = "unusable";
    private const string Preempted = "preempted";

    public string State { get; set; } = Preparing;

    public bool IsLeaving => State == Leaving;

    /// <summary>The job that runs on the node; null if there is none.</summary>
    public Job? Job { get; set; }

    /// <summary>Renders the member 'nodeStateCounts' of a cluster.</summary>
    public static JsonObject CountStates(IReadOnlyList<ClusterNode> nodes)
    {
        return new JsonObject
        {
            ["preparingNodeCount"] = CountState(Preparing),
            ["runningNodeCount"] = CountState(Running),
            ["idleNodeCount"] = CountState(Idle),
            ["unusableNodeCount"] = CountState(Unusable),
            ["leavingNodeCount"] = CountState(Leaving),
            ["preemptedNodeCount"] = CountState(Preempted),
        };

        int CountState(string state) => nodes.Count(node => node.State == state);
    }

    /// <summary>Renders an entry of listNodes.</summary>
    /// <param name="publicAddress">The address that all nodes of the cluster share; null for nodes without a public address.</param>
    public JsonObject ToJson(string? publicAddress) => new()
    {
        ["nodeId"] = id,
        ["privateIpAddress"] = $"10.0.{number / 250}.{(number % 250) + 4}",
        ["publicIpAddress"] = publicAddress,
        ["port"] = 50000 + number,
        ["nodeState"] = State,
        ["runId"] = Job?.Name,
    };
}
