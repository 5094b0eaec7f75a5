namespace AmlCompute.Reports;

/// <summary>The content of a report. UnreadValues has a sentence for each value that could not be read.</summary>
internal sealed record ReportContent(
    DateTimeOffset CreatedOn,
    IReadOnlyList<ReportTarget> Targets,
    IReadOnlyList<FindingRow> Findings,
    IReadOnlyList<string> UnreadValues);
