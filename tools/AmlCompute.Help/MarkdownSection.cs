namespace AmlCompute.Help;

/// <summary>A heading and the lines below it.</summary>
internal sealed record MarkdownSection(string Heading, IReadOnlyList<string> Body)
{
    /// <summary>Splits lines at the headings of one level. The section before the first heading has an empty heading.</summary>
    public static List<MarkdownSection> Split(IEnumerable<string> lines, string prefix)
    {
        List<MarkdownSection> sections = [new(string.Empty, [])];
        List<string> body = [];
        bool isCode = false;
        foreach (string line in lines)
        {
            isCode ^= line.StartsWith("```", StringComparison.Ordinal);
            if (!isCode && line.StartsWith(prefix, StringComparison.Ordinal))
            {
                sections[^1] = sections[^1] with { Body = Trim(body) };
                sections.Add(new MarkdownSection(line[prefix.Length..].Trim(), []));
                body = [];
            }
            else
            {
                body.Add(line);
            }
        }

        sections[^1] = sections[^1] with { Body = Trim(body) };
        return sections;
    }

    public static IReadOnlyList<string>? BodyOf(IEnumerable<MarkdownSection> sections, string heading) =>
        sections.FirstOrDefault(section => section.Heading == heading)?.Body;

    /// <summary>Removes blank lines from both ends.</summary>
    public static List<string> Trim(IEnumerable<string> lines)
    {
        List<string> kept = [.. lines.SkipWhile(string.IsNullOrWhiteSpace)];
        while (kept.Count > 0 && string.IsNullOrWhiteSpace(kept[^1]))
        {
            kept.RemoveAt(kept.Count - 1);
        }

        return kept;
    }
}
