using System.Globalization;
using System.Text;

namespace AmlCompute.Reports;

/// <summary>
/// Writes a report as one HTML page that requests nothing. Every text from elsewhere is escaped by <see cref="Text"/>, and the content
/// security policy of the page allows only its own script and style, by their hashes.
/// </summary>
internal sealed class ReportPage(ReportContent content)
{
    private const int MostBars = 12;

    private static readonly (string Label, bool IsNumber)[] Columns =
    [
        ("Name", false), ("Type", false), ("State", false), ("Size", false), ("Nodes", true), ("Workspace", false), ("Owner", false),
        ("Location", false), ("Cost/month", true), ("Findings", true),
    ];

    private readonly StringBuilder _html = new();

    public static string Of(ReportContent content)
    {
        ReportPage page = new(content);
        page.AddHead();
        page.AddFacts();
        if (content.Targets.Count > 0)
        {
            page.AddCosts();
            page.AddStates();
        }

        page.AddFindings();
        page.AddTargets();
        page.Add("<script>").Add(Resource("report.js")).Add("</script>\n</body>\n</html>\n");
        return page._html.ToString();
    }

    private ReportPage Add(string html)
    {
        _html.Append(html);
        return this;
    }

    private void AddHead()
    {
        string style = Resource("report.css");
        string policy = $"default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; "
            + $"style-src 'sha256-{TextDigest.Base64Of(style)}'; script-src 'sha256-{TextDigest.Base64Of(Resource("report.js"))}'";
        Add("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Add($"<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n")
            .Add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Add("<meta name=\"referrer\" content=\"no-referrer\">\n<link rel=\"icon\" href=\"data:,\">\n")
            .Add("<title>Compute targets</title>\n<style>").Add(style).Add("</style>\n</head>\n<body>\n")
            .Add("<h1>Compute targets of Azure Machine Learning</h1>\n")
            .Add($"<p class=\"dim\">{Text(content.CreatedOn.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture))}")
            .Add(" UTC. Costs are public prices for 730 hours, without discounts, disks and traffic.</p>\n");
    }

    private void AddFacts()
    {
        Add("<section class=\"facts\">\n");
        Number("workspace", content.Targets.Select(target => target.Workspace).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Number("compute target", content.Targets.Count);
        foreach (IGrouping<string, ReportTarget> currency in Priced())
        {
            decimal spot = currency.Where(target => target.IsSpot).Sum(target => target.CostPerMonth!.Value);
            Fact(
                spot == 0 ? "per month" : $"per month, {Money(spot, currency.Key)} of it Spot, whose price varies",
                Money(currency.Sum(target => target.CostPerMonth!.Value), currency.Key));
        }

        Number("finding", content.Findings.Count);
        Add("</section>\n");

        void Number(string word, int count) => Fact(count == 1 ? word : $"{word}s", Count(count));
        void Fact(string label, string value) => Add($"<div><b>{value}</b>{label}</div>\n");
    }

    private void AddCosts()
    {
        int known = content.Targets.Count(target => target.CostPerMonth is not null);
        Add("<h2>Costs</h2>\n<p class=\"dim\">")
            .Add(known == content.Targets.Count
                ? "The costs of all targets are known."
                : $"The costs of {Count(known)} of {Count(content.Targets.Count)} targets are known; the others are in no sum.")
            .Add("</p>\n<section class=\"charts\">\n");
        foreach (IGrouping<string, ReportTarget> currency in Priced())
        {
            Chart("Workspace", target => target.Workspace);
            Chart("Owner", target => target.Owner);
            Chart("Type", target => target.Type);

            void Chart(string title, Func<ReportTarget, string> key) => AddBars(
                $"{title}, {Text(currency.Key)} per month",
                [
                    .. currency.GroupBy(key, StringComparer.OrdinalIgnoreCase)
                        .Select(same => (same.Key.Length == 0 ? "(none)" : same.Key, same.Sum(target => target.CostPerMonth!.Value)))
                        .OrderByDescending(bar => bar.Item2).ThenBy(bar => bar.Item1, StringComparer.Ordinal),
                ]);
        }

        Add("</section>\n");
    }

    private void AddBars(string title, IReadOnlyList<(string Label, decimal Value)> bars)
    {
        if (bars.Count > MostBars)
        {
            bars = [.. bars.Take(MostBars), ($"{bars.Count - MostBars} others", bars.Skip(MostBars).Sum(bar => bar.Value))];
        }

        decimal largest = bars.Max(bar => bar.Value);
        Add($"<figure><h3>{title}</h3><div class=\"bars\">\n");
        foreach ((string label, decimal value) in bars)
        {
            decimal width = largest == 0 ? 0 : 100 * value / largest;
            Add($"<span><bdi>{Text(label)}</bdi></span>")
                .Add(Svg(Rect(0, 100, "back") + Rect(0, width, "c0"), 100))
                .Add($"<span class=\"number\">{Money(value, string.Empty)}</span>\n");
        }

        Add("</div></figure>\n");
    }

    private void AddStates()
    {
        string[] states =
        [
            .. content.Targets.GroupBy(target => target.State, StringComparer.Ordinal)
                .OrderByDescending(same => same.Count()).ThenBy(same => same.Key, StringComparer.Ordinal).Select(same => same.Key),
        ];
        int most = content.Targets.GroupBy(target => target.Type).Select(same => same.Count()).DefaultIfEmpty(1).Max();
        Add("<h2>States</h2>\n<figure><div class=\"bars\">\n");
        foreach (IGrouping<string, ReportTarget> type in
            content.Targets.GroupBy(target => target.Type, StringComparer.Ordinal).OrderBy(same => same.Key, StringComparer.Ordinal))
        {
            StringBuilder rects = new(Rect(0, most, "back"));
            List<string> words = [];
            int left = 0;
            for (int i = 0; i < states.Length; i++)
            {
                int count = type.Count(target => target.State == states[i]);
                if (count > 0)
                {
                    rects.Append(Rect(left, count, Color(i)));
                    words.Add($"{Count(count)} {Text(states[i])}");
                    left += count;
                }
            }

            Add($"<span><bdi>{Text(type.Key)}</bdi></span>{Svg(rects.ToString(), most)}<span>{string.Join(", ", words)}</span>\n");
        }

        Add("</div><p class=\"key dim\">");
        for (int i = 0; i < states.Length; i++)
        {
            Add($"<span>{Svg(Rect(0, 1, Color(i)), 1)}<bdi>{Text(states[i])}</bdi></span>\n");
        }

        Add("</p></figure>\n");
    }

    private void AddFindings()
    {
        Add("<h2>Findings</h2>\n");
        if (content.Findings.Count == 0)
        {
            Add("<p>No rule found a problem.</p>\n");
        }

        foreach (string severity in (string[])["High", "Medium", "Low"])
        {
            FindingRow[] same =
            [
                .. content.Findings.Where(finding => finding.Severity == severity)
                    .OrderBy(finding => finding.Rule, StringComparer.Ordinal).ThenBy(finding => finding.Name, StringComparer.Ordinal),
            ];
            if (same.Length == 0)
            {
                continue;
            }

            string open = severity == "High" ? " open" : string.Empty;
            AddItems($"<details{open}><summary class=\"{severity}\">{severity}: {Count(same.Length)}</summary>", same.Select(ItemOf));
        }

        if (content.Unknown.Count > 0)
        {
            AddItems(
                $"<details open><summary>Unknown: {Count(content.Unknown.Count)}</summary>",
                content.Unknown.Select(sentence => $"<bdi>{Text(sentence)}</bdi>"));
        }

        void AddItems(string start, IEnumerable<string> items) =>
            Add($"{start}<ul>\n{string.Concat(items.Select(item => $"<li>{item}</li>\n"))}</ul></details>\n");
    }

    private static string ItemOf(FindingRow finding) =>
        $"<b>{Text(finding.Rule)}</b> <bdi>{Text(finding.Name)}</bdi> <span class=\"dim\">in "
        + $"<bdi>{Text(finding.WorkspaceName)}</bdi></span><br><bdi>{Text(finding.Evidence)}</bdi>"
        + (finding.NeedsReplacement ? string.Empty : $"<code>{Text(finding.Fix)}</code><button>Copy</button>");

    private void AddTargets()
    {
        Add("<h2>Targets</h2>\n<div class=\"wide\"><table>\n<thead><tr>");
        foreach ((string label, bool isNumber) in Columns)
        {
            Add($"<th scope=\"col\"{(isNumber ? " class=\"number\"" : string.Empty)}><button>{label}</button></th>");
        }

        Add("</tr></thead>\n<tbody>\n");
        foreach (ReportTarget target in content.Targets)
        {
            string name = $"<bdi>{Text(target.Name)}</bdi>";
            Cell[] cells =
            [
                new(target.StudioUrl.Length == 0 ? name : $"<a href=\"{Text(target.StudioUrl)}\" rel=\"noreferrer\">{name}</a>"),
                Plain(target.Type),
                Plain(target.State),
                Plain(target.Size),
                Number(target.Nodes, target.Nodes is { } nodes ? Count(nodes) : string.Empty),
                Plain(target.Workspace),
                Plain(target.Owner),
                Plain(target.Location),
                Number(target.CostPerMonth, CostOf(target)),
                Number(target.Findings, Count(target.Findings)),
            ];
            Add("<tr>");
            for (int i = 0; i < cells.Length; i++)
            {
                Add($"<td data-label=\"{Columns[i].Label}\"{cells[i].Attributes}>{cells[i].Html}</td>");
            }

            Add("</tr>\n");
        }

        Add("</tbody></table></div>\n");

        static Cell Plain(string text) => new(text.Length == 0 ? string.Empty : $"<bdi>{Text(text)}</bdi>");
        static Cell Number(decimal? value, string shown) =>
            new(shown, $" class=\"number\" data-sort=\"{value?.ToString(CultureInfo.InvariantCulture)}\"");
    }

    private static string CostOf(ReportTarget target) => target.CostPerMonth is { } cost
        ? Money(cost, target.Currency) + (target.IsSpot ? " Spot" : string.Empty)
        : string.Empty;

    /// <summary>Returns the targets with a cost by currency; a target that costs nothing and has no price is in no currency.</summary>
    private IEnumerable<IGrouping<string, ReportTarget>> Priced() => content.Targets
        .Where(target => target.CostPerMonth is not null && target.Currency.Length > 0)
        .GroupBy(target => target.Currency, StringComparer.Ordinal)
        .OrderBy(same => same.Key, StringComparer.Ordinal);

    private static string Svg(string shapes, decimal width) =>
        $"<svg viewBox=\"0 0 {Invariant(width)} 1\" preserveAspectRatio=\"none\" aria-hidden=\"true\">{shapes}</svg>";

    private static string Rect(decimal x, decimal width, string color) =>
        $"<rect class=\"{color}\" x=\"{Invariant(x)}\" width=\"{Invariant(width)}\" height=\"1\"/>";

    private static string Color(int index) => $"c{Math.Min(index, 5)}";

    private static string Count(int count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Money(decimal amount, string currency) =>
        $"{amount.ToString("#,0.00", CultureInfo.InvariantCulture)} {Text(currency)}".TrimEnd();

    private static string Invariant(decimal number) => Math.Round(number, 2).ToString(CultureInfo.InvariantCulture);

    /// <summary>Escapes a text for an element or an attribute. Control and bidirectional characters become a visible mark.</summary>
    private static string Text(string text) => TerminalText.Clean(text).Replace('\n', ' ')
        .Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\"", "&quot;").Replace("'", "&#39;");

    private static string Resource(string name)
    {
        using Stream stream = typeof(ReportPage).Assembly.GetManifestResourceStream(name)!;
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd().Replace("\r\n", "\n");
    }

    private readonly record struct Cell(string Html, string Attributes = "");
}
