using System.Text.RegularExpressions;

namespace AmlCompute.Sandbox.Bodies;

/// <summary>The rules for a compute's name.</summary>
internal static class ComputeName
{
    private static readonly Regex Lenient = new(@"\A[a-zA-Z][a-zA-Z0-9-]{1,31}\z", RegexOptions.CultureInvariant);
    private static readonly Regex Published = new(
        @"\A[a-zA-Z](?![a-zA-Z0-9-]*-[0-9]+\z)[a-zA-Z0-9-]{2,23}\z", RegexOptions.CultureInvariant);

    public static void Check(string name, bool strict) => ServiceError.ThrowIf(
        !(strict ? Published : Lenient).IsMatch(name),
        $"The compute name '{name}' is invalid. It must start with a letter, hold only letters, digits and hyphens, " +
        (strict ? "be 3 to 24 characters long and not end with a hyphen followed by digits." : "and be 2 to 32 characters long."),
        "name");
}
