using System.Globalization;
using System.Security;
using System.Text.Json.Nodes;
using AmlCompute.Files.Nodes;

namespace AmlCompute.Files;

/// <summary>One description of a compute target while it is read: its values with the checks they need, and its errors.</summary>
internal sealed class FileReading
{
    private readonly FileSource _source;
    private readonly Func<Workspace> _workspace;

    /// <param name="source">Where the text came from.</param>
    /// <param name="kind">What the keys belong to, in the file's words.</param>
    /// <param name="workspace">Asked only when a short name must be completed.</param>
    public FileReading(FileSource source, string kind, Func<Workspace> workspace)
    {
        _source = source;
        Kind = kind;
        _workspace = workspace;
    }

    public string Kind { get; }

    /// <summary>Gets what must not become text before it is sent.</summary>
    public List<(JsonMember<SecureString> Member, SecureString Value)> Secrets { get; } = [];

    public Workspace Workspace => _workspace();

    public ComputeTargetException Wrong(FileNode at, string message) => _source.Wrong(at.Position, message);

    /// <summary>Reads the keys of a map into the JSON they stand for.</summary>
    public void Keys(FileMap map, IReadOnlyList<FileKey> keys, JsonObject body)
    {
        HashSet<FileKey> seen = [];
        foreach (KeyValuePair<FileScalar, FileNode> entry in map.Entries)
        {
            FileKey key = keys.FirstOrDefault(known => known.Is(entry.Key.Text)) ?? throw Unknown(entry.Key, keys);
            if (!seen.Add(key))
            {
                throw Wrong(entry.Key, $"'{entry.Key.Text}' says again what '{key.Name}' says.");
            }

            key.Read(entry.Value, body, this);
        }

        foreach (FileKey key in keys.Where(key => !seen.Contains(key)))
        {
            if (key.IsRequired)
            {
                throw Wrong(map, $"'{key.Name}' is missing.");
            }

            key.ReadAbsent(body);
        }
    }

    /// <summary>The whole of one description.</summary>
    public FileMap Root(FileNode node) => node as FileMap ?? throw Wrong(
        node, $"A compute target must be keys with values, and is {(node is FileScalar { Kind: ScalarKind.Null } ? "empty" : What(node))}.");

    public FileMap Map(FileNode node, string key) => node as FileMap ?? throw NotA(node, key, "keys with values");

    public FileList List(FileNode node, string key) => node as FileList ?? throw NotA(node, key, "a list");

    /// <summary>Text. A word that YAML takes for something else was perhaps not meant as text.</summary>
    public string Text(FileNode node, string key) => node is FileScalar { Kind: ScalarKind.Text } scalar ? scalar.Text : throw NotA(node, key, "text");

    /// <summary>Text that often looks like a number, such as <c>cpu: 1</c>.</summary>
    public string TextOrNumber(FileNode node, string key) =>
        node is FileScalar { Kind: ScalarKind.Text or ScalarKind.Number } scalar ? scalar.Text : throw NotA(node, key, "text or a number");

    public int Whole(FileNode node, string key)
    {
        const string Wanted = "a whole number, 0 or more";
        if (node is not FileScalar { Kind: ScalarKind.Text or ScalarKind.Number } scalar
            || !double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
        {
            throw NotA(node, key, Wanted);
        }

        return int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= 0
            ? number
            : throw Wrong(node, $"'{key}' must be {Wanted}, and is {(
                value < 0 ? "less than 0"
                : value > int.MaxValue ? $"too large; the largest is {int.MaxValue}"
                : "not whole, or not in plain digits")}.");
    }

    public bool Flag(FileNode node, string key) =>
        node is FileScalar { Kind: ScalarKind.Flag } scalar ? scalar.Text.ToUpperInvariant() is "TRUE" or "YES" or "ON" : throw NotA(node, key, "true or false");

    /// <summary>One of the service's words, written in any casing, with or without underscores.</summary>
    public string Word(FileNode node, string key, string[] words)
    {
        string text = Text(node, key);
        return Array.Find(words, word => Normal(word) == Normal(text)) ?? throw Wrong(
            node, $"'{key}' cannot be '{text}'. {Suggestions.DidYouMean(text, words.Select(FileValue.SnakeCase))}There {(words.Length == 1 ? "is" : "are")}: {string.Join(", ", words.Select(FileValue.SnakeCase))}.");

        static string Normal(string word) => word.Replace("_", string.Empty).Replace(" ", string.Empty).ToUpperInvariant();
    }

