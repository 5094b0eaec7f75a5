using System.Management.Automation;

namespace AmlCompute.Commands.Parameters;

/// <summary>
/// Filters objects by the words of a parameter. An unknown word is not an error, because the service may use words that this version does
/// not know; if it matches nothing, the command writes a warning.
/// </summary>
internal sealed class WordFilter
{
    private readonly string _parameter;
    private readonly string[] _given;
    private readonly WildcardPattern[] _patterns;
    private readonly bool[] _met;
    private readonly IReadOnlyList<(string Word, string OtherName)> _known;

    /// <param name="parameter">The name of the parameter.</param>
    /// <param name="given">The words; wildcards are allowed. Without words the filter keeps all objects.</param>
    /// <param name="known">The known words of the service, each with its common name.</param>
    /// <exception cref="ComputeTargetException">A word is not a valid pattern.</exception>
    public WordFilter(string parameter, string[] given, IEnumerable<(string Word, string OtherName)> known)
    {
        _parameter = parameter;
        _given = given;
        _known = [.. known];
        _patterns = Array.ConvertAll(given, word => Patterns.Parse(WordOf(word)));
        _met = new bool[given.Length];
    }

    public bool IsEmpty => _given.Length == 0;

    /// <summary>Returns true if a word matches any of the names of one thing.</summary>
    public bool Keeps(params string?[] names)
    {
        bool keeps = false;
        for (int i = 0; i < _patterns.Length; i++)
        {
            if (Array.Exists(names, name => _patterns[i].IsMatch(name ?? string.Empty)))
            {
                _met[i] = keeps = true;
            }
        }

        return keeps;
    }

    /// <summary>Returns a warning for each unknown word that matched nothing.</summary>
    public IEnumerable<string> Warnings() => Enumerable.Range(0, _given.Length)
        .Where(i => !_met[i] && !_known.Any(known => _patterns[i].IsMatch(known.Word) || _patterns[i].IsMatch(known.OtherName)))
        .Select(i => $"-{_parameter} '{_given[i]}' matches nothing. {Suggest(_given[i])}"
            + $"Known values: {string.Join(", ", _known.Select(known => known.Word).Distinct())}.");

    /// <summary>Returns the word of the service for its other name; any other text unchanged.</summary>
    private string WordOf(string given) =>
        _known.FirstOrDefault(known => known.OtherName.Equals(given, StringComparison.OrdinalIgnoreCase)).Word ?? given;

    private string Suggest(string given)
    {
        IEnumerable<string> words = _known.SelectMany(known => (string[])[known.Word, known.OtherName]).Distinct();
        return Suggestions.FindSimilar(given, words).FirstOrDefault() is { } nearest
            ? $"Did you mean '{_known.First(known => known.Word == nearest || known.OtherName == nearest).Word}'? "
            : string.Empty;
    }
}
