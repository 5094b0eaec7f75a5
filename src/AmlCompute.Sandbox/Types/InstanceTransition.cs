using System.Text.Json.Nodes;
using AmlCompute.Sandbox.Wire;

namespace AmlCompute.Sandbox.Types;

/// <summary>An action on an instance: where it starts, what it passes through, where it ends well and badly, how long it takes.</summary>
internal sealed record InstanceTransition(
    string Operation, string From, string Through, string To, string Failed, TimeSpan Duration, Action? Then = null);

/// <summary>What an instance did last, and on whose behalf.</summary>
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
