namespace AmlCompute.Reports;

/// <summary>
/// A finding of a report: a <see cref="ComputeFinding"/>, or one that was saved to a file. The values are its properties of the same names;
/// a text is empty if the finding does not have the value.
/// </summary>
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
    /// <summary>Gets the time since when the finding has been true; null if it is unknown.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Gets the cost of the machines that run now for 730 hours; null if it is unknown.</summary>
    public decimal? CostPerMonth { get; init; }

    /// <summary>Gets the currency of the cost; empty if it is unknown.</summary>
    public string Currency { get; init; } = string.Empty;

    /// <summary>Gets a value indicating whether the cost is that of Spot machines, whose price varies.</summary>
    public bool IsSpot { get; init; }

    /// <summary>Gets a value indicating whether only a replacement of the target fixes the finding.</summary>
    public bool NeedsReplacement { get; init; }
}
