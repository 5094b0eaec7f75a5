using System.Xml;

namespace AmlCompute.Sandbox.Bodies;

/// <summary>ISO 8601 durations as the service writes them: the largest units first, parts that are zero left out.</summary>
internal static class IsoDuration
{
    /// <summary>Reads a duration; null if the text is not a valid duration.</summary>
    public static TimeSpan? Parse(string? text)
    {
        try
        {
            return text is null ? null : XmlConvert.ToTimeSpan(text);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>Formats a duration with the largest units: PT100S becomes PT1M40S.</summary>
    public static string Format(TimeSpan duration) => XmlConvert.ToString(duration);
}
