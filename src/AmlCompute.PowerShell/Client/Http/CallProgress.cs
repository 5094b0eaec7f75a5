namespace AmlCompute.Client.Http;

/// <summary>
/// One progress record: 0 to 100 percent, or <see cref="UnknownPercent"/>. The last one is completed, also after a failure.
/// </summary>
internal sealed record CallProgress(string Activity, string Status, int Percent, bool IsCompleted)
{
    /// <summary>The most targets with a record of their own, so that the records fit on a screen.</summary>
    public const int MostShown = 5;

    /// <summary>The percentage of an activity whose duration is unknown, as in PowerShell.</summary>
    public const int UnknownPercent = -1;

    /// <summary>The most characters of the name of a target in a record.</summary>
    private const int LongestName = 24;

    /// <summary>The fewest characters to which a name is shortened: three at the start, three periods, and three at the end.</summary>
    private const int ShortestName = 9;

    private const string SlowestLabel = "; slowest: ";

    /// <summary>The columns for an activity and a status in the line that PowerShell 7 draws on a terminal of 80 columns.</summary>
    private const int StatusColumns = 75;

    /// <summary>Gets the id of the record within the command; a later record with the same id replaces it.</summary>
    public int Id { get; init; }

    /// <summary>Gets the id of the parent record; -1 for none.</summary>
    public int ParentId { get; init; } = -1;

    /// <summary>Creates a record of an activity whose duration is unknown.</summary>
    public static CallProgress CreateRunning(string activity, string status, TimeSpan elapsed) =>
        new(activity, $"{status}, {FormatElapsed(elapsed)}", UnknownPercent, IsCompleted: false);

    public static CallProgress CreateCompleted(string activity) => new(activity, "Done", 100, IsCompleted: true);

    /// <summary>Creates the last record of the wait that this record belongs to.</summary>
    public CallProgress ToCompleted() => CreateCompleted(Activity) with { Id = Id, ParentId = ParentId };

    /// <summary>Shortens a long name in the middle, because the names of many targets differ at their ends.</summary>
    public static string ShortenName(string name, int longest = LongestName)
    {
        if (name.Length <= longest)
        {
            return name;
        }

        int start = longest / 3;
        int end = longest - start - "...".Length;
        return $"{name.Substring(0, start)}...{name.Substring(name.Length - end)}";
    }

    /// <summary>
    /// Returns the status of a record of several targets. On a terminal of 80 columns the end of the slowest target's name, if any, must be
    /// visible, so the name is shortened, and without enough columns the elapsed time is left out.
    /// </summary>
    public static string FormatStatus(string activity, int done, int failed, int left, TimeSpan elapsed, string? slowest)
    {
        string counts = $"{done} done, {(failed > 0 ? $"{failed} failed, " : string.Empty)}{left} left";
        string time = $", {FormatElapsed(elapsed)}";
        if (slowest is null)
        {
            return counts + time;
        }

        int columns = StatusColumns - activity.Length - counts.Length - SlowestLabel.Length;
        return columns >= time.Length + ShortestName
            ? $"{counts}{time}{SlowestLabel}{ShortenName(slowest, Math.Min(columns - time.Length, LongestName))}"
            : $"{counts}{SlowestLabel}{ShortenName(slowest, Math.Max(columns, ShortestName))}";
    }

    /// <summary>Returns hours, minutes and seconds; after a day the hours continue with 24.</summary>
    public static string FormatElapsed(TimeSpan elapsed) => $"{(int)elapsed.TotalHours:00}:{elapsed:mm\\:ss}";
}
