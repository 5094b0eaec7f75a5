namespace AmlCompute.Models;

/// <summary>
/// Normalizes names of regions, finds the sizes of a region by name, and describes names that a region does not have for error messages.
/// </summary>
internal static class RegionNames
{
    private const int MaxSuggestions = 5;

    /// <summary>Returns a text that is the same for two names of one region, such as <c>East US 2</c> and <c>eastus2</c>.</summary>
    public static string Normalize(string location) => location.Replace(" ", string.Empty).ToLowerInvariant();

    /// <summary>Returns a sentence with the names that are similar to the name that the user specified; empty if there are none.</summary>
    public static string DescribeSimilarNames(string nouns, string name, IEnumerable<string> known, string location)
    {
        string similar = string.Join(", ", Suggestions.FindSimilar(name, known).Take(MaxSuggestions));
        return similar.Length == 0 ? string.Empty : $"{nouns} with a similar name in {location}: {similar}.";
    }

    /// <summary>
    /// Creates the error for a name that does not exist in a region, with a singular and a plural noun such as quota and Families.
    /// </summary>
    public static ComputeTargetException CreateUnknownNameError(
        string noun, string nouns, string name, IEnumerable<string> known, string location)
    {
        string[] names = [.. known.Distinct(StringComparer.OrdinalIgnoreCase)];
        return ComputeTargetException.CreateUnknownName(
            $"There is no {noun} '{name}' in {location}. {DescribeSimilarNames(nouns, name, names, location)}".TrimEnd(), name, names);
    }

    public static string DescribeSimilarSizes(string name, IEnumerable<VmSize> known, string location) =>
        DescribeSimilarNames("Sizes", name, known.Select(size => size.Name), location);

    /// <summary>Returns the message for a size that a region does not have, with the sizes that have similar names.</summary>
    public static string DescribeUnknownSize(string name, IEnumerable<VmSize> known, string location) =>
        DescribeUnknownSize(name, known.Select(size => size.Name), location);

    public static string DescribeUnknownSize(string name, IEnumerable<string> known, string location) =>
        $"The virtual machine size '{name}' does not exist in {location}. {DescribeSimilarNames("Sizes", name, known, location)}".TrimEnd();

    /// <summary>Returns the size with a name, ignoring case; null if there is none.</summary>
    public static VmSize? FindSize(IEnumerable<VmSize> sizes, string? name) =>
        sizes.FirstOrDefault(size => string.Equals(size.Name, name, StringComparison.OrdinalIgnoreCase));
}
