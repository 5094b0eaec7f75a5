using System.Management.Automation;

namespace AmlCompute.Commands.Parameters;

/// <summary>
/// Parses wildcard patterns. No other code does, because the words of the service have one case in every culture: under tr-TR, a pattern of
/// the engine's default options does not match <c>gpu-i*</c> with <c>Gpu-Image</c>.
/// </summary>
internal static class Patterns
{
    /// <exception cref="ComputeTargetException">The text is not a valid pattern.</exception>
    public static WildcardPattern Parse(string text) => TryParse(text) ?? throw Invalid(text);

    /// <summary>Parses a pattern for the values of tags: ARM compares names of tags without case, and their values with case.</summary>
    /// <exception cref="ComputeTargetException">The text is not a valid pattern.</exception>
    public static WildcardPattern ParseTagValue(string text) => Create(text, WildcardOptions.None) ?? throw Invalid(text);

    /// <summary>Returns the pattern; null if the text is not a valid one. PowerShell reports that only on the first use.</summary>
    public static WildcardPattern? TryParse(string text) => Create(text, WildcardOptions.IgnoreCase);

    private static WildcardPattern? Create(string text, WildcardOptions casing)
    {
        try
        {
            WildcardPattern pattern = new(text, casing | WildcardOptions.CultureInvariant);
            _ = pattern.IsMatch(string.Empty);
            return pattern;
        }
        catch (WildcardPatternException)
        {
            return null;
        }
    }

    private static ComputeTargetException Invalid(string text) => ComputeTargetException.Invalid(
        $"'{text}' is not a valid wildcard pattern. Escape a literal wildcard character with a backtick.");
}
