namespace AmlCompute.Sandbox.Scheduling;

/// <summary>
/// A cron expression of five fields: minute, hour, day of month, month, day of week. A field is *, a number or name, a range, or a list of
/// these, each with an optional step. A day must match all three of its fields.
/// </summary>
internal sealed class CronExpression
{
    private static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    private static readonly string[] WeekDays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    private readonly string _text;
    private readonly string _path;
    private readonly int[] _minutes;
    private readonly int[] _hours;
    private readonly int[] _days;
    private readonly int[] _months;
    private readonly int[] _weekDays;

    public CronExpression(string text, string path)
    {
        _text = text;
        _path = path;
        string[] fields = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 5)
        {
            throw Refused($"it has {fields.Length} fields instead of five");
        }

        _minutes = Values(fields[0], 0, 59);
        _hours = Values(fields[1], 0, 23);
        _days = Values(fields[2], 1, 31);
        _months = Values(fields[3], 1, 12, Months);
        _weekDays = Values(fields[4], 0, 6, WeekDays);
    }

    public Trigger ToTrigger(TimeZoneInfo zone, DateTime start) => new CalendarTrigger(
        zone,
        start,
        day => _days.Contains(day.Day) && _months.Contains(day.Month) && _weekDays.Contains((int)day.DayOfWeek),
        _hours,
        _minutes);

    private int[] Values(string field, int min, int max, params string[] names)
    {
        SortedSet<int> values = [];
        foreach (string part in field.Split(','))
        {
            string[] step = part.Split('/');
            int every = 1;
            bool hasStep = step.Length == 2 && int.TryParse(step[1], NumberStyles.None, CultureInfo.InvariantCulture, out every);
            string[] range = step[0] == "*" ? [$"{min}", $"{max}"] : step[0].Split('-');
            if (hasStep != step.Length > 1 || range.Length > 2 || every < 1)
            {
                throw Refused($"'{part}' is not a valid value, range or step");
            }

            int from = Value(range[0], min, max, names);
            int to = range.Length == 2 ? Value(range[1], min, max, names) : hasStep ? max : from;
            if (to < from)
            {
                throw Refused($"the range '{part}' ends before it starts");
            }

            for (long value = from; value <= to; value += every)
            {
                values.Add((int)value);
            }
        }

        return [.. values];
    }

    private int Value(string text, int min, int max, string[] names)
    {
        int name = Array.FindIndex(names, text.EqualsIgnoreCase);
        return name >= 0 ? name + min
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= min && value <= max ? value
            : throw Refused($"'{text}' is not between {min} and {max}");
    }

    private ServiceError Refused(string reason) =>
        ServiceError.BadRequest($"The cron expression '{_text}' of '{_path}' is invalid: {reason}.", _path);
}
