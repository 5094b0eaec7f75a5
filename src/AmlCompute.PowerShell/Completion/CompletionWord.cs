using System.Management.Automation;
using System.Management.Automation.Language;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Completion;

/// <summary>The word that the Tab key completes. It decides which values match, and writes a value in the quotes of the word.</summary>
internal sealed class CompletionWord
{
    private readonly WildcardPattern _startPattern;

    /// <summary>The pattern of values that contain the text; null if that is not a valid pattern.</summary>
    private readonly WildcardPattern? _partPattern;

    /// <summary>The plain quote with which the word begins; null for a bare word.</summary>
    private readonly char? _quote;

    private readonly bool _takesWildcards;

    /// <param name="typed">The text before the cursor; a host may pass null if there is none.</param>
    /// <param name="takesWildcards">True if the parameter takes wildcards, so that the text of a value must be escaped.</param>
    public CompletionWord(string? typed, bool takesWildcards)
    {
        _takesWildcards = takesWildcards;
        string text = typed ?? string.Empty;
        if (text.Length > 0 && GetQuote(text[0]) is { } quote)
        {
            _quote = quote;
            text = text.Substring(1);
            bool isClosed = text.Length > 0 && GetQuote(text[text.Length - 1]) == quote;
            text = isClosed ? text.Substring(0, text.Length - 1) : text;
            text = text.Replace($"{quote}{quote}", $"{quote}");
        }

        Text = text;
        _partPattern = TryParsePattern($"*{text}");

        // A word without wildcards, or that is not a valid pattern, is a literal prefix.
        _startPattern = TryParsePattern(text) ?? Patterns.Parse(WildcardPattern.Escape(WildcardPattern.Unescape(text)) + "*");
    }

    /// <summary>Gets the typed text without its quotes.</summary>
    public string Text { get; }

    /// <summary>Returns true if a value begins with the typed text.</summary>
    public bool MatchesStartOf(string value) => _startPattern.IsMatch(value);

    /// <summary>Returns true if a value contains the typed text; false for a text that is not a valid pattern.</summary>
    public bool MatchesPartOf(string value) => _partPattern?.IsMatch(value) == true;

    /// <summary>Creates the result, with the quotes and escapes that the language requires.</summary>
    /// <param name="value">The value; not empty.</param>
    /// <param name="listText">The text in the list; null or empty for the value.</param>
    /// <param name="toolTip">The description; null or empty for the value.</param>
    /// <param name="isCode">True to write the value without quotes, because it is an expression.</param>
    public CompletionResult CreateResult(string value, string? listText = null, string? toolTip = null, bool isCode = false) =>
        new(
            isCode ? value : WriteWord(_takesWildcards ? WildcardPattern.Escape(value) : value),
            TerminalText.Clean(string.IsNullOrEmpty(listText) ? value : listText!),
            CompletionResultType.ParameterValue,
            TerminalText.Clean(string.IsNullOrEmpty(toolTip) ? value : toolTip!));

    /// <summary>
    /// Returns the pattern of values that begin with a text; null for a text without wildcards, and for one that is not a valid pattern. An
    /// open character set, as in 'a[b', is not valid yet.
    /// </summary>
    private static WildcardPattern? TryParsePattern(string text) =>
        !WildcardPattern.ContainsWildcardCharacters(text) || text.LastIndexOf('[') > text.LastIndexOf(']')
            ? null
            : Patterns.TryParse(text + "*");

    /// <summary>Returns the plain quote for a quote; null for another character. The language accepts typographic quotes.</summary>
    private static char? GetQuote(char character) => character switch
    {
        '\'' or '\u2018' or '\u2019' or '\u201a' or '\u201b' => '\'',
        '"' or '\u201c' or '\u201d' or '\u201e' => '"',
        _ => null,
    };

    /// <summary>Returns the text in the quotes of the typed word, or in quotes that it needs.</summary>
    private string WriteWord(string text)
    {
        if (_quote == '"')
        {
            string escaped = text.Replace("`", "``").Replace("$", "`$");
            return $"\"{string.Concat(escaped.Select(letter => GetQuote(letter) == '"' ? $"{letter}{letter}" : $"{letter}"))}\"";
        }

        return _quote == '\'' || NeedsQuotes(text) ? $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'" : text;
    }

    /// <summary>Returns true if the language would not parse the bare word as this text.</summary>
    private static bool NeedsQuotes(string text)
    {
        // The word is the argument of a command x.
        const string Start = "x ";
        ScriptBlockAst script = Parser.ParseInput(Start + text, out _, out ParseError[] errors);
        CommandAst? command = script.Find(ast => ast is CommandAst, false) as CommandAst;
        return errors.Length > 0
            || command?.CommandElements is not [_, StringConstantExpressionAst { StringConstantType: StringConstantType.BareWord } word]
            || word.Value != text
            || command.Redirections.Count > 0
            || command.Extent.Text.Length != Start.Length + text.Length;
    }
}
