using System.Management.Automation;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands.Reading;

/// <summary>Selects targets of many workspaces by names and patterns, and records the names that a target has.</summary>
/// <param name="names">The names and patterns; without one, all targets that a pattern can match are selected.</param>
/// <param name="canMatchPattern">Returns true for a target that a pattern can match; a name always selects its target.</param>
/// <exception cref="ComputeTargetException">A name is not a valid pattern.</exception>
internal sealed class NameChoice(IReadOnlyList<string> names, Func<ComputeTarget, bool> canMatchPattern)
{
    private readonly WildcardPattern[] _patterns = [.. names.Select(Patterns.Parse)];
    private readonly bool[] _isPattern = [.. names.Select(WildcardPattern.ContainsWildcardCharacters)];
    private readonly bool[] _isFound = new bool[names.Count];

    /// <summary>Gets the names without wildcards that no target has had.</summary>
    public IEnumerable<string> MissingNames =>
        names.Where((_, index) => !_isPattern[index] && !_isFound[index]).Select(WildcardPattern.Unescape);

    /// <summary>Returns true if a name or a pattern selects the target. Several threads can call it.</summary>
    public bool SelectsTarget(ComputeTarget target)
    {
        bool isSelected = names.Count == 0 && canMatchPattern(target);
        for (int i = 0; i < _patterns.Length; i++)
        {
            if (_patterns[i].IsMatch(target.Name))
            {
                _isFound[i] = true;
                isSelected |= !_isPattern[i] || canMatchPattern(target);
            }
        }

        return isSelected;
    }
}
