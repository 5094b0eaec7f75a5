namespace AmlCompute.Models;

/// <summary>An announced retirement of a size or a service.</summary>
/// <param name="Date">The start of the day of the retirement, in UTC.</param>
/// <param name="Successor">The size or service to use instead, as the object of a sentence: 'Use ...'.</param>
/// <param name="SuccessorSize">An example of the size to use instead; null without one.</param>
/// <param name="Source">The URL of the announcement, for the maintenance of the table; no command shows it.</param>
internal sealed record Retirement(DateTime Date, string Successor, string? SuccessorSize, string Source)
{
    /// <summary>Returns the recommended action for a retired size.</summary>
    /// <param name="workspace">The workspace of the target.</param>
    /// <param name="location">The region of the target.</param>
    public string DescribeRemedy(Workspace workspace, string location) =>
        (SuccessorSize is { } size ? $"Use the size {size}. " : string.Empty)
        + $"{CommandText.WriteSizeList(workspace, location)} lists all sizes and marks retired ones.";

    /// <summary>Returns the message about a subject such as <c>The size Standard_NC6</c>.</summary>
    public string Describe(string subject, DateTimeOffset now) =>
        FormattableString.Invariant($"{subject} {(IsOver(now) ? "was" : "will be")} retired on {Date:yyyy-MM-dd}. Use {Successor}.");

    /// <summary>Returns true if the retirement has taken place.</summary>
    public bool IsOver(DateTimeOffset now) => now >= Date;

    /// <summary>Returns true if the retirement has taken place, or is at most 12 months ahead.</summary>
    public bool NeedsWarning(DateTimeOffset now) => now >= Date.AddMonths(-12);
}
