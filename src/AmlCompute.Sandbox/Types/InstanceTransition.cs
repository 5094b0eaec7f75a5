namespace AmlCompute.Sandbox.Types;

/// <summary>An action on an instance.</summary>
/// <param name="Operation">The operation that lastOperation shows.</param>
/// <param name="From">The state that the action requires.</param>
/// <param name="Through">The state while the action runs.</param>
/// <param name="To">The state after success.</param>
/// <param name="Failed">The state after a failure.</param>
/// <param name="Duration">The duration.</param>
/// <param name="Then">A change of the instance after success; null for none.</param>
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
