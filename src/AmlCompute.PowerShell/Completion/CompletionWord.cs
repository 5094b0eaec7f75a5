using System.Management.Automation;
using System.Management.Automation.Language;

namespace AmlCompute.Completion;

/// <summary>The word that is completed, as the user has typed it: its text, and the quotes around it.</summary>
internal sealed class CompletionWord
{
    private readonly WildcardPattern _pattern;
    private readonly char? _quote;
    private readonly bool _isPattern;

    /// <param name="typed">What stands before the cursor; a host may give null for nothing.</param>
    /// <param name="takesWildcards">Whether the parameter takes wildcards, so that the text of a value must be escaped.</param>
    public CompletionWord(string? typed, bool takesWildcards)
    {
        typed ??= string.Empty;
        _isPattern = takesWildcards;
        string text = typed;
        if (typed.Length > 0 && QuoteOf(typed[0]) is { } quote)
        {
            _quote = quote;
            text = typed.Substring(1);
            text = text.Length > 0 && QuoteOf(text[text.Length - 1]) == quote ? text.Substring(0, text.Length - 1) : text;
            text = text.Replace($"{quote}{quote}", $"{quote}");
        }

        // A quoted word is not always wildcards; what is no pattern is a prefix as it stands.
        _pattern = TryPattern(text) ?? new WildcardPattern(WildcardPattern.Escape(WildcardPattern.Unescape(text)) + "*", WildcardOptions.IgnoreCase);
    }

    /// <summary>Whether a value begins as what was typed.</summary>
    public bool Fits(string value) => _pattern.IsMatch(value);

    /// <summary>The value as it has to be written.</summary>
    public CompletionResult Complete(string value, string? shown = null, string? toolTip = null) =>
        new(Write(_isPattern ? WildcardPattern.Escape(value) : value), shown ?? value, CompletionResultType.ParameterValue, string.IsNullOrEmpty(toolTip) ? value : toolTip);

    private static WildcardPattern? TryPattern(string text)
    {
        // Half a set of characters, as in 'a[b', is no pattern yet.
        if (!WildcardPattern.ContainsWildcardCharacters(text) || text.LastIndexOf('[') > text.LastIndexOf(']'))
        {
            return null;
        }

        try
        {
            // A pattern that is none, such as '[z-a]', is found out when it is used first.
            WildcardPattern pattern = new(text + "*", WildcardOptions.IgnoreCase);
            _ = pattern.IsMatch(string.Empty);
            return pattern;
        }
        catch (WildcardPatternException)
        {
            return null;
        }
    }

    /// <summary>The language takes typographic quotes for plain ones.</summary>
    private static char? QuoteOf(char character) => character switch
    {
        '\'' or '\u2018' or '\u2019' or '\u201a' or '\u201b' => '\'',
        '"' or '\u201c' or '\u201d' or '\u201e' => '"',
        _ => null,
    };

    private string Write(string text) =>
        _quote == '"' ? $"\"{text.Replace("`", "``").Replace("$", "`$").Replace("\"", "\"\"")}\""
        : _quote == '\'' || NeedsQuotes(text) ? $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'"
        : text;

    /// <summary>Whether the language would read the bare word otherwise than as this text.</summary>
    private static bool NeedsQuotes(string text)
    {
        CommandAst? command = Parser.ParseInput($"x {text}", out _, out ParseError[] errors).Find(ast => ast is CommandAst, false) as CommandAst;
        return errors.Length > 0
            || command?.CommandElements is not [_, StringConstantExpressionAst { StringConstantType: StringConstantType.BareWord } word]
            || word.Value != text
            || command.Redirections.Count > 0
            || command.Extent.Text.Length != text.Length + 2;
    }
}
