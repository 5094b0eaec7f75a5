using TimeZoneConverter;

namespace AmlCompute.Sandbox.Scheduling;

/// <summary>Computes the times at which a schedule of an instance fires.</summary>
internal abstract class Trigger
{
    private const DateTimeStyles StartTimeStyles = DateTimeStyles.AdjustToUniversal | DateTimeStyles.NoCurrentDateDefault;

    /// <summary>Finds the first time after the given time; null if the trigger does not fire again.</summary>
    public abstract DateTimeOffset? FindNext(DateTimeOffset after);

    /// <summary>
    /// Parses the trigger of an entry of 'computeStartStop' that fits its shape. The error for an invalid trigger has the path of its
    /// member. A trigger without a start time starts at the default.
    /// </summary>
    public static Trigger Parse(JsonNode schedule, string path, DateTimeOffset defaultStart)
    {
        string kind = (string?)schedule["triggerType"] == "Cron" ? "cron" : "recurrence";
        string triggerPath = $"{path}.{kind}";
        JsonNode trigger = schedule[kind]
            ?? throw ServiceError.BadRequest($"The member '{triggerPath}' is required for this trigger type.", triggerPath);
        TimeZoneInfo zone = FindTimeZone((string?)trigger["timeZone"] ?? "UTC", $"{triggerPath}.timeZone");
        DateTime start = ParseStartTime((string?)trigger["startTime"], $"{triggerPath}.startTime")
            ?? TimeZoneInfo.ConvertTime(defaultStart, zone).DateTime;
        return kind == "cron"
            ? new CronExpression((string)trigger["expression"]!, $"{triggerPath}.expression").ToTrigger(zone, start)
            : Recurrence.ToTrigger(trigger, triggerPath, zone, start);
    }

    private static TimeZoneInfo FindTimeZone(string name, string path)
    {
        try
        {
            // TimeZoneInfo knows the names of Windows only with ICU, which a container may lack.
            return TZConvert.GetTimeZoneInfo(name);
        }
        catch (Exception exception) when (exception is TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            throw ServiceError.BadRequest($"The time zone '{name}' of '{path}' is not a valid time zone.", path);
        }
    }

    /// <summary>
    /// Parses a start time, a local time of the time zone even if the text has an offset; null if the trigger has none.
    /// </summary>
    private static DateTime? ParseStartTime(string? text, string path) => text switch
    {
        null or "" => null,
        _ when HasValidDate(text) && DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset start) => start.DateTime,
        _ => throw ServiceError.BadRequest($"The value '{text}' of '{path}' is not a time such as 2026-01-31T18:00:00.", path),
    };

    // The limits of the year keep all times of the trigger within the dates of .NET. A text without a date gets the year 1.
    private static bool HasValidDate(string text) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, StartTimeStyles, out DateTime time) && time.Year is > 1900 and < 9000;
}
