using AmlCompute.Client.Changes;
using AmlCompute.Client.Planning;

namespace AmlCompute.Client.Running;

/// <summary>The result of a run that has not failed.</summary>
/// <param name="Action">The action of the plan, see <see cref="TargetPlan.Action"/>.</param>
/// <param name="Target">The target after the run; before the run if it was removed.</param>
/// <param name="RemainingDifferences">The differences that remain: only a replacement can remove them, or the target was kept.</param>
internal sealed record RunResult(
    ComputeSyncAction Action, ComputeTarget Target, IReadOnlyList<ComputeDifference> RemainingDifferences);
