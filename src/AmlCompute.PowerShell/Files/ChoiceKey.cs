using AmlCompute.Files.Nodes;
using AmlCompute.Settings;

namespace AmlCompute.Files;

/// <summary>A key whose nested keys depend on the word in one of them: the trigger of a schedule, whose type is that word.</summary>
internal sealed class ChoiceKey : FileKey
{
    private const string WordKey = "type";

    /// <summary>The member with the word.</summary>
    private readonly JsonMember<string> _word;

    /// <summary>The known words, in the order of the nested settings.</summary>
    private readonly Choice[] _choices;

    public ChoiceKey(Setting setting)
        : base(setting)
    {
        _word = (JsonMember<string>)setting.Member!;
        _choices =
        [
            .. _word.Shape.Words.Zip(
                setting.Items, (word, item) => new Choice(word, item.Member!, ComputeFileKeys.CreateKeys(item.Items))),
        ];
    }

    public override void Read(FileNode value, JsonObject body, FileReader reader)
    {
        FileMap map = reader.ReadMap(value, Name);
        FileNode wordNode = map[WordKey]
            ?? throw reader.CreateMissingKeyError(map, WordKey, [.. _choices.SelectMany(choice => choice.Keys)]);
        string word = reader.ReadWord(wordNode, WordKey, [.. _choices.Select(choice => choice.Word)]);
        _word.Write(body, word);
        if (Array.Find(_choices, choice => choice.Word == word) is { } known)
        {
            JsonObject members = [];
            reader.ReadInside(
                string.Empty, known.Member.Path, value, () => reader.ReadKeys(map, [new IgnoredKey(WordKey), .. known.Keys], members));
            known.Member.WriteNode(body, members);
            return;
        }

        // The word is that of a later version, so the file has the JSON names of its members.
        foreach (KeyValuePair<FileScalar, FileNode> entry in map.Entries.Where(entry => entry.Key.Text != WordKey))
        {
            body[entry.Key.Text] = reader.ReadJson(entry.Value);
        }
    }

    public override bool TryWrite(JsonObject body, out JsonNode? value)
    {
        value = null;
        if (JsonText.ReadString(_word.FindNode(body)) is not { Length: > 0 } word)
        {
            return false;
        }

        if (Array.Find(_choices, choice => choice.Word.Equals(word, StringComparison.OrdinalIgnoreCase)) is not { } known)
        {
            value = WriteUnknownWord(word, body);
            return true;
        }

        if (known.Member.FindNode(body) is not JsonObject members)
        {
            return false;
        }

        value = WriteAll(known.Keys, members, new JsonObject { [WordKey] = FileWords.ToSnakeCase(known.Word) });
        return true;
    }

    /// <summary>Writes a word of a later version, with the members of the schedule that this version does not know.</summary>
    private static JsonObject WriteUnknownWord(string word, JsonObject body)
    {
        JsonObject written = new() { [WordKey] = word };
        foreach (JsonFault fault in JsonShape.CreateForModel(typeof(ComputeSchedule)).FindFaults(body)
            .Where(fault => fault is { HasWrongKind: false, Path.Count: 1 } && fault.Path[0] != WordKey))
        {
            written[fault.Path[0]] = fault.Value?.DeepClone();
        }

        return written;
    }

    /// <summary>A known word in the service's spelling, with the member that has its settings and the keys of these.</summary>
    private sealed record Choice(string Word, JsonMember Member, IReadOnlyList<FileKey> Keys);
}
