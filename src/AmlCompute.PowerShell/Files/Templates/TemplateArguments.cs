using AmlCompute.Files.Nodes;

namespace AmlCompute.Files.Templates;

/// <summary>
/// The values of -TemplateParameter, by names in any casing, as ARM compares them. It records the parameters of the templates, so that a
/// value without a parameter is found.
/// </summary>
internal sealed class TemplateArguments
{
    private readonly Dictionary<string, JsonNode?> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Initializes the values; of two names that differ in casing only, the last one counts.</summary>
    /// <param name="values">The values by the names of the parameters; null for none.</param>
    /// <param name="log">Receives verbose lines; null to write none.</param>
    public TemplateArguments(IEnumerable<KeyValuePair<string, JsonNode?>>? values = null, Action<string>? log = null)
    {
        foreach (KeyValuePair<string, JsonNode?> parameter in values ?? [])
        {
            _values[parameter.Key] = parameter.Value;
        }

        Log = log ?? (_ => { });
    }

    /// <summary>Gets the action that writes a verbose line, such as the number of skipped resources.</summary>
    public Action<string> Log { get; }

    /// <summary>Records that a template declares or uses a parameter.</summary>
    public void AddKnown(string name) => _known.Add(name);

    /// <summary>Returns the value of a parameter as a node at a position; null if no value was given.</summary>
    /// <param name="name">The name in any casing.</param>
    /// <param name="position">The position of the first expression that uses the parameter, for errors.</param>
    public FileNode? FindValue(string name, FilePosition position) =>
        _values.TryGetValue(name, out JsonNode? value) ? CreateNode(value, position) : null;

    /// <summary>Requires that each value belongs to a parameter, because a default would be used for a misspelt name.</summary>
    /// <exception cref="ComputeTargetException">No template has a parameter of a given name.</exception>
    public void RequireKnown()
    {
        if (_values.Keys.FirstOrDefault(name => !_known.Contains(name)) is { } unknown)
        {
            throw ComputeTargetException.CreateInvalidArgument(
                $"-TemplateParameter: no template has a parameter '{unknown}'. {Suggestions.DidYouMean(unknown, _known)}".TrimEnd());
        }
    }

    private static FileNode CreateNode(JsonNode? value, FilePosition position) => value switch
    {
        JsonObject map => new FileMap(
            [.. map.Select(item => new KeyValuePair<FileScalar, FileNode>(
                new(item.Key, ScalarKind.Text, position), CreateNode(item.Value, position)))],
            position),
        JsonArray list => new FileList([.. list.Select(item => CreateNode(item, position))], position),
        null => new FileScalar("null", ScalarKind.Null, position),
        _ => value.GetValueKind() switch
        {
            JsonValueKind.String => new FileScalar(JsonText.ReadString(value)!, ScalarKind.Text, position),
            JsonValueKind.Number => new FileScalar(value.ToJsonString(), ScalarKind.Number, position),
            _ => new FileScalar(value.ToJsonString(), ScalarKind.Flag, position),
        },
    };
}
