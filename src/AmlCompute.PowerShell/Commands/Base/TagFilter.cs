using System.Collections;
using System.Management.Automation;
using AmlCompute.Commands.Attributes;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands.Base;

/// <summary>Filters targets by tags, such as those of -Tag: a target must have all of them.</summary>
internal sealed class TagFilter
{
    private readonly RequiredTag[] _tags;

    /// <param name="tags">
    /// Hashtables of names and values, texts such as <c>team=vision; owner=ann</c>, or names. A name alone, or with null or an empty
    /// list, stands for any value. Wildcards are allowed.
    /// </param>
    /// <exception cref="ComputeTargetException">A value is not a tag, or has a pattern that is not valid.</exception>
    public TagFilter(object[] tags) => _tags = [.. tags.SelectMany(ParseTags)];

    public bool IsEmpty => _tags.Length == 0;

    public bool Matches(ComputeTarget target) => Array.TrueForAll(_tags, tag => target.Tags.Any(tag.Matches));

    private static IEnumerable<RequiredTag> ParseTags(object tag) => PlainData.Unwrap(tag) switch
    {
        IDictionary { Count: > 0 } tags => PlainData.ListEntries(tags).Select(entry => new RequiredTag(
            Patterns.Parse(entry.Key),
            entry.Value is null ? [] : Array.ConvertAll(ReadValues(entry.Key, entry.Value), Patterns.Parse))),
        string text when text.Contains('=') => ParseTags(TagTextAttribute.Parse(text)),
        string { Length: > 0 } name => [new RequiredTag(Patterns.Parse(name), [])],
        IDictionary => throw CreateError("An empty hashtable"),
        var unknown => throw CreateError($"'{unknown}'"),
    };

    private static string[] ReadValues(string name, object value) => LanguagePrimitives.ConvertTo<string[]>(
        PlainData.UnwrapOne(value) ?? throw CreateError($"The tag '{name}' with the result of a command without output"));

    private static ComputeTargetException CreateError(string subject) => ComputeTargetException.CreateInvalidArgument(
        $"{subject} is not a tag to filter by. Use the name of a tag, or a hashtable such as @{{ team = 'vision' }}.");

    /// <param name="Name">The pattern of the name.</param>
    /// <param name="Values">The patterns of the values, of which one must match; empty for any value.</param>
    private sealed record RequiredTag(WildcardPattern Name, WildcardPattern[] Values)
    {
        public bool Matches(KeyValuePair<string, string?> tag) =>
            Name.IsMatch(tag.Key)
            && (Values.Length == 0 || Array.Exists(Values, pattern => pattern.IsMatch(tag.Value ?? string.Empty)));
    }
}
