using System.Globalization;
using NCrontab;
using TimeZoneConverter;

namespace AmlCompute.Settings;

/// <summary>Creates schedules, and refuses times that the service cannot parse or that never occur.</summary>
internal sealed class ScheduleBuilder
{
    private const int MaxSuggestions = 3;
    private const int LongestAbbreviation = 4;

    private static readonly string[] TimeForms = ["H:m", "H:m:s", "htt", "h tt", "h:mtt", "h:m tt"];

    private readonly JsonObject _schedule = [];
    private readonly DateTime? _startTime;
    private readonly string? _timeZone;

    /// <param name="action">Start or Stop.</param>
    /// <param name="isEnabled">True to enable the schedule.</param>
    /// <param name="startTime">The time, in the time zone, at which the schedule starts to apply.</param>
    /// <param name="timeZone">A Windows or an IANA name; null for the default of the service, UTC.</param>
    public ScheduleBuilder(string action, bool isEnabled, DateTime? startTime, string? timeZone)
    {
        _startTime = startTime;
        if (timeZone is not null && TryFindTimeZone(timeZone, out _timeZone) is { } problem)
        {
            throw ComputeTargetException.Unknown($"-TimeZone: {problem}", timeZone.Trim(), SimilarTimeZones(timeZone.Trim()));
        }

        ComputeSchedule.Members.Action.Write(_schedule, action);
        ComputeSchedule.Members.Status.Write(_schedule, isEnabled ? "Enabled" : "Disabled");
    }

    public ComputeSchedule Cron(string expression)
    {
        if (ProblemOfCron(expression) is { } problem)
        {
            throw ComputeTargetException.Invalid($"-Cron: {problem}");
        }

        JsonObject cron = [];
        ComputeScheduleCron.Members.Expression.Write(cron, expression);
        return With("Cron", ComputeSchedule.Members.Cron, cron);
    }

    /// <summary>Completes the schedule with a recurrence.</summary>
    /// <param name="frequency">Day, Week or Month.</param>
    /// <param name="interval">The number of days, weeks or months between two occurrences.</param>
    /// <param name="times">Times of the day, such as 18:00 or 6pm.</param>
    /// <param name="weekDays">Days of the week, for Week.</param>
    /// <param name="monthDays">Days of the month, for Month.</param>
    public ComputeSchedule Recurrence(
        string frequency,
        int interval,
        IEnumerable<string> times,
        IEnumerable<ComputeScheduleDay>? weekDays,
        IEnumerable<int>? monthDays)
    {
        (int[] hours, int[] minutes) = Split([.. times.Select(ParseTime).Distinct()]);
        JsonObject recurrence = [];
        ComputeScheduleRecurrence.Members.Frequency.Write(recurrence, frequency);
        ComputeScheduleRecurrence.Members.Interval.Write(recurrence, interval);
        ComputeScheduleRecurrence.Members.Hours.Write(recurrence, hours);
        ComputeScheduleRecurrence.Members.Minutes.Write(recurrence, minutes);
        if (weekDays is not null)
        {
            string[] days = [.. weekDays.SelectMany(DaysOf).Distinct().Select(day => day.ToString())];
            ComputeScheduleRecurrence.Members.WeekDays.Write(recurrence, days);
        }

        if (monthDays is not null)
        {
            ComputeScheduleRecurrence.Members.MonthDays.Write(recurrence, monthDays.Distinct().ToArray());
        }

        return With("Recurrence", ComputeSchedule.Members.Recurrence, recurrence);
    }

    /// <summary>Returns the names of time zones, each with its counterpart: Windows names with IANA names, and the reverse.</summary>
    public static IEnumerable<(string Name, string Counterpart)> TimeZones() =>
        TZConvert.KnownWindowsTimeZoneIds
            .Select(name => (name, TZConvert.TryWindowsToIana(name, out string? iana) ? iana : name))
            .Concat(TZConvert.KnownIanaTimeZoneNames
                .Except(TZConvert.KnownWindowsTimeZoneIds, StringComparer.OrdinalIgnoreCase)
                .SelectMany(name => TZConvert.TryIanaToWindows(name, out string? windows) ? ((string, string)[])[(name, windows)] : []));

