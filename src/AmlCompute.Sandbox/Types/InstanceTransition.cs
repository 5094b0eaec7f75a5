namespace AmlCompute.Sandbox.Types;

/// <summary>
/// An action on an instance: its name in lastOperation, the state that it requires, the states while it runs, after success and after a
/// failure, its duration, and a change after success.
/// </summary>
internal sealed record InstanceTransition(
    string Operation, string From, string Through, string To, string Failed, TimeSpan Duration, Action? Then = null);

/// <summary>The last operation of an instance and its trigger.</summary>
internal sealed record LastOperation(string Name, string Status, string Trigger, DateTimeOffset Time)
{
    public JsonObject ToJson() => new()
    {
        ["operationName"] = Name,
        ["operationTime"] = JsonText.CoarseTime(Time),
        ["operationStatus"] = Status,
        ["operationTrigger"] = Trigger,
    };
}
