namespace AmlCompute.Reports;

/// <summary>A row of the report: the values of one compute target. A text is empty if the target does not have the value.</summary>
/// <param name="Name">The name of the target.</param>
/// <param name="Type">The compute type, in the service's words.</param>
/// <param name="State">The state in one word.</param>
/// <param name="Size">The size of its machines.</param>
/// <param name="Workspace">The name of its workspace.</param>
/// <param name="Owner">The tag owner, or else the user of an instance.</param>
/// <param name="Location">The region.</param>
/// <param name="StudioUrl">The URL of its page in the studio.</param>
internal sealed record ReportTarget(
    string Name, string Type, string State, string Size, string Workspace, string Owner, string Location, string StudioUrl)
{
    /// <summary>Gets the resource id of the workspace, because two workspaces can have the same name.</summary>
    public string WorkspaceId { get; init; } = string.Empty;

    /// <summary>Gets the current number of nodes of a cluster; null for another type, and if it is unknown.</summary>
    public int? Nodes { get; init; }

    /// <summary>Gets the cost of the machines that run now for 730 hours; null if it is unknown.</summary>
    public decimal? CostPerMonth { get; init; }

    /// <summary>Gets the currency of the cost; empty if it is unknown.</summary>
    public string Currency { get; init; } = string.Empty;

    /// <summary>Gets a value indicating whether the cost is that of Spot machines, whose price varies.</summary>
    public bool IsSpot { get; init; }

    /// <summary>Gets the number of findings about the target.</summary>
    public int Findings { get; init; }

    /// <summary>
    /// Returns the targets with a cost by currency, in the order of the currencies. A target that costs nothing and has no price is in no
    /// currency.
    /// </summary>
    public static IEnumerable<IGrouping<string, ReportTarget>> GroupByCurrency(IEnumerable<ReportTarget> targets) => targets
        .Where(target => target.CostPerMonth is not null && target.Currency.Length > 0)
        .GroupBy(target => target.Currency, StringComparer.Ordinal)
        .OrderBy(currency => currency.Key, StringComparer.Ordinal);
}
