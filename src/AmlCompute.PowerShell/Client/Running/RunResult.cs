using AmlCompute.Client.Changes;

namespace AmlCompute.Client.Running;

/// <summary>The result of a run that has brought a target to its goal.</summary>
/// <param name="Action">The action that was run.</param>
/// <param name="Target">The target after the run; before the run if it was removed.</param>
/// <param name="RemainingDifferences">The differences that remain, because only a replacement can remove them.</param>
internal sealed record RunResult(
    ComputeSyncAction Action, ComputeTarget Target, IReadOnlyList<ComputeDifference> RemainingDifferences);
