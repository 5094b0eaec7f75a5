namespace AmlCompute.Reports;

/// <summary>A row of the report: the values of one compute target. A text is empty if the target does not have the value.</summary>
internal sealed record ReportTarget(
    string Name, string Type, string State, string Size, string Workspace, string Owner, string Location, string StudioUrl)
{
    /// <summary>Gets the current number of nodes; null for a target without nodes.</summary>
    public int? Nodes { get; init; }

    /// <summary>Gets the cost of 730 hours; null if it is unknown.</summary>
    public decimal? CostPerMonth { get; init; }

    /// <summary>Gets the currency of the cost; empty if it is unknown.</summary>
    public string Currency { get; init; } = string.Empty;

    /// <summary>Gets a value indicating whether the cost is that of Spot machines, whose price varies.</summary>
    public bool IsSpot { get; init; }

    public int Findings { get; init; }

    /// <summary>Returns the targets with a cost by currency; a target that costs nothing and has no price is in no currency.</summary>
    public static IEnumerable<IGrouping<string, ReportTarget>> GroupByCurrency(IEnumerable<ReportTarget> targets) => targets
        .Where(target => target.CostPerMonth is not null && target.Currency.Length > 0)
        .GroupBy(target => target.Currency, StringComparer.Ordinal)
        .OrderBy(currency => currency.Key, StringComparer.Ordinal);
}
