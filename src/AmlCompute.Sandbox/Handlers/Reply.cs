using System.Text.Json.Nodes;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Handlers;

/// <summary>What a handler answers; headers are added around it.</summary>
internal sealed record Reply(
    int Status, JsonNode? Body = null, Operation? Operation = null, KeyValuePair<string, string>? Header = null)
{
    public static Reply Ok(JsonNode body) => new(200, body);
}
