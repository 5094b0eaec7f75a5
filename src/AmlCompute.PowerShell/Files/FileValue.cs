using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using AmlCompute.Files.Nodes;
using AmlCompute.Settings;

namespace AmlCompute.Files;

/// <summary>The conversion of one value between a file and the JSON of the service.</summary>
/// <param name="Read">Converts the value of the file to the JSON of the service.</param>
/// <param name="Write">Converts the JSON of the service to the value of the file; null if the file cannot express it.</param>
internal sealed record FileValue(Func<FileReader, FileNode, string, JsonNode?> Read, Func<JsonNode, JsonNode?> Write)
{
    public const string NetworkKey = "vnet_name";

    private const string IdKey = "resource_id";

    private static readonly FileKey[] IdentityKeys =
        [new IgnoredKey(IdKey) { IsRequired = true }, new IgnoredKey("principal_id"), new IgnoredKey("client_id")];

    private static readonly FileValue Text = new((reading, node, key) => JsonValue.Create(reading.ReadText(node, key)), Same);

    private static readonly FileValue Whole = new((reading, node, key) => JsonValue.Create(reading.ReadWholeNumber(node, key)), Same);

    private static readonly FileValue Flag = new((reading, node, key) => JsonValue.Create(reading.ReadFlag(node, key)), Same);

    private static readonly string[] SwitchWords = ["Enabled", "Disabled", "NotSpecified"];

    /// <summary>True and false for Enabled and Disabled. NotSpecified is not written; an unknown word is written as text.</summary>
    private static readonly FileValue Switch = new(
        (reading, node, key) => JsonValue.Create(
            node is FileScalar { Kind: ScalarKind.Text } text && text.Text.Any(char.IsUpper)
                ? reading.ReadWord(node, key, SwitchWords)
                : reading.ReadFlag(node, key) ? "Enabled" : "Disabled"),
        json => (JsonMembers.TextOf(json) is { } text ? KnownWord(text, SwitchWords) ?? text : null) switch
        {
            "Enabled" => JsonValue.Create(true),
            "Disabled" => JsonValue.Create(false),
            "NotSpecified" => null,
            { } word => JsonValue.Create(word),
            null => null,
        });

    private static readonly FileValue Seconds = Time(TimeSpan.FromSeconds(1));

    /// <summary>A number of minutes for an ISO 8601 duration; other durations are written as <see cref="IsoTime"/>.</summary>
    private static readonly FileValue Minutes = Time(TimeSpan.FromMinutes(1));

    /// <summary>An ISO 8601 duration, written only if <see cref="Minutes"/> cannot express it.</summary>
    private static readonly FileValue IsoTime = new(
        (reading, node, key) => IsoDuration.TryParse(reading.ReadText(node, key)) is not null
            ? JsonValue.Create(reading.ReadText(node, key))
            : throw reading.WrongKindError(node, key, "an ISO 8601 duration such as PT30M"),
        json => Minutes.Write(json) is null ? Same(json) : null);

