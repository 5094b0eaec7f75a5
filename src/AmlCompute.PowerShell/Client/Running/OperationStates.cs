namespace AmlCompute.Client.Running;

/// <summary>The final states of operations and of targets, in any casing.</summary>
internal static class OperationStates
{
    public static bool IsSucceeded(string? state) => InstanceStates.AreEqual(state, ProvisioningStates.Succeeded);

    /// <summary>Returns true for the failed states of targets, and for those that only operations have.</summary>
    public static bool IsFailed(string? state) =>
        ProvisioningStates.IsFailed(state) || InstanceStates.AreEqual(state, "Cancelled") || InstanceStates.AreEqual(state, "TimedOut");

    public static bool IsEnded(string? state) => IsSucceeded(state) || IsFailed(state);
}
