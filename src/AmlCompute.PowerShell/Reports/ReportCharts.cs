using System.Text;

namespace AmlCompute.Reports;

/// <summary>Writes the charts of a report: the costs by workspace, owner and type for each currency, and the states by type.</summary>
/// <param name="targets">The targets, at least one.</param>
/// <param name="add">Adds HTML to the page.</param>
internal sealed class ReportCharts(IReadOnlyList<ReportTarget> targets, Action<string> add)
{
    /// <summary>The most bars of a chart of costs; if there are more values, the last bar has the sum of the others.</summary>
    private const int MaxBars = 13;

    /// <summary>The names that several workspaces of the report have.</summary>
    private readonly HashSet<string> _sharedNames = new(
        targets.GroupBy(target => target.Workspace, StringComparer.OrdinalIgnoreCase)
            .Where(name => name.Select(target => target.WorkspaceId).Distinct(StringComparer.OrdinalIgnoreCase).Skip(1).Any())
            .Select(name => name.Key),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Writes the costs, with the number of targets whose cost is known.</summary>
    public void AddCosts()
    {
        int known = targets.Count(target => target.CostPerMonth is not null);
        string completeness = known == targets.Count
            ? "The costs of all targets are known."
            : $"The costs of {ReportHtml.FormatCount(known)} of {ReportHtml.FormatCount(targets.Count)} targets are known; "
                + "the sums do not contain the others.";
        add($"<h2>Costs</h2>\n<p class=\"dim\">{completeness}</p>\n<section class=\"charts\">\n");
        foreach (IGrouping<string, ReportTarget> currency in ReportTarget.GroupByCurrency(targets))
        {
            AddCostChart("Workspace", currency, target => target.WorkspaceId, LabelWorkspace);
            AddCostChart("Owner", currency, target => target.Owner, target => target.Owner);
            AddCostChart("Type", currency, target => target.Type, target => target.Type);
        }

        add("</section>\n");
    }

    /// <summary>
    /// Writes the number of targets in each state, by type. The states are in the order of their frequency, so that the most frequent ones
    /// have colors of their own.
    /// </summary>
    public void AddStates()
    {
        string[] states =
        [
            .. targets.GroupBy(target => target.State, StringComparer.Ordinal)
                .OrderByDescending(state => state.Count()).ThenBy(state => state.Key, StringComparer.Ordinal)
                .Select(state => state.Key),
        ];
        IGrouping<string, ReportTarget>[] types =
            [.. targets.GroupBy(target => target.Type, StringComparer.Ordinal).OrderBy(type => type.Key, StringComparer.Ordinal)];
        int largestType = types.Max(type => type.Count());
        add("<h2>States</h2>\n<figure><div class=\"bars\">\n");
        foreach (IGrouping<string, ReportTarget> type in types)
        {
            AddStatesOfType(type, states, largestType);
        }

        add("</div><p class=\"key dim\">");
        for (int i = 0; i < states.Length; i++)
        {
            string color = ReportHtml.DrawChart(ReportHtml.DrawBar(0, 1, ReportHtml.GetColorClass(i)), 1);
            add($"<span>{color}<bdi>{ReportHtml.Escape(NameGroup(states[i]))}</bdi></span>\n");
        }

        add("</p></figure>\n");
    }

    /// <summary>Writes a bar for the targets of each key, which are compared without case, with the label of the first of them.</summary>
    private void AddCostChart(
        string title, IGrouping<string, ReportTarget> currency, Func<ReportTarget, string> getKey, Func<ReportTarget, string> getLabel)
    {
        (string Label, decimal Cost)[] bars =
        [
            .. currency.GroupBy(getKey, StringComparer.OrdinalIgnoreCase)
                .Select(group => (
                    Label: NameGroup(getLabel(group.First())),
                    Cost: group.Sum(target => target.CostPerMonth!.Value)))
                .OrderByDescending(bar => bar.Cost).ThenBy(bar => bar.Label, StringComparer.Ordinal),
        ];
        if (bars.Length > MaxBars)
        {
            int shown = MaxBars - 1;
            bars = [.. bars.Take(shown), ($"{ReportHtml.FormatCount(bars.Length - shown)} others", bars.Skip(shown).Sum(bar => bar.Cost))];
        }

        decimal largest = bars.Max(bar => bar.Cost);
        add($"<figure><h3>{title}, {ReportHtml.Escape(currency.Key)} per month</h3><div class=\"bars\">\n");
        foreach ((string label, decimal cost) in bars)
        {
            decimal percent = largest == 0 ? 0 : 100 * cost / largest;
            string shapes = ReportHtml.DrawBar(0, 100, "back") + ReportHtml.DrawBar(0, percent, ReportHtml.GetColorClass(0));
            add($"<span><bdi>{ReportHtml.Escape(label)}</bdi></span>{ReportHtml.DrawChart(shapes, 100)}"
                + $"<span class=\"number\">{ReportHtml.FormatCost(cost, string.Empty)}</span>\n");
        }

        add("</div></figure>\n");
    }

    private void AddStatesOfType(IGrouping<string, ReportTarget> type, string[] states, int largestType)
    {
        StringBuilder shapes = new(ReportHtml.DrawBar(0, largestType, "back"));
        List<string> counts = [];
        int start = 0;
        for (int i = 0; i < states.Length; i++)
        {
            int count = type.Count(target => target.State == states[i]);
            if (count > 0)
            {
                shapes.Append(ReportHtml.DrawBar(start, count, ReportHtml.GetColorClass(i)));
                counts.Add($"{ReportHtml.FormatCount(count)} {ReportHtml.Escape(NameGroup(states[i]))}");
                start += count;
            }
        }

        add($"<span><bdi>{ReportHtml.Escape(type.Key)}</bdi></span>{ReportHtml.DrawChart(shapes.ToString(), largestType)}"
            + $"<span>{string.Join(", ", counts)}</span>\n");
    }

    /// <summary>Returns the name of the workspace, with its resource group and subscription if another workspace has the name.</summary>
    private string LabelWorkspace(ReportTarget target) =>
        _sharedNames.Contains(target.Workspace) && ResourceIdText.FindPartAfter(target.WorkspaceId, "resourceGroups") is { } group
            ? $"{target.Workspace} ({group}, {ResourceIdText.FindPartAfter(target.WorkspaceId, "subscriptions")})"
            : target.Workspace;

    /// <summary>Returns the label of the targets with the same value, which is empty if they have none.</summary>
    private static string NameGroup(string value) => value.Length == 0 ? "(none)" : value;
}
