using System.Text.RegularExpressions;
using AmlCompute.Files.Nodes;

namespace AmlCompute.Files.Templates;

/// <summary>
/// Evaluates the expressions in one ARM template with its parameters and variables, or in one resource without them. The parameters
/// <c>member</c> and <c>position</c> of a method are the path of the member that has the expression, and the position of the expression.
/// </summary>
internal sealed class TemplateScope
{
    /// <summary>The most parameters and variables in a chain of which each refers to the next.</summary>
    private const int LongestChain = 24;

    private readonly FileSource _source;
    private readonly TemplateArguments _arguments;
    private readonly Func<Workspace> _workspace;

    /// <summary>The declarations of the parameters and of the variables; null if the template has none, and without a template.</summary>
    private readonly FileMap? _parameters;
    private readonly FileMap? _variables;

    /// <summary>The values that were evaluated, by the paths of their declarations; null while a value is evaluated.</summary>
    private readonly Dictionary<string, FileNode?> _values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The number of parameters and variables that are being evaluated.</summary>
    private int _depth;

    /// <summary>Initializes the scope of a template or resource, and records the parameters of the template.</summary>
    /// <param name="source">The text, for errors.</param>
    /// <param name="template">The template; null for a resource without one.</param>
    /// <param name="arguments">The values of the parameters.</param>
    /// <param name="workspace">Called only for the location of the workspace.</param>
    public TemplateScope(FileSource source, FileMap? template, TemplateArguments arguments, Func<Workspace> workspace)
    {
        _source = source;
        _arguments = arguments;
        _workspace = workspace;
        _parameters = template?.FindMember("parameters") as FileMap;
        _variables = template?.FindMember("variables") as FileMap;
        foreach (KeyValuePair<FileScalar, FileNode> parameter in _parameters?.Entries ?? [])
        {
            arguments.AddKnown(parameter.Key.Text);
        }
    }

    /// <summary>Gets a value indicating whether all text in brackets is an expression; a response can have a text such as [old].</summary>
    public bool IsStrict { get; init; } = true;

    public ComputeTargetException CreateError(FilePosition position, string message) => _source.CreateError(position, message);

    /// <summary>Returns the value with all expressions in it evaluated.</summary>
    /// <exception cref="ComputeTargetException">An expression is not valid or not supported, or the value exceeds a limit.</exception>
    public FileNode Evaluate(FileNode node, string member)
    {
        FileNode value = node switch
        {
            FileScalar { Kind: ScalarKind.Text } text => EvaluateText(text, member),
            FileList list => new FileList([.. list.Items.Select((item, index) => Evaluate(item, $"{member}[{index}]"))], list.Position),
            FileMap map => new FileMap([.. map.Entries.Select(entry => EvaluateEntry(entry, member))], map.Position),
            _ => node,
        };
        if (value.Size > FileSource.MostNodes)
        {
            throw _source.CreateTooManyNodesError(node.Position);
        }

        return value.Height <= FileSource.DeepestNesting ? value : throw _source.CreateTooDeepError(node.Position);
    }

    /// <summary>Returns the value of a parameter: the given one, or else its default.</summary>
    public FileNode EvaluateParameter(string name, string member, FilePosition position) =>
        EvaluateOnce($"parameters.{name}", member, position, path =>
        {
            _arguments.AddKnown(name);
            FileMap? declaration = _parameters?.FindMember(name) as FileMap;
            FileNode value = _arguments.FindValue(name, position)
                ?? EvaluateDefault(declaration, path)
                ?? throw CreateMissingValueError(name, member, position);
            return declaration is null
                ? value
                : new ParameterRule(declaration).ConvertValue(
                    value, problem => CreateError(position, $"The value of the parameter '{name}' {problem}"));
        });

    /// <summary>Returns the value of a variable.</summary>
    public FileNode EvaluateVariable(string name, string member, FilePosition position) =>
        EvaluateOnce($"variables.{name}", member, position, path => Evaluate(
            _variables?.FindMember(name)
                ?? throw CreateError(
                    position, $"'{member}' is an expression with the variable '{name}', which the template does not have."),
            path));