    /// <summary>A number of minutes for the <c>10m</c> of scripts; other units are written unchanged.</summary>
    private static readonly FileValue ScriptTimeout = new(
        (reading, node, key) => JsonValue.Create(
            node is FileScalar { Kind: ScalarKind.Text } text && Regex.IsMatch(text.Text, "^[0-9]{1,9}[smhd]$")
                ? text.Text
                : $"{reading.ReadWholeNumber(node, key)}m"),
        json => JsonMembers.TextOf(json) is { } text && text.EndsWith("m", StringComparison.Ordinal)
            && int.TryParse(text.Substring(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int minutes)
                ? JsonValue.Create(minutes)
                : Same(json));

    /// <summary>Quantities of Kubernetes, which may be null.</summary>
    private static readonly FileValue QuantityMap = Map(
        new FileValue(
            (reading, node, key) =>
                node is FileScalar { Kind: ScalarKind.Null } ? null : JsonValue.Create(reading.ReadTextOrNumber(node, key)),
            Same));

    /// <summary>Environment variables: names with values in the file, names with objects in the service.</summary>
    private static readonly FileValue Variables = Map(new FileValue(
        (reading, node, key) =>
        {
            JsonObject variable = [];
            CustomServiceVariable.Members.Type.Write(variable, "local");
            CustomServiceVariable.Members.Value.Write(variable, reading.ReadTextOrNumber(node, key));
            return variable;
        },
        json => json is JsonObject variable ? CustomServiceVariable.Members.Value.Find(variable)?.DeepClone() : null));

    /// <summary>Ids of user-assigned identities: a list of objects in the file, names of empty objects in the service.</summary>
    private static readonly FileValue IdentityIds = new(
        (reading, node, key) => new JsonObject(reading.ReadList(node, key).Items.Select((item, index) =>
        {
            FileMap map = reading.ReadMap(item, key);
            reading.ReadKeys(map, IdentityKeys, []);
            string id = reading.ReadText(map[IdKey]!, IdKey);
            return new KeyValuePair<string, JsonNode?>(id, reading.ReadAt($"[{index}].{IdKey}", id, map[IdKey]!, () => new JsonObject()));
        })),
        json => json is JsonObject { Count: > 0 } ids
            ? new JsonArray([.. ids.Select(id => new JsonObject { [IdKey] = id.Key })])
            : null);

    /// <summary>The id of a subnet; or its name, beside the name of its network in the resource group of the workspace.</summary>
    private static readonly FileValue Subnet = new(
        (reading, node, key) =>
        {
            string subnet = reading.ReadText(node, key);
            if (subnet.StartsWith("/", StringComparison.Ordinal))
            {
                return JsonValue.Create(subnet);
            }

            string network = reading.SiblingText(NetworkKey)
                ?? throw reading.ErrorAt(node, $"'{key}' must be the id of a subnet if '{NetworkKey}' is missing.");
            Workspace workspace = reading.Workspace;
            return JsonValue.Create(
                $"/subscriptions/{workspace.SubscriptionId}/resourceGroups/{workspace.ResourceGroupName}"
                + $"/providers/Microsoft.Network/virtualNetworks/{network}/subnets/{subnet}");
        },
        Same);

    public static FileValue Of(Setting setting) => (setting.Form, setting.Member) switch
    {
        (SettingForm.Seconds, _) => Seconds,
        (SettingForm.Minutes, _) => Minutes,
        (SettingForm.IsoDuration, _) => IsoTime,
        (SettingForm.ScriptTimeout, _) => ScriptTimeout,
        (SettingForm.Switch, _) => Switch,
        (SettingForm.Quantities, _) => QuantityMap,
        (SettingForm.Variables, _) => Variables,
        (SettingForm.IdentityIds, _) => IdentityIds,
        (SettingForm.Subnet, _) => Subnet,
        (_, JsonMember<int?>) => Whole,
        (_, JsonMember<bool?>) => Flag,
        (_, JsonMember<IReadOnlyList<int>>) => List(Whole),
        (_, JsonMember<IReadOnlyList<string>> member) => List(member.Shape.Words is { Count: > 0 } words ? Word(words) : Text),
        (_, JsonMember<IReadOnlyDictionary<string, string?>>) => Map(Text),
        (_, { Shape.Words: { Count: > 0 } words }) => Word(words),
        _ when setting.Words.Length > 0 => Word(setting.Words),
        _ when setting.Items.Count == 0 => Text,
        _ when setting.IsList => List(Object(ComputeFileKeys.Of(setting.Items))),
        _ when setting.IsMap => Map(Object(ComputeFileKeys.Of(setting.Items))),
        _ => Object(ComputeFileKeys.Of(setting.Items)),
    };

    private static FileValue Object(IReadOnlyList<FileKey> keys) => new(
        (reading, node, key) => reading.ReadKeys(reading.ReadMap(node, key), keys, []),
        json => json is JsonObject item ? FileKey.WriteAll(keys, item) : null);

    /// <summary>One of the words of the service, written in snake_case in the file; an unknown word is written unchanged.</summary>
    private static FileValue Word(IReadOnlyList<string> words) => new(
        (reading, node, key) => JsonValue.Create(reading.ReadWord(node, key, words)),
        json => JsonMembers.TextOf(json) is { } text
            ? JsonValue.Create(KnownWord(text, words) is { } known ? SnakeCase(known) : text)
            : null);

    /// <summary>Returns the known word for a text in any casing, with or without underscores, and with its parts in any order.</summary>
    public static string? KnownWord(string text, IReadOnlyList<string> words)
    {
        return words.FirstOrDefault(word => Plain(word) == Plain(text));

        static string Plain(string word) => string.Join(
            ",",
            word.Replace("_", string.Empty).Replace(" ", string.Empty).ToUpperInvariant().Split(',')
                .OrderBy(part => part, StringComparer.Ordinal));
    }

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
        (reading, node, key) => JsonValue.Create(XmlConvert.ToString(new TimeSpan(
            unit.Ticks * reading.ReadWholeNumber(node, key, unit == TimeSpan.FromSeconds(1) ? " of seconds" : " of minutes")))),
        json => IsoDuration.TryParse(JsonMembers.TextOf(json)) is { } time
            && time.Ticks % unit.Ticks == 0 && time.Ticks / unit.Ticks <= int.MaxValue
                ? JsonValue.Create(time.Ticks / unit.Ticks)
                : null);

    private static FileValue List(FileValue item) => new(
        (reading, node, key) => new JsonArray([.. reading.ReadList(node, key).Items.Select((value, index) =>
            reading.ReadAt($"[{index}]", $"[{index}]", value, () => item.Read(reading, value, key)))]),
        json => json is JsonArray { Count: > 0 } items
            ? new JsonArray([.. items.Select(value => value is null ? null : item.Write(value))])
            : null);

    private static FileValue Map(FileValue item) => new(
        (reading, node, key) => new JsonObject(reading.ReadMap(node, key).Entries.Select(entry =>
            new KeyValuePair<string, JsonNode?>(
                entry.Key.Text,
                reading.ReadAt(entry.Key.Text, entry.Key.Text, entry.Value, () => item.Read(reading, entry.Value, entry.Key.Text))))),
        json => json is JsonObject { Count: > 0 } members
            ? JsonMembers.ToObject(members, value => value is null ? null : item.Write(value))
            : null);
}
