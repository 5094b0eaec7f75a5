namespace AmlCompute.Sandbox.Types;

/// <summary>An action on an instance that takes time, and the states of the instance before, during and after it.</summary>
/// <param name="Operation">The name of the action in lastOperation.</param>
/// <param name="RequiredState">The state in which the action is allowed.</param>
/// <param name="StateWhileRunning">The state while the action runs.</param>
/// <param name="StateAfterSuccess">The state after an action that succeeded.</param>
/// <param name="StateAfterFailure">The state after an action that failed.</param>
/// <param name="Duration">The time that the action takes.</param>
/// <param name="ApplyChange">Changes a setting when the action has succeeded; null if the action changes only the state.</param>
internal sealed record InstanceTransition(
    string Operation,
    string RequiredState,
    string StateWhileRunning,
    string StateAfterSuccess,
    string StateAfterFailure,
    TimeSpan Duration,
    Action? ApplyChange = null)
{
    /// <summary>
    /// The actions start, stop and restart by name, whose case is ignored. The durations are those of recordings. No recording has an
    /// action that failed.
    /// </summary>
    public static IReadOnlyDictionary<string, InstanceTransition> Actions { get; } =
        new Dictionary<string, InstanceTransition>(StringComparer.OrdinalIgnoreCase)
        {
            ["start"] = new(
                "Start", InstanceStates.Stopped, "Starting", InstanceStates.Running, InstanceStates.Stopped, TimeSpan.FromMinutes(2)),
            ["stop"] = new(
                "Stop", InstanceStates.Running, "Stopping", InstanceStates.Stopped, InstanceStates.Unusable, TimeSpan.FromMinutes(1)),
            ["restart"] = new(
                "Restart", InstanceStates.Running, "Restarting", InstanceStates.Running, InstanceStates.Unusable,
                TimeSpan.FromMinutes(2.5)),
        };

    /// <summary>Creates the action resize, which ends in the state in which it starts. No recording has its duration.</summary>
    public static InstanceTransition CreateResize(string state, Action applySize) =>
        new("Resize", state, "Resizing", state, state, TimeSpan.FromMinutes(3), applySize);
}

/// <summary>The values of 'state' of an instance on which the sandbox depends.</summary>
internal static class InstanceStates
{
    public const string Creating = "Creating";
    public const string SettingUp = "SettingUp";
    public const string UserSettingUp = "UserSettingUp";
    public const string Running = "Running";
    public const string JobRunning = "JobRunning";
    public const string Stopped = "Stopped";
    public const string Unusable = "Unusable";
    public const string CreateFailed = "CreateFailed";
    public const string Deleting = "Deleting";
}

/// <summary>The last operation of an instance, and its trigger: User, Schedule or IdleShutdown.</summary>
internal sealed record LastOperation(string Name, string Status, string Trigger, DateTimeOffset Time)
{
    public JsonObject ToJson() => new()
    {
        ["operationName"] = Name,
        ["operationTime"] = JsonText.FormatCoarseTime(Time),
        ["operationStatus"] = Status,
        ["operationTrigger"] = Trigger,
    };
}
