using Target = AmlCompute.ComputeTarget.Members;

namespace AmlCompute.Settings;

/// <summary>The rules of tags, which Azure Resource Manager sets, for the rows of <see cref="SettingTable"/>.</summary>
internal static class TagRules
{
    private const int MaxTags = 50;
    private const int LongestName = 512;
    private const int LongestValue = 256;

    /// <summary>The number of characters that the message shows of a name that is too long.</summary>
    private const int ShownLength = 20;

    /// <summary>Requires at most 50 tags, with names that differ not only in casing, and names and values that are not too long.</summary>
    public static IEnumerable<SettingProblem> CheckTags(ComputeConfiguration wanted)
    {
        IReadOnlyDictionary<string, string?> tags = wanted.Get(Target.Tags) ?? TextMap<string?>.None;
        if (tags.Count > MaxTags)
        {
            yield return new(Target.Tags, $"{Target.Tags}: {tags.Count} tags were given, but a resource can have at most {MaxTags}.");
        }

        foreach (SettingProblem problem in CheckCasing(wanted).Concat(CheckLengths(tags)))
        {
            yield return problem;
        }
    }

    /// <summary>Describes names that differ in casing only, each group with its second name.</summary>
    public static IEnumerable<(string Second, string Problem)> DescribeSameNames(IEnumerable<string> names)
    {
        foreach (IGrouping<string, string> sameNames in names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase))
        {
            if (sameNames.ElementAtOrDefault(1) is { } second)
            {
                string spellings = string.Join(", ", sameNames.Select(name => $"'{name}'"));
                yield return (second, $"the names {spellings} differ in casing only, and Azure treats them as one tag.");
            }
        }
    }

    /// <summary>Refuses names that differ in casing only. The given JSON still has both names; the map of tags has only one.</summary>
    private static IEnumerable<SettingProblem> CheckCasing(ComputeConfiguration wanted)
    {
        IEnumerable<string> names = (Target.Tags.FindNode(wanted.CopyGivenJson()) as JsonObject)?.Select(tag => tag.Key) ?? [];
        return DescribeSameNames(names)
            .Select(same => new SettingProblem(CreatePath(same.Second), $"{Target.Tags}: {same.Problem}"));
    }

    private static IEnumerable<SettingProblem> CheckLengths(IReadOnlyDictionary<string, string?> tags)
    {
        foreach ((string name, string? value) in tags.Select(tag => (tag.Key, tag.Value)))
        {
            string[] path = CreatePath(name);
            if (name.Length > LongestName)
            {
                string start = name.Substring(0, ShownLength);
                yield return new(
                    path, $"{Target.Tags}: the name '{start}...' has {name.Length} characters, but at most {LongestName} are allowed.");
            }
            else if (value?.Length > LongestValue)
            {
                yield return new(
                    path, $"{path}: the value of '{name}' has {value.Length} characters, but at most {LongestValue} are allowed.");
            }
        }
    }

    private static string[] CreatePath(string name) => [.. Target.Tags.Names, name];
}
