using System.Management.Automation;

namespace AmlCompute.Commands.Parameters;

/// <summary>
/// Parses wildcard patterns. No other code creates them, because without CultureInvariant a match depends on the culture: under tr-TR, a
/// pattern <c>gpu-i*</c> with IgnoreCase alone does not match <c>Gpu-Image</c>.
/// </summary>
internal static class Patterns
{
    /// <summary>Parses a pattern that matches texts in any casing.</summary>
    /// <exception cref="ComputeTargetException">The text is not a valid pattern.</exception>
    public static WildcardPattern Parse(string text) => TryParse(text) ?? throw ComputeTargetException.CreateInvalidArgument(
        $"'{text}' is not a valid wildcard pattern. Escape a literal wildcard character with a backtick.");

    /// <summary>Returns the pattern; null if the text is not a valid one.</summary>
    public static WildcardPattern? TryParse(string text)
    {
        try
        {
            // PowerShell parses the pattern at the first match, not in the constructor.
            WildcardPattern pattern = new(text, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
            _ = pattern.IsMatch(string.Empty);
            return pattern;
        }
        catch (WildcardPatternException)
        {
            return null;
        }
    }
}
