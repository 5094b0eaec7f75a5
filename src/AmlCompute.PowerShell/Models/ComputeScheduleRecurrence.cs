using System.Globalization;

namespace AmlCompute;

/// <summary>
/// The times of a schedule as a recurrence: an interval in days, weeks or other units, and the times in it. A value that the service omits
/// is null or empty.
/// </summary>
public sealed class ComputeScheduleRecurrence : JsonModel
{
    internal ComputeScheduleRecurrence(JsonElement json) : base(json) { }

    /// <summary>Gets the unit of <see cref="Interval"/>: Minute, Hour, Day, Week or Month. JSON: <c>frequency</c>.</summary>
    public string? Frequency => Read(Members.Frequency);

    /// <summary>Gets the number of units between two occurrences. JSON: <c>interval</c>.</summary>
    public int? Interval => Read(Members.Interval);

    /// <summary>
    /// Gets the time of the first possible occurrence: local time of <see cref="TimeZone"/>, <c>yyyy-MM-ddTHH:mm:ss</c>.
    /// JSON: <c>startTime</c>.
    /// </summary>
    public string? StartTime => Read(Members.StartTime);

    /// <summary>Gets the Windows name of the time zone; null for UTC. JSON: <c>timeZone</c>.</summary>
    public string? TimeZone => Read(Members.TimeZone);

    /// <summary>Gets the hours of the day, 0 to 23, each combined with every minute. JSON: <c>schedule.hours</c>.</summary>
    public IReadOnlyList<int> Hours => ReadList(Members.Hours);

    /// <summary>Gets the minutes of the hour, 0 to 59. JSON: <c>schedule.minutes</c>.</summary>
    public IReadOnlyList<int> Minutes => ReadList(Members.Minutes);

    /// <summary>Gets the days of the week, Monday to Sunday, for Week. JSON: <c>schedule.weekDays</c>.</summary>
    public IReadOnlyList<string> WeekDays => ReadList(Members.WeekDays);

    /// <summary>Gets the days of the month, 1 to 31, for Month. JSON: <c>schedule.monthDays</c>.</summary>
    public IReadOnlyList<int> MonthDays => ReadList(Members.MonthDays);

    /// <summary>Shows the interval, the days, the times and the time zone.</summary>
    /// <returns>For example <c>every week on Monday, Friday at 08:00, 08:30 (UTC)</c>.</returns>
    public override string ToString()
    {
        string[] days = [.. WeekDays, .. MonthDays.Select(day => day.ToString(CultureInfo.InvariantCulture))];
        string[] times = [.. Hours.SelectMany(_ => Minutes.DefaultIfEmpty(), (hour, minute) => $"{hour:00}:{minute:00}")];
        string dayText = days.Length == 0 ? string.Empty : $" on {string.Join(", ", days)}";
        string timeText = times.Length == 0 ? string.Empty : $" at {string.Join(", ", times)}";
        string unit = Frequency?.ToLowerInvariant() ?? string.Empty;
        string interval = Interval is null or 1 ? unit : $"{Interval} {unit}s";
        return $"every {interval}{dayText}{timeText} ({TimeZone ?? "UTC"})";
    }

    internal static class Members
    {
        public static readonly JsonMember<string> Frequency =
            JsonMembers.CreateWord("frequency", MemberAccess.Put, "Minute", "Hour", "Day", "Week", "Month");
        public static readonly JsonMember<int?> Interval = JsonMembers.CreateInteger("interval", MemberAccess.Put);
        public static readonly JsonMember<string> StartTime = JsonMembers.CreateText("startTime", MemberAccess.Put);
        public static readonly JsonMember<string> TimeZone = JsonMembers.CreateText("timeZone", MemberAccess.Put);
        public static readonly JsonMember<IReadOnlyList<int>> Hours = JsonMembers.CreateIntegerList("schedule.hours", MemberAccess.Put);
        public static readonly JsonMember<IReadOnlyList<int>> Minutes = JsonMembers.CreateIntegerList("schedule.minutes", MemberAccess.Put);
        public static readonly JsonMember<IReadOnlyList<string>> WeekDays = JsonMembers.CreateWordList(
            "schedule.weekDays", MemberAccess.Put, "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");
        public static readonly JsonMember<IReadOnlyList<int>> MonthDays =
            JsonMembers.CreateIntegerList("schedule.monthDays", MemberAccess.Put);
    }
}
