using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace AmlCompute.Completion;

/// <summary>Completes times of the day with the hours, and a typed hour with its quarters.</summary>
public sealed class TimeOfDayCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        CompletionWord typed = new(wordToComplete, takesWildcards: false);
        int step = (wordToComplete ?? string.Empty).IndexOf(':') < 0 ? 60 : 15;
        return Enumerable.Range(0, 24 * 60 / step)
            .Select(number => TimeSpan.FromMinutes(number * step).ToString(@"hh\:mm", CultureInfo.InvariantCulture))
            .Where(typed.Fits)
            .Select(time => typed.Complete(time));
    }
}

/// <summary>Completes days of the month.</summary>
public sealed class MonthDayCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        CompletionWord typed = new(wordToComplete, takesWildcards: false);
        return Enumerable.Range(1, 31)
            .Select(day => day.ToString(CultureInfo.InvariantCulture))
            .Where(typed.Fits)
            .Select(day => typed.Complete(day, isCode: true));
    }
}
