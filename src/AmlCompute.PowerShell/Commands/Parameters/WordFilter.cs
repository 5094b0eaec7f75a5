using System.Management.Automation;

namespace AmlCompute.Commands.Parameters;

/// <summary>
/// Keeps what has one of the words that a user gave. The service may have words that this version does not know, so an unknown one is no error; but where
/// nothing has it, the user is told.
/// </summary>
internal sealed class WordFilter
{
    private readonly string _parameter;
    private readonly string[] _given;
    private readonly WildcardPattern[] _patterns;
    private readonly bool[] _met;
    private readonly IReadOnlyList<(string Word, string OtherName)> _known;

    /// <param name="parameter">The parameter they were given to.</param>
    /// <param name="given">The words; wildcards are allowed, and none keeps all.</param>
    /// <param name="known">The words of the service, each with another name that users know it by.</param>
    /// <exception cref="ComputeTargetException">A word is no pattern.</exception>
    public WordFilter(string parameter, string[] given, IEnumerable<(string Word, string OtherName)> known)
    {
        _parameter = parameter;
        _given = given;
        _patterns = Array.ConvertAll(given, Patterns.Parse);
        _met = new bool[given.Length];
        _known = [.. known];
    }

    public bool IsEmpty => _given.Length == 0;

    public bool Keeps(string? word)
    {
        bool keeps = false;
        for (int i = 0; i < _patterns.Length; i++)
        {
            if (_patterns[i].IsMatch(word ?? string.Empty))
            {
                _met[i] = keeps = true;
            }
        }

        return keeps;
    }

    /// <summary>What to say of words that nothing had and that this version does not know.</summary>
    public IEnumerable<string> Doubts() => Enumerable.Range(0, _given.Length)
        .Where(i => !_met[i] && !_known.Any(known => _patterns[i].IsMatch(known.Word)))
        .Select(i => $"-{_parameter} '{_given[i]}' fits nothing. {Question(_given[i])}There are: {string.Join(", ", _known.Select(known => known.Word))}.");

    private string Question(string given)
    {
        string? nearest = Suggestions.Near(given, _known.SelectMany(known => (string[])[known.Word, known.OtherName]).Distinct()).FirstOrDefault();
        return nearest is null ? string.Empty : $"Did you mean '{_known.First(known => known.Word == nearest || known.OtherName == nearest).Word}'? ";
    }
}
