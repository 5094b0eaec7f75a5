using System.Text;
using System.Text.RegularExpressions;

namespace AmlCompute.Reports;

/// <summary>
/// Writes plans, comparisons and findings as Markdown tables. Names and values are escaped, so that Markdown shows them literally.
/// </summary>
internal static class MarkdownText
{
    /// <summary>Returns a heading, and a table with a row for each step; without steps, the heading alone.</summary>
    public static string WritePlan(ComputePlan plan)
    {
        string counts = string.Join(
            ", ", plan.Steps.GroupBy(step => step.Symbol).Select(group => $"{group.Count()} {group.Key.Trim()}"));

        // A saved plan can have the texts of differences and problems without the lists.
        string table = WriteTable(
            ["Action", "Name", "Type", "Changes", "Cost", "Problems"],
            plan.Steps.Select(step => (string[])
            [
                Escape(step.Symbol),
                Escape(step.Name),
                Escape(step.Type),
                step.Differences.Count > 0 ? JoinLines(step.Differences) : Escape(step.Changes),
                Escape(step.CostChange ?? string.Empty),
                step.Problems.Count > 0 ? JoinLines(step.Problems) : Escape(step.Warnings),
            ]));
        string summary = plan.Steps.Count == 0 ? "no changes\n" : $"{Escape(counts)}\n\n{table}";
        return $"### {Escape(plan.WorkspaceName)}: {summary}";
    }

    /// <summary>Returns a table with a row for each comparison.</summary>
    public static string WriteComparisons(IReadOnlyList<ComputeComparison> comparisons) => WriteTable(
        ["Name", "Type", "Status", "Differences", "Cost"],
        comparisons.Select(comparison => (string[])
        [
            Escape(comparison.Name),
            Escape(comparison.ComputeType),
            $"{comparison.Status}",
            JoinLines(comparison.Differences),
            Escape(comparison.CostChange ?? string.Empty),
        ]));

    /// <summary>Returns a table with a row for each finding.</summary>
    public static string WriteFindings(IReadOnlyList<FindingRow> findings) => WriteTable(
        ["Severity", "Rule", "Name", "Workspace", "Owner", "Evidence", "Fix"],
        findings.Select(finding => (string[])
        [
            Escape(finding.Severity),
            Escape(finding.Rule),
            Escape(finding.Name),
            Escape(finding.WorkspaceName),
            Escape(finding.Owner),
            Escape(finding.Evidence),
            WriteFix(finding),
        ]));

    /// <summary>
    /// Escapes the characters that Markdown or HTML could interpret, and replaces each run of white space, control and format characters by
    /// one blank. Sites link @name and #1 after they have read the Markdown, so an invisible character separates these signs from the word.
    /// </summary>
    public static string Escape(string text)
    {
        string singleLine = Regex.Replace(text, @"[\p{Cc}\p{Cf}\s]+", " ", RegexOptions.CultureInvariant);
        StringBuilder escaped = new(singleLine.Length);
        foreach (char character in singleLine)
        {
            escaped.Append(character switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '@' => "&#64;&#8203;",
                '#' => "&#35;&#8203;",
                ':' => "&#58;",
                '\\' or '`' or '*' or '_' or '{' or '}' or '[' or ']' or '(' or ')' or '+' or '-' or '!' or '|' or '~' or '=' or '$'
                    or '.' =>
                    $"\\{character}",
                _ => character.ToString(),
            });
        }

        return escaped.ToString();
    }

    private static string WriteFix(FindingRow finding) => finding switch
    {
        { NeedsReplacement: true } => "replacement",
        { Fix.Length: 0 } => string.Empty,
        _ => $"<code>{Escape(finding.Fix)}</code>",
    };

    private static string JoinLines<T>(IEnumerable<T> items) => string.Join("<br>", items.Select(item => Escape($"{item}")));

    private static string WriteTable(string[] headings, IEnumerable<string[]> rows)
    {
        string[] separators = [.. headings.Select(_ => "---")];
        IEnumerable<string[]> lines = [headings, separators, .. rows];
        return string.Concat(lines.Select(cells => $"| {string.Join(" | ", cells)} |\n"));
    }
}
