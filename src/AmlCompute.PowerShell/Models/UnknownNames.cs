namespace AmlCompute.Models;

/// <summary>The messages about names that do not exist in a region, with the names that are similar.</summary>
internal static class UnknownNames
{
    private const int MaxSuggestions = 5;

    /// <summary>Creates the error for a name that does not exist in a region.</summary>
    /// <param name="noun">The kind of name, such as quota.</param>
    /// <param name="nouns">The plural, with a capital letter, such as Families.</param>
    /// <param name="name">The name that does not exist.</param>
    /// <param name="known">The names that exist.</param>
    /// <param name="location">The region.</param>
    public static ComputeTargetException CreateError(
        string noun, string nouns, string name, IEnumerable<string> known, string location)
    {
        string[] names = [.. known.Distinct(StringComparer.OrdinalIgnoreCase)];
        return ComputeTargetException.CreateUnknownName(
            $"There is no {noun} '{name}' in {location}. {DescribeSimilarNames(nouns, name, names, location)}".TrimEnd(), name, names);
    }

    /// <summary>Returns a sentence with the sizes that have similar names; empty if there are none.</summary>
    public static string DescribeSimilarSizes(string name, IEnumerable<VmSize> known, string location) =>
        DescribeSimilarNames("Sizes", name, known.Select(size => size.Name), location);

    /// <summary>Returns the message for a size that a region does not have, with the sizes that have similar names.</summary>
    public static string DescribeSize(string name, IEnumerable<VmSize> known, string location) =>
        DescribeSize(name, known.Select(size => size.Name), location);

    /// <inheritdoc cref="DescribeSize(string, IEnumerable{VmSize}, string)"/>
    public static string DescribeSize(string name, IEnumerable<string> known, string location) =>
        $"The virtual machine size '{name}' does not exist in {location}. {DescribeSimilarNames("Sizes", name, known, location)}".TrimEnd();

    private static string DescribeSimilarNames(string nouns, string name, IEnumerable<string> known, string location)
    {
        string similar = string.Join(", ", Suggestions.FindSimilar(name, known).Take(MaxSuggestions));
        return similar.Length == 0 ? string.Empty : $"{nouns} with a similar name in {location}: {similar}.";
    }
}
