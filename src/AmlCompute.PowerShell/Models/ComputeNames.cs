namespace AmlCompute.Models;

/// <summary>Checks names of new compute targets by the rules of the service. Existing targets can have other names.</summary>
internal static class ComputeNames
{
    // The service rejects a name outside the first limits. Its published rule has the second limits, which some regions do not enforce.
    private const int Shortest = 2;
    private const int Longest = 32;
    private const int ShortestPublished = 3;
    private const int LongestPublished = 24;

    /// <summary>Refuses the name of a new target that the service would reject.</summary>
    /// <exception cref="ComputeTargetException">The service rejects the name, or it contains a secret.</exception>
    public static void RequireValid(string name)
    {
        if (SecretForms.FindKind(name) is { } secret)
        {
            throw new ComputeTargetException(
                ErrorIds.InvalidComputeName, $"The name of a compute target contains {secret}, which is not shown here.");
        }

        if (FindProblem(name) is { } problem)
        {
            throw ComputeTargetException.CreateForTarget(
                name, ErrorIds.InvalidComputeName, $"'{name}' is not a valid name for a compute target: {problem}.");
        }
    }

    /// <summary>Returns a warning if a name breaks the published rule, which some regions do not enforce; null for other names.</summary>
    public static NameWarning? FindWarning(string name)
    {
        if (name.Length is < ShortestPublished or > LongestPublished)
        {
            return new(
                $"{ShortestPublished} to {LongestPublished} characters",
                $"'{name}' has {name.Length} characters, but the service's published rule for names allows "
                + $"{ShortestPublished} to {LongestPublished}.");
        }

        int hyphen = name.LastIndexOf('-');
        bool endsWithNumber = hyphen > 0 && hyphen < name.Length - 1 && name.Skip(hyphen + 1).All(IsDigit);
        return endsWithNumber
            ? new(
                "no hyphen and digits at the end",
                $"'{name}' ends with a hyphen and digits, which the service's published rule for names does not allow.")
            : null;
    }

    /// <summary>Returns the end of a sentence about a name that the service rejects; null for a valid name.</summary>
    private static string? FindProblem(string name)
    {
        if (name.Length is < Shortest or > Longest)
        {
            return $"it must have {Shortest} to {Longest} characters, but it has {name.Length}";
        }

        if (!IsLetter(name[0]))
        {
            return "it must start with a letter";
        }

        int wrong = name.TakeWhile(IsAllowed).Count();
        return wrong < name.Length ? $"it can contain only letters, digits and hyphens, not {DescribeCharacter(name, wrong)}" : null;
    }

    /// <summary>Returns a character in quotes, or its code point if the character alone is not visible or is a half of a pair.</summary>
    private static string DescribeCharacter(string name, int index)
    {
        char character = name[index];
        int codePoint = char.IsSurrogatePair(name, index) ? char.ConvertToUtf32(name, index) : character;
        bool isVisible = character == ' ' || char.IsLetterOrDigit(character) || char.IsPunctuation(character) || char.IsSymbol(character);
        return isVisible ? $"'{character}'" : FormattableString.Invariant($"U+{codePoint:X4}");
    }

    private static bool IsLetter(char character) => character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');

    private static bool IsAllowed(char character) => IsLetter(character) || IsDigit(character) || character == '-';

    private static bool IsDigit(char character) => character is >= '0' and <= '9';
}

/// <summary>A warning about a name that some regions may reject.</summary>
/// <param name="Rule">The rule, the same text for every name that breaks it.</param>
/// <param name="Message">The message about the name.</param>
internal sealed record NameWarning(string Rule, string Message);
