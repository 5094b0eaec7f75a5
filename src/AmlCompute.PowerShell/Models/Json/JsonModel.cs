using System.Text.Json;
using System.Text.Json.Nodes;

namespace AmlCompute;

/// <summary>An object as the service described it. It keeps every member of the service's JSON, known to this version or not.</summary>
public abstract class JsonModel
{
    /// <summary>The JSON, or its text in UTF-8 that nobody has asked about yet. One reference, so that threads which ask first at a time see the one or the other.</summary>
    private object _source;

    private protected JsonModel(JsonElement json) => _source = json;

    private JsonElement Json
    {
        get
        {
            if (_source is not byte[] text)
            {
                return (JsonElement)_source;
            }

            Utf8JsonReader reader = new(text);
            JsonElement json = JsonElement.ParseValue(ref reader);
            _source = json;
            return json;
        }
    }

    /// <summary>Gets the JSON the service sent, indented.</summary>
    /// <returns>The whole object as JSON text.</returns>
    public string ToJson() => Json is { ValueKind: not JsonValueKind.Undefined } json ? JsonSerializer.Serialize(json, JsonText.Indented) : "{}";

    internal JsonObject ToNode() => Json is { ValueKind: JsonValueKind.Object } json ? JsonObject.Create(json)! : [];

    internal T? Read<T>(JsonMember<T> member) => member.Read(Json);

    /// <summary>Takes the text of the JSON instead, known to be well formed; it is parsed when somebody asks for a member.</summary>
    internal void Defer(byte[] utf8Text) => _source = utf8Text;

    private protected bool Has(JsonMember member) => member.IsIn(Json);

    private protected void Replace(JsonModel current) => _source = current._source;
}
