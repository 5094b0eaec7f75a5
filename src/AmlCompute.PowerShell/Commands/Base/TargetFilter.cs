using System.Collections;
using System.Management.Automation;
using AmlCompute.Commands.Attributes;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands.Base;

/// <summary>The targets that -Type, -State, -Tag and -Exclude of a command keep.</summary>
internal sealed class TargetFilter
{
    private readonly WordFilter _types;
    private readonly WordFilter _states;
    private readonly WildcardPattern[] _excluded;

    /// <summary>The names in -Exclude, without wildcards, that no target has had so far.</summary>
    private readonly List<string> _unmet;
    private readonly HashSet<string> _seen = new(StringComparer.OrdinalIgnoreCase);
    private readonly (WildcardPattern Name, WildcardPattern[] Values)[] _tags;

    /// <exception cref="ComputeTargetException">A word is not a valid pattern, or a tag is not one.</exception>
    public TargetFilter(string[] types, string[] states, string[] excluded, object[] tags)
    {
        IEnumerable<string> known = InstanceStates.All.Concat(ProvisioningStates.All).Concat(ComputeCluster.AllocationStates);
        _types = new WordFilter("Type", types, ComputeTypes.Names);
        _states = new WordFilter("State", states, known.Distinct().Select(state => (state, state)));
        _excluded = Array.ConvertAll(excluded, Patterns.Parse);
        _unmet = [.. excluded.Where(name => !WildcardPattern.ContainsWildcardCharacters(name)).Select(WildcardPattern.Unescape)];
        _tags = [.. tags.SelectMany(ParseTag)];
    }

    /// <summary>Gets a value indicating whether only the name decides, so that a target does not have to be read.</summary>
    public bool NeedsNameOnly => _types.IsEmpty && _states.IsEmpty && _tags.Length == 0;

    public bool KeepsName(string name)
    {
        See(name);
        return !Array.Exists(_excluded, pattern => pattern.IsMatch(name));
    }

    /// <summary>Notes the name of an existing target.</summary>
    public void See(string name)
    {
        if (_unmet.Count > 0 && _seen.Add(name))
        {
            _ = _unmet.RemoveAll(unmet => unmet.Equals(name, StringComparison.OrdinalIgnoreCase));
        }
    }

    /// <summary>Returns a warning for each name in -Exclude that no target has had so far, once.</summary>
    public IReadOnlyList<ExcludeWarning> TakeExcludeWarnings()
    {
        ExcludeWarning[] warnings = [.. _unmet.Select(name => new ExcludeWarning(name, Suggestions.DidYouMean(name, _seen)))];
        _unmet.Clear();
        return warnings;
    }

    public bool KeepsType(ComputeTarget target) =>
        _types.IsEmpty || _types.Keeps(target.ComputeType, ComputeTypes.WordOf(target.ComputeType));

    /// <summary>
    /// Returns true if the command processes the target. Without filters no property is read, because that parses the target.
    /// </summary>
    public bool Keeps(ComputeTarget target) =>
        (_excluded.Length == 0 || KeepsName(target.Name))
        && KeepsType(target)
        && (_states.IsEmpty || _states.Keeps(target.State))
        && Array.TrueForAll(_tags, tag => target.Tags.Any(
            there => tag.Name.IsMatch(there.Key)
                && (tag.Values.Length == 0 || Array.Exists(tag.Values, value => value.IsMatch(there.Value ?? string.Empty)))));

    /// <summary>Returns a warning for each unknown word, and each excluded name, that matched nothing.</summary>
    public IEnumerable<string> Warnings() =>
        _types.Warnings().Concat(_states.Warnings()).Concat(TakeExcludeWarnings().Select(warning => warning.Text));

    /// <summary>
    /// Returns the tags of a hashtable or of a text such as <c>team=vision</c>, or a name, which stands for any value. A list of values
    /// stands for any of them.
    /// </summary>
    private static IEnumerable<(WildcardPattern Name, WildcardPattern[] Values)> ParseTag(object given) => PlainData.Unwrap(given) switch
    {
        IDictionary tags => tags.Cast<DictionaryEntry>().Select(tag => (
            Patterns.Parse($"{tag.Key}"),
            tag.Value is null ? [] : Array.ConvertAll(LanguagePrimitives.ConvertTo<string[]>(tag.Value), Patterns.ParseTagValue))),
        string text when text.IndexOf('=') > 0 => ParseTag(TagTextAttribute.Parse(text)),
        string { Length: > 0 } name => [(Patterns.Parse(name), [])],
        var other => throw ComputeTargetException.Invalid(
            $"'{other}' is not a tag to filter by. Use the name of a tag, or a hashtable such as @{{ team = 'vision' }}."),
    };
}

/// <summary>A name in -Exclude that no target has.</summary>
/// <param name="Name">The name.</param>
/// <param name="Suggestion">A question with a similar name; empty without one.</param>
internal sealed record ExcludeWarning(string Name, string Suggestion)
{
    public string Text => $"-Exclude '{Name}' does not match any target. {Suggestion}".TrimEnd();
}
