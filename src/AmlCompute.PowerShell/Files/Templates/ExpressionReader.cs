using System.Globalization;
using System.Text;
using AmlCompute.Files.Nodes;

namespace AmlCompute.Files.Templates;

/// <summary>Evaluates one expression of an ARM template, such as <c>[concat(parameters('workspace'), '/cpu')]</c>.</summary>
/// <param name="expression">The expression with its brackets.</param>
/// <param name="member">The path of the member that has the expression.</param>
/// <param name="position">The position of the expression.</param>
/// <param name="scope">The parameters and variables.</param>
internal sealed class ExpressionReader(string expression, string member, FilePosition position, TemplateScope scope)
{
    private const string Supported = "concat, parameters, resourceGroup().location, toLower and variables";
    private const string Advice = "pass -TemplateParameter @{ name = value }.";

    private readonly int _end = expression.Length - 1;
    private int _at = 1;

    /// <summary>Returns true if a template evaluates the text. A second bracket at the start makes it literal text.</summary>
    public static bool IsExpression(string text) => IsBracketed(text) && text[1] != '[';

    /// <summary>Returns true if the text is in brackets. Between <c>[[</c> and <c>]</c> it is literal text.</summary>
    public static bool IsBracketed(string text) => text.Length > 1 && text[0] == '[' && text[text.Length - 1] == ']';

    /// <summary>Returns the value with literal text that a template would read as an expression.</summary>
    public static JsonNode? Escape(JsonNode? value) => value switch
    {
        JsonObject map => new JsonObject(
            map.Select(member => new KeyValuePair<string, JsonNode?>(Escape(member.Key), Escape(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Escape)]),
        _ when JsonMembers.TextOf(value) is { } text => Escape(text),
        _ => value?.DeepClone(),
    };

    private static string Escape(string text) => IsBracketed(text) ? $"[{text}" : text;

    public FileNode Read()
    {
        FileNode value = Operand(1);
        return Peek() == '\0' ? value : throw Malformed();
    }

    private FileNode Operand(int depth)
    {
        if (depth > FileSource.DeepestNesting)
        {
            throw Wrong($"is an expression that is nested more than {FileSource.DeepestNesting} levels deep.");
        }

        FileNode value = Peek() switch
        {
            '\'' => new FileScalar(Literal(), ScalarKind.Text, position),
            '-' or (>= '0' and <= '9') => Number(),
            _ => Call(depth),
        };
        while (Peek() is '.' or '[')
        {
            value = Part(value, depth);
        }

        return value;
    }

    private string Literal()
    {
        StringBuilder text = new();
        for (_at++; _at < _end; _at++)
        {
            if (expression[_at] == '\'' && (++_at >= _end || expression[_at] != '\''))
            {
                return text.ToString();
            }

            text.Append(expression[_at]);
        }

        throw Malformed();
    }

    private FileScalar Number()
    {
        int start = _at++;
        while (_at < _end && expression[_at] is >= '0' and <= '9')
        {
            _at++;
        }

        string digits = expression.Substring(start, _at - start);
        return digits != "-" ? new FileScalar(digits, ScalarKind.Number, position) : throw Malformed();
    }

    private FileNode Call(int depth)
    {
        string name = Name(allowsDots: true);
        Func<IReadOnlyList<FileNode>, FileNode> function = name.ToUpperInvariant() switch
        {
            "PARAMETERS" => arguments => scope.Parameter(Text(Single(name, arguments)), member, position),
            "VARIABLES" => arguments => scope.Variable(Text(Single(name, arguments)), member, position),
            "CONCAT" => Concat,
            "TOLOWER" => arguments => new FileScalar(Text(Single(name, arguments)).ToLowerInvariant(), ScalarKind.Text, position),
            "RESOURCEGROUP" => Location,
            _ => throw Unsupported(name),
        };
        Expect('(');
        List<FileNode> arguments = [];
        while (Peek() != ')')
        {
            if (arguments.Count > 0)
            {
                Expect(',');
            }

            arguments.Add(Operand(depth + 1));
        }

        _at++;
        return function(arguments);
    }

    private FileScalar Location(IReadOnlyList<FileNode> arguments)
    {
        Expect('.');
        string part = Name(allowsDots: false);
        return arguments.Count == 0 && part.Equals("location", StringComparison.OrdinalIgnoreCase)
            ? new FileScalar(scope.Location(member, position), ScalarKind.Text, position)
            : throw Unsupported($"resourceGroup().{part}");
    }

    private FileNode Concat(IReadOnlyList<FileNode> arguments)
    {
        if (arguments.Count > 0 && arguments.All(argument => argument is FileList))
        {
            return new FileList([.. arguments.Cast<FileList>().SelectMany(list => list.Items)], position);
        }

        StringBuilder text = new();
        foreach (FileNode argument in arguments)
        {
            text.Append(argument is FileScalar { Kind: ScalarKind.Text or ScalarKind.Number } scalar
                ? scalar.Text
                : throw Wrong("is an expression that concatenates other values than texts and numbers."));
            if (text.Length > FileSource.LargestSize)
            {
                throw Wrong($"is an expression whose text is longer than {FileSource.LargestSize} characters.");
            }
        }

        return new FileScalar(text.ToString(), ScalarKind.Text, position);
    }

    /// <summary>Reads a member or an item of a value, such as <c>.size</c> or <c>[0]</c>.</summary>
    private FileNode Part(FileNode value, int depth)
    {
        FileNode part;
        if (expression[_at++] == '.')
        {
            part = new FileScalar(Name(allowsDots: false), ScalarKind.Text, position);
        }
        else
        {
            part = Operand(depth + 1);
            Expect(']');
        }

        return (value, part) switch
        {
            (FileMap map, FileScalar { Kind: ScalarKind.Text } name) => map.Member(name.Text),
            (FileList list, FileScalar { Kind: ScalarKind.Number } index)
                when int.TryParse(index.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) =>
                list.Items.ElementAtOrDefault(number),
            _ => null,
        } ?? throw Wrong($"is an expression for '{(part as FileScalar)?.Text}', which its value does not have.");
    }

    private string Name(bool allowsDots)
    {
        Peek();
        int start = _at;
        while (_at < _end && (char.IsLetterOrDigit(expression[_at]) || expression[_at] == '_' || (allowsDots && expression[_at] == '.')))
        {
            _at++;
        }

        return _at > start ? expression.Substring(start, _at - start) : throw Malformed();
    }

    private FileNode Single(string function, IReadOnlyList<FileNode> arguments) =>
        arguments is [var single] ? single : throw Wrong($"is an expression in which '{function}' must have one argument.");

    private string Text(FileNode argument) =>
        argument is FileScalar { Kind: ScalarKind.Text } text
            ? text.Text
            : throw Wrong("is an expression with an argument that is not text.");

    /// <summary>Returns the next character that is not blank; NUL at the end.</summary>
    private char Peek()
    {
        while (_at < _end && char.IsWhiteSpace(expression[_at]))
        {
            _at++;
        }

        return _at < _end ? expression[_at] : '\0';
    }

    private void Expect(char character)
    {
        if (Peek() != character)
        {
            throw Malformed();
        }

        _at++;
    }

    private ComputeTargetException Malformed() =>
        Wrong($"is not a valid expression from its character {_at + 1} on. Replace it by a value, or by a parameter and {Advice}");

    private ComputeTargetException Unsupported(string function) => Wrong(
        $"is an expression with '{function}'; only {Supported} are supported. Replace it by a value, or by a parameter and {Advice}");

    private ComputeTargetException Wrong(string problem) => scope.Wrong(position, $"'{member}' {problem}");
}
