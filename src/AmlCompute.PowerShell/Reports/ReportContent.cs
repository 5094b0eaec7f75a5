namespace AmlCompute.Reports;

/// <summary>The content of a report.</summary>
/// <param name="CreatedOn">The time at which the report was created, with any offset; the page shows it in UTC.</param>
/// <param name="Targets">The compute targets, in the order of the table.</param>
/// <param name="Findings">The findings, in any order.</param>
/// <param name="UnknownRules">The sentences about rules that are unknown for some targets, with the reasons.</param>
internal sealed record ReportContent(
    DateTimeOffset CreatedOn,
    IReadOnlyList<ReportTarget> Targets,
    IReadOnlyList<FindingRow> Findings,
    IReadOnlyList<string> UnknownRules);
