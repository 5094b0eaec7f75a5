using System.Globalization;
using System.Xml;

namespace AmlCompute.Models.Json;

/// <summary>Parses and formats durations as the service writes them, such as PT5M (ISO 8601).</summary>
internal static class IsoDuration
{
    /// <summary>
    /// Parses a duration; returns null for null, and for one that is not valid or is too long. 12 months count as a year of 365 days, and
    /// each remaining month as 30 days.
    /// </summary>
    public static TimeSpan? TryParse(string? text)
    {
        try
        {
            return text is null ? null : XmlConvert.ToTimeSpan(text);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>Writes a duration in days, hours, minutes and seconds, such as PT2H; returns null for null.</summary>
    public static string? Format(TimeSpan? duration) => duration is { } value ? XmlConvert.ToString(value) : null;

    /// <summary>
    /// Writes whole minutes without hours and days, such as PT120M, and any other or negative duration as <see cref="Format"/> does.
    /// </summary>
    public static string FormatMinutes(TimeSpan duration) =>
        duration >= TimeSpan.Zero && duration.Ticks % TimeSpan.TicksPerMinute == 0
            ? $"PT{(duration.Ticks / TimeSpan.TicksPerMinute).ToString(CultureInfo.InvariantCulture)}M"
            : XmlConvert.ToString(duration);
}
