using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Wire;

/// <summary>The result of a handler, before the common headers are added.</summary>
internal sealed record Reply(
    int Status, JsonNode? Body = null, Operation? Operation = null, KeyValuePair<string, string>? Header = null)
{
    public static Reply Ok(JsonNode body) => new(200, body);
}
