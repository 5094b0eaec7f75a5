namespace AmlCompute.Sandbox.Scheduling;

/// <summary>A recurrence: an interval in minutes, hours, days, weeks or months, and the times of day for the last three.</summary>
internal static class Recurrence
{
    // With a longer interval, the next time could be later than the last date of .NET.
    private const int LongestInterval = 100_000;

    public static Trigger ToTrigger(JsonNode recurrence, string path, TimeZoneInfo zone, DateTime start)
    {
        int interval = (int)recurrence["interval"]!;
        Check(interval, 1, LongestInterval, $"{path}.interval");
        string frequency = (string)recurrence["frequency"]!;
        JsonNode pattern = recurrence["schedule"]!;
        string patternPath = $"{path}.schedule";
        int[] hours = Numbers(pattern["hours"], $"{patternPath}.hours", 0, 23);
        int[] minutes = Numbers(pattern["minutes"], $"{patternPath}.minutes", 0, 59);
        int[] monthDays = Numbers(pattern["monthDays"], $"{patternPath}.monthDays", 1, 31);
        string[] weekDays = [.. (pattern["weekDays"] as JsonArray ?? []).Select(day => (string?)day ?? string.Empty)];
        if (frequency is "Minute" or "Hour")
        {
            TimeSpan span = frequency == "Minute" ? TimeSpan.FromMinutes(interval) : TimeSpan.FromHours(interval);
            DateTime first = zone.IsInvalidTime(start) ? start.AddHours(1) : start;
            return new IntervalTrigger(new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(first, zone)), span);
        }

        return new CalendarTrigger(zone, start, IsDay, hours, minutes);

        bool IsDay(DateTime day) => frequency switch
        {
            "Day" => (day - start.Date).Days % interval == 0,
            "Week" => (day - Monday(start.Date)).Days / 7 % interval == 0
                && (weekDays.Length == 0 ? day.DayOfWeek == start.DayOfWeek : weekDays.Contains(day.DayOfWeek.ToString())),
            _ => (((day.Year - start.Year) * 12) + day.Month - start.Month) % interval == 0
                && (monthDays.Length == 0 ? day.Day == start.Day : monthDays.Contains(day.Day)),
        };
    }

    private static DateTime Monday(DateTime day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    private static int[] Numbers(JsonNode? list, string path, int min, int max)
    {
        int[] numbers = [.. (list as JsonArray ?? []).Select(item => (int?)item ?? min)];
        Array.ForEach(numbers, number => Check(number, min, max, path));
        return numbers;
    }

    private static void Check(int value, int min, int max, string path) =>
        ServiceError.ThrowIf(value < min || value > max, $"The value {value} of '{path}' is not between {min} and {max}.", path);
}
