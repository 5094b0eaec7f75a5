namespace AmlCompute.Reports;

/// <summary>The content of a report.</summary>
/// <param name="CreatedOn">The time at which the report was created.</param>
/// <param name="Targets">The compute targets, in the order of the table.</param>
/// <param name="Findings">The findings of all rules, in any order.</param>
/// <param name="UnreadValues">A sentence for each value that could not be read.</param>
internal sealed record ReportContent(
    DateTimeOffset CreatedOn,
    IReadOnlyList<ReportTarget> Targets,
    IReadOnlyList<FindingRow> Findings,
    IReadOnlyList<string> UnreadValues);
