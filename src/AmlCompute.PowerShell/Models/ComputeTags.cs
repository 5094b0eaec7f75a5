namespace AmlCompute.Models;

/// <summary>The rules of Azure Resource Manager for the tags of a resource.</summary>
internal static class ComputeTags
{
    private const int Most = 50;
    private const int LongestName = 512;
    private const int LongestValue = 256;

    /// <summary>Throws if tags break a rule, before they are sent.</summary>
    public static IReadOnlyDictionary<string, string?>? Require(IReadOnlyDictionary<string, string?>? tags) =>
        ProblemOf(tags) is { } problem ? throw ComputeTargetException.Invalid(problem) : tags;

    /// <summary>Returns the broken rule as text; null if there is none. Names that are too long are shortened.</summary>
    public static string? ProblemOf(IReadOnlyDictionary<string, string?>? tags)
    {
        if (tags is null)
        {
            return null;
        }

        string? problem = tags.Count > Most ? $"{tags.Count} tags were given, but a resource can have at most {Most}." : null;
        foreach (KeyValuePair<string, string?> tag in tags)
        {
            problem ??= ProblemOf(tag.Key, tag.Value);
        }

        return problem is null ? null : $"-Tag: {problem}";
    }

    private static string? ProblemOf(string name, string? value)
    {
        if (name.Length > LongestName)
        {
            return $"the name '{name.Substring(0, 20)}...' has {name.Length} characters, but at most {LongestName} are allowed.";
        }

        return value?.Length > LongestValue
            ? $"the value of '{name}' has {value.Length} characters, but at most {LongestValue} are allowed."
            : null;
    }
}
