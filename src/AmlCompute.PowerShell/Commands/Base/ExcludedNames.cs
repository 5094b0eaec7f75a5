using System.Management.Automation;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands.Base;

/// <summary>
/// The names and patterns of -Exclude. It records the names of existing targets, to warn of a name that no target has. Thread-safe, because
/// several workspaces are read at the same time.
/// </summary>
internal sealed class ExcludedNames
{
    private readonly WildcardPattern[] _patterns;

    /// <summary>The names without wildcards that no target has had so far.</summary>
    private readonly List<string> _unmatched;

    /// <summary>The names of existing targets, for suggestions.</summary>
    private readonly HashSet<string> _existing = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="excluded">The values of -Exclude; wildcards are allowed.</param>
    /// <exception cref="ComputeTargetException">A value is not a valid pattern.</exception>
    public ExcludedNames(string[] excluded)
    {
        _patterns = Array.ConvertAll(excluded, Patterns.Parse);
        IEnumerable<string> names =
            excluded.Where(name => !WildcardPattern.ContainsWildcardCharacters(name)).Select(WildcardPattern.Unescape);
        _unmatched = [.. names.Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    public bool IsEmpty => _patterns.Length == 0;

    /// <summary>Gets a value indicating whether there is a name without wildcards that no target has had so far.</summary>
    public bool HasUnmatched
    {
        get
        {
            lock (_existing)
            {
                return _unmatched.Count > 0;
            }
        }
    }

    /// <summary>Returns true if -Exclude has the name of an existing target, which is recorded.</summary>
    public bool Matches(string name)
    {
        MarkExisting(name);
        return Array.Exists(_patterns, pattern => pattern.IsMatch(name));
    }

    /// <summary>Records the name of an existing target.</summary>
    public void MarkExisting(string name)
    {
        lock (_existing)
        {
            if (_unmatched.Count > 0 && _existing.Add(name))
            {
                _ = _unmatched.RemoveAll(excluded => excluded.Equals(name, StringComparison.OrdinalIgnoreCase));
            }
        }
    }

    /// <summary>Returns a warning for each name that no target has had so far, once.</summary>
    public IReadOnlyList<ExcludeWarning> TakeWarnings()
    {
        lock (_existing)
        {
            ExcludeWarning[] warnings = [.. _unmatched.Select(name => new ExcludeWarning(name, Suggestions.DidYouMean(name, _existing)))];
            _unmatched.Clear();
            return warnings;
        }
    }
}

/// <summary>A name in -Exclude that no target has.</summary>
/// <param name="Name">The name.</param>
/// <param name="Suggestion">A question with a similar name; empty without one.</param>
internal sealed record ExcludeWarning(string Name, string Suggestion)
{
    public string Text => $"-Exclude '{Name}' does not match any target. {Suggestion}".TrimEnd();
}
