using System.Globalization;
using System.Text.RegularExpressions;

namespace AmlCompute;

/// <summary>
/// A length of time in the forms that users write: a TimeSpan, <c>hh:mm:ss</c>, a number of seconds, <c>30s</c>, <c>15m</c>, <c>2h</c>,
/// <c>1d</c>, or ISO 8601 such as <c>PT5M</c>.
/// </summary>
public sealed class Duration
{
    private const string Forms = "a TimeSpan, hh:mm:ss, seconds, 30s, 15m, 2h, 1d, or ISO 8601 such as PT5M";

    private static readonly Regex Clock = new(
        @"^(?<minus>-)?(?:(?<d>[0-9]{1,8})[.:](?=[0-9]+:[0-9]+:))?(?<h>[0-9]{1,8}):(?<m>[0-5]?[0-9])"
        + @"(?::(?<s>[0-5]?[0-9](?:\.[0-9]{1,7})?))?$",
        RegexOptions.CultureInvariant);

    private readonly TimeSpan _value;
    private readonly string? _problem;

    private Duration(TimeSpan value, string? problem)
    {
        _value = value;
        _problem = problem;
    }

    /// <summary>Shows the time as hh:mm:ss, with days if it is a day or longer.</summary>
    /// <returns>The time, or the reason why it is not valid.</returns>
    public override string ToString() => _problem ?? _value.ToString("c", CultureInfo.InvariantCulture);

    internal static Duration FromTimeSpan(TimeSpan value) => new(value, null);

    internal static Duration FromSeconds(double seconds) =>
        double.IsNaN(seconds) || Math.Abs(seconds) > TimeSpan.MaxValue.TotalSeconds / 2
            ? new Duration(default, $"'{seconds.ToString(CultureInfo.InvariantCulture)}' is not a valid number of seconds.")
            : new Duration(TimeSpan.FromSeconds(seconds), null);

    /// <summary>Keeps the reason why a text is not valid, so that the command can report it with its own error id.</summary>
    internal static Duration Invalid(string problem) => new(default, problem);

    /// <summary>Parses a time; returns null if the text has none of the known forms.</summary>
    internal static Duration? TryParse(string text)
    {
        text = text.Trim();
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds))
        {
            return FromSeconds(seconds);
        }

        if (text.Length > 1 && "smhd".IndexOf(char.ToLowerInvariant(text[text.Length - 1])) is >= 0 and var unit
            && double.TryParse(text.Substring(0, text.Length - 1), NumberStyles.Float, CultureInfo.InvariantCulture, out double count))
        {
            return FromSeconds(count * unit switch { 0 => 1, 1 => 60, 2 => 3600, _ => 86400 });
        }

        return TryParseClock(text) ?? (IsoDuration.TryParse(text.ToUpperInvariant()) is { } time ? FromTimeSpan(time) : null);
    }

    /// <summary>Shows a time in the largest unit that has it whole, such as 15m; a time with parts of a second as hh:mm:ss.</summary>
    internal static string Short(TimeSpan time)
    {
        (long ticks, char unit) = (((long, char)[])[
            (TimeSpan.TicksPerDay, 'd'), (TimeSpan.TicksPerHour, 'h'), (TimeSpan.TicksPerMinute, 'm'), (TimeSpan.TicksPerSecond, 's')])
            .FirstOrDefault(item => time.Ticks % item.Item1 == 0 && time.Ticks != 0);
        return ticks == 0 ? time.ToString("c", CultureInfo.InvariantCulture) : $"{time.Ticks / ticks}{unit}";
    }

    internal static Duration Parse(string text) => TryParse(text) ?? Invalid($"'{text}' is not a valid length of time. Use {Forms}.");

    /// <exception cref="ComputeTargetException">The time is not valid, or is outside the limits.</exception>
    internal TimeSpan Within(string parameter, TimeSpan least, TimeSpan most) =>
        Value($"-{parameter}") is var value && value >= least && value <= most
            ? value
            : throw ComputeTargetException.Invalid($"-{parameter}: {Short(_value)} is not between {Short(least)} and {Short(most)}.");

    /// <exception cref="ComputeTargetException">The time is not valid.</exception>
    internal TimeSpan Value(string word) => _problem is null ? _value : throw ComputeTargetException.Invalid($"{word}: {_problem}");

    /// <summary>.NET reads 24:00:00 as 24 days. Here the first number is hours of any count, unless days stand before it.</summary>
    private static Duration? TryParseClock(string text)
    {
        Match match = Clock.Match(text);
        if (!match.Success)
        {
            return null;
        }

        double Part(string name) => match.Groups[name].Success ? double.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture) : 0;
        double seconds = (((((Part("d") * 24) + Part("h")) * 60) + Part("m")) * 60) + Part("s");
        return FromSeconds(match.Groups["minus"].Success ? -seconds : seconds);
    }
}
