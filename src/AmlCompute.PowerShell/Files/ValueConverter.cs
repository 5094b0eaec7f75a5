using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using AmlCompute.Files.Nodes;
using AmlCompute.Settings;

namespace AmlCompute.Files;

/// <summary>Converts one value between a file and the JSON of the service. A <see cref="ValueKey"/> has its key and JSON path.</summary>
/// <param name="Read">Converts the value of the file to the JSON of the service; the text is the key, for errors.</param>
/// <param name="Write">
/// Converts the JSON of the service to JSON in the form of the file; returns null if the key is not to be written, because the file cannot
/// express the value or does not need it.
/// </param>
internal sealed record ValueConverter(Func<FileReader, FileNode, string, JsonNode?> Read, Func<JsonNode, JsonNode?> Write)
{
    /// <summary>The key of the network of a subnet, which only completes the name of the subnet.</summary>
    public const string NetworkKey = "vnet_name";

    private const string IdKey = "resource_id";

    /// <summary>The keys of a user-assigned identity. Only the id is sent; the converter reads it.</summary>
    private static readonly FileKey[] IdentityKeys =
        [new IgnoredKey(IdKey) { IsRequired = true }, new IgnoredKey("principal_id"), new IgnoredKey("client_id")];

    private static readonly string[] SwitchWords = ["Enabled", "Disabled", "NotSpecified"];

    private static readonly ValueConverter Text = new((reader, node, key) => JsonValue.Create(reader.ReadText(node, key)), CopyJson);

    private static readonly ValueConverter WholeNumber =
        new((reader, node, key) => JsonValue.Create(reader.ReadWholeNumber(node, key)), CopyJson);

    private static readonly ValueConverter Flag = new((reader, node, key) => JsonValue.Create(reader.ReadFlag(node, key)), CopyJson);

    private static readonly ValueConverter Switch = new(ReadSwitch, WriteSwitch);

    private static readonly ValueConverter Seconds = CreateDuration(TimeSpan.FromSeconds(1), " of seconds");

    /// <summary>A number of minutes for an ISO 8601 duration; other durations are written as <see cref="IsoDurationText"/>.</summary>
    private static readonly ValueConverter Minutes = CreateDuration(TimeSpan.FromMinutes(1), " of minutes");

    /// <summary>An ISO 8601 duration, written only if <see cref="Minutes"/> cannot express it.</summary>
    private static readonly ValueConverter IsoDurationText = new(
        (reader, node, key) => reader.ReadText(node, key) is { } text && IsoDuration.TryParse(text) is not null
            ? JsonValue.Create(text)
            : throw reader.CreateWrongKindError(node, key, "an ISO 8601 duration such as PT30M"),
        json => Minutes.Write(json) is null ? CopyJson(json) : null);

    private static readonly ValueConverter ScriptTimeout = new(ReadScriptTimeout, WriteScriptTimeout);

    /// <summary>Quantities of Kubernetes, which may be null.</summary>
    private static readonly ValueConverter Quantities = CreateMap(new ValueConverter(
        (reader, node, key) =>
            node is FileScalar { Kind: ScalarKind.Null } ? null : JsonValue.Create(reader.ReadTextOrNumber(node, key)),
        CopyJson));

    /// <summary>Environment variables: names with values in the file, names with objects in the service.</summary>
    private static readonly ValueConverter Variables = CreateMap(new ValueConverter(
        ReadVariable,
        json => json is JsonObject variable ? CustomServiceVariable.Members.Value.FindNode(variable)?.DeepClone() : null));

    /// <summary>Ids of user-assigned identities: a list of objects in the file, names of empty objects in the service.</summary>
    private static readonly ValueConverter IdentityIds = new(
        ReadIdentityIds,
        json => json is JsonObject { Count: > 0 } ids
            ? new JsonArray([.. ids.Select(id => new JsonObject { [IdKey] = id.Key })])
            : null);

    private static readonly ValueConverter Subnet = new(ReadSubnet, CopyJson);

