using AmlCompute.Settings;

namespace AmlCompute.Client.Changes;

/// <summary>
/// The values that are sent again to a target whose last change failed. The service shows the values of a failed change as if it had
/// applied them, and ProvisioningState stays Failed until another change succeeds.
/// </summary>
internal static class FailedChange
{
    /// <summary>Returns the values to send again; none if the target has not failed, or if other values must be sent anyway.</summary>
    public static IReadOnlyList<ComputeDifference> ValuesToRepeat(ComputeTarget live, IReadOnlyList<PlannedValue> values) =>
        ProvisioningStates.IsFailed(live.ProvisioningState)
        && !(live is ComputeInstance && InstanceStates.IsBroken(live.State))
        && values.All(value => value.IsMet)
            ? [.. values.Select(value => value.Difference).Where(CanBeRepeated)]
            : [];

    /// <summary>Returns the failed state as a difference.</summary>
    public static ComputeDifference StateOf(ComputeTarget live, ChangeWay way) => new(
        nameof(ComputeTarget.ProvisioningState),
        ComputeTarget.Members.ProvisioningState,
        live.ProvisioningState,
        ProvisioningStates.Succeeded,
        way);

    private static bool CanBeRepeated(ComputeDifference difference) =>
        difference.Way is ChangeWay.Patch or ChangeWay.Put && !MemberComparison.IsNeverShown(difference.Member);
}
