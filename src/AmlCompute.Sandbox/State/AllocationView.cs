namespace AmlCompute.Sandbox.State;

/// <summary>The allocation of a cluster in the response to a GET: its state, its numbers of nodes, and the nodes in each state.</summary>
internal sealed record AllocationView(
    string State, DateTimeOffset TransitionTime, int CurrentNodes, int TargetNodes, JsonObject NodeStateCounts);
