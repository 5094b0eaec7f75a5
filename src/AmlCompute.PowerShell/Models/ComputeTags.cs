namespace AmlCompute.Models;

/// <summary>What Azure Resource Manager allows as tags of a resource.</summary>
internal static class ComputeTags
{
    private const int Most = 50;
    private const int LongestName = 512;
    private const int LongestValue = 256;

    /// <summary>Refuses tags that no resource can have, before they are sent.</summary>
    public static IReadOnlyDictionary<string, string?>? Require(IReadOnlyDictionary<string, string?>? tags) =>
        ProblemOf(tags) is { } problem ? throw ComputeTargetException.Invalid(problem) : tags;

    /// <summary>What no resource can have, in words; null when all is well. What is too long is not shown whole.</summary>
    public static string? ProblemOf(IReadOnlyDictionary<string, string?>? tags)
    {
        if (tags is null)
        {
            return null;
        }

        string? doubt = tags.Count > Most ? $"{tags.Count} tags were given; a resource has at most {Most}." : null;
        foreach (KeyValuePair<string, string?> tag in tags)
        {
            doubt ??= tag.Key.Length > LongestName ? $"the name '{tag.Key.Substring(0, 20)}...' has {tag.Key.Length} characters; {LongestName} are allowed."
                : tag.Value?.Length > LongestValue ? $"the value of '{tag.Key}' has {tag.Value.Length} characters; {LongestValue} are allowed."
                : null;
        }

        return doubt is null ? null : $"-Tag: {doubt}";
    }
}
