using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NCrontab;
using TimeZoneConverter;

namespace AmlCompute.Settings;

/// <summary>Makes the schedules that the service takes, and refuses times that it would not understand or never reach.</summary>
internal sealed class ScheduleBuilder
{
    private const int FewNames = 3;

    private static readonly string[] TimeForms = ["H:m", "H:m:s", "htt", "h tt", "h:mtt", "h:m tt"];

    private readonly JsonObject _schedule = [];
    private readonly DateTime? _startTime;
    private readonly string? _timeZone;

    /// <summary>Begins a schedule.</summary>
    /// <param name="action">Start or Stop.</param>
    /// <param name="isEnabled">Whether it works at once.</param>
    /// <param name="startTime">The time, in the time zone, before which nothing happens.</param>
    /// <param name="timeZone">A Windows or an IANA name; null for the service's default, UTC.</param>
    public ScheduleBuilder(string action, bool isEnabled, DateTime? startTime, string? timeZone)
    {
        _startTime = startTime;
        _timeZone = timeZone is null ? null : ToWindowsName(timeZone);
        ComputeSchedule.Members.Action.Write(_schedule, action);
        ComputeSchedule.Members.Status.Write(_schedule, isEnabled ? "Enabled" : "Disabled");
    }

    /// <summary>Ends it with the times of a cron expression.</summary>
    public ComputeSchedule Cron(string expression)
    {
        CheckCron(expression);
        JsonObject cron = [];
        ComputeScheduleCron.Members.Expression.Write(cron, expression);
        return With("Cron", cron, ComputeSchedule.Members.Cron, ComputeScheduleCron.Members.StartTime, ComputeScheduleCron.Members.TimeZone);
    }

    /// <summary>Ends it with a recurrence.</summary>
    /// <param name="frequency">Day, Week or Month.</param>
    /// <param name="interval">Every how many of them.</param>
    /// <param name="times">Times of the day, as people write them.</param>
    /// <param name="weekDays">Days of the week, for Week.</param>
    /// <param name="monthDays">Days of the month, for Month.</param>
    public ComputeSchedule Recurrence(string frequency, int interval, IEnumerable<string> times, IEnumerable<ComputeScheduleDay>? weekDays, IEnumerable<int>? monthDays)
    {
        (int[] hours, int[] minutes) = Split([.. times.Select(ParseTime).Distinct()]);
        JsonObject recurrence = [];
        ComputeScheduleRecurrence.Members.Frequency.Write(recurrence, frequency);
        ComputeScheduleRecurrence.Members.Interval.Write(recurrence, interval);
        ComputeScheduleRecurrence.Members.Hours.Write(recurrence, hours);
        ComputeScheduleRecurrence.Members.Minutes.Write(recurrence, minutes);
        if (weekDays is not null)
        {
            ComputeScheduleRecurrence.Members.WeekDays.Write(recurrence, weekDays.SelectMany(DaysOf).Distinct().Select(day => day.ToString()).ToArray());
        }

        if (monthDays is not null)
        {
            ComputeScheduleRecurrence.Members.MonthDays.Write(recurrence, monthDays.Distinct().ToArray());
        }

        return With("Recurrence", recurrence, ComputeSchedule.Members.Recurrence, ComputeScheduleRecurrence.Members.StartTime, ComputeScheduleRecurrence.Members.TimeZone);
    }

    /// <summary>The names of time zones that can be given, each with its counterpart: for an IANA name the Windows name, for that the usual IANA name.</summary>
    public static IEnumerable<(string Name, string Counterpart)> TimeZones() =>
        TZConvert.KnownWindowsTimeZoneIds.Select(name => (name, TZConvert.TryWindowsToIana(name, out string? iana) ? iana : name))
            .Concat(TZConvert.KnownIanaTimeZoneNames.Except(TZConvert.KnownWindowsTimeZoneIds, StringComparer.OrdinalIgnoreCase).SelectMany(name =>
                TZConvert.TryIanaToWindows(name, out string? windows) ? ((string, string)[])[(name, windows)] : []));

    /// <summary>The name that the service knows a time zone by.</summary>
    internal static string ToWindowsName(string name)
    {
        string wanted = name.Trim();
        string? windows = TZConvert.KnownWindowsTimeZoneIds.FirstOrDefault(known => known.Equals(wanted, StringComparison.OrdinalIgnoreCase));
        if (windows is not null || TZConvert.TryIanaToWindows(wanted, out windows))
        {
            return windows!;
        }

        bool isIana = TZConvert.KnownIanaTimeZoneNames.Contains(wanted);
        string near = string.Join(", ", Suggestions.Near(wanted, TZConvert.KnownWindowsTimeZoneIds.Concat(TZConvert.KnownIanaTimeZoneNames)).Take(FewNames));
        throw ComputeTargetException.Invalid(isIana
            ? $"-TimeZone: '{wanted}' has no counterpart among the Windows time zones, which are all that the service knows."
            : $"-TimeZone: '{wanted}' is neither a Windows time zone nor one of the IANA database.{(near.Length > 0 ? $" Similar names: {near}." : string.Empty)}");
    }

