using System.Collections;
using System.Management.Automation;
using AmlCompute.Commands.Attributes;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands.Base;

/// <summary>
/// Filters targets by -Type, -State, -Tag and -Exclude of a command. It records the words and names that matched, so that
/// <see cref="TakeWarnings"/> can report the others.
/// </summary>
internal sealed class TargetFilter
{
    private readonly WordFilter _types;
    private readonly WordFilter _states;
    private readonly WildcardPattern[] _excluded;

    /// <summary>The names in -Exclude, without wildcards, that no target has had so far.</summary>
    private readonly List<string> _unmatched;

    /// <summary>The names of existing targets, for suggestions.</summary>
    private readonly HashSet<string> _existing = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The tags that a target must have; without values, a tag can have any value.</summary>
    private readonly (WildcardPattern Name, WildcardPattern[] Values)[] _tags;

    /// <exception cref="ComputeTargetException">A word is not a valid pattern, or a tag is not valid.</exception>
    public TargetFilter(string[] types, string[] states, string[] excluded, object[] tags)
    {
        IEnumerable<string> knownStates = InstanceStates.All.Concat(ProvisioningStates.All).Concat(ComputeCluster.AllocationStates);
        _types = new WordFilter("Type", types, ComputeTypes.WordsAndOtherNames);
        _states = new WordFilter("State", states, knownStates.Distinct().Select(state => (state, state)));
        _excluded = Array.ConvertAll(excluded, Patterns.Parse);
        _unmatched = [.. excluded.Where(name => !WildcardPattern.ContainsWildcardCharacters(name)).Select(WildcardPattern.Unescape)];
        _tags = [.. tags.SelectMany(ParseTag)];
    }

    /// <summary>Gets a value indicating whether only the name decides, so that a target does not have to be read.</summary>
    public bool NeedsNameOnly => _types.IsEmpty && _states.IsEmpty && _tags.Length == 0;

    /// <summary>Returns true if -Exclude does not match the name, which is recorded as the name of an existing target.</summary>
    public bool KeepsName(string name)
    {
        MarkExisting(name);
        return !Array.Exists(_excluded, pattern => pattern.IsMatch(name));
    }

    /// <summary>Records the name of an existing target.</summary>
    public void MarkExisting(string name)
    {
        if (_unmatched.Count > 0 && _existing.Add(name))
        {
            _ = _unmatched.RemoveAll(excluded => excluded.Equals(name, StringComparison.OrdinalIgnoreCase));
        }
    }

    /// <summary>Returns a warning for each name in -Exclude that no target has had so far, once.</summary>
    public IReadOnlyList<ExcludeWarning> TakeExcludeWarnings()
    {
        ExcludeWarning[] warnings = [.. _unmatched.Select(name => new ExcludeWarning(name, Suggestions.DidYouMean(name, _existing)))];
        _unmatched.Clear();
        return warnings;
    }

    public bool KeepsType(ComputeTarget target) =>
        _types.IsEmpty || _types.MatchesAny(target.ComputeType, ComputeTypes.GetWord(target.ComputeType));

    /// <summary>Returns true if the command processes the target. Without filters it reads no property, because that parses it.</summary>
    public bool KeepsTarget(ComputeTarget target) =>
        (_excluded.Length == 0 || KeepsName(target.Name))
        && KeepsType(target)
        && (_states.IsEmpty || _states.MatchesAny(target.State))
        && Array.TrueForAll(_tags, tag => HasTag(target, tag.Name, tag.Values));

    /// <summary>Returns a warning for each unknown word, and each excluded name, that matched nothing.</summary>
    public IEnumerable<string> TakeWarnings() =>
        _types.CreateWarnings().Concat(_states.CreateWarnings()).Concat(TakeExcludeWarnings().Select(warning => warning.Text));

    private static bool HasTag(ComputeTarget target, WildcardPattern name, WildcardPattern[] values) => target.Tags.Any(
        tag => name.IsMatch(tag.Key)
            && (values.Length == 0 || Array.Exists(values, value => value.IsMatch(tag.Value ?? string.Empty))));

    /// <summary>Returns the tags of a hashtable or of a text such as <c>team=vision</c>; a name stands for any value.</summary>
    private static IEnumerable<(WildcardPattern Name, WildcardPattern[] Values)> ParseTag(object value) => PlainData.Unwrap(value) switch
    {
        IDictionary tags => tags.Cast<DictionaryEntry>().Select(tag => (
            Patterns.Parse($"{tag.Key}"),
            tag.Value is null ? [] : Array.ConvertAll(LanguagePrimitives.ConvertTo<string[]>(tag.Value), Patterns.Parse))),
        string text when text.IndexOf('=') > 0 => ParseTag(TagTextAttribute.Parse(text)),
        string { Length: > 0 } name => [(Patterns.Parse(name), [])],
        var unknown => throw ComputeTargetException.CreateInvalidArgument(
            $"'{unknown}' is not a tag to filter by. Use the name of a tag, or a hashtable such as @{{ team = 'vision' }}."),
    };
}
