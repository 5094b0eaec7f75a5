using System.Text.Json;
using System.Text.Json.Nodes;

namespace AmlCompute;

/// <summary>An object as the service described it. It keeps every member of the service's JSON, known to this version or not.</summary>
public abstract class JsonModel
{
    private JsonElement _json;

    private protected JsonModel(JsonElement json) => _json = json;

    /// <summary>Gets the JSON the service sent, indented.</summary>
    /// <returns>The whole object as JSON text.</returns>
    public string ToJson() => _json.ValueKind == JsonValueKind.Undefined ? "{}" : JsonSerializer.Serialize(_json, JsonText.Indented);

    internal JsonObject ToNode() => _json.ValueKind == JsonValueKind.Object ? JsonObject.Create(_json)! : [];

    internal T? Read<T>(JsonMember<T> member) => member.Read(_json);

    private protected bool Has(JsonMember member) => member.IsIn(_json);

    private protected void Replace(JsonModel current) => _json = current._json;
}
