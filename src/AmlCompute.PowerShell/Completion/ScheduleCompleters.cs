using System.Globalization;
using System.Management.Automation;
using AmlCompute.Settings;

namespace AmlCompute.Completion;

/// <summary>
/// Completes the schedules of the instances that the line names, or of all instances: Start and Stop for all schedules of an action, and
/// the ids of schedules, also by their descriptions.
/// </summary>
public sealed class ScheduleCompleter : ServiceCompleter
{
    private protected override bool TakesWildcards => true;

    private protected override IEnumerable<CompletionAnswer> ListAnswers(CompletedCommand command, ServiceQueries service)
    {
        string? status = GetStatusToChange(command.Parameter);
        (ComputeSchedule Schedule, string Instance)[] schedules =
        [
            .. command.SelectNamedTargets(service.ListTargets().OfType<ComputeInstance>()).OfType<ComputeInstance>()
                .SelectMany(instance => instance.Schedules.Select(schedule => (Schedule: schedule, instance.Name)))
                .Where(item => item.Schedule.Id is not null && (status is null || (item.Schedule.Status ?? "Enabled") == status)),
        ];
        IEnumerable<CompletionAnswer> actions = schedules
            .GroupBy(item => item.Schedule.Action)
            .Where(group => group.Key is not null)
            .Select(group => new CompletionAnswer(group.Key!, string.Join("; ", group.Select(item => item.Schedule.ToString()))));
        IEnumerable<CompletionAnswer> ids = schedules.Select(item => new CompletionAnswer(
            item.Schedule.Id!, $"{item.Instance}: {item.Schedule}", item.Schedule.ToString()));
        return actions.Concat(ids);
    }

    /// <summary>
    /// Returns the current status of the schedules that the parameter can change; null for any status. A schedule without a status is
    /// enabled.
    /// </summary>
    private static string? GetStatusToChange(string parameter) => parameter switch
    {
        "EnableSchedule" => "Disabled",
        "DisableSchedule" => "Enabled",
        _ => null,
    };
}

/// <summary>Completes times of the day: the hours, and after a typed colon the quarters of the hour.</summary>
public sealed class TimeOfDayCompleter : LocalCompleter
{
    private protected override IEnumerable<CompletionResult> FindMatches(CompletionWord typed, string parameter)
    {
        int stepMinutes = typed.Text.IndexOf(':') < 0 ? 60 : 15;
        string[] times =
        [
            .. Enumerable.Range(0, 24 * 60 / stepMinutes)
                .Select(number => TimeSpan.FromMinutes(number * stepMinutes).ToString(@"hh\:mm", CultureInfo.InvariantCulture)),
        ];
        string[] matches = Array.FindAll(times, typed.MatchesStartOf);
        if (matches.Length == 0)
        {
            // An hour such as 9 can be typed without its zero.
            matches = Array.FindAll(times, time => time[0] == '0' && typed.MatchesStartOf(time.Substring(1)));
        }

        return matches.Select(time => typed.CreateResult(time));
    }
}

/// <summary>Completes days of the month.</summary>
public sealed class MonthDayCompleter : LocalCompleter
{
    private protected override IEnumerable<CompletionResult> FindMatches(CompletionWord typed, string parameter) =>
        Enumerable.Range(1, 31)
            .Select(day => day.ToString(CultureInfo.InvariantCulture))
            .Where(typed.MatchesStartOf)
            .Select(day => typed.CreateResult(day, isCode: true));
}

/// <summary>Completes time zones: the IANA names and the Windows names of the service. A city matches without its continent.</summary>
public sealed class TimeZoneCompleter : LocalCompleter
{
    private protected override IEnumerable<CompletionResult> FindMatches(CompletionWord typed, string parameter) =>
        TimeZoneNames.ListAll()
            .Where(zone => typed.MatchesStartOf(zone.Name) || typed.MatchesStartOf(zone.Name.Substring(zone.Name.LastIndexOf('/') + 1)))
            .OrderBy(zone => zone.Name, StringComparer.OrdinalIgnoreCase)
            .Select(zone => typed.CreateResult(zone.Name, toolTip: zone.Counterpart));
}