    /// <summary>
    /// Returns the location of the workspace for that of its resource group, which is not read, and logs this. A workspace that was not
    /// read has no location, which is an error.
    /// </summary>
    public string GetLocation(string member, FilePosition position)
    {
        Workspace workspace = _workspace();
        string location = workspace.Location ?? throw CreateError(
            position,
            $"'{member}' is an expression with resourceGroup().location, which is not known because workspace '{workspace.Name}' was not "
            + "read. Write the region in its place, or use for -Workspace the workspace of "
            + $"'Get-AmlWorkspace -ListAvailable -SubscriptionId {workspace.SubscriptionId}'.");
        _arguments.Log($"resourceGroup().location is taken as the location of workspace '{workspace.Name}': {location}.");
        return location;
    }

    private FileNode? EvaluateDefault(FileMap? declaration, string path) =>
        declaration?.FindMember("defaultValue") is { } value ? Evaluate(value, $"{path}.defaultValue") : null;

    private ComputeTargetException CreateMissingValueError(string name, string member, FilePosition position)
    {
        bool isBareWord = Regex.IsMatch(name, @"^[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant);
        string key = isBareWord ? name : CommandText.Quote(name);
        return CreateError(
            position,
            $"'{member}' is an expression with the parameter '{name}', which has no value. "
            + $"Pass -TemplateParameter @{{ {key} = value }}.");
    }

    /// <summary>Evaluates a text; without <see cref="IsStrict"/>, only one in brackets that begins with the call of a function.</summary>
    private FileNode EvaluateText(FileScalar text, string member)
    {
        bool isExpression = ExpressionReader.IsExpression(text.Text)
            && (IsStrict || Regex.IsMatch(text.Text, @"^\[\s*[A-Za-z_][\w.]*\s*\(", RegexOptions.CultureInvariant));
        if (isExpression)
        {
            return new ExpressionReader(text.Text, member, text.Position, this).Evaluate();
        }

        // Text that begins with two brackets is literal text; the first of them is not part of its value.
        bool isEscaped = IsStrict && ExpressionReader.IsBracketed(text.Text);
        return isEscaped ? new FileScalar(text.Text.Substring(1), ScalarKind.Text, text.Position) : text;
    }

    private KeyValuePair<FileScalar, FileNode> EvaluateEntry(KeyValuePair<FileScalar, FileNode> entry, string member)
    {
        string name = entry.Key.Text;
        if (name.Equals("copy", StringComparison.OrdinalIgnoreCase) && entry.Value is FileList)
        {
            throw CreateError(entry.Key.Position, $"'{member}.{name}' is a loop, which is not supported. Write each value.");
        }

        FileScalar key = IsStrict && ExpressionReader.IsBracketed(name)
            ? EvaluateText(new FileScalar(name, ScalarKind.Text, entry.Key.Position), $"{member}.{name}") as FileScalar
                ?? throw CreateError(entry.Key.Position, $"'{member}.{name}' is a name whose value is not text.")
            : entry.Key;
        return new(key, Evaluate(entry.Value, $"{member}.{name}"));
    }

    /// <summary>Evaluates a parameter or variable once, and refuses one that refers to itself or through too many others.</summary>
    private FileNode EvaluateOnce(string declaration, string member, FilePosition position, Func<string, FileNode> evaluate)
    {
        if (_values.TryGetValue(declaration, out FileNode? known))
        {
            return known ?? throw CreateError(position, $"'{member}' is an expression with '{declaration}', which refers to itself.");
        }

        _depth++;
        if (_depth > LongestChain)
        {
            throw CreateError(
                position, $"'{member}' is an expression that refers through more than {LongestChain} parameters and variables.");
        }

        _values[declaration] = null;
        FileNode value = evaluate(declaration);
        _values[declaration] = value;
        _depth--;
        return value;
    }
}
