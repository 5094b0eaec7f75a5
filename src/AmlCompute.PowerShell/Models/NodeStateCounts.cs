namespace AmlCompute;

/// <summary>The number of nodes of a cluster in each state; 0 for a number that the service omits.</summary>
public sealed class NodeStateCounts : JsonModel
{
    internal NodeStateCounts(JsonElement json) : base(json) { }

    /// <summary>Gets the number of nodes in preparation. JSON: <c>preparingNodeCount</c>.</summary>
    public int Preparing => Read(Members.Preparing) ?? 0;

    /// <summary>Gets the number of nodes that run a job. JSON: <c>runningNodeCount</c>.</summary>
    public int Running => Read(Members.Running) ?? 0;

    /// <summary>Gets the number of nodes that wait for a job. JSON: <c>idleNodeCount</c>.</summary>
    public int Idle => Read(Members.Idle) ?? 0;

    /// <summary>Gets the number of nodes whose preparation failed. JSON: <c>unusableNodeCount</c>.</summary>
    public int Unusable => Read(Members.Unusable) ?? 0;

    /// <summary>Gets the number of nodes that the cluster is releasing. JSON: <c>leavingNodeCount</c>.</summary>
    public int Leaving => Read(Members.Leaving) ?? 0;

    /// <summary>Gets the number of Spot nodes (priority LowPriority) that Azure evicted. JSON: <c>preemptedNodeCount</c>.</summary>
    public int Preempted => Read(Members.Preempted) ?? 0;

    /// <summary>Shows the states that have nodes, for example <c>2 idle, 1 preparing</c>; <c>none</c> if there are no nodes.</summary>
    public override string ToString()
    {
        (int Count, string Name)[] states =
        [
            (Running, "running"), (Idle, "idle"), (Preparing, "preparing"),
            (Leaving, "leaving"), (Preempted, "preempted"), (Unusable, "unusable"),
        ];
        string text = string.Join(", ", states.Where(state => state.Count > 0).Select(state => $"{state.Count} {state.Name}"));
        return text.Length == 0 ? "none" : text;
    }

    private static class Members
    {
        public static readonly JsonMember<int?> Preparing = JsonMembers.CreateInteger("preparingNodeCount");
        public static readonly JsonMember<int?> Running = JsonMembers.CreateInteger("runningNodeCount");
        public static readonly JsonMember<int?> Idle = JsonMembers.CreateInteger("idleNodeCount");
        public static readonly JsonMember<int?> Unusable = JsonMembers.CreateInteger("unusableNodeCount");
        public static readonly JsonMember<int?> Leaving = JsonMembers.CreateInteger("leavingNodeCount");
        public static readonly JsonMember<int?> Preempted = JsonMembers.CreateInteger("preemptedNodeCount");
    }
}
