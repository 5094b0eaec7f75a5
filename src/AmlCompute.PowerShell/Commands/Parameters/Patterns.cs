using System.Management.Automation;

namespace AmlCompute.Commands.Parameters;

/// <summary>
/// Parses wildcard patterns. No other code does, because the words of the service have one case in every culture: under tr-TR, a pattern of
/// the engine's default options does not match <c>gpu-i*</c> with <c>Gpu-Image</c>.
/// </summary>
internal static class Patterns
{
    /// <exception cref="ComputeTargetException">The text is not a valid pattern.</exception>
    public static WildcardPattern Parse(string text) => TryParse(text) ?? throw ComputeTargetException.CreateInvalidArgument(
        $"'{text}' is not a valid wildcard pattern. Escape a literal wildcard character with a backtick.");

    /// <summary>Returns the pattern; null if the text is not a valid one. PowerShell reports that only on the first use.</summary>
    public static WildcardPattern? TryParse(string text)
    {
        try
        {
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
