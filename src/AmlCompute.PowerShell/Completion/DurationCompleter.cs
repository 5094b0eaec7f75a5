using System.Globalization;
using System.Management.Automation;

namespace AmlCompute.Completion;

/// <summary>Completes durations: usual values of the parameter, and the units of a typed number.</summary>
public sealed class DurationCompleter : LocalCompleter
{
    private static readonly IReadOnlyDictionary<char, string> Units =
        new Dictionary<char, string> { ['s'] = "second", ['m'] = "minute", ['h'] = "hour", ['d'] = "day" };

    private protected override IEnumerable<CompletionResult> Complete(CompletionWord typed, string parameter)
    {
        bool isNumber = int.TryParse(typed.Text, NumberStyles.None, CultureInfo.InvariantCulture, out _);
        IEnumerable<string> values = isNumber ? Units.Keys.Select(unit => $"{typed.Text}{unit}") : UsualFor(parameter);
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
