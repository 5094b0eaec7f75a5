using System.Text;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace AmlCompute.Help;

/// <summary>Converts Markdown to plain text. Elements that help cannot show, such as HTML, are errors.</summary>
internal static class MarkdownText
{
    /// <summary>Gets the paragraphs of a block. An item of a list is a paragraph that starts with a hyphen.</summary>
    public static IEnumerable<string> Paragraphs(Block block, string path) => block switch
    {
        ParagraphBlock paragraph => [Line(paragraph, path)],
        ListBlock list => list.OfType<ListItemBlock>().SelectMany(item => item.SelectMany((part, index) =>
            Paragraphs(part, path).Select(text => (index == 0 ? "- " : "  ") + text))),
        CodeBlock code => [Code(code)],
        _ => throw new HelpFormatException(path, block.Line + 1, $"A {block.GetType().Name} cannot be shown in help."),
    };

    public static string Code(CodeBlock block) => block.Lines.ToString().TrimEnd();

    public static string Line(LeafBlock block, string path) =>
        Append(new StringBuilder(), block.Inline!, path, block.Line + 1).ToString();

    private static StringBuilder Append(StringBuilder text, ContainerInline inlines, string path, int line)
    {
        foreach (Inline inline in inlines)
        {
            _ = inline switch
            {
                LiteralInline literal => text.Append(literal.Content.AsSpan()),
                CodeInline code => text.Append(code.Content),
                LineBreakInline => text.Append(' '),
                HtmlEntityInline entity => text.Append(entity.Transcoded.AsSpan()),
                AutolinkInline link => text.Append(link.Url),
                LinkInline { Url: { } url } link when url.Contains("://", StringComparison.Ordinal) =>
                    Append(text, link, path, line).Append(" (").Append(url).Append(')'),
                ContainerInline container => Append(text, container, path, line),
                _ => throw new HelpFormatException(
                    path, line, $"A {inline.GetType().Name} cannot be shown in help. Write code in backticks."),
            };
        }

        return text;
    }
}
