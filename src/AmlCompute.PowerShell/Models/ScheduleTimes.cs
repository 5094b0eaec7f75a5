using System.Globalization;
using NCrontab;
using TimeZoneConverter;

namespace AmlCompute.Models;

/// <summary>Computes the next occurrence of a schedule.</summary>
internal static class ScheduleTimes
{
    // February 29 is at most eight years away.
    private const int LongestGapInYears = 9;

    /// <summary>
    /// Returns the first occurrence after a time, with the offset of its time zone; null if there is none, or if it is unknown.
    /// </summary>
    public static DateTimeOffset? Next(ComputeSchedule schedule, DateTimeOffset after)
    {
        if (!TZConvert.TryGetTimeZoneInfo(schedule.Cron?.TimeZone ?? schedule.Recurrence?.TimeZone ?? "UTC", out TimeZoneInfo? zone))
        {
            return null;
        }

        DateTime? start = DateTimeOffset.TryParse(
            schedule.Cron?.StartTime ?? schedule.Recurrence?.StartTime,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out DateTimeOffset given)
            ? given.DateTime
            : null;
        DateTime from = TimeZoneInfo.ConvertTime(after, zone).DateTime;
        from = start > from ? start.Value : from;
        if (from.Year + LongestGapInYears > DateTime.MaxValue.Year)
        {
            return null;
        }

        // A time that the change to summer time skips does not occur on that day.
        IEnumerable<DateTime> times = schedule.Cron is { Expression: { } expression } ? TimesOf(expression, from)
            : schedule.Recurrence is { } recurrence ? TimesOf(recurrence, from, start)
            : [];
        return times
            .Where(time => !(time < start) && !zone.IsInvalidTime(time))
            .Select(time => (DateTimeOffset?)new DateTimeOffset(time, zone.GetUtcOffset(time)))
            .FirstOrDefault(time => time > after);
    }

    private static IEnumerable<DateTime> TimesOf(string cron, DateTime from) =>
        CrontabSchedule.TryParse(cron)?.GetNextOccurrences(from.AddMinutes(-1), from.AddYears(LongestGapInYears)) ?? [];

    private static IEnumerable<DateTime> TimesOf(ComputeScheduleRecurrence recurrence, DateTime from, DateTime? start)
    {
        int interval = recurrence.Interval ?? 1;
        if (interval < 1 || (start is null && interval > 1))
        {
            return [];
        }

        if (recurrence.Frequency is "Minute" or "Hour")
        {
            TimeSpan span = TimeSpan.FromMinutes(recurrence.Frequency == "Hour" ? 60d * interval : interval);
            return start is { } first
                ? Enumerable.Range(0, 2).Select(i => first.AddTicks((((from - first).Ticks / span.Ticks) + i) * span.Ticks))
                : [];
        }

        TimeSpan[] times = recurrence.Hours.Count == 0 && start is { } begin
            ? [begin.TimeOfDay]
            : [.. recurrence.Hours
                .SelectMany(_ => recurrence.Minutes.DefaultIfEmpty(), (hour, minute) => new TimeSpan(hour, minute, 0))
                .OrderBy(time => time)];
        return Enumerable.Range(0, 366 * LongestGapInYears)
            .Select(day => from.Date.AddDays(day))
            .Where(IsDay)
            .SelectMany(day => times, (day, time) => day + time);

        bool IsDay(DateTime day) => recurrence.Frequency switch
        {
            "Day" => interval == 1 || (day - start!.Value.Date).Days % interval == 0,
            "Week" => (interval == 1 || (day - Monday(start!.Value.Date)).Days / 7 % interval == 0)
                && (recurrence.WeekDays.Count == 0
                    ? day.DayOfWeek == start?.DayOfWeek
                    : recurrence.WeekDays.Contains(day.DayOfWeek.ToString())),
            "Month" => (interval == 1 || MonthsFrom(start!.Value, day) % interval == 0)
                && (recurrence.MonthDays.Count == 0 ? day.Day == start?.Day : recurrence.MonthDays.Contains(day.Day)),
            _ => false,
        };
    }

    private static DateTime Monday(DateTime day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    private static int MonthsFrom(DateTime start, DateTime day) => ((day.Year - start.Year) * 12) + day.Month - start.Month;
}
