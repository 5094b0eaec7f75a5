using System.Text.RegularExpressions;

namespace AmlCompute.Sandbox.Bodies;

/// <summary>The rules for the name of a new compute.</summary>
internal static class ComputeName
{
    // The service accepts more names than its documentation publishes; the option StrictNames selects the published pattern.
    private static readonly Regex AcceptedPattern = new(@"\A[a-zA-Z][a-zA-Z0-9-]{1,31}\z", RegexOptions.CultureInvariant);

    // The lookahead refuses a name that ends with a hyphen and digits.
    private static readonly Regex PublishedPattern = new(
        @"\A[a-zA-Z](?![a-zA-Z0-9-]*-[0-9]+\z)[a-zA-Z0-9-]{2,23}\z", RegexOptions.CultureInvariant);

    /// <summary>Rejects a name that the service does not accept or, if strict, that does not match the published pattern.</summary>
    public static void CheckName(string name, bool isStrict)
    {
        Regex pattern = isStrict ? PublishedPattern : AcceptedPattern;
        string lengthRule = isStrict
            ? "be 3 to 24 characters long and not end with a hyphen followed by digits."
            : "and be 2 to 32 characters long.";
        ServiceError.ThrowIf(
            !pattern.IsMatch(name),
            $"The compute name '{name}' is invalid. It must start with a letter, have only letters, digits and hyphens, {lengthRule}",
            "name");
    }
}
