using System.Management.Automation;

namespace AmlCompute.Commands.Parameters;

/// <summary>
/// Filters objects by the words of a parameter. An unknown word is not an error, because the service may use words that this version does
/// not know; if it matches nothing, the command writes a warning.
/// </summary>
internal sealed class WordFilter
{
    private readonly string _parameter;
    private readonly string[] _words;
    private readonly WildcardPattern[] _patterns;
    private readonly bool[] _hasMatched;
    private readonly IReadOnlyList<(string Word, string OtherName)> _known;

    /// <param name="parameter">The name of the parameter.</param>
    /// <param name="words">The words; wildcards are allowed. Without words the filter keeps all objects.</param>
    /// <param name="known">The known words of the service, each with its common name.</param>
    /// <exception cref="ComputeTargetException">A word is not a valid pattern.</exception>
    public WordFilter(string parameter, string[] words, IEnumerable<(string Word, string OtherName)> known)
    {
        _parameter = parameter;
        _words = words;
        _known = [.. known];
        _patterns = Array.ConvertAll(words, word => Patterns.Parse(TranslateName(word)));
        _hasMatched = new bool[words.Length];
    }

    public bool IsEmpty => _words.Length == 0;

    /// <summary>Returns true if a word matches one of the names of an object. Records the words that matched.</summary>
    public bool MatchesAny(params string?[] names)
    {
        bool matchesAny = false;
        for (int i = 0; i < _patterns.Length; i++)
        {
            if (Array.Exists(names, name => _patterns[i].IsMatch(name ?? string.Empty)))
            {
                _hasMatched[i] = true;
                matchesAny = true;
            }
        }

        return matchesAny;
    }

    /// <summary>Returns a warning for each unknown word that matched nothing.</summary>
    public IEnumerable<string> CreateWarnings() => Enumerable.Range(0, _words.Length)
        .Where(i => !_hasMatched[i] && !_known.Any(known => _patterns[i].IsMatch(known.Word) || _patterns[i].IsMatch(known.OtherName)))
        .Select(i => $"-{_parameter} '{_words[i]}' matches nothing. {SuggestWord(_words[i])}"
            + $"Known values: {string.Join(", ", _known.Select(known => known.Word).Distinct())}.");

    /// <summary>Returns the word of the service for its other name; any other text unchanged.</summary>
    private string TranslateName(string word) =>
        _known.FirstOrDefault(known => known.OtherName.Equals(word, StringComparison.OrdinalIgnoreCase)).Word ?? word;

    private string SuggestWord(string unknown)
    {
        IEnumerable<string> knownWords = _known.SelectMany(known => (string[])[known.Word, known.OtherName]).Distinct();
        return Suggestions.FindSimilar(unknown, knownWords).FirstOrDefault() is { } similar
            ? $"Did you mean '{_known.First(known => known.Word == similar || known.OtherName == similar).Word}'? "
            : string.Empty;
    }
}
