namespace AmlCompute.Sandbox.Types;

/// <summary>An action on an instance that takes time, and the states of the instance before, during and after it.</summary>
/// <param name="Operation">The name of the action in lastOperation.</param>
/// <param name="RequiredState">The state in which the action is allowed.</param>
/// <param name="StateWhileRunning">The state while the action runs.</param>
/// <param name="StateAfterSuccess">The state after the action.</param>
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
    Action? ApplyChange = null);

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
