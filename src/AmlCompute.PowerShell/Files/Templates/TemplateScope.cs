using System.Text.RegularExpressions;
using AmlCompute.Files.Nodes;

namespace AmlCompute.Files.Templates;

/// <summary>The parameters and variables of one ARM template, or of one resource without a template.</summary>
internal sealed class TemplateScope
{
    /// <summary>The maximum number of parameters and variables that refer to each other.</summary>
    private const int LongestChain = 24;

    private readonly FileSource _source;
    private readonly TemplateArguments _arguments;
    private readonly Func<Workspace> _workspace;
    private readonly FileMap? _parameters;
    private readonly FileMap? _variables;

    /// <summary>The values that were evaluated, by the paths of their declarations; null while a value is evaluated.</summary>
    private readonly Dictionary<string, FileNode?> _values = new(StringComparer.OrdinalIgnoreCase);
    private int _depth;

    public TemplateScope(FileSource source, FileMap? template, TemplateArguments arguments, Func<Workspace> workspace)
    {
        _source = source;
        _arguments = arguments;
        _workspace = workspace;
        _parameters = template?.Member("parameters") as FileMap;
        _variables = template?.Member("variables") as FileMap;
        foreach (KeyValuePair<FileScalar, FileNode> parameter in _parameters?.Entries ?? [])
        {
            arguments.AddKnown(parameter.Key.Text);
        }
    }

    /// <summary>Gets a value indicating whether all text in brackets is an expression; a response can have a text such as [old].</summary>
    public bool IsStrict { get; init; } = true;

    public ComputeTargetException Wrong(FilePosition at, string message) => _source.Wrong(at, message);

    /// <summary>Returns the value with all expressions in it evaluated; errors name the path of the member.</summary>
    public FileNode Evaluate(FileNode node, string member)
    {
        FileNode value = node switch
        {
            FileScalar { Kind: ScalarKind.Text } text => Evaluate(text, member),
            FileList list => new FileList([.. list.Items.Select((item, index) => Evaluate(item, $"{member}[{index}]"))], list.Position),
            FileMap map => new FileMap([.. map.Entries.Select(entry => Evaluate(entry, member))], map.Position),
            _ => node,
        };
        return value.Size > FileSource.MostNodes ? throw _source.TooManyNodes(node.Position)
            : value.Height > FileSource.DeepestNesting ? throw _source.TooDeep(node.Position)
            : value;
    }

    /// <summary>Returns the value of a parameter: the given one, or else its default.</summary>
    public FileNode Parameter(string name, string user, FilePosition position) => Once($"parameters.{name}", user, position, member =>
    {
        FileMap? declaration = _parameters?.Member(name) as FileMap;
        FileNode? given = _arguments.Find(name, position);
        if (given is null && declaration?.Member("defaultValue") is not { })
        {
            string word = Regex.IsMatch(name, "^[A-Za-z_][A-Za-z0-9_]*$") ? name : $"'{name.Replace("'", "''")}'";
            throw Wrong(
                position,
                $"'{user}' is an expression with the parameter '{name}', which has no value. "
                + $"Pass -TemplateParameter @{{ {word} = value }}.");
        }

        FileNode value = given ?? Evaluate(declaration!.Member("defaultValue")!, $"{member}.defaultValue");
        return declaration is null ? value : new ParameterRule(declaration).Require(value, problem => Wrong(
            position, $"The value of the parameter '{name}' {problem}"));
    });

    public FileNode Variable(string name, string user, FilePosition position) => Once($"variables.{name}", user, position, member =>
        Evaluate(
            _variables?.Member(name)
                ?? throw Wrong(position, $"'{user}' is an expression with the variable '{name}', which the template does not have."),
            member));

    /// <summary>Returns the location of the workspace, because the resource group of the workspace is not read.</summary>
    public string Location(string user, FilePosition position)
    {
        Workspace workspace = _workspace();
        string location = workspace.Location ?? throw Wrong(
            position,
            $"'{user}' is an expression with resourceGroup().location, which is not known because workspace '{workspace.Name}' was not "
            + "read. Connect without -SkipValidation, or write the region.");
        _arguments.Log($"resourceGroup().location is taken as the location of workspace '{workspace.Name}': {location}.");
        return location;
    }

    private FileNode Evaluate(FileScalar text, string member)
    {
        bool isExpression = ExpressionReader.IsExpression(text.Text)
            && (IsStrict || Regex.IsMatch(text.Text, @"^\[\s*[A-Za-z_][\w.]*\s*\(", RegexOptions.CultureInvariant));
        return isExpression ? new ExpressionReader(text.Text, member, text.Position, this).Read()
            : IsStrict && ExpressionReader.IsBracketed(text.Text) ? new FileScalar(text.Text.Substring(1), ScalarKind.Text, text.Position)
            : text;
    }

    private KeyValuePair<FileScalar, FileNode> Evaluate(KeyValuePair<FileScalar, FileNode> entry, string member)
    {
        string name = entry.Key.Text;
        if (name.Equals("copy", StringComparison.OrdinalIgnoreCase) && entry.Value is FileList)
        {
            throw Wrong(entry.Key.Position, $"'{member}.{name}' is a loop, which is not supported. Write each value.");
        }

        FileScalar key = IsStrict && ExpressionReader.IsBracketed(name)
            ? Evaluate(new FileScalar(name, ScalarKind.Text, entry.Key.Position), $"{member}.{name}") as FileScalar
                ?? throw Wrong(entry.Key.Position, $"'{member}.{name}' is a name whose value is not text.")
            : entry.Key;
        return new(key, Evaluate(entry.Value, $"{member}.{name}"));
    }

    /// <summary>Evaluates a parameter or variable once, and refuses one that refers to itself or through too many others.</summary>
    private FileNode Once(string declaration, string user, FilePosition position, Func<string, FileNode> evaluate)
    {
        if (_values.TryGetValue(declaration, out FileNode? known))
        {
            return known ?? throw Wrong(position, $"'{user}' is an expression with '{declaration}', which refers to itself.");
        }

        if (++_depth > LongestChain)
        {
            throw Wrong(position, $"'{user}' is an expression that refers through more than {LongestChain} parameters and variables.");
        }

        _values[declaration] = null;
        FileNode value = evaluate(declaration);
        _values[declaration] = value;
        _depth--;
        return value;
    }
}