    /// <summary>What keeps a schedule from ever being set up, however it was written, in words; null when all is well.</summary>
    internal static string? ProblemOf(ComputeSchedule schedule)
    {
        try
        {
            if ((schedule.Cron?.TimeZone ?? schedule.Recurrence?.TimeZone) is { } zone)
            {
                _ = ToWindowsName(zone);
            }

            if (schedule.Cron?.Expression is { } expression)
            {
                CheckCron(expression);
            }
        }
        catch (ComputeTargetException exception)
        {
            return exception.Message;
        }

        bool isCron = string.Equals(schedule.TriggerType, "Cron", StringComparison.OrdinalIgnoreCase);
        string? missing =
            schedule.Action is null ? ComputeSchedule.Members.Action.Path
            : schedule.TriggerType is null ? ComputeSchedule.Members.TriggerType.Path
            : isCron && schedule.Cron?.Expression is null ? $"{ComputeSchedule.Members.Cron.Path}.{ComputeScheduleCron.Members.Expression.Path}"
            : isCron ? null
            : schedule.Recurrence?.Frequency is null ? $"{ComputeSchedule.Members.Recurrence.Path}.{ComputeScheduleRecurrence.Members.Frequency.Path}"
            : schedule.Recurrence.Interval is null ? $"{ComputeSchedule.Members.Recurrence.Path}.{ComputeScheduleRecurrence.Members.Interval.Path}"
            : null;
        if (missing is null)
        {
            return null;
        }

        // A member that is missing may stand there by another name.
        string unknown = string.Join(", ", JsonShape.Of(typeof(ComputeSchedule)).FaultsOf(schedule.ToNode()).Where(fault => !fault.IsWrong).Select(fault => $"'{fault.PathText}'"));
        return $"-Schedule: '{missing}' is missing.{(unknown.Length > 0 ? $" There is {unknown}, which is not known." : string.Empty)}";
    }

    private static void CheckCron(string expression)
    {
        CrontabSchedule? schedule = CrontabSchedule.TryParse(
            expression, parsed => parsed, error => throw ComputeTargetException.Invalid($"-Cron: '{expression}' is no cron expression of five fields (minute hour day month weekday). {error().Message}"));

        // February 29 is at most eight years away; what does not come by then, such as February 30, never does.
        DateTime from = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        if (schedule is not null && !schedule.GetNextOccurrences(from.AddMinutes(-1), from.AddYears(9)).Any())
        {
            throw ComputeTargetException.Invalid($"-Cron: '{expression}' never comes.");
        }
    }

    private static TimeSpan ParseTime(string text)
    {
        if (!DateTime.TryParseExact(text.Trim(), TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time))
        {
            throw ComputeTargetException.Invalid($"-At: '{text}' is not a time of the day such as 18:00 or 6pm.");
        }

        return time.Second == 0 ? time.TimeOfDay : throw ComputeTargetException.Invalid($"-At: '{text}' has seconds; the service knows hours and minutes.");
    }

    /// <summary>The service combines every hour with every minute.</summary>
    private static (int[] Hours, int[] Minutes) Split(TimeSpan[] times)
    {
        int[] hours = [.. times.Select(time => time.Hours).Distinct().OrderBy(hour => hour)];
        int[] minutes = [.. times.Select(time => time.Minutes).Distinct().OrderBy(minute => minute)];
        return hours.Length * minutes.Length == times.Length
            ? (hours, minutes)
            : throw ComputeTargetException.Invalid(
                $"-At: the service combines every hour with every minute, and would take {string.Join(", ", times.Select(time => time.ToString(@"hh\:mm", CultureInfo.InvariantCulture)))}"
                + " for more times than these. Make one schedule for each minute of the hour.");
    }

    /// <summary>The service knows single days only.</summary>
    private static ComputeScheduleDay[] DaysOf(ComputeScheduleDay day) => day switch
    {
        ComputeScheduleDay.Weekdays => [ComputeScheduleDay.Monday, ComputeScheduleDay.Tuesday, ComputeScheduleDay.Wednesday, ComputeScheduleDay.Thursday, ComputeScheduleDay.Friday],
        ComputeScheduleDay.Weekend => [ComputeScheduleDay.Saturday, ComputeScheduleDay.Sunday],
        >= ComputeScheduleDay.Sunday and <= ComputeScheduleDay.Saturday => [day],
        _ => throw ComputeTargetException.Invalid($"-On: {day} is no day of the week."),
    };

    private ComputeSchedule With(string triggerType, JsonObject trigger, JsonMember member, JsonMember startTime, JsonMember timeZone)
    {
        if (_startTime is { } start)
        {
            startTime.Write(trigger, start.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture));
        }

        if (_timeZone is not null)
        {
            timeZone.Write(trigger, _timeZone);
        }

        ComputeSchedule.Members.TriggerType.Write(_schedule, triggerType);
        member.WriteNode(_schedule, trigger);
        return new ComputeSchedule(JsonSerializer.SerializeToElement(_schedule));
    }
}
