namespace AmlCompute.Reports;

/// <summary>A compute target as the report shows it.</summary>
internal sealed record ReportTarget(
    string Name, string Type, string State, string Size, string Workspace, string Owner, string Location, string StudioUrl)
{
    /// <summary>Gets the current number of nodes of a cluster.</summary>
    public int? Nodes { get; init; }

    /// <summary>Gets the cost of 730 hours; null if it is unknown.</summary>
    public decimal? CostPerMonth { get; init; }

    /// <summary>Gets the currency of the cost.</summary>
    public string Currency { get; init; } = string.Empty;

    /// <summary>Gets a value indicating whether the cost is that of Spot machines, whose price varies.</summary>
    public bool IsSpot { get; init; }

    /// <summary>Gets the number of findings.</summary>
    public int Findings { get; init; }
}

/// <param name="CreatedOn">The time of the report.</param>
/// <param name="Targets">The targets.</param>
/// <param name="Findings">The findings.</param>
/// <param name="Unknown">The sentences about what could not be read.</param>
internal sealed record ReportContent(
    DateTimeOffset CreatedOn,
    IReadOnlyList<ReportTarget> Targets,
    IReadOnlyList<FindingRow> Findings,
    IReadOnlyList<string> Unknown);
