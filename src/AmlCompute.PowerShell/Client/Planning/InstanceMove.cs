namespace AmlCompute.Client.Planning;

/// <summary>A start, stop or restart of an instance.</summary>
/// <param name="Action">The action of the service.</param>
/// <param name="Activity">The activity in the progress record.</param>
/// <param name="Until">The state that the move leads to.</param>
/// <param name="OnTheWay">The states in which the instance is on its way there.</param>
internal sealed record InstanceMove(ServiceAction Action, string Activity, WaitFor Until, IReadOnlyList<string> OnTheWay)
{
    public static readonly InstanceMove Start = new(
        ServiceAction.Start,
        "Starting",
        WaitFor.Running,
        [
            InstanceStates.Starting,
            InstanceStates.Creating,
            InstanceStates.SettingUp,
            InstanceStates.UserSettingUp,
            InstanceStates.Restarting,
        ]);

    public static readonly InstanceMove Stop = new(ServiceAction.Stop, "Stopping", WaitFor.Stopped, [InstanceStates.Stopping]);
    public static readonly InstanceMove Restart = new(ServiceAction.Restart, "Restarting", WaitFor.Running, [InstanceStates.Restarting]);

    /// <summary>Returns true if the instance is in the state that the move leads to.</summary>
    public bool IsAt(ComputeInstance instance) =>
        Until == WaitFor.Stopped ? InstanceStates.IsStopped(instance.State) : InstanceStates.IsRunning(instance.State);
}
