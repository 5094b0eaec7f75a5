using System.Text.RegularExpressions;
using AmlCompute.Reports;
using Xunit;

namespace AmlCompute.Tests.Reports;

public sealed class ReportPageTests
{
    /// <summary>Texts that would run, break out of an attribute, or reverse what follows, if the page wrote them unchanged.</summary>
    public static readonly string[] Hostile =
    [
        "<script>window.ran=1</script>", "\"><img src=x onerror=window.ran=1>", "'onmouseover='window.ran=1", "</style><b>",
        "\u202Egpj.exe", "a&amp;b", "javascript:window.ran=1",
        "]]><svg onload=window.ran=1>", "line\r\nbreak\u0007",
    ];

    internal static ReportContent Content => new(
        new DateTimeOffset(2026, 11, 28, 8, 30, 0, TimeSpan.Zero),
        [
            .. Hostile.Select((text, i) => Target(text, i % 2 == 0 ? text : "AmlCompute") with
            {
                State = text, Size = text, Workspace = text, WorkspaceId = text, Owner = text, Location = text, Nodes = i,
                CostPerMonth = 10 * i, Currency = "USD", Findings = 1,
                StudioUrl = $"https://ml.azure.com/compute/{Uri.EscapeDataString(text)}",
            }),
            Target("dev-1") with { State = "Running", CostPerMonth = 1234.5m, Currency = "USD" },
            Target("dev-2") with { State = "Stopped" },
            Target("dev-10") with { State = "Stopped", CostPerMonth = 7, Currency = "EUR" },
        ],
        [.. Hostile.Select(text => new FindingRow(text, "Cost", "High", text, text, text, text, text, text, text, text))],
        [.. Hostile]);

