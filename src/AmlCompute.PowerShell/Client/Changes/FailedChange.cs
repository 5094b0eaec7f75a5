using AmlCompute.Settings;

namespace AmlCompute.Client.Changes;

/// <summary>
/// Finds the values to send again to a target whose last change failed. The service shows the values of a failed change as if it had
/// applied them, and ProvisioningState stays Failed until another change succeeds.
/// </summary>
internal static class FailedChange
{
    /// <summary>
    /// Returns the values to send again; none if the target has not failed, if it is a broken instance, or if other values must be sent
    /// anyway.
    /// </summary>
    public static IReadOnlyList<ComputeDifference> FindValuesToRepeat(ComputeTarget live, IReadOnlyList<PlannedValue> values)
    {
        bool isBrokenInstance = live is ComputeInstance && InstanceStates.IsBroken(live.State);
        bool hasOnlyFailed = ProvisioningStates.IsFailed(live.ProvisioningState) && !isBrokenInstance && values.All(value => value.IsMet);
        return hasOnlyFailed ? [.. values.Select(value => value.Difference).Where(CanBeRepeated)] : [];
    }

    /// <summary>Returns the failed provisioning state as a difference from the state Succeeded.</summary>
    public static ComputeDifference CreateStateDifference(ComputeTarget live, ChangeWay way) => new(
        nameof(ComputeTarget.ProvisioningState),
        ComputeTarget.Members.ProvisioningState,
        live.ProvisioningState,
        ProvisioningStates.Succeeded,
        way);

    private static bool CanBeRepeated(ComputeDifference difference) =>
        difference.Way is ChangeWay.Patch or ChangeWay.Put && !MemberComparison.IsNeverReturned(difference.Member);
}
