using System.Management.Automation;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands.Base;

/// <summary>
/// Filters targets by -Type, -State, -Exclude and the tags of a command. It records the words of the first three that matched, so that
/// <see cref="TakeWarnings"/> can report the others.
/// </summary>
internal sealed class TargetFilter
{
    private readonly WordFilter _types;
    private readonly WordFilter _states;
    private readonly TagFilter _tags;
    private bool _areWarningsTaken;

    /// <summary>Creates the filter of the values of the parameters; an empty list does not filter.</summary>
    /// <exception cref="ComputeTargetException">A word, a name or a tag is not valid.</exception>
    public TargetFilter(string[] types, string[] states, string[] excluded, object[] tags)
    {
        IEnumerable<string> knownStates = InstanceStates.All.Concat(ProvisioningStates.All).Concat(ComputeCluster.AllocationStates);
        _types = new WordFilter("Type", types, ComputeTypes.WordsAndOtherNames);
        _states = new WordFilter("State", states, knownStates.Distinct().Select(state => (state, state)));
        _tags = new TagFilter(tags);
        Excluded = new ExcludedNames(excluded);
    }

    public ExcludedNames Excluded { get; }

    /// <summary>Gets a value indicating whether only the name decides, so that a target does not have to be read.</summary>
    public bool NeedsNameOnly => _types.IsEmpty && _states.IsEmpty && _tags.IsEmpty;

    /// <summary>Records the name of an existing target, which -Exclude can have although the command does not select it.</summary>
    public void MarkExisting(ComputeTarget target)
    {
        // A target is parsed only when a property is read.
        if (!Excluded.IsEmpty)
        {
            Excluded.MarkExisting(target.Name);
        }
    }

    /// <summary>Returns true if the name of an existing target, which is recorded, matches a pattern.</summary>
    public bool MatchesExisting(ComputeTarget target, WildcardPattern pattern)
    {
        MarkExisting(target);
        return pattern.IsMatch(target.Name);
    }

    public bool KeepsType(ComputeTarget target) =>
        _types.IsEmpty || _types.MatchesAny(target.ComputeType, ComputeTypes.GetWord(target.ComputeType));

    /// <summary>Returns true if the command processes the target. Without filters it reads no property, because that parses it.</summary>
    public bool KeepsTarget(ComputeTarget target) =>
        (Excluded.IsEmpty || !Excluded.Matches(target.Name))
        && KeepsType(target)
        && (_states.IsEmpty || _states.MatchesAny(target.State))
        && _tags.Matches(target);

    /// <summary>Returns, the first time, a warning for each unknown word, and each excluded name, that matched nothing.</summary>
    public IEnumerable<string> TakeWarnings()
    {
        if (_areWarningsTaken)
        {
            return [];
        }

        _areWarningsTaken = true;
        return _types.CreateWarnings().Concat(_states.CreateWarnings()).Concat(Excluded.TakeWarnings().Select(warning => warning.Text));
    }
}
