namespace AmlCompute.Reports;

/// <summary>A row of the report: the values of one compute target, as text where the report only displays them.</summary>
internal sealed record ReportTarget(
    string Name, string Type, string State, string Size, string Workspace, string Owner, string Location, string StudioUrl)
{
    public int? Nodes { get; init; }

    /// <summary>Gets the cost of 730 hours; null if it is unknown.</summary>
    public decimal? CostPerMonth { get; init; }

    public string Currency { get; init; } = string.Empty;

    /// <summary>Gets a value indicating whether the cost is that of Spot machines, whose price varies.</summary>
    public bool IsSpot { get; init; }

    public int Findings { get; init; }
}