    /// <summary>Finds the Windows name, because the service accepts no other. Returns the message if there is none.</summary>
    internal static string? TryFindTimeZone(string name, out string? windows)
    {
        string wanted = name.Trim();
        windows = TZConvert.KnownWindowsTimeZoneIds.FirstOrDefault(known => known.Equals(wanted, StringComparison.OrdinalIgnoreCase));
        if (windows is not null || TZConvert.TryIanaToWindows(wanted, out windows))
        {
            return null;
        }

        if (TZConvert.KnownIanaTimeZoneNames.Contains(wanted))
        {
            return $"'{wanted}' has no Windows counterpart, and the service accepts only Windows time zones.";
        }

        string near = string.Join(", ", SimilarTimeZones(wanted));
        return $"'{wanted}' is not a valid Windows or IANA time zone. "
            + (near.Length > 0 ? $"Similar names: {near}." : "Use a name such as Europe/Berlin, Asia/Seoul or 'W. Europe Standard Time'.");
    }

    /// <summary>
    /// Returns similar time zones. Abbreviations such as KST and offsets such as UTC+1 have none, because another letter is another time.
    /// </summary>
    private static IEnumerable<string> SimilarTimeZones(string wrong) =>
        wrong.Length <= LongestAbbreviation || wrong.Any(char.IsDigit)
            ? []
            : Suggestions
                .FindSimilar(wrong, TZConvert.KnownWindowsTimeZoneIds.Concat(TZConvert.KnownIanaTimeZoneNames)).Take(MaxSuggestions);

    /// <summary>Returns the problems of a schedule that the service refuses or that never runs.</summary>
    internal static IEnumerable<SettingProblem> ProblemsOf(ComputeSchedule schedule, string[] path)
    {
        JsonMember trigger = schedule.Cron is null ? ComputeSchedule.Members.Recurrence : ComputeSchedule.Members.Cron;
        if ((schedule.Cron?.TimeZone ?? schedule.Recurrence?.TimeZone) is { } zone
            && TryFindTimeZone(zone, out _) is { } zoneProblem)
        {
            string[] at = [.. path, trigger.Path, ComputeScheduleCron.Members.TimeZone.Path];
            yield return new SettingProblem(at, $"{at}: {zoneProblem}");
        }

        if (schedule.Cron?.Expression is { } expression && ProblemOfCron(expression) is { } cronProblem)
        {
            string[] at = [.. path, trigger.Path, ComputeScheduleCron.Members.Expression.Path];
            yield return new SettingProblem(at, $"{at}: {cronProblem}");
        }

        if (MissingIn(schedule) is { } missing)
        {
            // The user may have misspelt the name of the missing member.
            IEnumerable<JsonFault> unknown =
                JsonShape.Of(typeof(ComputeSchedule)).FaultsOf(schedule.ToNode()).Where(fault => !fault.HasWrongKind);
            string names = string.Join(", ", unknown.Select(fault => $"'{fault.PathText}'"));
            string[] at = [.. path, .. missing.Split('.')];
            yield return new SettingProblem(
                at, $"{at} is missing.{(names.Length > 0 ? $" Unknown members: {names}." : string.Empty)}");
        }
    }

    /// <summary>Returns the JSON path of the first required member that a schedule lacks; null for none.</summary>
    private static string? MissingIn(ComputeSchedule schedule)
    {
        bool isCron = string.Equals(schedule.TriggerType, "Cron", StringComparison.OrdinalIgnoreCase);
        string cron = ComputeSchedule.Members.Cron.Path;
        string recurrence = ComputeSchedule.Members.Recurrence.Path;
        return schedule switch
        {
            { Action: null } => ComputeSchedule.Members.Action.Path,
            { TriggerType: null } => ComputeSchedule.Members.TriggerType.Path,
            { TriggerType: { } type } when IsOfLaterVersion(type) => null,
            _ when isCron => schedule.Cron?.Expression is null ? $"{cron}.{ComputeScheduleCron.Members.Expression.Path}" : null,
            { Recurrence: null or { Frequency: null } } => $"{recurrence}.{ComputeScheduleRecurrence.Members.Frequency.Path}",
            { Recurrence.Interval: null } => $"{recurrence}.{ComputeScheduleRecurrence.Members.Interval.Path}",
            _ => null,
        };
    }

