using System.Globalization;
using System.Text;

namespace AmlCompute.Reports;

/// <summary>
/// Writes a report as one HTML page that requests nothing. <see cref="ReportHtml.Escape"/> escapes every text of the content, and the
/// content security policy of the page allows only its own script and style, by their hashes.
/// </summary>
internal sealed class ReportPage
{
    private static readonly (string Label, bool IsNumber)[] Columns =
    [
        ("Name", false), ("Type", false), ("State", false), ("Size", false), ("Nodes", true), ("Workspace", false), ("Owner", false),
        ("Location", false), ("Cost/month", true), ("Findings", true),
    ];

    private readonly ReportContent _content;
    private readonly string _script = ReadResource("report.js");
    private readonly StringBuilder _html = new();

    private ReportPage(ReportContent content) => _content = content;

    /// <summary>Returns the HTML of the page.</summary>
    public static string Write(ReportContent content)
    {
        ReportPage page = new(content);
        page.AddHead();
        page.AddFacts();
        if (content.Targets.Count > 0)
        {
            ReportCharts charts = new(content.Targets, page.Add);
            charts.AddCosts();
            charts.AddStates();
        }

        page.AddFindings();
        page.AddTargets();
        page.Add($"<script>{page._script}</script>\n</body>\n</html>\n");
        return page._html.ToString();
    }

    private void Add(string html) => _html.Append(html);

    private void AddHead()
    {
        string style = ReadResource("report.css");
        string policy = $"default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; "
            + $"style-src 'sha256-{TextDigest.ComputeBase64(style)}'; "
            + $"script-src 'sha256-{TextDigest.ComputeBase64(_script)}'";
        string time = _content.CreatedOn.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        Add("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            + $"<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n"
            + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            + "<meta name=\"referrer\" content=\"no-referrer\">\n<link rel=\"icon\" href=\"data:,\">\n"
            + $"<title>Compute targets</title>\n<style>{style}</style>\n</head>\n<body>\n"
            + "<h1>Compute targets of Azure Machine Learning</h1>\n"
            + $"<p class=\"dim\">{ReportHtml.Escape(time)}"
            + " UTC. Costs per month are for 730 hours of the machines that run now, at public prices without discounts, disks and"
            + " traffic.</p>\n");
    }

