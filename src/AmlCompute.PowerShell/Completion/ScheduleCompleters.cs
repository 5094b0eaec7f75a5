using System.Globalization;
using System.Management.Automation;

namespace AmlCompute.Completion;

/// <summary>Completes times of the day with the hours, and a typed hour with its quarters.</summary>
public sealed class TimeOfDayCompleter : LocalCompleter
{
    private protected override IEnumerable<CompletionResult> FindMatches(CompletionWord typed, string parameter)
    {
        int stepMinutes = typed.Text.IndexOf(':') < 0 ? 60 : 15;
        return Enumerable.Range(0, 24 * 60 / stepMinutes)
            .Select(number => TimeSpan.FromMinutes(number * stepMinutes).ToString(@"hh\:mm", CultureInfo.InvariantCulture))
            .Where(typed.MatchesStartOf)
            .Select(time => typed.CreateResult(time));
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
