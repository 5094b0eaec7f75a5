using System.Security;
using AmlCompute.Files.Nodes;
using AmlCompute.Settings;

namespace AmlCompute.Files;

/// <summary>A key of a file and its JSON members, for reading and writing.</summary>
internal abstract class FileKey(string name)
{
    protected FileKey(Setting setting)
        : this(setting.Key!)
    {
        OtherName = setting.OtherKey;
        IsRequired = setting.IsRequired;
        Companion = setting.Form == SettingForm.Subnet ? FileValue.NetworkKey : null;
    }

    public string Name { get; } = name;

    public bool IsRequired { get; init; }

    /// <summary>Gets the key that has no effect without this one.</summary>
    public string? Companion { get; }

    /// <summary>Gets another name that is accepted and never written.</summary>
    public string? OtherName { get; }

    public bool Is(string name) => name == Name || name == OtherName;

    public virtual void Read(FileNode value, JsonObject body, FileReader reading) { }

    /// <summary>Completes the body if a file does not have the key.</summary>
    public virtual void ReadAbsent(JsonObject body) { }

    /// <returns>True if the key is to be written.</returns>
    public virtual bool TryWrite(JsonObject body, out JsonNode? value)
    {
        value = null;
        return false;
    }

    /// <summary>Writes the keys that have a value after those that were written before.</summary>
    public static JsonObject WriteAll(IEnumerable<FileKey> keys, JsonObject body, JsonObject? written = null)
    {
        written ??= [];
        foreach (FileKey key in keys)
        {
            if (key.TryWrite(body, out JsonNode? value))
            {
                written[key.Name] = value;
            }
        }

        return written;
    }
}

/// <summary>A key for one member.</summary>
internal sealed class ValueKey(Setting setting) : FileKey(setting)
{
    private readonly JsonMember _member = setting.Member!;
    private readonly FileValue _value = FileValue.Of(setting);

    /// <summary>The value that is sent if the file does not have the key. A missing member is then written as null.</summary>
    private readonly JsonNode? _default = setting.Default;

    public override void Read(FileNode value, JsonObject body, FileReader reading)
    {
        if (_default is null || value is not FileScalar { Kind: ScalarKind.Null })
        {
            _member.WriteNode(body, reading.ReadAt(string.Empty, _member.Path, value, () => _value.Read(reading, value, Name)));
        }
    }

    public override void ReadAbsent(JsonObject body)
    {
        if (_default is not null)
        {
            _member.WriteNode(body, _default.DeepClone());
        }
    }

    public override bool TryWrite(JsonObject body, out JsonNode? value)
    {
        JsonNode? found = _member.Find(body);
        value = found is null ? null : _value.Write(found);
        return _default is null ? value is not null : !JsonNode.DeepEquals(found, _default);
    }
}

/// <summary>A key with nested keys for members of the same JSON object.</summary>
internal sealed class GroupKey(string name, IReadOnlyList<FileKey> keys) : FileKey(name)
{
    public override void Read(FileNode value, JsonObject body, FileReader reading) =>
        reading.ReadKeys(reading.ReadMap(value, Name), keys, body);

    public override void ReadAbsent(JsonObject body)
    {
        foreach (FileKey key in keys)
        {
            key.ReadAbsent(body);
        }
    }

    public override bool TryWrite(JsonObject body, out JsonNode? value)
    {
        JsonObject written = WriteAll(keys, body);
        value = written;
        return written.Count > 0;
    }
}

/// <summary>A key that is accepted but neither sent nor written: read-only, or read by other code.</summary>
internal sealed class IgnoredKey(string name) : FileKey(name);

/// <summary>A key for a secret or for the file with the secret. It is never written.</summary>
internal sealed class SecretKey(Setting setting, JsonMember<SecureString> member) : FileKey(setting)
{
    private readonly bool _isFile = setting.Form == SettingForm.SecretFile;

    public override void Read(FileNode value, JsonObject body, FileReader reading) => reading.Secrets.Add((member, reading.ReadAt(
        string.Empty,
        member.Path,
        value,
        () => _isFile ? reading.ReadSecretFile(value, Name) : reading.ReadSecret(value, Name))));
}

/// <summary>A key whose nested keys depend on the word in one of them, such as the type of the trigger of a schedule.</summary>
internal sealed class ChoiceKey : FileKey
{
    private const string WordKey = "type";

    private readonly JsonMember<string> _word;
    private readonly (string Word, JsonMember Member, IReadOnlyList<FileKey> Keys)[] _choices;

    public ChoiceKey(Setting setting)
        : base(setting)
    {
        _word = (JsonMember<string>)setting.Member!;
        _choices = [.. _word.Shape.Words.Zip(setting.Items, (word, item) => (word, item.Member!, ComputeFileKeys.Of(item.Items)))];
    }

    public override void Read(FileNode value, JsonObject body, FileReader reading)
    {
        FileMap map = reading.ReadMap(value, Name);
        FileNode wordNode = map[WordKey] ?? throw reading.MissingKeyError(map, WordKey, [.. _choices.SelectMany(choice => choice.Keys)]);
        string[] words = [.. _choices.Select(choice => choice.Word)];
        string word = reading.ReadWord(wordNode, WordKey, words);
        _word.Write(body, word);
        if (Array.Find(_choices, choice => choice.Word == word) is not (not null, var member, var keys))
        {
            // The members of a word of a later version have their names of JSON.
            foreach (KeyValuePair<FileScalar, FileNode> entry in map.Entries.Where(entry => entry.Key.Text != WordKey))
            {
                body[entry.Key.Text] = reading.ReadJson(entry.Value);
            }

            return;
        }

        JsonObject chosen = [];
        reading.ReadAt(string.Empty, member.Path, value, () => reading.ReadKeys(map, [new IgnoredKey(WordKey), .. keys], chosen));
        member.WriteNode(body, chosen);
    }

    public override bool TryWrite(JsonObject body, out JsonNode? value)
    {
        value = null;
        string? found = JsonMembers.TextOf(_word.Find(body) ?? string.Empty);
        (string? word, JsonMember? member, IReadOnlyList<FileKey>? keys) =
            Array.Find(_choices, choice => choice.Word.Equals(found, StringComparison.OrdinalIgnoreCase));
        if (word is null && found is { Length: > 0 })
        {
            value = new JsonObject(JsonShape.Of(typeof(ComputeSchedule)).FaultsOf(body)
                .Where(fault => fault is { HasWrongKind: false, Path.Count: 1 })
                .Select(fault => new KeyValuePair<string, JsonNode?>(fault.Path[0], fault.Value?.DeepClone()))
                .Prepend(new KeyValuePair<string, JsonNode?>(WordKey, found)));
            return true;
        }

        if (word is null || member!.Find(body) is not JsonObject chosen)
        {
            return false;
        }

        value = WriteAll(keys!, chosen, new JsonObject { [WordKey] = FileValue.SnakeCase(word) });
        return true;
    }
}
