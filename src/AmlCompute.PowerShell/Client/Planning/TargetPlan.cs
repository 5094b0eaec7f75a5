using AmlCompute.Client.Changes;
using AmlCompute.Settings;

namespace AmlCompute.Client.Planning;

/// <summary>The requests that bring one compute target from its current state to a goal.</summary>
/// <param name="Name">The name of the target.</param>
/// <param name="Live">The current target; null if it does not exist, except that a removal has its last known state.</param>
internal sealed record TargetPlan(string Name, ComputeTarget? Live)
{
    /// <summary>
    /// Gets the steps in their order; empty if nothing is to be sent, also because the plan is blocked or only a replacement would help.
    /// </summary>
    public IReadOnlyList<PlanStep> Steps { get; init; } = [];

    /// <summary>
    /// Gets the action that users see for all steps together; None for a plan that changes nothing. A removal has its action even if
    /// the target is gone or is being deleted.
    /// </summary>
    public ComputeSyncAction Action { get; init; }

    /// <summary>Gets the wanted values of properties; a value that the target already has can be among them.</summary>
    public IReadOnlyList<PlannedValue> Values { get; init; } = [];

    /// <summary>
    /// Gets the differences that the steps do not remove: those that only a replacement can remove, or the different settings of a target
    /// that is kept unchanged.
    /// </summary>
    public IReadOnlyList<ComputeDifference> RemainingDifferences { get; init; } = [];

    /// <summary>Gets a value indicating whether an operation on the target must end before the steps can be planned.</summary>
    public bool IsBlocked { get; init; }

    /// <summary>Gets the start, stop or restart in progress that leads to the goal; null for none.</summary>
    public PowerChange? RunningChange { get; init; }

    /// <summary>Gets the state to wait for after a plan without steps; null to wait for none.</summary>
    public WaitFor? AwaitedState { get; init; }

    /// <summary>Gets the wanted values that the target does not have.</summary>
    public IReadOnlyList<ComputeDifference> Differences => [.. Values.Where(value => !value.IsMet).Select(value => value.Difference)];

    /// <summary>Gets the values that the target has and that are sent again, because its last change failed.</summary>
    public IReadOnlyList<ComputeDifference> RepeatedValues => Live is null ? [] : FailedChange.FindValuesToRepeat(Live, Values);

    /// <summary>Returns the differences in the form that users see; for values that are sent again, the failed state.</summary>
    public ComputePropertyDifference[] DescribeDifferences() => RepeatedValues.Count > 0
        ? [FailedChange.CreateStateDifference(Live!, ChangeWay.Patch).ToPropertyDifference()]
        : [.. Differences.OrderBy(difference => difference.Name, StringComparer.Ordinal)
            .Select(difference => difference.ToPropertyDifference())];

    /// <summary>
    /// Returns the planned changes that a later state of the target still lacks. Members that the service never returns are left out.
    /// </summary>
    public IReadOnlyList<ComputeDifference> FindMissingChanges(ComputeTarget target)
    {
        JsonObject json = target.ToNode();
        return
        [
            .. Differences
                .Where(difference => !MemberComparison.IsNeverReturned(difference.Member))
                .Select(difference => difference with { Live = difference.Member.FindNode(json) })
                .Where(difference => !MemberComparison.AreSame(difference.Member, difference.Live, difference.Wanted)),
        ];
    }
}
