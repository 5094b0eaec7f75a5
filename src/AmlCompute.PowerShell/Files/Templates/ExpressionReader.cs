using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using AmlCompute.Files.Nodes;

namespace AmlCompute.Files.Templates;

/// <summary>Evaluates one expression of an ARM template, such as <c>[concat(parameters('workspace'), '/cpu')]</c>.</summary>
internal sealed class ExpressionReader
{
    private const string Supported = "concat, parameters, resourceGroup().location, toLower and variables";

    private readonly string _text;
    private readonly int _end;
    private readonly string _member;
    private readonly FilePosition _position;
    private readonly TemplateScope _scope;
    private int _at = 1;

    /// <param name="text">The expression with its brackets.</param>
    /// <param name="member">The path of the member that has the expression.</param>
    /// <param name="position">The position of the expression.</param>
    /// <param name="scope">The parameters and variables.</param>
    public ExpressionReader(string text, string member, FilePosition position, TemplateScope scope)
    {
        _text = text;
        _end = text.Length - 1;
        _member = member;
        _position = position;
        _scope = scope;
    }

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
            '\'' => new FileScalar(Literal(), ScalarKind.Text, _position),
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
            if (_text[_at] == '\'' && (++_at >= _end || _text[_at] != '\''))
            {
                return text.ToString();
            }

            text.Append(_text[_at]);
        }

        throw Malformed();
    }

    private FileScalar Number()
    {
        int start = _at++;
        while (_at < _end && _text[_at] is >= '0' and <= '9')
        {
            _at++;
        }

        string digits = _text.Substring(start, _at - start);
        return digits != "-" ? new FileScalar(digits, ScalarKind.Number, _position) : throw Malformed();
    }

    private FileNode Call(int depth)
    {
        string name = Name(allowsDots: true);
        Func<IReadOnlyList<FileNode>, FileNode> function = name.ToUpperInvariant() switch
        {
            "PARAMETERS" => arguments => _scope.Parameter(Text(Single(name, arguments)), _member, _position),
            "VARIABLES" => arguments => _scope.Variable(Text(Single(name, arguments)), _member, _position),
            "CONCAT" => Concat,
            "TOLOWER" => arguments => new FileScalar(Text(Single(name, arguments)).ToLowerInvariant(), ScalarKind.Text, _position),
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
            ? new FileScalar(_scope.Location(_member, _position), ScalarKind.Text, _position)
            : throw Unsupported($"resourceGroup().{part}");
    }

    private FileNode Concat(IReadOnlyList<FileNode> arguments)
    {
        if (arguments.Count > 0 && arguments.All(argument => argument is FileList))
        {
            return new FileList([.. arguments.Cast<FileList>().SelectMany(list => list.Items)], _position);
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

        return new FileScalar(text.ToString(), ScalarKind.Text, _position);
    }

    /// <summary>Reads a member or an item of a value, such as <c>.size</c> or <c>[0]</c>.</summary>
    private FileNode Part(FileNode value, int depth)
    {
        FileNode part;
        if (_text[_at++] == '.')
        {
            part = new FileScalar(Name(allowsDots: false), ScalarKind.Text, _position);
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
        while (_at < _end && (char.IsLetterOrDigit(_text[_at]) || _text[_at] == '_' || (allowsDots && _text[_at] == '.')))
        {
            _at++;
        }

        return _at > start ? _text.Substring(start, _at - start) : throw Malformed();
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
        while (_at < _end && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }

        return _at < _end ? _text[_at] : '\0';
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

    private ComputeTargetException Wrong(string problem) => _scope.Wrong(_position, $"'{_member}' {problem}");

    private const string Advice = "pass -TemplateParameter @{ name = value }.";
}
