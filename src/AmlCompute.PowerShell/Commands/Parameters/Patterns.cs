using System.Management.Automation;

namespace AmlCompute.Commands.Parameters;

/// <summary>Reads the wildcards that users write. The engine itself notices a broken one only when it is first used.</summary>
internal static class Patterns
{
    /// <summary>The pattern of a text.</summary>
    /// <exception cref="ComputeTargetException">The text is no pattern.</exception>
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
                ErrorIds.InvalidArgument, $"'{text}' is not a valid wildcard pattern; put a backtick before a character that stands for itself.", exception);
        }
    }
}
