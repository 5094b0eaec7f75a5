using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Wire;

/// <summary>The response of a handler, before <see cref="ResponseWriter"/> adds the headers that all responses have.</summary>
/// <param name="Status">The HTTP status code.</param>
/// <param name="Body">The body; null for an empty one.</param>
/// <param name="Operation">The operation whose status URL is a header of the response; null for none.</param>
/// <param name="Header">An additional header; null for none.</param>
internal sealed record Reply(
    int Status, JsonNode? Body = null, Operation? Operation = null, KeyValuePair<string, string>? Header = null)
{
    public static Reply Ok(JsonNode body) => new(200, body);
}
