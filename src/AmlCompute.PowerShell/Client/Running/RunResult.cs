using AmlCompute.Client.Changes;

namespace AmlCompute.Client.Running;

/// <summary>The result of a run that has brought a target to its goal.</summary>
/// <param name="Action">The action of the plan; None if the target needed no change, or if another client had begun it.</param>
/// <param name="Target">The target after the run; before the run if it was removed.</param>
/// <param name="RemainingDifferences">The differences that remain: only a replacement can remove them, or the target was kept.</param>
internal sealed record RunResult(
    ComputeSyncAction Action, ComputeTarget Target, IReadOnlyList<ComputeDifference> RemainingDifferences);
