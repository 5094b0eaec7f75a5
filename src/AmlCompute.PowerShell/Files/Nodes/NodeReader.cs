using System.Globalization;

namespace AmlCompute.Files.Nodes;

/// <summary>
/// Reads a value of a file as the kind that is wanted, and refuses a value of another kind. The parameter <c>key</c> of a method is the key
/// of the value, for messages.
/// </summary>
/// <param name="source">The text, for errors.</param>
internal class NodeReader(FileSource source)
{
    protected FileSource Source { get; } = source;

    /// <summary>Creates an error whose message begins with the position of the node, if the source has positions.</summary>
    public ComputeTargetException CreateError(FileNode node, string message) => Source.CreateError(node.Position, message);

    public FileMap ReadMap(FileNode node, string key) => node as FileMap ?? throw CreateWrongKindError(node, key, "keys with values");

    public FileList ReadList(FileNode node, string key) => node as FileList ?? throw CreateWrongKindError(node, key, "a list");

    /// <summary>Returns an item of a list; refuses an item without a value.</summary>
    public FileNode RequireItem(FileNode item, string key) => item is FileScalar { Kind: ScalarKind.Null }
        ? throw CreateError(item, $"An item of '{key}' has no value. Add a value or remove the item.")
        : item;

    /// <summary>Returns text. A word of another kind, such as yes or 7 without quotes, is refused, because it may not mean text.</summary>
    public string ReadText(FileNode node, string key) =>
        node is FileScalar { Kind: ScalarKind.Text } scalar ? scalar.Text : throw CreateWrongKindError(node, key, "text");

    /// <summary>Returns a text or the digits of a number, for a text that often looks like a number, such as <c>cpu: 1</c>.</summary>
    public string ReadTextOrNumber(FileNode node, string key) =>
        node is FileScalar { Kind: ScalarKind.Text or ScalarKind.Number } scalar
            ? scalar.Text
            : throw CreateWrongKindError(node, key, "text or a number");

    /// <summary>Returns a number from 0 to the largest int, also from text.</summary>
    /// <param name="node">The value.</param>
    /// <param name="key">The key of the value.</param>
    /// <param name="unit">The unit for messages, such as <c> of seconds</c>; empty for none.</param>
    public int ReadWholeNumber(FileNode node, string key, string unit = "")
    {
        string wanted = $"a whole number{unit}, 0 or more";
        if (node is not FileScalar { Kind: ScalarKind.Text or ScalarKind.Number } scalar
            || (!double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                && scalar.Kind == ScalarKind.Text))
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

    /// <summary>Returns true for the words true, yes and on of YAML, and false for false, no and off.</summary>
    public bool ReadFlag(FileNode node, string key) =>
        node is FileScalar { Kind: ScalarKind.Flag } scalar
            ? scalar.Text.ToUpperInvariant() is "TRUE" or "YES" or "ON"
            : throw CreateWrongKindError(node, key, "true or false");

    /// <summary>
    /// Returns the value as JSON, with all names and values unchanged. A number that is not a whole number of 64 bits becomes a double.
    /// </summary>
    /// <exception cref="ComputeTargetException">
    /// A number of YAML, such as 0x10, has no form in JSON, or a number is larger than a double can be.
    /// </exception>
    public JsonNode? ReadJson(FileNode node) => node switch
    {
        FileMap map => new JsonObject(
            map.Entries.Select(entry => new KeyValuePair<string, JsonNode?>(entry.Key.Text, ReadJson(entry.Value)))),
        FileList list => new JsonArray([.. list.Items.Select(ReadJson)]),
        FileScalar { Kind: ScalarKind.Text } text => JsonValue.Create(text.Text),
        FileScalar { Kind: ScalarKind.Null } => null,
        FileScalar { Kind: ScalarKind.Flag } flag => JsonValue.Create(ReadFlag(flag, string.Empty)),
        _ => ReadNumber((FileScalar)node),
    };

    /// <summary>Creates the error for a value of another kind, or for a key without a value.</summary>
    /// <param name="node">The value.</param>
    /// <param name="key">The key of the value.</param>
    /// <param name="wanted">The wanted kind after "must be", such as "a list".</param>
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

    /// <summary>Returns the kind of a value as the end of "but is".</summary>
    protected static string DescribeKind(FileNode node) => node switch
    {
        FileMap => "a set of keys",
        FileList => "a list",
        FileScalar { Kind: ScalarKind.Flag } => "true or false (in YAML also yes, no, on and off)",
        FileScalar { Kind: ScalarKind.Number } => "a number",
        _ => "text",
    };

    private JsonValue ReadNumber(FileScalar number)
    {
        if (long.TryParse(number.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole))
        {
            return JsonValue.Create(whole);
        }

        // .NET Framework does not parse a number outside the range.
        if (double.TryParse(number.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double real) && !double.IsInfinity(real))
        {
            return JsonValue.Create(real);
        }

        bool isDecimal = number.Text.All(character => character is (>= '0' and <= '9') or '+' or '-' or '.' or 'e' or 'E');
        throw CreateError(
            number,
            isDecimal
                ? $"'{number.Text}' is outside the range of double-precision numbers."
                : $"'{number.Text}' is not a number of JSON. Write it in plain digits, or quote it if it is text.");
    }
}
