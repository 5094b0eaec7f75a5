using System.Globalization;
using System.Management.Automation;

namespace AmlCompute.Completion;

/// <summary>Completes durations: usual values of the parameter, and the units of a typed number.</summary>
public sealed class DurationCompleter : LocalCompleter
{
    private static readonly (char Letter, string Name)[] Units = [('s', "second"), ('m', "minute"), ('h', "hour"), ('d', "day")];

    private protected override IEnumerable<CompletionResult> FindMatches(CompletionWord typed, string parameter)
    {
        bool isNumber = int.TryParse(typed.Text, NumberStyles.None, CultureInfo.InvariantCulture, out _);
        IEnumerable<string> values = isNumber ? Units.Select(unit => $"{typed.Text}{unit.Letter}") : GetUsualValues(parameter);
        return values.Where(typed.MatchesStartOf).Select(value => typed.CreateResult(value, toolTip: DescribeDuration(value)));
    }

    private static string[] GetUsualValues(string parameter) => parameter switch
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

    private static string DescribeDuration(string value)
    {
        string count = value.Substring(0, value.Length - 1);
        string unit = Array.Find(Units, known => known.Letter == value[value.Length - 1]).Name;
        return count == "1" ? $"1 {unit}" : $"{count} {unit}s";
    }
}
