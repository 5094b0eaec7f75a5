using System.Xml;

namespace AmlCompute.Models.Json;

/// <summary>Durations as the service writes them, such as PT5M (ISO 8601).</summary>
internal static class IsoDuration
{
    /// <summary>Reads a duration; null when the text is none, or one too long for a TimeSpan.</summary>
    public static TimeSpan? TryParse(string? text)
    {
        try
        {
            return text is null ? null : XmlConvert.ToTimeSpan(text);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            // What is no duration reads as missing, like any value of an unexpected form; who needs one says so.
            return null;
        }
    }
}
