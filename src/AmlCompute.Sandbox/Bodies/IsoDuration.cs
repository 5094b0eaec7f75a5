using System.Xml;

namespace AmlCompute.Sandbox.Bodies;

/// <summary>ISO 8601 durations as the service writes them: the largest units first, parts that are zero left out.</summary>
internal static class IsoDuration
{
    public static bool TryParse(string text, out TimeSpan duration)
    {
        try
        {
            duration = XmlConvert.ToTimeSpan(text);
            return true;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            duration = default;
            return false;
        }
    }

    /// <summary>Formats a duration with the largest units: PT100S becomes PT1M40S.</summary>
    public static string Format(TimeSpan duration) => XmlConvert.ToString(duration);
}
