using System.Globalization;
using System.Security;
using AmlCompute.Files.Nodes;
using AmlCompute.Settings;

namespace AmlCompute.Files;

/// <summary>
/// Reads the values of one description of a compute target, and refuses values of the wrong kind with their position in the file.
/// </summary>
/// <param name="source">The file.</param>
/// <param name="kind">The words for the description in messages, such as the compute type.</param>
/// <param name="workspace">Called only if a short name in the file must be completed.</param>
internal sealed class FileReader(FileSource source, string kind, Func<Workspace> workspace)
{
    /// <summary>The map whose keys are being read.</summary>
    private FileMap? _map;

    /// <summary>The keys, and the JSON path, of the value that is being read.</summary>
    private string _key = string.Empty;
    private string _path = string.Empty;

    /// <summary>Gets the secrets, which stay out of the JSON until it is sent.</summary>
    public List<(JsonMember<SecureString> Member, SecureString Value)> Secrets { get; } = [];

    /// <summary>Gets the keys and values that were read, by their JSON paths.</summary>
    public Dictionary<string, (string Key, FileNode Value)> Values { get; } = new(StringComparer.Ordinal);

    public Workspace Workspace => workspace();

    /// <summary>Returns the text of another key of the same map; null if the map does not have the key.</summary>
    public string? ReadSiblingText(string key) => _map?[key] is { } node ? ReadText(node, key) : null;

    public ComputeTargetException CreateError(FileNode node, string message) => source.CreateError(node.Position, message);

    /// <summary>
    /// Reads a value inside the current one, and records it with its key and JSON path. Both are relative to the current value and can be
    /// empty.
    /// </summary>
    public T ReadInside<T>(string key, string path, FileNode value, Func<T> read)
    {
        (string outerKey, string outerPath) = (_key, _path);
        _key = JoinPath(_key, key);
        if (path.Length > 0)
        {
            _path = JoinPath(_path, path);
            Values[_path] = (_key, value);
        }

        T result = read();
        (_key, _path) = (outerKey, outerPath);
        return result;
    }

    /// <summary>Reads the keys of a map into a JSON body. An unknown, repeated or missing key is an error.</summary>
    public JsonObject ReadKeys(FileMap map, IReadOnlyList<FileKey> keys, JsonObject body)
    {
        FileMap? outer = _map;
        _map = map;
        HashSet<FileKey> seen = [];
        foreach (KeyValuePair<FileScalar, FileNode> entry in map.Entries)
        {
            FileKey key = keys.FirstOrDefault(known => known.HasName(entry.Key.Text)) ?? throw CreateUnknownKeyError(entry.Key, keys);
            if (!seen.Add(key))
            {
                throw CreateError(entry.Key, $"'{entry.Key.Text}' is the same key as '{key.Name}', which is already given.");
            }

            string outerKey = _key;
            _key = JoinPath(_key, entry.Key.Text);
            key.Read(entry.Value, body, this);
            _key = outerKey;
        }

        foreach (FileKey key in keys.Where(key => !seen.Contains(key)))
        {
            ThrowIfRequired(map, key);
            key.ReadAbsent(body);
        }

        _map = outer;
        return body;
    }

    private void ThrowIfRequired(FileMap map, FileKey key)
    {
        if (key.IsRequired)
        {
            throw CreateError(map, $"'{key.Name}' is missing.");
        }

        if (key.Companion is { } companion && map[companion] is not null)
        {
            throw CreateError(map, $"'{key.Name}' is missing; '{companion}' alone does not identify it.");
        }
    }

    private static string JoinPath(string outer, string inner) =>
        JsonFault.FormatPath(new[] { outer, inner }.Where(part => part.Length > 0));

    public FileMap ReadRoot(FileNode node) => node as FileMap ?? throw CreateError(
        node,
        "A compute target must be keys with values, but is "
            + (node is FileScalar { Kind: ScalarKind.Null } ? "empty." : $"{DescribeKind(node)}."));

