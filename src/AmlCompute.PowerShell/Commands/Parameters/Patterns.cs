using System.Management.Automation;

namespace AmlCompute.Commands.Parameters;

/// <summary>Parses wildcard patterns, because PowerShell reports an invalid pattern only on its first use.</summary>
internal static class Patterns
{
    /// <exception cref="ComputeTargetException">The text is not a valid pattern.</exception>
    public static WildcardPattern Parse(string text)
    {
        try
        {
            WildcardPattern pattern = new(text, WildcardOptions.IgnoreCase);
            _ = pattern.IsMatch(string.Empty);
            return pattern;
        }
        catch (WildcardPatternException exception)
        {
            throw new ComputeTargetException(
                ErrorIds.InvalidArgument,
                $"'{text}' is not a valid wildcard pattern. Escape a literal wildcard character with a backtick.",
                exception);
        }
    }
}
