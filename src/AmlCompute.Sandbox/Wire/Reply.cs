using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Wire;

/// <summary>The response of a handler, before <see cref="ResponseWriter"/> adds the headers that all responses have.</summary>
internal sealed record Reply(
    int Status, JsonNode? Body = null, Operation? Operation = null, KeyValuePair<string, string>? Header = null)
{
    public static Reply Ok(JsonNode body) => new(200, body);
}