    [Fact]
    public void No_text_from_elsewhere_becomes_markup()
    {
        string page = ReportPage.Write(Content);
        string body = page[page.IndexOf("<body>", StringComparison.Ordinal)..page.LastIndexOf("<script>", StringComparison.Ordinal)];

        Assert.Equal(
            "a b bdi body br button code details div figure h1 h2 h3 li p rect section span summary svg table tbody td th thead tr ul",
            string.Join(
                " ",
                Regex.Matches(body, "<([a-z0-9]+)").Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal)));
        Assert.Equal(
            "aria-hidden class data-label data-sort height href open preserveAspectRatio rel scope viewBox width x",
            string.Join(" ", Regex.Matches(body, "<[a-z0-9]+((?: [a-zA-Z-]+(?:=\"[^\"]*\")?)*)/?>")
                .SelectMany(match => Regex.Matches(match.Groups[1].Value, " ([a-zA-Z-]+)(?:=\"[^\"]*\")?"))
                .Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal)));
        Assert.DoesNotContain('\u202E', page);
        Assert.DoesNotContain('\u0007', page);
        Assert.Contains("line break\uFFFD", page);
        Assert.Contains("&lt;script&gt;window.ran=1&lt;/script&gt;", page);
    }

    [Fact]
    public void The_page_names_no_other_address_than_links_to_the_studio_and_allows_only_its_own_script()
    {
        string page = ReportPage.Write(Content);

        Assert.All(
            Regex.Matches(page, "(?:href|src)=\"([^\"]*)\"").Select(match => match.Groups[1].Value),
            address => Assert.Matches("^(https://ml\\.azure\\.com/compute/|data:,$)", address));
        Assert.DoesNotMatch(@"@import|url\(|<link rel=""stylesheet|<script src", page);
        Assert.Matches("default-src 'none'; .*script-src 'sha256-[A-Za-z0-9+/=]{44}'\"", page);
        Assert.Single(Regex.Matches(page, "<script>"));
    }

    [Fact]
    public void Costs_of_two_currencies_are_never_in_one_sum_and_an_unknown_cost_is_no_zero()
    {
        string page = ReportPage.Write(Content);

        Assert.Contains("<b>1,594.50 USD</b>per month", page);
        Assert.Contains("<b>7.00 EUR</b>per month", page);
        Assert.Contains("The costs of 11 of 12 targets are known; the sums do not contain the others.", page);
        Assert.Matches("<td data-label=\"Cost/month\" class=\"number\" data-sort=\"\"></td>", page);
    }

    [Theory]
    [InlineData(13, "w13")]
    [InlineData(14, "2 others")]
    public void The_last_bar_of_a_chart_has_the_sum_of_several_values(int count, string label)
    {
        ReportTarget[] targets =
        [
            .. Enumerable.Range(1, count)
                .Select(i => Target("dev") with
                {
                    Workspace = $"w{i:00}", WorkspaceId = $"w{i:00}", CostPerMonth = 100 - i, Currency = "USD",
                }),
        ];
        string page = ReportPage.Write(new ReportContent(default, targets, [], []));

        string chart = page[page.IndexOf("<h3>Workspace", StringComparison.Ordinal)..page.IndexOf("<h3>Owner", StringComparison.Ordinal)];
        Assert.Equal(label, Regex.Matches(chart, "<bdi>([^<]*)</bdi>")[^1].Groups[1].Value);
        Assert.Equal(13, Regex.Count(chart, "<bdi>"));
    }

    [Fact]
    public void Two_workspaces_of_one_name_are_counted_and_drawn_as_two()
    {
        ReportTarget first = Target("dev") with { CostPerMonth = 1, Currency = "USD" };
        ReportTarget[] targets =
        [
            first,
            first with { WorkspaceId = first.WorkspaceId.ToUpperInvariant() },
            first with { WorkspaceId = "/groups/h/workspaces/ws" },
        ];
        string page = ReportPage.Write(new ReportContent(default, targets, [], []));

        Assert.Contains("<b>2</b>workspaces", page);
        string chart = page[page.IndexOf("<h3>Workspace", StringComparison.Ordinal)..page.IndexOf("<h3>Owner", StringComparison.Ordinal)];
        Assert.Equal(2, Regex.Count(chart, "<bdi>ws</bdi>"));
    }

    [Fact]
    public void Two_workspaces_of_one_name_have_their_resource_groups_in_the_labels()
    {
        ReportTarget first = Target("dev") with { WorkspaceId = WorkspaceIn("one"), CostPerMonth = 1, Currency = "USD" };
        ReportTarget[] targets =
        [
            first, first with { Workspace = "WS", WorkspaceId = WorkspaceIn("two") },
            first with { Workspace = "other", WorkspaceId = WorkspaceIn("one") + "2" },
        ];

        string page = ReportPage.Write(new ReportContent(default, targets, [], []));

        string chart = page[page.IndexOf("<h3>Workspace", StringComparison.Ordinal)..page.IndexOf("<h3>Owner", StringComparison.Ordinal)];
        Assert.Equal(
            ["WS (two, s)", "other", "ws (one, s)"],
            Regex.Matches(chart, "<bdi>([^<]*)</bdi>").Select(match => match.Groups[1].Value));

        static string WorkspaceIn(string group) =>
            $"/subscriptions/s/resourceGroups/{group}/providers/Microsoft.MachineLearningServices/workspaces/ws";
    }

    [Fact]
    public void Unknown_rules_have_a_heading()
    {
        string page = ReportPage.Write(new ReportContent(default, [], [], ["NoSubnet is unknown for 'cpu'."]));

        Assert.Contains("<summary>Rules that are unknown for some targets</summary><ul>\n<li><bdi>NoSubnet is unknown", page);
    }

    [Fact]
    public void A_target_without_a_state_is_counted()
    {
        string page = ReportPage.Write(new ReportContent(default, [Target("dev")], [], []));

        Assert.Contains("<span>1 (none)</span>", page);
    }

    [Fact]
    public void An_empty_workspace_has_a_page()
    {
        string page = ReportPage.Write(new ReportContent(default, [], [], []));

        Assert.Contains("No rule found a problem.", page);
    }

    [Fact]
    public void A_finding_has_its_fix_to_copy_and_one_that_needs_a_replacement_none()
    {
        FindingRow fixable = new("NoIdleShutdown", "Cost", "Medium", "dev", "", "ws", "/x", "", "It has none.", "", "Set-It -X 'a'");
        string page = ReportPage.Write(new ReportContent(default, [], [fixable, fixable with { Fix = "", NeedsReplacement = true }], []));

        Assert.Contains("<code>Set-It -X &#39;a&#39;</code><button>Copy</button>", page);
        Assert.Single(Regex.Matches(page, "<code>"));
        Assert.Contains(">Medium: 2</summary>", page);
    }

    private static ReportTarget Target(string name, string type = "ComputeInstance") =>
        new(name, type, "", "", "ws", "", "", "") { WorkspaceId = "/groups/g/workspaces/ws" };
}
