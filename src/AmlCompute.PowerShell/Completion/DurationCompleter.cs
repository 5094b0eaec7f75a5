using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace AmlCompute.Completion;

/// <summary>Completes durations: usual values of the parameter, and the units of a typed number.</summary>
public sealed class DurationCompleter : IArgumentCompleter
{
    private static readonly IReadOnlyDictionary<char, string> Units =
        new Dictionary<char, string> { ['s'] = "second", ['m'] = "minute", ['h'] = "hour", ['d'] = "day" };

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        CompletionWord typed = new(wordToComplete, takesWildcards: false);
        string number = (wordToComplete ?? string.Empty).Trim('\'', '"');
        bool isNumber = int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _);
        IEnumerable<string> values = isNumber ? Units.Keys.Select(unit => $"{number}{unit}") : UsualFor(parameterName ?? string.Empty);
        return values.Where(typed.Fits).Select(value => typed.Complete(value, toolTip: Describe(value)));
    }

    private static string[] UsualFor(string parameter) => parameter switch
    {
        "IdleTimeBeforeScaleDown" => ["2m", "5m", "10m", "15m", "30m", "1h"],
        "IdleTimeBeforeShutdown" => ["15m", "30m", "1h", "2h", "8h", "1d"],
        "PollingInterval" => ["5s", "10s", "30s", "1m", "5m"],
        "IdleFor" => ["1h", "4h", "8h", "1d"],
        "Since" => ["1h", "8h", "1d", "7d", "30d"],
        "StoppedFor" => ["7d", "14d", "30d", "90d"],
        "RetiringWithin" => ["30d", "90d", "180d", "365d"],
        _ => ["5m", "10m", "30m", "1h", "2h", "8h", "1d"],
    };

    private static string Describe(string value)
    {
        string count = value.Substring(0, value.Length - 1);
        return $"{count} {Units[value[value.Length - 1]]}{(count == "1" ? string.Empty : "s")}";
    }
}
