namespace AmlCompute.Models;

/// <summary>An announced retirement. The successor is a part of a sentence; the source is the URL of the announcement.</summary>
internal sealed record Retirement(DateTime Date, string Successor, string Source)
{
    /// <summary>Returns the message about a subject such as <c>The size Standard_NC6</c>.</summary>
    public string Describe(string subject, DateTimeOffset now) =>
        $"{subject} {(IsOver(now) ? "was" : "will be")} retired on {Date:yyyy-MM-dd}. Use {Successor}.";

    /// <summary>Gets the recommended action: the size at the end of the successor, or the list of sizes.</summary>
    public string Remedy
    {
        get
        {
            string size = Successor.Split(' ').Last();
            return size.StartsWith("Standard_", StringComparison.Ordinal)
                ? $"Use -VmSize {size}. Get-AmlComputeVmSize lists all sizes and marks retired ones."
                : "List the sizes with Get-AmlComputeVmSize, which marks retired ones.";
        }
    }

    public bool IsOver(DateTimeOffset now) => now >= Date;

    /// <summary>Returns true if the retirement has taken place, or is less than 12 months ahead.</summary>
    public bool NeedsWarning(DateTimeOffset now) => now >= Date.AddMonths(-12);
}
