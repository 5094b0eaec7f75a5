namespace AmlCompute.Sandbox.Scheduling;

/// <summary>Fires at the given minutes of the given hours of each matching day, from a start time on. All are local times.</summary>
internal sealed class CalendarTrigger(
    TimeZoneInfo zone, DateTime start, Func<DateTime, bool> isMatchingDay, IReadOnlyList<int> hours, IReadOnlyList<int> minutes) : Trigger
{
    // A cron expression that does not fire within this time, such as one for February 30, never fires: the next February 29 on a day of the
    // week is at most 40 years away. A recurrence with a longer interval fires only in its first interval.
    private const int LongestGapInDays = 366 * 41;

    private readonly TimeSpan[] _timesOfDay =
        [.. hours.SelectMany(_ => minutes, (hour, minute) => new TimeSpan(hour, minute, 0)).OrderBy(time => time)];

    public override DateTimeOffset? FindNext(DateTimeOffset after)
    {
        // If clocks are set back, a time that is earlier by the local clock can still come, but none that is three hours earlier.
        DateTime recent = TimeZoneInfo.ConvertTime(after, zone).DateTime.AddHours(-3);
        DateTime first = recent > start ? recent : start;

        // A time that the change to summer time skips does not exist on that day. A time that occurs twice in autumn counts once.
        return Enumerable.Range(0, LongestGapInDays).Select(days => first.Date.AddDays(days)).Where(isMatchingDay)
            .SelectMany(_ => _timesOfDay, (day, time) => day + time)
            .Where(time => time >= first && !zone.IsInvalidTime(time))
            .Select(time => (DateTimeOffset?)TimeZoneInfo.ConvertTimeToUtc(time, zone))
            .FirstOrDefault(time => time > after);
    }
}