    /// <summary>Returns true for a type of trigger that this version does not know, and that is not a known one misspelt.</summary>
    private static bool IsOfLaterVersion(string triggerType) =>
        Suggestions.FindIntended(triggerType, ComputeSchedule.Members.TriggerType.Shape.Words) is null;

    private static string? ProblemOfCron(string expression)
    {
        string? problem = null;
        CrontabSchedule? schedule = CrontabSchedule.TryParse(expression, parsed => parsed, error =>
        {
            // The message of the library about the number of fields repeats the expression.
            string reason = error().Message;
            problem = $"'{expression}' is not a valid cron expression of five fields (minute hour day month weekday). "
                + (reason.Contains(expression) ? "An example is '0 19 * * 1-5', 19:00 on weekdays." : reason);
            return null!;
        });

        // The next February 29 is at most eight years away; a time without an occurrence until then, such as February 30, never occurs.
        DateTime from = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        return schedule is not null && !schedule.GetNextOccurrences(from.AddMinutes(-1), from.AddYears(9)).Any()
            ? $"'{expression}' never occurs."
            : problem;
    }

    private static TimeSpan ParseTime(string text)
    {
        if (!DateTime.TryParseExact(text.Trim(), TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time))
        {
            throw ComputeTargetException.Invalid($"-At: '{text}' is not a valid time of the day, such as 18:00 or 6pm.");
        }

        return time.Second == 0
            ? time.TimeOfDay
            : throw ComputeTargetException.Invalid($"-At: '{text}' has seconds, but the service supports only hours and minutes.");
    }

    /// <summary>Splits times into hours and minutes, because the service combines every hour with every minute.</summary>
    private static (int[] Hours, int[] Minutes) Split(TimeSpan[] times)
    {
        int[] hours = [.. times.Select(time => time.Hours).Distinct().OrderBy(hour => hour)];
        int[] minutes = [.. times.Select(time => time.Minutes).Distinct().OrderBy(minute => minute)];
        string given = string.Join(", ", times.Select(time => time.ToString(@"hh\:mm", CultureInfo.InvariantCulture)));
        return hours.Length * minutes.Length == times.Length
            ? (hours, minutes)
            : throw ComputeTargetException.Invalid(
                $"-At: The service combines every hour with every minute, so {given} would result in more times than these. "
                + "Create one schedule for each minute of the hour.");
    }

    /// <summary>Returns single days, because the service accepts no groups of days.</summary>
    private static ComputeScheduleDay[] DaysOf(ComputeScheduleDay day) => day switch
    {
        ComputeScheduleDay.Weekdays =>
            [.. Enumerable.Range((int)ComputeScheduleDay.Monday, 5).Select(number => (ComputeScheduleDay)number)],
        ComputeScheduleDay.Weekend => [ComputeScheduleDay.Saturday, ComputeScheduleDay.Sunday],
        >= ComputeScheduleDay.Sunday and <= ComputeScheduleDay.Saturday => [day],
        _ => throw ComputeTargetException.Invalid($"-On: {day} is not a valid day of the week."),
    };

    /// <summary>Completes the schedule. Both kinds of trigger have the same names for the start time and the time zone.</summary>
    private ComputeSchedule With(string triggerType, JsonMember member, JsonObject trigger)
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
        member.WriteNode(_schedule, trigger);
        return new ComputeSchedule(JsonSerializer.SerializeToElement(_schedule));
    }
}
