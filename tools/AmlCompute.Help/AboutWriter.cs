using System.Text;
using Markdig;
using Markdig.Syntax;

namespace AmlCompute.Help;

/// <summary>
/// Writes an about topic as plain text of 80 columns. Get-Help reads the name of the topic from the second line, and the summary from
/// the fifth.
/// </summary>
internal static class AboutWriter
{
    private const int Width = 80;
    private const int Indent = 4;

    public static string Write(string path) => Write(path, File.ReadAllText(path));

    public static string Write(string path, string markdown)
    {
        StringBuilder text = new();
        foreach (Block block in Markdown.Parse(markdown))
        {
            switch (block)
            {
                case HeadingBlock { Level: 1 } heading:
                    text.Append("TOPIC\n").Append(' ', Indent).Append(MarkdownText.Line(heading, path)).Append("\n\n");
                    break;
                case HeadingBlock { Level: 2 } heading:
                    text.Append(MarkdownText.Line(heading, path).ToUpperInvariant()).Append('\n');
                    break;
                case HeadingBlock heading:
                    text.Append(' ', Indent / 2).Append(MarkdownText.Line(heading, path)).Append('\n');
                    break;
                case CodeBlock code:
                    AppendCode(text, code, path);
                    break;
                case LinkReferenceDefinitionGroup:
                    break;
                default:
                    // No blank line separates the items of a list; a blank line separates paragraphs.
                    foreach (string paragraph in MarkdownText.Paragraphs(block, path))
                    {
                        AppendWrapped(text, paragraph);
                        text.Append(block is ListBlock ? string.Empty : "\n");
                    }

                    text.Append(block is ListBlock ? "\n" : string.Empty);
                    break;
            }
        }

        return text.ToString().TrimEnd() + "\n";
    }

    private static void AppendCode(StringBuilder text, CodeBlock code, string path)
    {
        foreach (string line in MarkdownText.Code(code).Split('\n'))
        {
            if (line.Length > Width - Indent - 2)
            {
                throw new HelpFormatException(
                    path, code.Line + 1, $"A line of code is longer than {Width - Indent - 2} characters: {line}");
            }

            text.Append(line.Length == 0 ? string.Empty : new string(' ', Indent + 2)).Append(line).Append('\n');
        }

        text.Append('\n');
    }

    private static void AppendWrapped(StringBuilder text, string paragraph)
    {
        int hang = paragraph.StartsWith("- ", StringComparison.Ordinal) ? Indent + 2 : Indent;
        int column = 0;
        foreach (string word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (column == 0 || column + 1 + word.Length > Width)
            {
                int start = column == 0 ? Indent : hang;
                text.Append(column == 0 ? string.Empty : "\n").Append(' ', start);
                column = start;
            }
            else
            {
                text.Append(' ');
                column++;
            }

            text.Append(word);
            column += word.Length;
        }

        text.Append('\n');
    }
}
