using AmlCompute.Sandbox.Jobs;

namespace AmlCompute.Sandbox.State;

/// <summary>A node of a cluster, with a number that no other node of the cluster has, for its address and port.</summary>
internal sealed class ClusterNode(string id, int number)
{
    public const string Preparing = "preparing";
    public const string Idle = "idle";
    public const string Running = "running";
    public const string Leaving = "leaving";

    public int Number => number;

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
            ["unusableNodeCount"] = CountState("unusable"),
            ["leavingNodeCount"] = CountState(Leaving),
            ["preemptedNodeCount"] = CountState("preempted"),
        };

        int CountState(string state) => nodes.Count(node => node.State == state);
    }

    /// <summary>Renders an entry of listNodes. All nodes of a cluster share the public address; null for none.</summary>
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
