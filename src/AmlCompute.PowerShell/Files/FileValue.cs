using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml;
using AmlCompute.Files.Nodes;

namespace AmlCompute.Files;

/// <summary>The conversion of one value between a file and the JSON of the service.</summary>
/// <param name="Read">Converts the value of the file to the JSON of the service.</param>
/// <param name="Write">Converts the JSON of the service to the value of the file; null if the file cannot express it.</param>
internal sealed record FileValue(Func<FileReading, FileNode, string, JsonNode?> Read, Func<JsonNode, JsonNode?> Write)
{
    public static readonly FileValue Text = new((reading, node, key) => JsonValue.Create(reading.Text(node, key)), Same);

    public static readonly FileValue TextOrNumber = new((reading, node, key) => JsonValue.Create(reading.TextOrNumber(node, key)), Same);

    public static readonly FileValue Whole = new((reading, node, key) => JsonValue.Create(reading.Whole(node, key)), Same);

    public static readonly FileValue Flag = new((reading, node, key) => JsonValue.Create(reading.Flag(node, key)), Same);

    /// <summary>true and false for Enabled and Disabled; other values of the service, such as NotSpecified, are not written.</summary>
    public static readonly FileValue Switch = new(
        (reading, node, key) => JsonValue.Create(reading.Flag(node, key) ? "Enabled" : "Disabled"),
        json => JsonMembers.TextOf(json) switch { "Enabled" => JsonValue.Create(true), "Disabled" => JsonValue.Create(false), _ => null });

    /// <summary>A number of seconds for an ISO 8601 duration.</summary>
    public static readonly FileValue Seconds = Time(TimeSpan.FromSeconds(1));

    /// <summary>A number of minutes for an ISO 8601 duration; other durations are written as <see cref="IsoTime"/>.</summary>
    public static readonly FileValue Minutes = Time(TimeSpan.FromMinutes(1));

    /// <summary>An ISO 8601 duration, written only if <see cref="Minutes"/> cannot express it.</summary>
    public static readonly FileValue IsoTime = new(
        (reading, node, key) => IsoDuration.TryParse(reading.Text(node, key)) is not null
            ? JsonValue.Create(reading.Text(node, key))
            : throw reading.NotA(node, key, "an ISO 8601 duration such as PT30M"),
        json => Minutes.Write(json) is null ? Same(json) : null);

    /// <summary>A number of minutes for the <c>10m</c> of scripts; other units are written unchanged.</summary>
    public static readonly FileValue ScriptTimeout = new(
        (reading, node, key) => JsonValue.Create(
            node is FileScalar { Kind: ScalarKind.Text } text && Regex.IsMatch(text.Text, "^[0-9]{1,9}[smhd]$")
                ? text.Text
                : $"{reading.Whole(node, key)}m"),
        json => JsonMembers.TextOf(json) is { } text && text.EndsWith("m", StringComparison.Ordinal)
            && int.TryParse(text.Substring(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int minutes)
                ? JsonValue.Create(minutes)
                : Same(json));

    public static readonly FileValue Texts = List(Text);

    public static readonly FileValue Wholes = List(Whole);

    public static readonly FileValue TextMap = Map(Text);

    /// <summary>Quantities of Kubernetes, which may be null.</summary>
    public static readonly FileValue QuantityMap = Map(
        new FileValue(
            (reading, node, key) => node is FileScalar { Kind: ScalarKind.Null } ? null : JsonValue.Create(reading.TextOrNumber(node, key)),
            Same));

    /// <summary>Environment variables: names with values in the file, names with objects in the service.</summary>
    public static readonly FileValue Variables = Map(new FileValue(
        (reading, node, key) =>
        {
            JsonObject variable = [];
            CustomServiceVariable.Members.Type.Write(variable, "local");
            CustomServiceVariable.Members.Value.Write(variable, reading.TextOrNumber(node, key));
            return variable;
        },
        json => json is JsonObject variable ? CustomServiceVariable.Members.Value.Find(variable)?.DeepClone() : null));

    /// <summary>A map of names to objects with these keys.</summary>
    public static FileValue MapOf(IReadOnlyList<FileKey> keys) => Map(Object(keys));

    /// <summary>A list of objects with these keys.</summary>
    public static FileValue ListOf(IReadOnlyList<FileKey> keys) => List(Object(keys));

    /// <summary>One object with these keys.</summary>
    public static FileValue Object(IReadOnlyList<FileKey> keys) => new(
        (reading, node, key) =>
        {
            JsonObject item = [];
            reading.Keys(reading.Map(node, key), keys, item);
            return item;
        },
        json => json is JsonObject item ? FileKey.WriteAll(keys, item) : null);

    /// <summary>One of the words of the service, written in snake_case in the file.</summary>
    public static FileValue Word(params string[] words) => new(
        (reading, node, key) => JsonValue.Create(reading.Word(node, key, words)),
        json => JsonValue.Create(SnakeCase(JsonMembers.TextOf(json) ?? string.Empty)));

    public static FileValue Words(params string[] words) => List(Word(words));

    /// <summary>Converts a word such as LowPriority to low_priority.</summary>
    public static string SnakeCase(string word)
    {
        StringBuilder text = new();
        foreach (char character in word.Where(character => character != ' '))
        {
            if (char.IsUpper(character) && text.Length > 0 && char.IsLetterOrDigit(text[text.Length - 1]))
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(character));
        }

        return text.ToString();
    }

    private static JsonNode? Same(JsonNode json) => json.DeepClone();

    private static FileValue Time(TimeSpan unit) => new(
        (reading, node, key) => JsonValue.Create(XmlConvert.ToString(new TimeSpan(unit.Ticks * reading.Whole(node, key)))),
        json => IsoDuration.TryParse(JsonMembers.TextOf(json)) is { } time
            && time.Ticks % unit.Ticks == 0 && time.Ticks / unit.Ticks <= int.MaxValue
                ? JsonValue.Create(time.Ticks / unit.Ticks)
                : null);

    private static FileValue List(FileValue item) => new(
        (reading, node, key) => new JsonArray([.. reading.List(node, key).Items.Select(value => item.Read(reading, value, key))]),
        json => json is JsonArray { Count: > 0 } items
            ? new JsonArray([.. items.Select(value => value is null ? null : item.Write(value))])
            : null);

    private static FileValue Map(FileValue item) => new(
        (reading, node, key) => new JsonObject(reading.Map(node, key).Entries.Select(entry =>
            new KeyValuePair<string, JsonNode?>(entry.Key.Text, item.Read(reading, entry.Value, entry.Key.Text)))),
        json => json is JsonObject { Count: > 0 } members
            ? new JsonObject(members.Select(member =>
                new KeyValuePair<string, JsonNode?>(member.Key, member.Value is null ? null : item.Write(member.Value))))
            : null);
}
