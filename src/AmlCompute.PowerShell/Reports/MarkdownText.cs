using System.Text;
using System.Text.RegularExpressions;

namespace AmlCompute.Reports;

/// <summary>Writes Markdown tables. Text of names and values is escaped, so that Markdown shows it literally.</summary>
internal static class MarkdownText
{
    /// <summary>Returns a heading and a table with a row for each step.</summary>
    public static string Of(ComputePlan plan)
    {
        StringBuilder text = new();
        text.Append("### ").Append(Escape(plan.WorkspaceName)).Append(": ");
        if (plan.Steps.Count == 0)
        {
            return text.Append("no changes").Append('\n').ToString();
        }

        text.Append(Escape(string.Join(", ", plan.Steps.GroupBy(step => step.Symbol).Select(same => $"{same.Count()} {same.Key.Trim()}"))));
        text.Append("\n\n");
        AppendRow(text, "Action", "Name", "Type", "Changes", "Cost", "Problems");
        AppendRow(text, "---", "---", "---", "---", "---", "---");
        foreach (ComputePlanStep step in plan.Steps)
        {
            AppendRow(
                text,
                Escape(step.Symbol),
                Escape(step.Name),
                Escape(step.Type),
                step.Differences.Count > 0 ? Lines(step.Differences) : Escape(step.Changes),
                Escape(step.CostChange ?? string.Empty),
                step.Problems.Count > 0 ? Lines(step.Problems) : Escape(step.Warnings));
        }

        return text.ToString();
    }

    /// <summary>Returns a table with a row for each comparison.</summary>
    public static string Of(IReadOnlyList<ComputeComparison> comparisons)
    {
        StringBuilder text = new();
        AppendRow(text, "Name", "Type", "Status", "Differences", "Cost");
        AppendRow(text, "---", "---", "---", "---", "---");
        foreach (ComputeComparison comparison in comparisons)
        {
            AppendRow(
                text,
                Escape(comparison.Name),
                Escape(comparison.ComputeType),
                $"{comparison.Status}",
                Lines(comparison.Differences),
                Escape(comparison.CostChange ?? string.Empty));
        }

        return text.ToString();
    }

    /// <summary>Returns a table with a row for each finding.</summary>
    public static string Of(IReadOnlyList<FindingRow> findings)
    {
        StringBuilder text = new();
        AppendRow(text, "Severity", "Rule", "Name", "Workspace", "Owner", "Evidence", "Fix");
        AppendRow(text, "---", "---", "---", "---", "---", "---", "---");
        foreach (FindingRow finding in findings)
        {
            AppendRow(
                text,
                Escape(finding.Severity),
                Escape(finding.Rule),
                Escape(finding.Name),
                Escape(finding.WorkspaceName),
                Escape(finding.Owner),
                Escape(finding.Evidence),
                finding.NeedsReplacement ? "replacement" : $"<code>{Escape(finding.Fix)}</code>");
        }

        return text.ToString();
    }

    /// <summary>
    /// Escapes the characters that Markdown or HTML could interpret, and replaces line breaks and control characters by blanks. Sites link
    /// @name and #1 after they have read the Markdown, so an invisible character separates these signs from the word.
    /// </summary>
    public static string Escape(string text)
    {
        string plain = Regex.Replace(text, @"[\p{Cc}\p{Cf}\u2028\u2029\s]+", " ", RegexOptions.CultureInvariant);
        StringBuilder escaped = new(plain.Length);
        foreach (char letter in plain)
        {
            escaped.Append(letter switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '@' => "&#64;&#8203;",
                '#' => "&#35;&#8203;",
                ':' => "&#58;",
                '\\' or '`' or '*' or '_' or '{' or '}' or '[' or ']' or '(' or ')' or '+' or '-' or '!' or '|' or '~' or '=' or '$'
                    or '.' =>
                    $"\\{letter}",
                _ => letter.ToString(),
            });
        }

        return escaped.ToString();
    }

    private static string Lines<T>(IEnumerable<T> items) => string.Join("<br>", items.Select(item => Escape($"{item}")));

    private static void AppendRow(StringBuilder text, params string[] cells) =>
        text.Append("| ").Append(string.Join(" | ", cells)).Append(" |\n");
}
