using System.Text.Json;
using System.Text.RegularExpressions;

namespace AmlCompute.Sandbox.Bodies;

/// <summary>
/// The schema of a value in a request body: <see cref="ReadElement"/> rejects a value that does not fit, and returns a valid value in
/// the spelling of the service. Every shape accepts null, but an entry of a list of objects must not be null.
/// </summary>
internal abstract class Shape
{
    public static readonly Shape Text = Create((value, path, _) =>
        JsonValue.Create(RequireKind(value, JsonValueKind.String, path, "a string").GetString()));

    public static readonly Shape Flag = Create((value, path, _) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? JsonValue.Create(value.GetBoolean())
            : throw CreateTypeError(path, "true or false", value));

    public static readonly Shape Integer = Create((value, path, _) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number)
            ? JsonValue.Create(number)
            : throw CreateTypeError(path, "a whole number between -2147483648 and 2147483647", value));

    public static readonly Shape Duration = Create((value, path, _) =>
    {
        string text = RequireKind(value, JsonValueKind.String, path, "an ISO 8601 duration").GetString()!;
        return IsoDuration.ParseOrNull(text) is { } duration && duration >= TimeSpan.Zero
            ? JsonValue.Create(IsoDuration.Format(duration))
            : throw ServiceError.BadRequest($"The value '{text}' of '{path}' is not an ISO 8601 duration such as PT30M.", path);
    });

    /// <summary>Any JSON without duplicate members.</summary>
    // The initializer refers to the field itself, so the compiler assumes that it can be null.
    public static readonly Shape Any = Create((value, path, isStrict) => value.ValueKind switch
    {
        JsonValueKind.Object => Map(Any!).ReadElement(value, path, isStrict),
        JsonValueKind.Array => List(Any!).ReadElement(value, path, isStrict),
        JsonValueKind.String => Text.ReadElement(value, path, isStrict),
        _ => JsonValue.Create(value.Clone()),
    });

    /// <summary>
    /// A read-only member, whose value in a request has no effect. The schema accepts it, because a client can send back the body of a GET.
    /// </summary>
    public static readonly Shape Ignored = Create((value, path, isStrict) =>
    {
        _ = Any.ReadElement(value, path, isStrict);
        return null;
    });

    /// <summary>A reference to a subnet or an image by its id.</summary>
    public static readonly Shape Reference = Object(("id", Text)).Requiring("id");

    /// <summary>Creates the shape of a string that must be one of the values, in any case.</summary>
    public static Shape OneOf(params string[] values)
    {
        string allowed = string.Join(", ", values);
        return Create((value, path, _) =>
        {
            string text = RequireKind(value, JsonValueKind.String, path, $"one of {allowed}").GetString()!;
            return JsonValue.Create(values.FirstOrDefault(text.EqualsIgnoreCase)
                ?? throw ServiceError.BadRequest($"The value '{text}' of '{path}' is not one of {allowed}.", path));
        });
    }

    /// <summary>
    /// Creates the shape of a text that matches a pattern from its start to its end. Errors contain the text of <paramref
    /// name="expected"/>.
    /// </summary>
    public static Shape Matching(string pattern, string expected)
    {
        Regex wholePattern = new($@"\A({pattern})\z", RegexOptions.CultureInvariant);
        return Create((value, path, _) =>
        {
            string text = RequireKind(value, JsonValueKind.String, path, expected).GetString()!;
            return wholePattern.IsMatch(text)
                ? JsonValue.Create(text)
                : throw ServiceError.BadRequest($"The value '{text}' of '{path}' is not {expected}.", path);
        });
    }

    public static Shape List(Shape item) => Create((value, path, isStrict) =>
    {
        JsonArray list = [];
        foreach (JsonElement element in RequireKind(value, JsonValueKind.Array, path, "an array").EnumerateArray())
        {
            string itemPath = $"{path}[{list.Count}]";
            bool isMissingObject = item is ObjectShape && element.ValueKind == JsonValueKind.Null;
            ServiceError.ThrowIf(isMissingObject, $"The entry '{itemPath}' must not be null.", itemPath);
            list.Add(item.ReadElement(element, itemPath, isStrict));
        }

        return list;
    });

    /// <summary>Creates the shape of an object whose members have any name, and values of one shape.</summary>
    public static Shape Map(Shape item) => Create((value, path, isStrict) =>
    {
        JsonObject map = [];
        foreach (JsonProperty member in RequireKind(value, JsonValueKind.Object, path, "an object").EnumerateObject())
        {
            string memberPath = JoinPath(path, member.Name);
            ServiceError.ThrowIf(map.ContainsKey(member.Name), FormatDuplicate(memberPath), memberPath);
            map[member.Name] = item.ReadElement(member.Value, memberPath, isStrict);
        }

        return map;
    });

    public static ObjectShape Object(params (string Name, Shape Shape)[] members) => new(members);

    /// <summary>
    /// Checks a value, whose path is empty for the body, and returns it in the spelling of the service; null for null and for an ignored
    /// value. Strict reading rejects names of members whose case differs from that of the schema.
    /// </summary>
    public JsonNode? ReadElement(JsonElement value, string path, bool isStrict) =>
        value.ValueKind == JsonValueKind.Null ? null : ReadValue(value, path, isStrict);

    /// <summary>Checks and returns a value that is not null.</summary>
    protected abstract JsonNode? ReadValue(JsonElement value, string path, bool isStrict);

    protected static JsonElement RequireKind(JsonElement value, JsonValueKind kind, string path, string expected) =>
        value.ValueKind == kind ? value : throw CreateTypeError(path, expected, value);

    protected static string JoinPath(string path, string member) => path.Length == 0 ? member : $"{path}.{member}";

    protected static string FormatDuplicate(string path) => $"The member '{path}' is given more than once.";

    private static ServiceError CreateTypeError(string path, string expected, JsonElement value)
    {
        string kind = value.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "an array",
            JsonValueKind.String => "a string",
            JsonValueKind.Number => "a number",
            _ => "a Boolean",
        };
        return path.Length == 0
            ? ServiceError.BadRequest($"The body must be {expected}, but it is {kind}.")
            : ServiceError.BadRequest($"The value of '{path}' must be {expected}, but it is {kind}.", path);
    }

    private static ValueShape Create(Func<JsonElement, string, bool, JsonNode?> read) => new(read);

    private sealed class ValueShape(Func<JsonElement, string, bool, JsonNode?> read) : Shape
    {
        protected override JsonNode? ReadValue(JsonElement value, string path, bool isStrict) => read(value, path, isStrict);
    }
}
