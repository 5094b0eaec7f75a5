namespace AmlCompute.Help;

/// <summary>A heading and the lines below it.</summary>
internal sealed record MarkdownSection(string Heading, IReadOnlyList<string> Body)
{
    /// <summary>Splits lines at the headings of one level. The section before the first heading has an empty heading.</summary>
    public static List<MarkdownSection> Split(IEnumerable<string> lines, string prefix)
    {
        List<(string Heading, List<string> Body)> sections = [(string.Empty, [])];
        bool isCode = false;
        foreach (string line in lines)
        {
            isCode ^= line.StartsWith("```", StringComparison.Ordinal);
            if (!isCode && line.StartsWith(prefix, StringComparison.Ordinal))
            {
                sections.Add((line[prefix.Length..].Trim(), []));
            }
            else
            {
                sections[^1].Body.Add(line);
            }
        }

        return [.. sections.Select(section => new MarkdownSection(section.Heading, Trim(section.Body)))];
    }

    /// <summary>Returns the lines below a heading; null if no section has the heading.</summary>
    public static IReadOnlyList<string>? BodyOf(IEnumerable<MarkdownSection> sections, string heading) =>
        sections.FirstOrDefault(section => section.Heading == heading)?.Body;

    /// <summary>Returns the lines without the blank ones at the start and at the end.</summary>
    public static List<string> Trim(IEnumerable<string> lines)
    {
        List<string> kept = [.. lines.SkipWhile(string.IsNullOrWhiteSpace)];
        return kept[..(kept.FindLastIndex(line => !string.IsNullOrWhiteSpace(line)) + 1)];
    }
}
