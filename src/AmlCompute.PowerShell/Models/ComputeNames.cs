namespace AmlCompute.Models;

/// <summary>The rules for names of new compute targets. An existing target may have any name.</summary>
internal static class ComputeNames
{
    private const int Shortest = 2;
    private const int Longest = 32;

    /// <summary>Refuses a name that the service cannot take.</summary>
    /// <exception cref="ComputeTargetException">The name breaks a rule.</exception>
    public static void Require(string name)
    {
        string? problem =
            name.Length is < Shortest or > Longest ? $"it must have {Shortest} to {Longest} characters, and has {name.Length}"
            : !IsLetter(name[0]) ? "it must start with a letter"
            : name.Cast<char?>().FirstOrDefault(character => !IsLetter(character!.Value) && character is not (>= '0' and <= '9') and not '-') is { } wrong
                ? $"it may have letters, digits and hyphens only, not {(char.IsControl(wrong) ? $"U+{(int)wrong:X4}" : $"'{wrong}'")}"
            : null;
        if (problem is not null)
        {
            throw ComputeTargetException.About(name, ErrorIds.InvalidComputeName, $"'{name}' cannot be the name of a compute target: {problem}.");
        }
    }

    /// <summary>What the published name pattern of the service does not allow, though not every region enforces it; null when nothing.</summary>
    public static NameDoubt? Doubt(string name) =>
        name.Length is < 3 or > 24 ? new("3 to 24 characters", $"The service's published rule for names asks for 3 to 24 characters; '{name}' has {name.Length}.")
        : name.LastIndexOf('-') is > 0 and var hyphen && hyphen < name.Length - 1 && name.Skip(hyphen + 1).All(character => character is >= '0' and <= '9')
            ? new("no hyphen and digits at the end", $"The service's published rule for names does not allow an ending of a hyphen and digits, as in '{name}'.")
        : null;

    private static bool IsLetter(char character) => character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');
}

/// <summary>Why a name may be refused somewhere.</summary>
/// <param name="Rule">The rule that it breaks, the same for all names that break it.</param>
/// <param name="Message">What to tell of this name.</param>
internal sealed record NameDoubt(string Rule, string Message);
