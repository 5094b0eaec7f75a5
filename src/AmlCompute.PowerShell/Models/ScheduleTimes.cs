using System.Globalization;
using NCrontab;
using TimeZoneConverter;

namespace AmlCompute.Models;

/// <summary>Computes the next occurrence of a schedule.</summary>
internal static class ScheduleTimes
{
    /// <summary>The years in which an occurrence is searched, because February 29 can be eight years away.</summary>
    private const int LongestGapInYears = 9;

    /// <summary>
    /// Returns the first occurrence after a time, with the offset of its time zone; null if the schedule has none in the nine years after
    /// that time and its start time, if its time zone or its expression cannot be read, or if it depends on a start time that is missing or
    /// cannot be read.
    /// </summary>
    public static DateTimeOffset? FindNext(ComputeSchedule schedule, DateTimeOffset after)
    {
        if (!TZConvert.TryGetTimeZoneInfo(schedule.Cron?.TimeZone ?? schedule.Recurrence?.TimeZone ?? "UTC", out TimeZoneInfo? zone))
        {
            return null;
        }

        DateTime? start = ParseLocalTime(schedule.Cron?.StartTime ?? schedule.Recurrence?.StartTime);
        DateTime localAfter = TimeZoneInfo.ConvertTime(after, zone).DateTime;
        DateTime from = start > localAfter ? start.Value : localAfter;
        if (from.Year + LongestGapInYears >= DateTime.MaxValue.Year)
        {
            return null;
        }

        // A time that the change to summer time skips does not occur on that day.
        return EnumerateTimes(schedule, from, start)
            .Where(time => !(time < start) && !zone.IsInvalidTime(time))
            .Select(time => (DateTimeOffset?)new DateTimeOffset(time, zone.GetUtcOffset(time)))
            .FirstOrDefault(time => time > after);
    }

    /// <summary>
    /// Parses a start time, a local time of the schedule's time zone even if the text has an offset; returns null if it is missing or not a
    /// time.
    /// </summary>
    private static DateTime? ParseLocalTime(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time.DateTime
            : null;

    /// <summary>Returns the local times of the occurrences in their order, from about <paramref name="from"/> on.</summary>
    private static IEnumerable<DateTime> EnumerateTimes(ComputeSchedule schedule, DateTime from, DateTime? start) =>
        schedule.Cron is { Expression: { } expression } ? EnumerateCronTimes(expression, from)
        : schedule.Recurrence is { } recurrence ? EnumerateRecurrenceTimes(recurrence, from, start)
        : [];

    private static IEnumerable<DateTime> EnumerateCronTimes(string expression, DateTime from)
    {
        // GetNextOccurrences leaves out its start, and the hour before it repeats at the end of summer time.
        DateTime before = from.AddHours(-1);
        return CrontabSchedule.TryParse(expression)?.GetNextOccurrences(before, from.AddYears(LongestGapInYears)) ?? [];
    }

    private static IEnumerable<DateTime> EnumerateRecurrenceTimes(ComputeScheduleRecurrence recurrence, DateTime from, DateTime? start)
    {
        int interval = recurrence.Interval ?? 1;
        if (interval < 1 || (start is null && interval > 1))
        {
            return [];
        }

        if (recurrence.Frequency is "Minute" or "Hour")
        {
            double minutes = recurrence.Frequency == "Hour" ? 60d * interval : interval;
            return start is { } first ? EnumeratePeriods(first, minutes, from) : [];
        }

        TimeSpan[] times = ListTimesOfDay(recurrence, start);
        return Enumerable.Range(0, 366 * LongestGapInYears)
            .Select(day => from.Date.AddDays(day))
            .Where(day => IsScheduledDay(recurrence, interval, start, day))
            .SelectMany(day => times, (day, time) => day + time);
    }

    /// <summary>
    /// Returns the occurrences from an hour or more before a time to nine years after it, of those that are a period apart since the first.
    /// The service can return any period.
    /// </summary>
    private static IEnumerable<DateTime> EnumeratePeriods(DateTime first, double minutes, DateTime from)
    {
        TimeSpan period = minutes < TimeSpan.MaxValue.TotalMinutes ? TimeSpan.FromMinutes(minutes) : TimeSpan.MaxValue;

        // The hour before repeats at the end of summer time.
        long ticksSinceFirst = Math.Max(0, (from.AddHours(-1) - first).Ticks);
        DateTime time = first.AddTicks(ticksSinceFirst / period.Ticks * period.Ticks);
        yield return time;
        DateTime last = from.AddYears(LongestGapInYears);
        while (period <= last - time)
        {
            time += period;
            yield return time;
        }
    }

    /// <summary>
    /// Returns the times of the day in their order: every hour with every minute, or else the time of the start. The service can return any
    /// number; hours and minutes that a day does not have are left out.
    /// </summary>
    private static TimeSpan[] ListTimesOfDay(ComputeScheduleRecurrence recurrence, DateTime? start) =>
        recurrence.Hours.Count == 0 && start is { } first
            ? [first.TimeOfDay]
            : [.. recurrence.Hours
                .SelectMany(_ => recurrence.Minutes.DefaultIfEmpty(), (hour, minute) => (Hour: hour, Minute: minute))
                .Where(time => time is { Hour: >= 0 and < 24, Minute: >= 0 and < 60 })
                .Select(time => new TimeSpan(time.Hour, time.Minute, 0))
                .OrderBy(time => time)];

    /// <summary>Returns true if the recurrence has occurrences on a day. An interval above 1 counts from the start time.</summary>
    private static bool IsScheduledDay(ComputeScheduleRecurrence recurrence, int interval, DateTime? start, DateTime day) =>
        recurrence.Frequency switch
        {
            "Day" => interval == 1 || (day - start!.Value.Date).Days % interval == 0,
            "Week" => (interval == 1 || (day - FindMonday(start!.Value.Date)).Days / 7 % interval == 0)
                && (recurrence.WeekDays.Count == 0
                    ? day.DayOfWeek == start?.DayOfWeek
                    : recurrence.WeekDays.Contains(day.DayOfWeek.ToString())),
            "Month" => (interval == 1 || CountMonths(start!.Value, day) % interval == 0)
                && (recurrence.MonthDays.Count == 0 ? day.Day == start?.Day : recurrence.MonthDays.Contains(day.Day)),
            _ => false,
        };

    /// <summary>Returns the Monday of the week of a day.</summary>
    private static DateTime FindMonday(DateTime day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    private static int CountMonths(DateTime start, DateTime day) => ((day.Year - start.Year) * 12) + day.Month - start.Month;
}
