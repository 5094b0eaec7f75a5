namespace AmlCompute;

/// <summary>
/// An object in the form of the service's JSON. It keeps every member, including members that this version does not know. A property whose
/// member is missing or cannot be converted is null or empty unless its documentation names a default.
/// </summary>
public abstract class JsonModel
{
    /// <summary>
    /// The parsed JSON, or its UTF-8 text until a member is read. One reference holds either, so that threads that read a member at
    /// the same time see one or the other.
    /// </summary>
    private object _source;

    private protected JsonModel(JsonElement json) => _source = json;

    /// <summary>Gets the JSON. The first read parses its text, and later reads find the result.</summary>
    private JsonElement Json
    {
        get
        {
            object source = _source;
            if (source is not byte[] text)
            {
                return (JsonElement)source;
            }

            Utf8JsonReader reader = new(text);
            JsonElement json = JsonElement.ParseValue(ref reader);
            _source = json;
            return json;
        }
    }

    /// <summary>Returns the JSON of the object, indented, with *** in the place of signatures and passwords in URLs.</summary>
    /// <returns>The whole object as JSON text; <c>{}</c> for an object without JSON.</returns>
    public string ToJson() =>
        Json is { ValueKind: not JsonValueKind.Undefined } json
            ? TerminalText.Escape(SecretForms.MaskUrls(JsonSerializer.Serialize(json, JsonText.Indented)))
            : "{}";

    /// <summary>Copies the JSON for a change; empty if it is not an object.</summary>
    internal JsonObject ToNode() => Json is { ValueKind: JsonValueKind.Object } json ? CopyObject(json) : [];

    /// <summary>Reads a member; returns null if it is missing or cannot be converted.</summary>
    internal T? Read<T>(JsonMember<T> member) => member.Read(Json);

    /// <summary>Stores the text of the JSON, which is known to be well formed. It is parsed when a member is read.</summary>
    internal void SetUnparsedJson(byte[] utf8Text) => _source = utf8Text;

    /// <summary>Reads a list; returns an empty one if the member is missing or not an array.</summary>
    private protected IReadOnlyList<T> ReadList<T>(JsonMember<IReadOnlyList<T>> member) => Read(member) ?? TextList<T>.None;

    /// <summary>Reads a map; returns an empty one if the member is missing or not an object.</summary>
    private protected IReadOnlyDictionary<string, T> ReadMap<T>(JsonMember<IReadOnlyDictionary<string, T>> member) =>
        Read(member) ?? TextMap<T>.None;

    /// <summary>Returns true if the JSON has a member, even if it is null.</summary>
    private protected bool HasMember(JsonMember member) => member.IsPresentIn(Json);

    /// <summary>Replaces the JSON by that of another object, which can still be unparsed.</summary>
    private protected void ReplaceJson(JsonModel current) => _source = current._source;

    private static JsonNode? CopyValue(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => CopyObject(json),
        JsonValueKind.Array => new JsonArray([.. json.EnumerateArray().Select(CopyValue)]),
        JsonValueKind.Null => null,
        _ => JsonValue.Create(json),
    };

    /// <summary>Copies an object. Of two members of one name the last one counts, as for a read. JsonNode.Parse would throw.</summary>
    private static JsonObject CopyObject(JsonElement json)
    {
        JsonObject members = [];
        foreach (JsonProperty member in json.EnumerateObject())
        {
            members[member.Name] = CopyValue(member.Value);
        }

        return members;
    }
}
