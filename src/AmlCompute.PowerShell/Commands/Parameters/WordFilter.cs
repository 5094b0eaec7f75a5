using System.Management.Automation;

namespace AmlCompute.Commands.Parameters;

/// <summary>
/// Filters objects by the words of a parameter. An unknown word is not an error, because the service may use words that this version does
/// not know; if it matches nothing, the command writes a warning.
/// </summary>
internal sealed class WordFilter
{
    private readonly string _parameter;
    private readonly FilterWord[] _words;
    private readonly IReadOnlyList<(string Word, string OtherName)> _known;

    /// <param name="parameter">The name of the parameter.</param>
    /// <param name="words">The words; wildcards are allowed.</param>
    /// <param name="known">The known words, each with another name for it; both can be the same.</param>
    /// <exception cref="ComputeTargetException">A word is not a valid pattern.</exception>
    public WordFilter(string parameter, string[] words, IEnumerable<(string Word, string OtherName)> known)
    {
        _parameter = parameter;
        _known = [.. known];
        _words =
        [
            .. words.Distinct(StringComparer.OrdinalIgnoreCase)
                .Select(word => new FilterWord(word, Patterns.Parse(TranslateName(word)))),
        ];
    }

    /// <summary>Gets a value indicating whether the filter has no words, so that the command keeps all objects.</summary>
    public bool IsEmpty => _words.Length == 0;

    /// <summary>Returns true if a word matches one of the names of an object. Records each word that matched.</summary>
    /// <param name="names">The names of the object; null matches like an empty text.</param>
    public bool MatchesAny(params string?[] names)
    {
        FilterWord[] matching =
            Array.FindAll(_words, word => Array.Exists(names, name => word.Pattern.IsMatch(name ?? string.Empty)));
        Array.ForEach(matching, word => word.HasMatched = true);
        return matching.Length > 0;
    }

    /// <summary>Returns a warning for each unknown word that matched nothing.</summary>
    public IEnumerable<string> CreateWarnings() => _words
        .Where(word => !word.HasMatched && !IsKnown(word.Pattern))
        .Select(word => $"-{_parameter} '{word.Text}' matches nothing. {SuggestWord(word.Text)}"
            + $"Known values: {string.Join(", ", _known.Select(known => known.Word).Distinct())}.");

    private bool IsKnown(WildcardPattern pattern) =>
        _known.Any(known => pattern.IsMatch(known.Word) || pattern.IsMatch(known.OtherName));

    /// <summary>Returns the known word for its other name; any other text unchanged.</summary>
    private string TranslateName(string text) =>
        _known.FirstOrDefault(known => known.OtherName.Equals(text, StringComparison.OrdinalIgnoreCase)).Word ?? text;

    /// <summary>Returns a question with the known word that is similar to a text; empty without one.</summary>
    private string SuggestWord(string text)
    {
        IEnumerable<string> knownNames = _known.SelectMany(known => (string[])[known.Word, known.OtherName]).Distinct();
        return Suggestions.FindSimilar(text, knownNames).FirstOrDefault() is { } similar
            ? $"Did you mean '{_known.First(known => known.Word == similar || known.OtherName == similar).Word}'? "
            : string.Empty;
    }

    /// <summary>A word of the parameter, with its pattern.</summary>
    private sealed class FilterWord(string text, WildcardPattern pattern)
    {
        public string Text => text;

        public WildcardPattern Pattern => pattern;

        public bool HasMatched { get; set; }
    }
}
