using System.Text.RegularExpressions;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace AmlCompute.Help;

/// <summary>Reads the help page of a command: Markdown in the layout of platyPS, schema 2.0.0.</summary>
internal sealed partial class HelpPageReader
{
    /// <summary>The sections of a page, in this order.</summary>
    public static readonly IReadOnlyList<string> Sections =
        ["SYNOPSIS", "SYNTAX", "DESCRIPTION", "EXAMPLES", "PARAMETERS", "INPUTS", "OUTPUTS", "NOTES", "RELATED LINKS"];

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UseYamlFrontMatter().Build();

    private readonly string _path;
    private readonly Dictionary<string, List<Block>> _sections = new(StringComparer.Ordinal);
    private readonly string? _name;

    private HelpPageReader(string path, string markdown)
    {
        _path = path;
        string? section = null;
        foreach (Block block in Markdown.Parse(markdown, Pipeline))
        {
            switch (block)
            {
                case HeadingBlock { Level: 1 } heading when _name is null:
                    _name = MarkdownText.Line(heading, path);
                    break;
                case HeadingBlock { Level: 2 } heading:
                    section = MarkdownText.Line(heading, path);
                    if (!Sections.Contains(section) || !_sections.TryAdd(section, []))
                    {
                        string valid = string.Join(", ", Sections);
                        throw Error(block, $"'{section}' is not a valid section, or the page has it twice. Valid sections: {valid}.");
                    }

                    break;
                case not (Markdig.Extensions.Yaml.YamlFrontMatterBlock or LinkReferenceDefinitionGroup):
                    _sections.GetValueOrDefault(section ?? string.Empty, []).Add(block);
                    break;
            }
        }
    }

    public static HelpPage Read(string path) => Read(path, File.ReadAllText(path));

    public static HelpPage Read(string path, string markdown) => new HelpPageReader(path, markdown).Page();

    private HelpPage Page()
    {
        if (Sections.FirstOrDefault(section => !_sections.ContainsKey(section)) is { } missing)
        {
            throw new HelpFormatException(_path, 1, $"The section {missing} is missing.");
        }

        return new HelpPage(
            _path,
            _name ?? throw new HelpFormatException(_path, 1, "The heading with the name of the command is missing."),
            string.Join(" ", Texts(_sections["SYNOPSIS"])),
            [.. Entries("SYNTAX").Select(Syntax)],
            [.. Texts(_sections["DESCRIPTION"])],
            [.. Entries("EXAMPLES").Select(Example)],
            [.. Entries("PARAMETERS").Where(entry => entry.Title != "CommonParameters").Select(Parameter)],
            [.. Entries("INPUTS").Select(entry => new HelpType(entry.Title, [.. Texts(entry.Blocks)]))],
            [.. Entries("OUTPUTS").Select(entry => new HelpType(entry.Title, [.. Texts(entry.Blocks)]))],
            [.. Texts(_sections["NOTES"])],
            [.. _sections["RELATED LINKS"].OfType<LeafBlock>().SelectMany(block => block.Inline!.Descendants<LinkInline>()).Select(Link)]);
    }

    /// <summary>Splits a section at its headings. The entry before the first heading has an empty title.</summary>
    private List<Entry> Entries(string section)
    {
        List<Entry> entries = [];
        foreach (Block block in _sections[section])
        {
            if (block is HeadingBlock { Level: 3 } heading)
            {
                entries.Add(new Entry(MarkdownText.Line(heading, _path), block.Line + 1, []));
                continue;
            }

            if (entries.Count == 0)
            {
                entries.Add(new Entry(string.Empty, block.Line + 1, []));
            }

            entries[^1].Blocks.Add(block);
        }

        return entries;
    }

