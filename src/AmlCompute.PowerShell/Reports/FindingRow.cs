namespace AmlCompute.Reports;

/// <summary>A finding of a report, with values as text. It is read from a ComputeFinding, or from one that was saved to a file.</summary>
internal sealed record FindingRow(
    string Rule,
    string Category,
    string Severity,
    string Name,
    string ComputeType,
    string WorkspaceName,
    string ResourceId,
    string Owner,
    string Evidence,
    string Policy,
    string Fix)
{
    /// <summary>Gets the time since when the finding has been true; null if the service does not return it.</summary>
    public DateTimeOffset? Since { get; init; }

    public decimal? CostPerMonth { get; init; }

    public string Currency { get; init; } = string.Empty;

    /// <summary>Gets a value indicating whether the cost is that of Spot machines, whose price varies.</summary>
    public bool IsSpot { get; init; }

    public bool NeedsReplacement => Fix.Length == 0;
}
