using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AmlCompute.Sandbox.Wire;

namespace AmlCompute.Sandbox.Bodies;

/// <summary>
/// The allowed values of a member of a request body. Read returns the value in the spelling of the service. Every shape accepts null.
/// </summary>
internal abstract class Shape
{
    public static readonly Shape Text = new TextShape();
    public static readonly Shape Flag = new FlagShape();
    public static readonly Shape Integer = new IntegerShape();
    public static readonly Shape Duration = new DurationShape();
    public static readonly Shape Any = new AnyShape();

    /// <summary>A read-only member, whose value in a request has no effect.</summary>
    public static readonly Shape Ignored = new IgnoredShape();

    public static Shape OneOf(params string[] values) => new EnumShape(values);

    /// <summary>Creates the shape of a text that matches a pattern from its start to its end.</summary>
    public static Shape Matching(string pattern, string expected) =>
        new PatternShape(new Regex($@"\A({pattern})\z", RegexOptions.CultureInvariant), expected);

    public static Shape List(Shape item) => new ListShape(item);

    public static Shape Map(Shape value) => new MapShape(value);

    public static ObjectShape Object(params (string Name, Shape Shape)[] members) => new(members);

    /// <param name="value">The value.</param>
    /// <param name="path">The path of the member, for errors.</param>
    /// <param name="isStrict">True to reject member names in a case that differs from that of the schema.</param>
    public JsonNode? Read(JsonElement value, string path, bool isStrict) =>
        value.ValueKind == JsonValueKind.Null ? null : ReadValue(value, path, isStrict);

    protected abstract JsonNode? ReadValue(JsonElement value, string path, bool isStrict);

    protected static ServiceError WrongType(string path, string expected, JsonElement value) =>
        ServiceError.BadRequest($"The value of '{path}' must be {expected}, but it is {Kind(value.ValueKind)}.", path);

    protected static JsonElement Require(JsonElement value, JsonValueKind kind, string path, string expected) =>
        value.ValueKind == kind ? value : throw WrongType(path, expected, value);

    protected static string Join(string path, string member) => path.Length == 0 ? member : $"{path}.{member}";

    private static string Kind(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        _ => "a Boolean",
    };

    private sealed class TextShape : Shape
    {
        protected override JsonNode? ReadValue(JsonElement value, string path, bool isStrict) =>
            JsonValue.Create(Require(value, JsonValueKind.String, path, "a string").GetString());
    }

    private sealed class FlagShape : Shape
    {
        protected override JsonNode? ReadValue(JsonElement value, string path, bool isStrict) =>
            value.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? JsonValue.Create(value.GetBoolean())
                : throw WrongType(path, "true or false", value);
    }

    private sealed class IntegerShape : Shape
    {
        protected override JsonNode? ReadValue(JsonElement value, string path, bool isStrict) =>
            value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number)
                ? JsonValue.Create(number)
                : throw WrongType(path, "a whole number of 32 bits", value);
    }

    private sealed class DurationShape : Shape
    {
        protected override JsonNode? ReadValue(JsonElement value, string path, bool isStrict)
        {
            string text = Require(value, JsonValueKind.String, path, "an ISO 8601 duration").GetString()!;
            return IsoDuration.TryParse(text, out TimeSpan duration) && duration >= TimeSpan.Zero
                ? JsonValue.Create(IsoDuration.Format(duration))
                : throw ServiceError.BadRequest($"The value '{text}' of '{path}' is not an ISO 8601 duration such as PT30M.", path);
        }
    }

    private sealed class EnumShape(string[] values) : Shape
    {
        protected override JsonNode? ReadValue(JsonElement value, string path, bool isStrict)
        {
            string allowed = string.Join(", ", values);
            string text = Require(value, JsonValueKind.String, path, $"one of {allowed}").GetString()!;
            string? known = values.FirstOrDefault(item => string.Equals(item, text, StringComparison.OrdinalIgnoreCase));
            return known is not null
                ? JsonValue.Create(known)
                : throw ServiceError.BadRequest($"The value '{text}' of '{path}' is not one of {allowed}.", path);
        }
    }

    private sealed class PatternShape(Regex pattern, string expected) : Shape
    {
        protected override JsonNode? ReadValue(JsonElement value, string path, bool isStrict)
        {
            string text = Require(value, JsonValueKind.String, path, expected).GetString()!;
            return pattern.IsMatch(text)
                ? JsonValue.Create(text)
                : throw ServiceError.BadRequest($"The value '{text}' of '{path}' is not {expected}.", path);
        }
    }

    private sealed class ListShape(Shape item) : Shape
    {
        protected override JsonNode? ReadValue(JsonElement value, string path, bool isStrict)
        {
            JsonArray list = [];
            foreach (JsonElement element in Require(value, JsonValueKind.Array, path, "an array").EnumerateArray())
            {
                list.Add(item.Read(element, $"{path}[{list.Count}]", isStrict));
            }

            return list;
        }
    }

    private sealed class MapShape(Shape item) : Shape
    {
        protected override JsonNode? ReadValue(JsonElement value, string path, bool isStrict)
        {
            JsonObject map = [];
            foreach (JsonProperty member in Require(value, JsonValueKind.Object, path, "an object").EnumerateObject())
            {
                if (map.ContainsKey(member.Name))
                {
                    throw ObjectShape.Duplicate(Join(path, member.Name));
                }

                map[member.Name] = item.Read(member.Value, Join(path, member.Name), isStrict);
            }

            return map;
        }
    }

    private sealed class AnyShape : Shape
    {
        protected override JsonNode? ReadValue(JsonElement value, string path, bool isStrict) => value.ValueKind switch
        {
            JsonValueKind.Object => Map(Any).Read(value, path, isStrict),
            JsonValueKind.Array => List(Any).Read(value, path, isStrict),
            JsonValueKind.String => Text.Read(value, path, isStrict),
            _ => JsonValue.Create(value.Clone()),
        };
    }

    private sealed class IgnoredShape : Shape
    {
        protected override JsonNode? ReadValue(JsonElement value, string path, bool isStrict) => null;
    }
}
