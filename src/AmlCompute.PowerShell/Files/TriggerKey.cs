using AmlCompute.Files.Nodes;
using AmlCompute.Settings;

namespace AmlCompute.Files;

/// <summary>The key for the trigger of a schedule. Its nested keys depend on the type of the trigger, such as <c>cron</c>.</summary>
internal sealed class TriggerKey : FileKey
{
    private const string TypeKey = "type";

    /// <summary>The member with the type.</summary>
    private readonly JsonMember<string> _typeMember;

    /// <summary>The known types, in the order of the nested settings.</summary>
    private readonly TriggerType[] _types;

    public TriggerKey(Setting setting)
        : base(setting)
    {
        _typeMember = (JsonMember<string>)setting.Member!;
        _types =
        [
            .. _typeMember.Shape.Words.Zip(
                setting.Items, (word, item) => new TriggerType(word, item.Member!, ComputeFileKeys.CreateKeys(item.Items))),
        ];
    }

    public override void Read(FileNode value, JsonObject body, FileReader reader)
    {
        FileMap map = reader.ReadMap(value, Name);
        FileNode typeNode = map[TypeKey]
            ?? throw reader.CreateMissingKeyError(map, TypeKey, [.. _types.SelectMany(type => type.Keys)]);
        string word = reader.ReadWord(typeNode, TypeKey, [.. _types.Select(type => type.Word)]);
        _typeMember.Write(body, word);
        if (Array.Find(_types, type => type.Word == word) is { } known)
        {
            JsonObject members = [];
            reader.ReadInside(
                string.Empty, known.Member.Path, value, () => reader.ReadKeys(map, [new IgnoredKey(TypeKey), .. known.Keys], members));
            known.Member.WriteNode(body, members);
            return;
        }

        // The type is one of a later version, so the file has the JSON names of its members.
        foreach (KeyValuePair<FileScalar, FileNode> entry in map.Entries.Where(entry => entry.Key.Text != TypeKey))
        {
            body[entry.Key.Text] = reader.ReadJson(entry.Value);
        }
    }

    public override bool TryWrite(JsonObject body, out JsonNode? value)
    {
        value = null;
        if (JsonText.ReadString(_typeMember.FindNode(body)) is not { Length: > 0 } word)
        {
            return false;
        }

        if (Array.Find(_types, type => type.Word.Equals(word, StringComparison.OrdinalIgnoreCase)) is not { } known)
        {
            value = WriteUnknownType(word, body);
            return true;
        }

        if (known.Member.FindNode(body) is not JsonObject members)
        {
            return false;
        }

        value = WriteAll(known.Keys, members, new JsonObject { [TypeKey] = FileWords.ToSnakeCase(known.Word) });
        return true;
    }

    /// <summary>Writes a type of a later version, with the members of the schedule that this version does not know.</summary>
    private static JsonObject WriteUnknownType(string word, JsonObject body)
    {
        JsonObject written = new() { [TypeKey] = word };
        foreach (JsonFault fault in JsonShape.CreateForModel(typeof(ComputeSchedule)).FindFaults(body)
            .Where(fault => fault is { HasWrongKind: false, Path.Count: 1 } && fault.Path[0] != TypeKey))
        {
            written[fault.Path[0]] = fault.Value?.DeepClone();
        }

        return written;
    }

    /// <summary>A known type, as a word in the service's spelling, with the member that has its settings and the keys of these.</summary>
    private sealed record TriggerType(string Word, JsonMember Member, IReadOnlyList<FileKey> Keys);
}