    public FileMap ReadMap(FileNode node, string key) => node as FileMap ?? throw CreateWrongKindError(node, key, "keys with values");

    public FileList ReadList(FileNode node, string key) => node as FileList ?? throw CreateWrongKindError(node, key, "a list");

    /// <summary>Returns text. A word that YAML reads as another kind is refused, because the user may not mean text.</summary>
    public string ReadText(FileNode node, string key) =>
        node is FileScalar { Kind: ScalarKind.Text } scalar ? scalar.Text : throw CreateWrongKindError(node, key, "text");

    /// <summary>Returns text that often looks like a number, such as <c>cpu: 1</c>.</summary>
    public string ReadTextOrNumber(FileNode node, string key) =>
        node is FileScalar { Kind: ScalarKind.Text or ScalarKind.Number } scalar
            ? scalar.Text
            : throw CreateWrongKindError(node, key, "text or a number");

    public int ReadWholeNumber(FileNode node, string key, string unit = "")
    {
        string wanted = $"a whole number{unit}, 0 or more";
        if (node is not FileScalar { Kind: ScalarKind.Text or ScalarKind.Number } scalar
            || !double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
        {
            throw CreateWrongKindError(node, key, wanted);
        }

        if (int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= 0)
        {
            return number;
        }

        string problem = value switch
        {
            < 0 => "less than 0",
            > int.MaxValue => $"too large; the largest is {int.MaxValue}",
            _ => "not whole, or not in plain digits",
        };
        throw CreateError(node, $"'{key}' must be {wanted}, but is {problem}.");
    }

    public bool ReadFlag(FileNode node, string key) =>
        node is FileScalar { Kind: ScalarKind.Flag } scalar
            ? scalar.Text.ToUpperInvariant() is "TRUE" or "YES" or "ON"
            : throw CreateWrongKindError(node, key, "true or false");

    /// <summary>
    /// Returns one of the words of the service; the file can use any casing, with or without underscores. A word that this version does not
    /// know is returned letter for letter, because a later version of the service can have it; the misspelling of a known word is refused.
    /// </summary>
    public string ReadWord(FileNode node, string key, IReadOnlyList<string> words)
    {
        string text = ReadText(node, key);
        if (FileWords.FindKnown(text, words) is { } known)
        {
            return known;
        }

        string[] valid = [.. words.Select(FileWords.ToSnakeCase)];
        string question = Suggestions.DidYouMean(text, valid);
        bool isMisspelling = question.Length > 0 && !text.Any(char.IsUpper);
        return isMisspelling
            ? throw CreateError(node, $"'{text}' is not a valid value of '{key}'. {question}Valid values: {string.Join(", ", valid)}.")
            : text;
    }

    public SecureString ReadSecret(FileNode node, string key)
    {
        string text = ReadText(node, key);
        return text != Redaction.Mask
            ? SecretText.Protect(text)
            : throw CreateError(node, $"'{key}' contains the mask of a secret instead of the secret.");
    }

    /// <summary>Returns a secret from the file at the given path. A relative path starts at the folder of the description.</summary>
    public SecureString ReadSecretFile(FileNode node, string key)
    {
        string path = ReadText(node, key);
        try
        {
            SecureString secret = null!;
            source.RunRead(() => secret = SecretFile.Read(Path.Combine(source.Folder, path)));
            return secret;
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw source.CreateError(node.Position, $"'{key}': {exception.Message}", exception);
        }
    }

    /// <summary>Returns the value as JSON, with all names and values unchanged.</summary>
    public JsonNode? ReadJson(FileNode node) => node switch
    {
        FileMap map => new JsonObject(
            map.Entries.Select(entry => new KeyValuePair<string, JsonNode?>(entry.Key.Text, ReadJson(entry.Value)))),
        FileList list => new JsonArray([.. list.Items.Select(ReadJson)]),
        FileScalar { Kind: ScalarKind.Text } text => JsonValue.Create(text.Text),
        FileScalar { Kind: ScalarKind.Null } => null,
        FileScalar { Kind: ScalarKind.Flag } flag => JsonValue.Create(ReadFlag(flag, string.Empty)),
        FileScalar number => ReadNumber(number),
        _ => throw CreateError(node, "The value has no JSON form."),
    };

    public ComputeTargetException CreateWrongKindError(FileNode node, string key, string wanted)
    {
        if (node is FileScalar { Kind: ScalarKind.Null })
        {
            return CreateError(node, $"'{key}' has no value. Add a value or remove the key.");
        }

        bool isTextWanted = node is FileScalar && wanted.StartsWith("text", StringComparison.Ordinal);
        return CreateError(
            node,
            $"'{key}' must be {wanted}, but is {DescribeKind(node)}."
            + (isTextWanted ? " Quote the value if it is text." : string.Empty));
    }

    /// <summary>Returns the error for a missing key, or for an unknown key that is probably the missing key misspelt.</summary>
    /// <param name="map">The map that lacks the key.</param>
    /// <param name="key">The missing key.</param>
    /// <param name="others">The keys that the map can also have.</param>
    /// <param name="hint">A sentence about the missing key.</param>
    /// <param name="isValue">Returns true for a text that only this key can have, so that an unknown key with it is this one.</param>
    public ComputeTargetException CreateMissingKeyError(
        FileMap map, string key, IReadOnlyList<FileKey> others, string? hint = null, Func<string, bool>? isValue = null)
    {
        KeyValuePair<FileScalar, FileNode>[] unknown =
            [.. map.Entries.Where(entry => !others.Any(known => known.HasName(entry.Key.Text)))];
        string? similar = Suggestions.FindSimilar(key, unknown.Select(entry => entry.Key.Text)).FirstOrDefault();
        FileScalar? misspelt = similar is not null
            ? Array.Find(unknown, entry => entry.Key.Text == similar).Key
            : Array.Find(unknown, entry => HasTypicalValue(entry.Value)).Key;
        return misspelt is null
            ? CreateError(map, $"'{key}' is missing. {hint}".TrimEnd())
            : CreateError(misspelt, $"'{misspelt.Text}' is not a valid key of {kind} here. Did you mean '{key}'?");

        bool HasTypicalValue(FileNode node) => node is FileScalar { Kind: ScalarKind.Text } value && isValue?.Invoke(value.Text) == true;
    }

    private ComputeTargetException CreateUnknownKeyError(FileScalar key, IReadOnlyList<FileKey> keys) =>
        CreateError(key, $"'{key.Text}' is not a valid key of {kind} here. {CreateHintForUnknownKey(key.Text, keys)}".TrimEnd());

    private static string CreateHintForUnknownKey(string key, IReadOnlyList<FileKey> keys)
    {
        if (key.IndexOf("passphrase", StringComparison.OrdinalIgnoreCase) >= 0)
        {
            return AccountRules.NoPassphrase;
        }

        if (Suggestions.DidYouMean(key, keys.Select(known => known.Name)) is { Length: > 0 } question)
        {
            return question;
        }

        IEnumerable<string> valid =
            keys.Where(known => known is not IgnoredKey).Select(known => known.Name).OrderBy(name => name, StringComparer.Ordinal);
        return $"Valid keys: {string.Join(", ", valid)}.";
    }

    private JsonValue ReadNumber(FileScalar number)
    {
        if (long.TryParse(number.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole))
        {
            return JsonValue.Create(whole);
        }

        return double.TryParse(number.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double real) && !double.IsInfinity(real)
            ? JsonValue.Create(real)
            : throw CreateWrongKindError(number, "the value", "a number in the range of JSON");
    }

    private static string DescribeKind(FileNode node) => node switch
    {
        FileMap => "a set of keys",
        FileList => "a list",
        FileScalar { Kind: ScalarKind.Flag } => "true or false (in YAML also yes, no, on and off)",
        FileScalar { Kind: ScalarKind.Number } => "a number",
        _ => "text",
    };
}
