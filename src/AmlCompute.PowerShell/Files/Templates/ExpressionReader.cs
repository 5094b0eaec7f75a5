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
    private const string SupportedFunctions = "concat, parameters, resourceGroup().location, toLower and variables";
    private const string Remedy = "Replace it with a value, or with a parameter whose value -TemplateParameter @{ name = value } gives.";

    /// <summary>The index of the closing bracket.</summary>
    private readonly int _end = expression.Length - 1;

    /// <summary>The index of the next character.</summary>
    private int _index = 1;

    /// <summary>Returns true if a template evaluates the text. A second bracket at the start makes it literal text.</summary>
    public static bool IsExpression(string text) => IsBracketed(text) && text[1] != '[';

    /// <summary>Returns true if the text is in brackets. Between <c>[[</c> and <c>]</c> it is literal text.</summary>
    public static bool IsBracketed(string text) => text.Length > 1 && text[0] == '[' && text[text.Length - 1] == ']';

    /// <summary>Returns a copy in which text in brackets has a second bracket, so that a template does not evaluate it.</summary>
    public static JsonNode? Escape(JsonNode? value) => value switch
    {
        JsonObject map => new JsonObject(
            map.Select(member => new KeyValuePair<string, JsonNode?>(Escape(member.Key), Escape(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Escape)]),
        _ when JsonText.ReadString(value) is { } text => Escape(text),
        _ => value?.DeepClone(),
    };

    private static string Escape(string text) => IsBracketed(text) ? $"[{text}" : text;

    /// <summary>Returns the value of the expression.</summary>
    /// <exception cref="ComputeTargetException">The expression is not valid or not supported, or exceeds a limit.</exception>
    public FileNode Evaluate()
    {
        FileNode value = ReadOperand(1);
        SkipBlanks();
        return _index == _end ? value : throw CreateSyntaxError();
    }

    /// <summary>Reads a literal or a call, with the members and items that are selected from its value.</summary>
    private FileNode ReadOperand(int depth)
    {
        if (depth > FileSource.DeepestNesting)
        {
            throw CreateError($"is an expression that is nested more than {FileSource.DeepestNesting} levels deep.");
        }

        FileNode value = SkipBlanks() switch
        {
            '\'' => new FileScalar(ReadLiteral(), ScalarKind.Text, position),
            '-' or (>= '0' and <= '9') => ReadNumber(),
            _ => ReadCall(depth),
        };
        while (SkipBlanks() is '.' or '[')
        {
            value = ReadSelected(value, depth);
        }

        return value;
    }

    /// <summary>Reads text in quotes; two quotes in it are one.</summary>
    private string ReadLiteral()
    {
        StringBuilder text = new();
        for (_index++; _index < _end; _index++)
        {
            if (expression[_index] == '\'')
            {
                _index++;
                bool isDoubled = _index < _end && expression[_index] == '\'';
                if (!isDoubled)
                {
                    return text.ToString();
                }
            }

            text.Append(expression[_index]);
        }

        throw CreateSyntaxError();
    }

    private FileScalar ReadNumber()
    {
        int start = _index++;
        while (_index < _end && expression[_index] is >= '0' and <= '9')
        {
            _index++;
        }

        string digits = expression.Substring(start, _index - start);
        return digits != "-" ? new FileScalar(digits, ScalarKind.Number, position) : throw CreateSyntaxError();
    }

    /// <summary>Reads the call of a function, and returns its value.</summary>
    private FileNode ReadCall(int depth)
    {
        string name = ReadName(allowsDots: true);
        return name.ToUpperInvariant() switch
        {
            "PARAMETERS" => scope.EvaluateParameter(ReadTextArgument(name, depth), member, position),
            "VARIABLES" => scope.EvaluateVariable(ReadTextArgument(name, depth), member, position),
            "CONCAT" => Concatenate(ReadArguments(depth)),
            "TOLOWER" => new FileScalar(ReadTextArgument(name, depth).ToLowerInvariant(), ScalarKind.Text, position),
            "RESOURCEGROUP" => ReadResourceGroupLocation(depth),
            _ => throw CreateUnsupportedError(name),
        };
    }

    private List<FileNode> ReadArguments(int depth)
    {
        ReadExpected('(');
        List<FileNode> arguments = [];
        while (SkipBlanks() != ')')
        {
            if (arguments.Count > 0)
            {
                ReadExpected(',');
            }

            arguments.Add(ReadOperand(depth + 1));
        }

        _index++;
        return arguments;
    }

    /// <summary>Reads the arguments of a function whose one argument is text, and returns it.</summary>
    private string ReadTextArgument(string function, int depth)
    {
        FileNode argument = ReadArguments(depth) is [var single]
            ? single
            : throw CreateError($"is an expression in which '{function}' must have one argument.");
        return argument is FileScalar { Kind: ScalarKind.Text } text
            ? text.Text
            : throw CreateError("is an expression with an argument that is not text.");
    }

    /// <summary>Reads the rest of <c>resourceGroup().location</c>; other members of the resource group are not supported.</summary>
    private FileScalar ReadResourceGroupLocation(int depth)
    {
        if (ReadArguments(depth).Count > 0)
        {
            throw CreateError("is an expression in which 'resourceGroup' must have no arguments.");
        }

        if (SkipBlanks() != '.')
        {
            throw CreateUnsupportedError("resourceGroup()");
        }

        _index++;
        string property = ReadName(allowsDots: false);
        return property.Equals("location", StringComparison.OrdinalIgnoreCase)
            ? new FileScalar(scope.GetLocation(member, position), ScalarKind.Text, position)
            : throw CreateUnsupportedError($"resourceGroup().{property}");
    }

    private FileNode Concatenate(List<FileNode> arguments)
    {
        if (arguments.Count > 0 && arguments.TrueForAll(argument => argument is FileList))
        {
            // One expression can repeat a large list very often.
            if (arguments.Sum(list => list.Size) > FileSource.MostNodes)
            {
                throw CreateError($"is an expression whose list has more than {FileSource.MostNodes} values.");
            }

            return new FileList([.. arguments.Cast<FileList>().SelectMany(list => list.Items)], position);
        }

        StringBuilder text = new();
        foreach (FileNode argument in arguments)
        {
            text.Append(argument is FileScalar { Kind: ScalarKind.Text or ScalarKind.Number } scalar
                ? scalar.Text
                : throw CreateError("is an expression that concatenates other values than texts and numbers."));
            if (text.Length > FileSource.LargestSize)
            {
                throw CreateError($"is an expression whose text is longer than {FileSource.LargestSize} characters.");
            }
        }

        return new FileScalar(text.ToString(), ScalarKind.Text, position);
    }

    /// <summary>Reads a member or an item of a value, such as <c>.size</c> or <c>[0]</c>.</summary>
    private FileNode ReadSelected(FileNode value, int depth)
    {
        FileNode selector;
        char start = expression[_index];
        _index++;
        if (start == '.')
        {
            selector = new FileScalar(ReadName(allowsDots: false), ScalarKind.Text, position);
        }
        else
        {
            selector = ReadOperand(depth + 1);
            ReadExpected(']');
        }

        FileNode? selected = (value, selector) switch
        {
            (FileMap map, FileScalar { Kind: ScalarKind.Text } name) => map.FindMember(name.Text),
            (FileList list, FileScalar { Kind: ScalarKind.Number } index)
                when int.TryParse(index.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) =>
                list.Items.ElementAtOrDefault(number),
            _ => null,
        };
        return selected ?? throw CreateError($"is an expression for '{(selector as FileScalar)?.Text}', which its value does not have.");
    }

    private string ReadName(bool allowsDots)
    {
        SkipBlanks();
        int start = _index;
        while (_index < _end && IsNameCharacter(expression[_index]))
        {
            _index++;
        }

        return _index > start ? expression.Substring(start, _index - start) : throw CreateSyntaxError();

        bool IsNameCharacter(char character) =>
            char.IsLetterOrDigit(character) || character == '_' || (allowsDots && character == '.');
    }

    /// <summary>Moves to the next character that is not blank, and returns it without reading it; NUL at the end.</summary>
    private char SkipBlanks()
    {
        while (_index < _end && char.IsWhiteSpace(expression[_index]))
        {
            _index++;
        }

        return _index < _end ? expression[_index] : '\0';
    }

    private void ReadExpected(char character)
    {
        if (SkipBlanks() != character)
        {
            throw CreateSyntaxError();
        }

        _index++;
    }

    private ComputeTargetException CreateSyntaxError() =>
        CreateError($"is not a valid expression from its character {_index + 1} on. {Remedy}");

    private ComputeTargetException CreateUnsupportedError(string function) => CreateError(
        $"is an expression with '{function}'; only {SupportedFunctions} are supported. {Remedy}");

    private ComputeTargetException CreateError(string problem) => scope.CreateError(position, $"'{member}' {problem}");
}
