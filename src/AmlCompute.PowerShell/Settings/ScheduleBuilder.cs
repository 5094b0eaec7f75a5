using System.Globalization;

namespace AmlCompute.Settings;

/// <summary>
/// Builds the schedule of New-AmlComputeSchedule from its parameters, and refuses times, days and time zones that the service does not
/// accept, and times that never occur.
/// </summary>
internal sealed class ScheduleBuilder
{
    /// <summary>The forms of -At, with 24 hours, or with 12 hours and AM or PM.</summary>
    private static readonly string[] TimeForms = ["H:m", "H:m:s", "htt", "h tt", "h:mtt", "h:m tt"];

    private readonly JsonObject _schedule = [];
    private readonly DateTime? _startTime;

    /// <summary>The Windows name of the time zone; null for the default of the service.</summary>
    private readonly string? _timeZone;

    /// <param name="action">Start or Stop.</param>
    /// <param name="isEnabled">True to enable the schedule.</param>
    /// <param name="startTime">The time, in the time zone, at which the schedule starts to apply; null for no limit.</param>
    /// <param name="timeZone">A Windows or an IANA name; null for the default of the service, UTC.</param>
    /// <exception cref="ComputeTargetException">The time zone has no Windows name.</exception>
    public ScheduleBuilder(string action, bool isEnabled, DateTime? startTime, string? timeZone)
    {
        _startTime = startTime;
        _timeZone = timeZone is null ? null : TimeZoneNames.FindWindowsName(timeZone) ?? throw CreateTimeZoneError(timeZone);
        ComputeSchedule.Members.Action.Write(_schedule, action);
        ComputeSchedule.Members.Status.Write(_schedule, isEnabled ? "Enabled" : "Disabled");
    }

    /// <summary>Builds a schedule from an NCronTab expression of five fields.</summary>
    /// <exception cref="ComputeTargetException">The expression is not valid, or never occurs.</exception>
    public ComputeSchedule BuildCron(string expression)
    {
        if (ScheduleRules.FindCronProblem(expression) is { } problem)
        {
            throw ComputeTargetException.CreateInvalidArgument($"-Cron: {problem}");
        }

        JsonObject cron = [];
        ComputeScheduleCron.Members.Expression.Write(cron, expression);
        return Build("Cron", ComputeSchedule.Members.Cron, cron);
    }

    /// <summary>Builds a schedule that repeats after a number of days, weeks or months.</summary>
    /// <param name="frequency">Day, Week or Month.</param>
    /// <param name="interval">The number of days, weeks or months between two occurrences.</param>
    /// <param name="times">Times of the day, such as 18:00 or 6pm.</param>
    /// <param name="weekDays">Days of the week, for Week; null for another frequency.</param>
    /// <param name="monthDays">Days of the month, 1 to 31, for Month; null for another frequency.</param>
    /// <exception cref="ComputeTargetException">A time or a day is not valid, or the service cannot express the times.</exception>
    public ComputeSchedule BuildRecurrence(
        string frequency,
        int interval,
        IEnumerable<string> times,
        IEnumerable<ComputeScheduleDay>? weekDays,
        IEnumerable<int>? monthDays)
    {
        (int[] hours, int[] minutes) = SplitTimes([.. times.Select(ParseTime).Distinct()]);
        JsonObject recurrence = [];
        ComputeScheduleRecurrence.Members.Frequency.Write(recurrence, frequency);
        ComputeScheduleRecurrence.Members.Interval.Write(recurrence, interval);
        ComputeScheduleRecurrence.Members.Hours.Write(recurrence, hours);
        ComputeScheduleRecurrence.Members.Minutes.Write(recurrence, minutes);
        if (weekDays is not null)
        {
            string[] days = [.. weekDays.SelectMany(ListSingleDays).Distinct().Select(day => day.ToString())];
            ComputeScheduleRecurrence.Members.WeekDays.Write(recurrence, days);
        }

        if (monthDays is not null)
        {
            ComputeScheduleRecurrence.Members.MonthDays.Write(recurrence, monthDays.Distinct().ToArray());
        }

        return Build("Recurrence", ComputeSchedule.Members.Recurrence, recurrence);
    }

    private static ComputeTargetException CreateTimeZoneError(string timeZone)
    {
        string name = timeZone.Trim();
        return ComputeTargetException.CreateUnknownName(
            $"-TimeZone: {TimeZoneNames.FindProblem(name)}", name, TimeZoneNames.FindSimilar(name));
    }

    private static TimeSpan ParseTime(string text)
    {
        if (!DateTime.TryParseExact(text.Trim(), TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time))
        {
            throw ComputeTargetException.CreateInvalidArgument($"-At: '{text}' is not a valid time of the day, such as 18:00 or 6pm.");
        }

        return time.Second == 0
            ? time.TimeOfDay
            : throw ComputeTargetException.CreateInvalidArgument(
                $"-At: '{text}' has seconds, but the service supports only hours and minutes.");
    }

    /// <summary>Splits times into hours and minutes, because the service combines every hour with every minute.</summary>
    private static (int[] Hours, int[] Minutes) SplitTimes(TimeSpan[] times)
    {
        int[] hours = [.. times.Select(time => time.Hours).Distinct().OrderBy(hour => hour)];
        int[] minutes = [.. times.Select(time => time.Minutes).Distinct().OrderBy(minute => minute)];
        string given = string.Join(", ", times.Select(time => time.ToString(@"hh\:mm", CultureInfo.InvariantCulture)));
        return hours.Length * minutes.Length == times.Length
            ? (hours, minutes)
            : throw ComputeTargetException.CreateInvalidArgument(
                $"-At: The service combines every hour with every minute, so {given} would result in more times than these. "
                + "Create one schedule for each minute of the hour.");
    }

    /// <summary>Returns single days, because the service accepts no groups of days.</summary>
    private static ComputeScheduleDay[] ListSingleDays(ComputeScheduleDay day) => day switch
    {
        ComputeScheduleDay.Weekdays =>
            [.. Enumerable.Range((int)ComputeScheduleDay.Monday, 5).Select(number => (ComputeScheduleDay)number)],
        ComputeScheduleDay.Weekend => [ComputeScheduleDay.Saturday, ComputeScheduleDay.Sunday],
        >= ComputeScheduleDay.Sunday and <= ComputeScheduleDay.Saturday => [day],
        _ => throw ComputeTargetException.CreateInvalidArgument($"-On: {day} is not a valid day of the week."),
    };

    /// <summary>Builds the schedule. Both kinds of trigger have the same names for the start time and the time zone.</summary>
    private ComputeSchedule Build(string triggerType, JsonMember triggerMember, JsonObject trigger)
    {
        if (_startTime is { } start)
        {
            ComputeScheduleCron.Members.StartTime.Write(trigger, start.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture));
        }

        if (_timeZone is not null)
        {
            ComputeScheduleCron.Members.TimeZone.Write(trigger, _timeZone);
        }

        ComputeSchedule.Members.TriggerType.Write(_schedule, triggerType);
        triggerMember.WriteNode(_schedule, trigger);
        return new ComputeSchedule(JsonSerializer.SerializeToElement(_schedule));
    }
}