    /// <summary>Returns the conversion for the form, or else for the type, of a setting.</summary>
    public static ValueConverter Create(Setting setting) => (setting.Form, setting.Member) switch
    {
        (SettingForm.Seconds, _) => Seconds,
        (SettingForm.Minutes, _) => Minutes,
        (SettingForm.IsoDuration, _) => IsoDurationText,
        (SettingForm.ScriptTimeout, _) => ScriptTimeout,
        (SettingForm.Switch, _) => Switch,
        (SettingForm.Quantities, _) => Quantities,
        (SettingForm.Variables, _) => Variables,
        (SettingForm.IdentityIds, _) => IdentityIds,
        (SettingForm.Subnet, _) => Subnet,
        (_, JsonMember<int?>) => WholeNumber,
        (_, JsonMember<bool?>) => Flag,
        (_, JsonMember<IReadOnlyList<int>>) => CreateList(WholeNumber),
        (_, JsonMember<IReadOnlyList<string>> member) =>
            CreateList(member.Shape.Words is { Count: > 0 } words ? CreateWord(words) : Text),
        (_, JsonMember<IReadOnlyDictionary<string, string?>>) => CreateMap(Text),
        (_, { Shape.Words: { Count: > 0 } words }) => CreateWord(words),
        _ when setting.Words.Length > 0 => CreateWord(setting.Words),
        _ when setting.Items.Count == 0 => Text,
        _ when setting.IsList => CreateList(CreateObject(setting)),
        _ when setting.IsMap => CreateMap(CreateObject(setting)),
        _ => CreateObject(setting),
    };

    private static ValueConverter CreateObject(Setting setting)
    {
        IReadOnlyList<FileKey> keys = ComputeFileKeys.CreateKeys(setting.Items);
        return new ValueConverter(
            (reader, node, key) => reader.ReadKeys(reader.ReadMap(node, key), keys, []),
            json => json is JsonObject item ? FileKey.WriteAll(keys, item) : null);
    }

    /// <summary>One of the words of the service, written in snake_case in the file; an unknown word is written unchanged.</summary>
    private static ValueConverter CreateWord(IReadOnlyList<string> words) => new(
        (reader, node, key) => JsonValue.Create(reader.ReadWord(node, key, words)),
        json => JsonText.ReadString(json) is { } text
            ? JsonValue.Create(FileWords.FindKnown(text, words) is { } known ? FileWords.ToSnakeCase(known) : text)
            : null);

    private static ValueConverter CreateDuration(TimeSpan unit, string unitText) => new(
        (reader, node, key) =>
            JsonValue.Create(XmlConvert.ToString(new TimeSpan(unit.Ticks * reader.ReadWholeNumber(node, key, unitText)))),
        json => IsoDuration.TryParse(JsonText.ReadString(json)) is { } time
            && time.Ticks % unit.Ticks == 0 && time.Ticks / unit.Ticks <= int.MaxValue
                ? JsonValue.Create(time.Ticks / unit.Ticks)
                : null);

    private static ValueConverter CreateList(ValueConverter item) => new(
        (reader, node, key) => new JsonArray([.. reader.ReadList(node, key).Items.Select((value, index) =>
            reader.ReadInside($"[{index}]", $"[{index}]", value, () => item.Read(reader, reader.RequireItem(value, key), key)))]),
        json => json is JsonArray { Count: > 0 } items
            ? new JsonArray([.. items.Select(value => value is null ? null : item.Write(value))])
            : null);

    private static ValueConverter CreateMap(ValueConverter item) => new(
        (reader, node, key) => new JsonObject(reader.ReadMap(node, key).Entries.Select(entry =>
            new KeyValuePair<string, JsonNode?>(
                entry.Key.Text,
                reader.ReadInside(entry.Key.Text, entry.Key.Text, entry.Value, () => item.Read(reader, entry.Value, entry.Key.Text))))),
        json => json is JsonObject { Count: > 0 } members
            ? JsonMembers.ToObject(members, value => value is null ? null : item.Write(value))
            : null);

