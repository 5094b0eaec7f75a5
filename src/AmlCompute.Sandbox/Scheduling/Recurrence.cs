namespace AmlCompute.Sandbox.Scheduling;

/// <summary>
/// Converts the recurrence of a schedule: an interval in minutes, hours, days, weeks or months. The last three have times of day.
/// </summary>
internal static class Recurrence
{
    // The limit keeps the end of an interval within the dates of .NET. The service has no published limit.
    private const int LongestInterval = 100_000;

    public static Trigger ToTrigger(JsonNode recurrence, string path, TimeZoneInfo zone, DateTime start)
    {
        int interval = (int)recurrence["interval"]!;
        CheckRange(interval, 1, LongestInterval, $"{path}.interval");
        string frequency = (string)recurrence["frequency"]!;
        JsonNode pattern = recurrence["schedule"]!;
        string patternPath = $"{path}.schedule";
        int[] hours = ReadNumbers(pattern["hours"], $"{patternPath}.hours", 0, 23);
        int[] minutes = ReadNumbers(pattern["minutes"], $"{patternPath}.minutes", 0, 59);
        int[] monthDays = ReadNumbers(pattern["monthDays"], $"{patternPath}.monthDays", 1, 31);
        string[] weekDays = [.. (pattern["weekDays"] as JsonArray ?? []).Select(day => (string?)day ?? string.Empty)];
        if (frequency is "Minute" or "Hour")
        {
            TimeSpan length = frequency == "Minute" ? TimeSpan.FromMinutes(interval) : TimeSpan.FromHours(interval);
            return CreateIntervalTrigger(length, zone, start);
        }

        return new CalendarTrigger(zone, start, IsMatchingDay, hours, minutes);

        // Without days of the week or month, the day is that of the start.
        bool IsMatchingDay(DateTime day) => frequency switch
        {
            "Day" => (day - start.Date).Days % interval == 0,
            "Week" => (day - FindMonday(start.Date)).Days / 7 % interval == 0
                && (weekDays.Length == 0 ? day.DayOfWeek == start.DayOfWeek : weekDays.Contains(day.DayOfWeek.ToString())),

            // Month
            _ => (((day.Year - start.Year) * 12) + day.Month - start.Month) % interval == 0
                && (monthDays.Length == 0 ? day.Day == start.Day : monthDays.Contains(day.Day)),
        };
    }

    private static IntervalTrigger CreateIntervalTrigger(TimeSpan interval, TimeZoneInfo zone, DateTime start)
    {
        // The change to summer time can skip the start, which is then an hour later.
        DateTime existingStart = zone.IsInvalidTime(start) ? start.AddHours(1) : start;
        return new IntervalTrigger(new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(existingStart, zone)), interval);
    }

    private static DateTime FindMonday(DateTime day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    /// <summary>Reads a list of numbers. A number that is null counts as the minimum.</summary>
    private static int[] ReadNumbers(JsonNode? list, string path, int min, int max)
    {
        int[] numbers = [.. (list as JsonArray ?? []).Select(item => (int?)item ?? min)];
        Array.ForEach(numbers, number => CheckRange(number, min, max, path));
        return numbers;
    }

    private static void CheckRange(int value, int min, int max, string path) =>
        ServiceError.ThrowIf(value < min || value > max, $"The value {value} of '{path}' is not between {min} and {max}.", path);
}
