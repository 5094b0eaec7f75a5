using NCrontab;

namespace AmlCompute.Settings;

/// <summary>Finds the settings of a schedule that the service refuses, and times that never occur.</summary>
internal static class ScheduleRules
{
    /// <summary>The years after which each date, also February 29, has fallen on each day of the week.</summary>
    private const int YearsOfAllDates = 28;

    /// <summary>Refuses the schedules of an instance that the service would refuse, for a row of <see cref="SettingTable"/>.</summary>
    public static IEnumerable<SettingProblem> CheckSchedules(ComputeConfiguration wanted)
    {
        string[] path = ComputeInstance.Members.Schedules.Names;
        return (wanted.Get(ComputeInstance.Members.Schedules) ?? []).SelectMany(
            (schedule, index) => FindProblems(schedule, [.. path, $"[{index}]"]));
    }

    /// <summary>Returns the message about a cron expression that is not valid or never occurs; null for any other.</summary>
    public static string? FindCronProblem(string expression)
    {
        // TryParse passes an error to the last function, and returns the result of that function.
        string? problem = null;
        CrontabSchedule? schedule = CrontabSchedule.TryParse(expression, parsed => parsed, error =>
        {
            // The message of the library about the number of fields repeats the expression.
            string reason = error().Message;
            problem = $"'{expression}' is not a valid cron expression of five fields (minute hour day month weekday). "
                + (reason.Contains(expression) ? "An example is '0 19 * * 1-5', 19:00 on weekdays." : reason);
            return null!;
        });
        return schedule is null || CanOccur(schedule) ? problem : $"'{expression}' never occurs.";
    }

    /// <summary>Returns the problems of a schedule.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="path">The JSON path of the schedule in the target.</param>
    private static IEnumerable<SettingProblem> FindProblems(ComputeSchedule schedule, string[] path)
    {
        foreach (SettingProblem zoneProblem in FindTimeZoneProblems(schedule, path))
        {
            yield return zoneProblem;
        }

        if (schedule.Cron?.Expression is { } expression && FindCronProblem(expression) is { } cronProblem)
        {
            string[] cronPath = [.. path, ComputeSchedule.Members.Cron.Path, ComputeScheduleCron.Members.Expression.Path];
            yield return new SettingProblem(cronPath, $"{cronPath}: {cronProblem}");
        }

        if (FindTriggerTypeProblem(schedule, path) is { } typeProblem)
        {
            yield return typeProblem;
        }
        else if (FindMissingMember(schedule) is { } missing)
        {
            // The user may have misspelt the name of the missing member.
            IEnumerable<JsonFault> unknown = JsonShape.CreateForModel(typeof(ComputeSchedule)).FindFaults(schedule.ToNode())
                .Where(fault => fault is { HasWrongKind: false, Path: [.., var last] } && !last.StartsWith("= ", StringComparison.Ordinal));
            string names = string.Join(", ", unknown.Select(fault => $"'{fault.PathText}'"));
            string[] missingPath = [.. path, .. missing.Split('.')];
            yield return new SettingProblem(
                missingPath, $"{missingPath} is missing.{(names.Length > 0 ? $" Unknown members: {names}." : string.Empty)}");
        }
    }

    /// <summary>Returns the problems of the time zones of both triggers, which have the same name for it.</summary>
    private static IEnumerable<SettingProblem> FindTimeZoneProblems(ComputeSchedule schedule, string[] path)
    {
        (JsonMember Trigger, string? TimeZone)[] triggers =
        [
            (ComputeSchedule.Members.Cron, schedule.Cron?.TimeZone),
            (ComputeSchedule.Members.Recurrence, schedule.Recurrence?.TimeZone),
        ];
        foreach ((JsonMember trigger, string? zone) in triggers)
        {
            if (zone is not null && TimeZoneNames.FindProblem(zone) is { } problem)
            {
                string[] zonePath = [.. path, trigger.Path, ComputeScheduleCron.Members.TimeZone.Path];
                yield return new SettingProblem(zonePath, $"{zonePath}: {problem}");
            }
        }
    }

    /// <summary>Returns false for a time that no year has, such as February 30.</summary>
    private static bool CanOccur(CrontabSchedule schedule)
    {
        // The start is fixed, so that the result does not depend on the current date. A date and a day of the week must both fit.
        DateTime start = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        return schedule.GetNextOccurrences(start.AddMinutes(-1), start.AddYears(YearsOfAllDates)).Any();
    }

    /// <summary>Returns the problem of a known type of trigger that is misspelt; null for any other type.</summary>
    private static SettingProblem? FindTriggerTypeProblem(ComputeSchedule schedule, string[] path)
    {
        JsonMember member = ComputeSchedule.Members.TriggerType;
        IReadOnlyList<string> known = member.Shape.Words;
        string[] typePath = [.. path, member.Path];
        return schedule.TriggerType is { } type && !known.Contains(type) && Suggestions.FindIntended(type, known) is not null
            ? new(typePath, $"{typePath}: '{type}' is not a valid type of trigger. Valid values: {string.Join("; ", known)}.")
            : null;
    }

    /// <summary>
    /// Returns the JSON path of the first required member that a schedule lacks; null for none. This version does not know the members of
    /// other types of trigger.
    /// </summary>
    private static string? FindMissingMember(ComputeSchedule schedule)
    {
        string cron = ComputeSchedule.Members.Cron.Path;
        string recurrence = ComputeSchedule.Members.Recurrence.Path;
        return schedule switch
        {
            { Action: null } => ComputeSchedule.Members.Action.Path,
            { TriggerType: null } => ComputeSchedule.Members.TriggerType.Path,
            { TriggerType: "Cron", Cron: null or { Expression: null } } => $"{cron}.{ComputeScheduleCron.Members.Expression.Path}",
            { TriggerType: not "Recurrence" } => null,
            { Recurrence: null or { Frequency: null } } => $"{recurrence}.{ComputeScheduleRecurrence.Members.Frequency.Path}",
            { Recurrence.Interval: null } => $"{recurrence}.{ComputeScheduleRecurrence.Members.Interval.Path}",
            _ => null,
        };
    }
}
