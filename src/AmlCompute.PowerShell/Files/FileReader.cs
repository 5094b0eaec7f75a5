using System.Security;
using AmlCompute.Files.Nodes;
using AmlCompute.Settings;

namespace AmlCompute.Files;

/// <summary>
/// Reads the keys of one description of a compute target, and records values with their keys, so that later errors can name the key, line
/// and column.
/// </summary>
/// <param name="source">The text with the description.</param>
/// <param name="kind">The words for the description in messages, such as the compute type.</param>
/// <param name="workspace">Called only if a short name in the text must be completed.</param>
internal sealed class FileReader(FileSource source, string kind, Func<Workspace> workspace) : NodeReader(source)
{
    /// <summary>The map whose keys are being read; null if none is.</summary>
    private FileMap? _map;

    /// <summary>The keys to the value that is being read, such as <c>network_settings.subnet</c>; empty at the root.</summary>
    private string _key = string.Empty;

    /// <summary>The JSON path of the value that is being read; empty at the root.</summary>
    private string _path = string.Empty;

    /// <summary>Gets the secrets that were read, with their members. They stay out of the JSON until it is sent.</summary>
    public List<(JsonMember<SecureString> Member, SecureString Value)> Secrets { get; } = [];

    /// <summary>Gets the recorded keys and values, by their JSON paths.</summary>
    public Dictionary<string, (string Key, FileNode Value)> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the workspace, to complete a short name.</summary>
    public Workspace Workspace => workspace();

    /// <summary>Returns the text of another key of the map that is being read; null if the map does not have the key.</summary>
    public string? ReadSiblingText(string key) => _map?[key] is { } node ? ReadText(node, key) : null;

    /// <summary>
    /// Reads a value inside the current one, and records it with its key by its JSON path. Key and path are relative to the current value
    /// and can be empty; without a path, the value is not recorded.
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

    /// <summary>Reads the keys that a map can have into a JSON body, and returns the body. A map inside it is read by its key.</summary>
    /// <exception cref="ComputeTargetException">A key is unknown, repeated or missing, or its value is not valid.</exception>
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
                string earlier = map.Entries.First(item => key.HasName(item.Key.Text)).Key.Text;
                throw CreateError(entry.Key, $"'{entry.Key.Text}' is the same key as '{earlier}', which is already given.");
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

    /// <summary>Returns a whole description as a map, and refuses another kind of value.</summary>
    public FileMap ReadRoot(FileNode node) => node as FileMap ?? throw CreateError(
        node,
        "A compute target must be keys with values, but is "
            + (node is FileScalar { Kind: ScalarKind.Null } ? "empty." : $"{DescribeKind(node)}."));

    /// <summary>
    /// Returns one of the words of the service; the file can use any casing, with or without underscores. A word that this version does not
    /// know is returned letter for letter, because a later version of the service can have it; but one that is similar to a known word and
    /// has no upper-case letter is refused.
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

        // A word with an upper-case letter is in the spelling of the service, and so not a misspelt word of a file.
        bool isMisspelling = question.Length > 0 && !text.Any(char.IsUpper);
        return isMisspelling
            ? throw CreateError(node, $"'{text}' is not a valid value of '{key}'. {question}Valid values: {string.Join(", ", valid)}.")
            : text;
    }

    /// <summary>Returns a secret; refuses the mask that this module writes in the place of a secret.</summary>
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
            if (Source.Folder.Length == 0 && !Path.IsPathRooted(path))
            {
                throw CreateError(node, $"'{key}' is a relative path, but the description is not in a folder. Use a full path.");
            }

            SecureString secret = null!;
            Source.RunRead(() => secret = SecretFile.ReadSecret(Path.Combine(Source.Folder, path)));
            return secret;
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            // .NET Framework refuses a path with characters such as < and | with ArgumentException.
            throw Source.CreateError(node.Position, $"'{key}': {exception.Message}", exception);
        }
    }

    /// <summary>Returns the error for a missing key, or for an unknown key that is probably the missing key misspelt.</summary>
    /// <param name="map">The map that lacks the key.</param>
    /// <param name="key">The missing key.</param>
    /// <param name="others">The keys that the map can also have.</param>
    /// <param name="hint">A sentence about the missing key; null for none.</param>
    /// <param name="isValue">
    /// Returns true for a text that only this key can have, so that an unknown key with it is this one; null if there is no such text.
    /// </param>
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

        // A required key is always shown, also if other code reads it.
        IEnumerable<string> valid = keys.Where(known => known is not IgnoredKey || known.IsRequired)
            .Select(known => known.Name)
            .OrderBy(name => name, StringComparer.Ordinal);
        return $"Valid keys: {string.Join(", ", valid)}.";
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
}
