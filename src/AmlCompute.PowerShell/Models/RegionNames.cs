namespace AmlCompute.Models;

/// <summary>The names that a region knows, such as those of its sizes: the search for one, and the messages for an unknown one.</summary>
internal static class RegionNames
{
    private const int MaxSuggestions = 5;

    /// <summary>Returns a text that is the same for two names of one region, such as <c>East US 2</c> and <c>eastus2</c>.</summary>
    public static string KeyOf(string location) => location.Replace(" ", string.Empty).ToLowerInvariant();

    /// <summary>Returns a sentence with the names that are similar to the name that the user specified; empty if there are none.</summary>
    public static string SimilarNames(string nouns, string name, IEnumerable<string> known, string location) =>
        Suggestions.FindSimilar(name, known).Take(MaxSuggestions).ToArray() is { Length: > 0 } near
            ? $"{nouns} with a similar name in {location}: {string.Join(", ", near)}."
            : string.Empty;

    /// <summary>
    /// Creates the error for a name that does not exist in a region, with a singular and a plural noun such as quota and Families.
    /// </summary>
    public static ComputeTargetException NoSuch(string noun, string nouns, string name, IEnumerable<string> known, string location)
    {
        string[] names = [.. known.Distinct(StringComparer.OrdinalIgnoreCase)];
        return ComputeTargetException.Unknown(
            $"There is no {noun} '{name}' in {location}. {SimilarNames(nouns, name, names, location)}".TrimEnd(), name, names);
    }

    public static string SimilarSizes(string name, IEnumerable<VmSize> known, string location) =>
        SimilarNames("Sizes", name, known.Select(size => size.Name), location);

    public static string NoSuchSize(string name, IEnumerable<VmSize> known, string location) =>
        NoSuchSize(name, known.Select(size => size.Name), location);

    public static string NoSuchSize(string name, IEnumerable<string> known, string location) =>
        $"The virtual machine size '{name}' does not exist in {location}. {SimilarNames("Sizes", name, known, location)}".TrimEnd();

    /// <summary>Returns the size with a name, ignoring case; null if there is none.</summary>
    public static VmSize? FindSize(IEnumerable<VmSize> sizes, string? name) =>
        sizes.FirstOrDefault(size => string.Equals(size.Name, name, StringComparison.OrdinalIgnoreCase));
}
