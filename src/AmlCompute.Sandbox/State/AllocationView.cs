namespace AmlCompute.Sandbox.State;

/// <summary>
/// The allocation of a cluster in the response to a GET: its state and the time at which it began, its numbers of nodes, and the member
/// 'nodeStateCounts'.
/// </summary>
internal sealed record AllocationView(
    string State, DateTimeOffset TransitionTime, int CurrentNodes, int TargetNodes, JsonObject NodeStateCounts);