    private void AddFacts()
    {
        Add("<section class=\"facts\">\n");
        AddCount("workspace", _content.Targets.Select(target => target.WorkspaceId).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        AddCount("compute target", _content.Targets.Count);
        foreach (IGrouping<string, ReportTarget> currency in ReportTarget.GroupByCurrency(_content.Targets))
        {
            decimal spotCost = currency.Where(target => target.IsSpot).Sum(target => target.CostPerMonth!.Value);
            AddFact(
                ReportHtml.FormatCost(currency.Sum(target => target.CostPerMonth!.Value), currency.Key),
                spotCost == 0
                    ? "per month"
                    : $"per month, {ReportHtml.FormatCost(spotCost, currency.Key)} of it Spot, whose price varies");
        }

        AddCount("finding", _content.Findings.Count);
        Add("</section>\n");
    }

    private void AddCount(string noun, int count) => AddFact(ReportHtml.FormatCount(count), count == 1 ? noun : $"{noun}s");

    private void AddFact(string value, string label) => Add($"<div><b>{value}</b>{label}</div>\n");

    private void AddFindings()
    {
        Add("<h2>Findings</h2>\n");
        if (_content.Findings.Count == 0)
        {
            Add("<p>No rule found a problem.</p>\n");
        }

        foreach (string severity in (string[])["High", "Medium", "Low"])
        {
            AddFindingsOfSeverity(severity);
        }

        if (_content.UnknownRules.Count > 0)
        {
            AddDetails(
                "<details open><summary>Rules that are unknown for some targets</summary>",
                _content.UnknownRules.Select(sentence => $"<bdi>{ReportHtml.Escape(sentence)}</bdi>"));
        }
    }

    private void AddFindingsOfSeverity(string severity)
    {
        FindingRow[] findings =
        [
            .. _content.Findings.Where(finding => finding.Severity == severity)
                .OrderBy(finding => finding.Rule, StringComparer.Ordinal).ThenBy(finding => finding.Name, StringComparer.Ordinal),
        ];
        if (findings.Length > 0)
        {
            string open = severity == "High" ? " open" : string.Empty;
            AddDetails(
                $"<details{open}><summary class=\"{severity}\">{severity}: {ReportHtml.FormatCount(findings.Length)}</summary>",
                findings.Select(WriteFinding));
        }
    }

    private void AddDetails(string start, IEnumerable<string> items) =>
        Add($"{start}<ul>\n{string.Concat(items.Select(item => $"<li>{item}</li>\n"))}</ul></details>\n");

    private static string WriteFinding(FindingRow finding) =>
        $"<b>{ReportHtml.Escape(finding.Rule)}</b> <bdi>{ReportHtml.Escape(finding.Name)}</bdi> <span class=\"dim\">in "
        + $"<bdi>{ReportHtml.Escape(finding.WorkspaceName)}</bdi></span><br><bdi>{ReportHtml.Escape(finding.Evidence)}</bdi>"
        + (finding.Fix.Length == 0 ? string.Empty : $"<code>{ReportHtml.Escape(finding.Fix)}</code><button>Copy</button>");

    private void AddTargets()
    {
        Add("<h2>Targets</h2>\n<div class=\"wide\"><table>\n<thead><tr>");
        foreach ((string label, bool isNumber) in Columns)
        {
            Add($"<th scope=\"col\"{(isNumber ? " class=\"number\"" : string.Empty)}><button>{label}</button></th>");
        }

        Add("</tr></thead>\n<tbody>\n");
        foreach (ReportTarget target in _content.Targets)
        {
            Cell[] cells = CreateCells(target);
            Add("<tr>");
            for (int i = 0; i < cells.Length; i++)
            {
                Add($"<td data-label=\"{Columns[i].Label}\"{cells[i].Attributes}>{cells[i].Html}</td>");
            }

            Add("</tr>\n");
        }

        Add("</tbody></table></div>\n");
    }

    /// <summary>Returns the cells of a row, in the order of <see cref="Columns"/>.</summary>
    private static Cell[] CreateCells(ReportTarget target)
    {
        string name = $"<bdi>{ReportHtml.Escape(target.Name)}</bdi>";
        bool hasLink = target.StudioUrl.Length > 0;
        return
        [
            new(hasLink ? $"<a href=\"{ReportHtml.Escape(target.StudioUrl)}\" rel=\"noreferrer\">{name}</a>" : name),
            Cell.CreateText(target.Type),
            Cell.CreateText(target.State),
            Cell.CreateText(target.Size),
            Cell.CreateNumber(target.Nodes, target.Nodes is { } nodes ? ReportHtml.FormatCount(nodes) : string.Empty),
            Cell.CreateText(target.Workspace),
            Cell.CreateText(target.Owner),
            Cell.CreateText(target.Location),
            Cell.CreateNumber(target.CostPerMonth, ReportHtml.FormatCost(target)),
            Cell.CreateNumber(target.Findings, ReportHtml.FormatCount(target.Findings)),
        ];
    }

    private static string ReadResource(string name)
    {
        using Stream stream = typeof(ReportPage).Assembly.GetManifestResourceStream(name)!;
        using StreamReader reader = new(stream, Encoding.UTF8);

        // A checkout on Windows can have other line breaks. A browser replaces them before it compares the hash with that of the policy.
        return reader.ReadToEnd().Replace("\r\n", "\n");
    }

    private readonly record struct Cell(string Html, string Attributes = "")
    {
        public static Cell CreateText(string text) => new(text.Length == 0 ? string.Empty : $"<bdi>{ReportHtml.Escape(text)}</bdi>");

        /// <summary>Creates a cell that the script of the page sorts by the value.</summary>
        public static Cell CreateNumber(decimal? value, string text) =>
            new(text, $" class=\"number\" data-sort=\"{value?.ToString(CultureInfo.InvariantCulture)}\"");
    }
}
