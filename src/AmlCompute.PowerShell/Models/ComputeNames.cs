namespace AmlCompute.Models;

/// <summary>The rules for names of new compute targets. Existing targets can have other names.</summary>
internal static class ComputeNames
{
    private const int Shortest = 2;
    private const int Longest = 32;

    /// <summary>Throws if the service rejects a name.</summary>
    public static void Require(string name)
    {
        if (SecretForms.Find(name) is { } secret)
        {
            throw new ComputeTargetException(
                ErrorIds.InvalidComputeName, $"The name of a compute target contains {secret}, which is not shown here.");
        }

        if (ProblemOf(name) is { } problem)
        {
            throw ComputeTargetException.About(
                name, ErrorIds.InvalidComputeName, $"'{name}' is not a valid name for a compute target: {problem}.");
        }
    }

    /// <summary>Returns a warning if a name breaks the published rule of the service, which not every region enforces.</summary>
    public static NameWarning? WarningFor(string name)
    {
        if (name.Length is < 3 or > 24)
        {
            return new(
                "3 to 24 characters",
                $"'{name}' has {name.Length} characters, but the service's published rule for names allows 3 to 24.");
        }

        int hyphen = name.LastIndexOf('-');
        return hyphen > 0 && hyphen < name.Length - 1 && name.Skip(hyphen + 1).All(IsDigit)
            ? new(
                "no hyphen and digits at the end",
                $"'{name}' ends with a hyphen and digits, which the service's published rule for names does not allow.")
            : null;
    }

    private static string? ProblemOf(string name)
    {
        if (name.Length is < Shortest or > Longest)
        {
            return $"it must have {Shortest} to {Longest} characters, but it has {name.Length}";
        }

        if (!IsLetter(name[0]))
        {
            return "it must start with a letter";
        }

        char? wrong = name.Cast<char?>().FirstOrDefault(character => !IsAllowed(character!.Value));
        return wrong is { } found
            ? $"it can contain only letters, digits and hyphens, not {(char.IsControl(found) ? $"U+{(int)found:X4}" : $"'{found}'")}"
            : null;
    }

    private static bool IsLetter(char character) => character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');

    private static bool IsAllowed(char character) => IsLetter(character) || IsDigit(character) || character == '-';

    private static bool IsDigit(char character) => character is >= '0' and <= '9';
}

/// <summary>A warning about a name that some regions may reject. Rule is the same text for every name that breaks it.</summary>
internal sealed record NameWarning(string Rule, string Message);
