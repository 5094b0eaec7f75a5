namespace AmlCompute.Sandbox.State;

/// <summary>The allocation of a cluster in the response to a GET.</summary>
/// <param name="State">The member 'allocationState': Steady or Resizing.</param>
/// <param name="TransitionTime">The time at which the state began.</param>
/// <param name="CurrentNodes">The number of nodes, also of those that are leaving.</param>
/// <param name="TargetNodes">The number of nodes to which the cluster scales.</param>
/// <param name="NodeStateCounts">The number of nodes in each state.</param>
internal sealed record AllocationView(
    string State, DateTimeOffset TransitionTime, int CurrentNodes, int TargetNodes, JsonObject NodeStateCounts);