    private static JsonNode? CopyJson(JsonNode json) => json.DeepClone();

    /// <summary>Reads true or false as Enabled or Disabled. The words themselves begin with an upper-case letter.</summary>
    private static JsonValue ReadSwitch(FileReader reader, FileNode node, string key)
    {
        if (node is FileScalar { Kind: ScalarKind.Text } word && word.Text.Any(char.IsUpper))
        {
            return JsonValue.Create(reader.ReadWord(node, key, SwitchWords));
        }

        return JsonValue.Create(reader.ReadFlag(node, key) ? "Enabled" : "Disabled");
    }

    /// <summary>Writes true for Enabled and false for Disabled. NotSpecified is not written; an unknown word is written as text.</summary>
    private static JsonValue? WriteSwitch(JsonNode json)
    {
        string? text = JsonText.ReadString(json);
        return (text is null ? null : FileWords.FindKnown(text, SwitchWords) ?? text) switch
        {
            "Enabled" => JsonValue.Create(true),
            "Disabled" => JsonValue.Create(false),
            "NotSpecified" or null => null,
            { } unknown => JsonValue.Create(unknown),
        };
    }

    /// <summary>Reads a number of minutes, or a number with a unit such as <c>1h</c>.</summary>
    private static JsonValue ReadScriptTimeout(FileReader reader, FileNode node, string key) => JsonValue.Create(
        node is FileScalar { Kind: ScalarKind.Text } text && Regex.IsMatch(text.Text, @"^[0-9]{1,9}[smhd]\z", RegexOptions.CultureInvariant)
            ? text.Text
            : $"{reader.ReadWholeNumber(node, key)}m");

    /// <summary>Writes a number for minutes; other units are written unchanged.</summary>
    private static JsonNode? WriteScriptTimeout(JsonNode json) =>
        JsonText.ReadString(json) is { } text && text.EndsWith("m", StringComparison.Ordinal)
            && int.TryParse(text.Substring(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int minutes)
                ? JsonValue.Create(minutes)
                : CopyJson(json);

    private static JsonObject ReadVariable(FileReader reader, FileNode node, string key)
    {
        JsonObject variable = [];
        CustomServiceVariable.Members.Type.Write(variable, "local");
        CustomServiceVariable.Members.Value.Write(variable, reader.ReadTextOrNumber(node, key));
        return variable;
    }

    private static JsonObject ReadIdentityIds(FileReader reader, FileNode node, string key)
    {
        // A list can have an identity twice, but an object cannot.
        return new JsonObject(reader.ReadList(node, key).Items.Select(ReadIdentityId)
            .GroupBy(id => id.Key, ResourceIdText.Comparer).Select(same => same.First()));

        KeyValuePair<string, JsonNode?> ReadIdentityId(FileNode item, int index)
        {
            FileMap map = reader.ReadMap(reader.RequireItem(item, key), key);
            reader.ReadKeys(map, IdentityKeys, []);
            FileNode idNode = map[IdKey]!;
            string id = reader.ReadText(idNode, IdKey);
            return new(id, reader.ReadInside($"[{index}].{IdKey}", id, idNode, () => new JsonObject()));
        }
    }

    /// <summary>Reads the id of a subnet; or its name, with the name of its network in the resource group of the workspace.</summary>
    private static JsonValue ReadSubnet(FileReader reader, FileNode node, string key)
    {
        string subnet = reader.ReadText(node, key);
        if (subnet.StartsWith("/", StringComparison.Ordinal))
        {
            return JsonValue.Create(subnet);
        }

        string network = reader.ReadSiblingText(NetworkKey)
            ?? throw reader.CreateError(node, $"'{key}' must be the id of a subnet if '{NetworkKey}' is missing.");
        Workspace workspace = reader.Workspace;
        return JsonValue.Create(
            $"/subscriptions/{workspace.SubscriptionId}/resourceGroups/{workspace.ResourceGroupName}"
            + $"/providers/Microsoft.Network/virtualNetworks/{network}/subnets/{subnet}");
    }
}
