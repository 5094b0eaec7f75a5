using System.Xml;

namespace AmlCompute.Sandbox.Bodies;

/// <summary>Parses and formats ISO 8601 durations.</summary>
internal static class IsoDuration
{
    /// <summary>Parses a duration; null if the text is null or not a valid duration.</summary>
    public static TimeSpan? ParseOrNull(string? text)
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

    /// <summary>Formats a duration as the service does: PT100S becomes PT1M40S.</summary>
    public static string Format(TimeSpan duration) => XmlConvert.ToString(duration);
}