    private static HelpSyntax Syntax(Entry entry)
    {
        string line = string.Join(" ", Fences(entry).Select(MarkdownText.Code)).ReplaceLineEndings(" ");
        return new HelpSyntax(
            entry.Title.Replace(" (Default)", string.Empty, StringComparison.Ordinal),
            [.. SyntaxParameter().Matches(line).Select(match => new HelpSyntaxParameter(
                match.Groups["name"].Value,
                match.Groups["type"] is { Success: true } type ? type.Value : null,
                !match.Groups["optional"].Success,
                match.Groups["positional"].Success))]);
    }

    private HelpExample Example(Entry entry)
    {
        if (entry.Blocks is not [FencedCodeBlock { Info: "powershell" } code, .. var rest])
        {
            throw new HelpFormatException(
                _path, entry.Line, "An example starts with a fenced block of powershell. Move the prose below it.");
        }

        string? output = rest is [FencedCodeBlock { Info: "output" } printed, ..] ? MarkdownText.Code(printed) : null;
        return new HelpExample(
            entry.Title,
            entry.Line,
            MarkdownText.Code(code),
            (code.Arguments ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries),
            output,
            [.. Texts(output is null ? rest : rest.Skip(1))]);
    }

    private HelpParameter Parameter(Entry entry)
    {
        List<FencedCodeBlock> blocks = [.. Fences(entry).Where(fence => fence.Info == "yaml")];
        return blocks.Count == 0 || !entry.Title.StartsWith('-')
            ? throw new HelpFormatException(_path, entry.Line, $"'{entry.Title}' is not a parameter with a yaml block.")
            : new HelpParameter(
                entry.Title[1..],
                entry.Line,
                [.. Texts(entry.Blocks.Where(block => !blocks.Contains(block)))],
                [.. blocks.Select(Use)]);
    }

    private HelpParameterUse Use(FencedCodeBlock block)
    {
        Dictionary<string, string> pairs = MarkdownText.Code(block).Split('\n')
            .Where(line => line.Contains(':', StringComparison.Ordinal))
            .Select(line => line.Split(':', 2))
            .ToDictionary(pair => pair[0].Trim(), pair => pair[1].Trim(), StringComparer.Ordinal);
        return new HelpParameterUse(
            Value("Type"),
            List("Parameter Sets"),
            List("Aliases"),
            List("Accepted values"),
            Value("Required") == "True",
            Value("Position"),
            Value("Default value"),
            Value("Accept pipeline input"),
            Value("Accept wildcard characters") == "True");

        string Value(string key) =>
            pairs.TryGetValue(key, out string? value) ? value : throw Error(block, $"'{key}:' is missing in this block.");

        string[] List(string key) => pairs.GetValueOrDefault(key, string.Empty).Split(", ", StringSplitOptions.RemoveEmptyEntries);
    }

    private HelpLink Link(LinkInline link) => new(
        link.FirstChild is LiteralInline text
            ? text.Content.ToString()
            : throw new HelpFormatException(_path, link.Line + 1, "The text of a related link must be plain text."),
        link.Url is { } url && url.Contains("://", StringComparison.Ordinal) ? url : string.Empty);

    private IEnumerable<string> Texts(IEnumerable<Block> blocks) => blocks.SelectMany(block => MarkdownText.Paragraphs(block, _path));

    private static IEnumerable<FencedCodeBlock> Fences(Entry entry) => entry.Blocks.OfType<FencedCodeBlock>();

    private HelpFormatException Error(Block block, string message) => new(_path, block.Line + 1, message);

    /// <summary>
    /// Matches [-Optional], [-Optional &lt;Type&gt;], [[-Positional] &lt;Type&gt;], and the same without the outer brackets for a required
    /// parameter.
    /// </summary>
    [GeneratedRegex(
        @"(?<= )(?<optional>\[(?=\[-\w+\] <|-\w+(?: <[^<>]+>)?\](?! <)))?(?<positional>\[)?-(?<name>\w+)\]?" +
        @"( <(?<type>[^<>]+)>)?\]?(?= |$)")]
    private static partial Regex SyntaxParameter();

    private sealed record Entry(string Title, int Line, List<Block> Blocks);
}