    /// <summary>A secret that stands in the file.</summary>
    public SecureString Secret(FileNode node, string key)
    {
        string text = Text(node, key);
        return text != Redaction.Mask
            ? SecretText.Protect(text)
            : throw Wrong(node, $"'{key}' holds the mask that stands for a secret, and not the secret.");
    }

    /// <summary>A secret in a file of its own, which the file names. A relative path starts at the folder of the file that names it.</summary>
    public SecureString SecretFile(FileNode node, string key)
    {
        string path = Text(node, key);
        try
        {
            return Files.SecretFile.Read(Path.Combine(_source.Folder, path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw _source.Wrong(node.Position, $"'{key}': {exception.Message}", exception);
        }
    }

    /// <summary>The JSON that a JSON file holds, as it is.</summary>
    public JsonNode? Json(FileNode node) => node switch
    {
        FileMap map => new JsonObject(map.Entries.Select(entry => new KeyValuePair<string, JsonNode?>(entry.Key.Text, Json(entry.Value)))),
        FileList list => new JsonArray([.. list.Items.Select(Json)]),
        FileScalar { Kind: ScalarKind.Text } text => JsonValue.Create(text.Text),
        FileScalar { Kind: ScalarKind.Null } => null,
        FileScalar { Kind: ScalarKind.Flag } flag => JsonValue.Create(Flag(flag, string.Empty)),
        FileScalar number => long.TryParse(number.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) ? JsonValue.Create(whole)
            : double.TryParse(number.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double real) && !double.IsInfinity(real) ? JsonValue.Create(real)
            : throw NotA(number, "the value", "a number that JSON has"),
        _ => throw Wrong(node, "This has no JSON form."),
    };

    public ComputeTargetException NotA(FileNode node, string key, string wanted) => Wrong(
        node,
        node is FileScalar { Kind: ScalarKind.Null } ? $"'{key}' has no value. Give one, or leave the key out."
            : $"'{key}' must be {wanted}, and is {What(node)}.{(wanted.StartsWith("text", StringComparison.Ordinal) && node is FileScalar ? " Put it in quotes if it is meant as text." : string.Empty)}");

    public ComputeTargetException Unknown(FileScalar key, IEnumerable<FileKey> keys)
    {
        string[] names = [.. keys.Select(known => known.Name)];
        return Wrong(key, $"'{key.Text}' is no key of {Kind} here. {Suggestions.DidYouMean(key.Text, names)}".TrimEnd());
    }

    /// <summary>The error of a key that is not there. If one is there that can only be it, misspelt, the error is that one.</summary>
    /// <param name="map">Where it is missing.</param>
    /// <param name="key">The key.</param>
    /// <param name="others">The other keys that may stand there.</param>
    /// <param name="hint">What else to say.</param>
    /// <param name="isValue">Tells the values that only this key has.</param>
    public ComputeTargetException Missing(FileMap map, string key, IReadOnlyList<FileKey> others, string? hint = null, Func<string, bool>? isValue = null)
    {
        KeyValuePair<FileScalar, FileNode>[] strange = [.. map.Entries.Where(entry => !others.Any(known => known.Is(entry.Key.Text)))];
        string? misspelt = Suggestions.Near(key, strange.Select(entry => entry.Key.Text)).FirstOrDefault()
            ?? Array.Find(strange, entry => entry.Value is FileScalar { Kind: ScalarKind.Text } value && isValue?.Invoke(value.Text) == true).Key?.Text;
        return misspelt is null
            ? Wrong(map, $"'{key}' is missing. {hint}".TrimEnd())
            : Wrong(Array.Find(strange, entry => entry.Key.Text == misspelt).Key, $"'{misspelt}' is no key of {Kind} here. Did you mean '{key}'?");
    }

    private static string What(FileNode node) => node switch
    {
        FileMap => "a set of keys",
        FileList => "a list",
        FileScalar { Kind: ScalarKind.Flag } => "true or false (YAML has yes, no, on and off for them too)",
        FileScalar { Kind: ScalarKind.Number } => "a number",
        _ => "text",
    };
}
