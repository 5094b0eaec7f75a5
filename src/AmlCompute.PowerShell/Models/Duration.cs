using System.Globalization;
using System.Text.RegularExpressions;

namespace AmlCompute;

/// <summary>
/// A length of time in the forms that users write: a TimeSpan, <c>hh:mm</c> or <c>hh:mm:ss</c>, a number of seconds, <c>30s</c>,
/// <c>15m</c>, <c>2h</c>, <c>1d</c>, or ISO 8601 such as <c>PT5M</c>.
/// </summary>
public sealed class Duration
{
    private const string Forms = "a TimeSpan, hh:mm:ss, seconds, 30s, 15m, 2h, 1d, or ISO 8601 such as PT5M";

    private static readonly Regex Clock = new(
        @"^(?<minus>-)?(?:(?<d>[0-9]{1,8})[.:](?=[0-9]+:[0-9]+:))?(?<h>[0-9]{1,8}):(?<m>[0-5]?[0-9])"
        + @"(?::(?<s>[0-5]?[0-9](?:\.[0-9]{1,7})?))?$",
        RegexOptions.CultureInvariant);

    /// <summary>The units that users write, the largest first.</summary>
    private static readonly (char Letter, long Ticks)[] Units =
    [
        ('d', TimeSpan.TicksPerDay), ('h', TimeSpan.TicksPerHour), ('m', TimeSpan.TicksPerMinute), ('s', TimeSpan.TicksPerSecond),
    ];

    private readonly TimeSpan _value;

    /// <summary>The reason why the time is not valid, a sentence; null if it is valid.</summary>
    private readonly string? _problem;

    private Duration(TimeSpan value, string? problem)
    {
        _value = value;
        _problem = problem;
    }

    /// <summary>Shows the time as hh:mm:ss, with days if it is a day or longer, or the reason why it is not valid.</summary>
    public override string ToString() => _problem ?? _value.ToString("c", CultureInfo.InvariantCulture);

    internal static Duration FromTimeSpan(TimeSpan value) => new(value, null);

    /// <summary>Creates a time; NaN and a time of more than half of the longest TimeSpan, about 14,600 years, are not valid.</summary>
    /// <param name="seconds">The length of the time.</param>
    /// <param name="text">The text of the user in the message of a time that is not valid; null for the number.</param>
    internal static Duration FromSeconds(double seconds, string? text = null) =>
        double.IsNaN(seconds) || Math.Abs(seconds) > TimeSpan.MaxValue.TotalSeconds / 2
            ? CreateInvalid(
                $"'{text ?? seconds.ToString(CultureInfo.InvariantCulture)}' is not a valid length of time; the longest is 14,600 years.")
            : FromTimeSpan(TimeSpan.FromSeconds(seconds));

    /// <summary>Keeps the reason why a value is not valid, so that the command can report it with its own error id.</summary>
    internal static Duration CreateInvalid(string problem) => new(default, problem);

    /// <summary>
    /// Parses a time; returns null if the text has none of the known forms, and for an ISO 8601 duration that is too long.
    /// </summary>
    internal static Duration? TryParse(string text)
    {
        text = text.Trim();
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds))
        {
            return FromSeconds(seconds, text);
        }

        return TryParseUnit(text)
            ?? TryParseClock(text)
            ?? (IsoDuration.TryParse(text.ToUpperInvariant()) is { } time ? FromTimeSpan(time) : null);
    }

    /// <summary>Parses a time as <see cref="TryParse"/>, with a duration that is not valid instead of null.</summary>
    internal static Duration Parse(string text) => TryParse(text) ?? CreateInvalid($"'{text}' is not a valid length of time. Use {Forms}.");

    /// <summary>Formats a time in its largest whole unit, such as 15m; zero and a time with parts of a second as hh:mm:ss.</summary>
    internal static string FormatShort(TimeSpan time)
    {
        (char unit, long ticks) = Array.Find(Units, item => time.Ticks % item.Ticks == 0 && time != TimeSpan.Zero);
        return ticks == 0
            ? time.ToString("c", CultureInfo.InvariantCulture)
            : FormattableString.Invariant($"{time.Ticks / ticks}{unit}");
    }

    /// <summary>Returns the time if it is within the limits of a parameter, both included.</summary>
    /// <exception cref="ComputeTargetException">The time is not valid, or is outside the limits.</exception>
    internal TimeSpan RequireWithin(string parameter, TimeSpan least, TimeSpan most) =>
        RequireValid($"-{parameter}") is var value && value >= least && value <= most
            ? value
            : throw ComputeTargetException.CreateInvalidArgument(
                $"-{parameter}: {FormatShort(_value)} is not between {FormatShort(least)} and {FormatShort(most)}.");

    /// <summary>Returns the time.</summary>
    /// <param name="word">The parameter, column or key with the time, which begins the message of the error.</param>
    /// <exception cref="ComputeTargetException">The time is not valid.</exception>
    internal TimeSpan RequireValid(string word) =>
        _problem is null ? _value : throw ComputeTargetException.CreateInvalidArgument($"{word}: {_problem}");

    /// <summary>Parses a number with a unit, such as 15m.</summary>
    private static Duration? TryParseUnit(string text)
    {
        if (text.Length < 2)
        {
            return null;
        }

        string number = text.Substring(0, text.Length - 1);
        char letter = char.ToLowerInvariant(text[text.Length - 1]);
        long ticks = Array.Find(Units, item => item.Letter == letter).Ticks;
        return ticks > 0 && double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double count)
            ? FromSeconds(count * (ticks / TimeSpan.TicksPerSecond), text)
            : null;
    }

    /// <summary>Parses hh:mm or hh:mm:ss, with days before the latter. The hours can exceed 23; .NET reads 24:00:00 as 24 days.</summary>
    private static Duration? TryParseClock(string text)
    {
        Match match = Clock.Match(text);
        if (!match.Success)
        {
            return null;
        }

        double hours = (ParseGroup("d") * 24) + ParseGroup("h");
        double seconds = (((hours * 60) + ParseGroup("m")) * 60) + ParseGroup("s");
        return FromSeconds(match.Groups["minus"].Success ? -seconds : seconds, text);

        double ParseGroup(string name) =>
            match.Groups[name].Success ? double.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture) : 0;
    }
}
