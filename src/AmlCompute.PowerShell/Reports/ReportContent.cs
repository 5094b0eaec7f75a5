namespace AmlCompute.Reports;

/// <summary>The content of a report.</summary>
/// <param name="CreatedOn">The time at which the report was created, with any offset; the page shows it in UTC.</param>
/// <param name="Targets">The compute targets, in the order of the table.</param>
/// <param name="Findings">The findings, in any order.</param>
/// <param name="UnreadValues">The sentences about rules that could not be applied, because a value could not be read.</param>
internal sealed record ReportContent(
    DateTimeOffset CreatedOn,
    IReadOnlyList<ReportTarget> Targets,
    IReadOnlyList<FindingRow> Findings,
    IReadOnlyList<string> UnreadValues);
