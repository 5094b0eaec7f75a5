namespace AmlCompute.Client.Planning;

/// <summary>A start, stop or restart of an instance.</summary>
/// <param name="Action">The action to send.</param>
/// <param name="Activity">The title of the progress record, such as Starting.</param>
/// <param name="FinalState">The state of the instance after the change: Running or Stopped.</param>
/// <param name="TransitStates">The states of an instance in which this change, begun by any client, counts as in progress.</param>
internal sealed record PowerChange(ServiceAction Action, string Activity, WaitFor FinalState, IReadOnlyList<string> TransitStates)
{
    public static readonly PowerChange Start = new(
        ServiceAction.Start,
        "Starting",
        WaitFor.Running,
        [
            InstanceStates.Starting, InstanceStates.Creating, InstanceStates.SettingUp, InstanceStates.UserSettingUp,
            InstanceStates.Restarting,
        ]);

    public static readonly PowerChange Stop = new(ServiceAction.Stop, "Stopping", WaitFor.Stopped, [InstanceStates.Stopping]);
    public static readonly PowerChange Restart = new(ServiceAction.Restart, "Restarting", WaitFor.Running, [InstanceStates.Restarting]);

    /// <summary>Returns true if the instance is in the state that the change leads to.</summary>
    public bool IsReached(ComputeInstance instance) =>
        FinalState == WaitFor.Stopped ? InstanceStates.IsStopped(instance.State) : InstanceStates.IsRunning(instance.State);
}
