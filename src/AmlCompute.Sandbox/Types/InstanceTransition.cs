using System.Text.Json.Nodes;
using AmlCompute.Sandbox.Wire;

namespace AmlCompute.Sandbox.Types;

/// <summary>An action on an instance: its states before, during, after success and after failure, and its duration.</summary>
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
