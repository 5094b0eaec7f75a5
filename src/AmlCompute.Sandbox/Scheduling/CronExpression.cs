namespace AmlCompute.Sandbox.Scheduling;

/// <summary>
/// A cron expression of five fields: minute, hour, day of month, month, day of week. A field is *, a number, a range, or a list of these,
/// each with an optional step. A month or a day of the week can be a name, whole or shortened. A day must match all three of its fields.
/// </summary>
internal sealed class CronExpression
{
    // .NET adds an empty name for a 13th month, which no text matches.
    private static readonly string[] MonthNames = CultureInfo.InvariantCulture.DateTimeFormat.MonthNames;
    private static readonly string[] WeekDayNames = CultureInfo.InvariantCulture.DateTimeFormat.DayNames;

    private readonly string _text;
    private readonly string _path;
    private readonly int[] _minutes;
    private readonly int[] _hours;
    private readonly int[] _days;
    private readonly int[] _months;
    private readonly int[] _weekDays;

    /// <param name="text">The expression.</param>
    /// <param name="path">The path of the member with the expression, for errors.</param>
    public CronExpression(string text, string path)
    {
        _text = text;
        _path = path;
        string[] fields = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 5)
        {
            throw CreateError($"it has {fields.Length} fields instead of five");
        }

        _minutes = ParseField(fields[0], 0, 59);
        _hours = ParseField(fields[1], 0, 23);
        _days = ParseField(fields[2], 1, 31);
        _months = ParseField(fields[3], 1, 12, MonthNames);
        _weekDays = ParseField(fields[4], 0, 6, WeekDayNames);
    }

    /// <summary>Creates the trigger that fires at the local times of a time zone that fit the expression.</summary>
    public Trigger ToTrigger(TimeZoneInfo zone, DateTime start) => new CalendarTrigger(
        zone,
        start,
        day => _days.Contains(day.Day) && _months.Contains(day.Month) && _weekDays.Contains((int)day.DayOfWeek),
        _hours,
        _minutes);

    private int[] ParseField(string field, int min, int max, params string[] names)
    {
        SortedSet<int> values = [];
        foreach (string part in field.Split(','))
        {
            AddPartValues(values, part, min, max, names);
        }

        return [.. values];
    }

    /// <summary>Adds the values of one part of a list: *, a value or a range, with or without a step, as in 10-50/20.</summary>
    private void AddPartValues(SortedSet<int> values, string part, int min, int max, string[] names)
    {
        string[] rangeAndStep = part.Split('/');
        bool hasStep = rangeAndStep.Length > 1;
        int step = 1;
        bool isStepValid = !hasStep || (rangeAndStep.Length == 2
            && int.TryParse(rangeAndStep[1], NumberStyles.None, CultureInfo.InvariantCulture, out step) && step >= 1);
        string[] range = rangeAndStep[0] == "*" ? [$"{min}", $"{max}"] : rangeAndStep[0].Split('-');
        if (!isStepValid || range.Length > 2)
        {
            throw CreateError($"'{part}' is not a valid value, range or step");
        }

        // A step after a single value continues to the maximum: 5/25 is 5, 30 and 55.
        int from = ParseValue(range[0], min, max, names);
        int valueWithoutRange = hasStep ? max : from;
        int to = range.Length == 2 ? ParseValue(range[1], min, max, names) : valueWithoutRange;
        if (to < from)
        {
            throw CreateError($"the range '{part}' ends before it starts");
        }

        // A large step could exceed the range of int.
        for (long value = from; value <= to; value += step)
        {
            values.Add((int)value);
        }
    }

    /// <summary>
    /// Parses a number, or a name whole or shortened, such as Jul; the first name stands for the minimum. Of several names with this start,
    /// the first one counts.
    /// </summary>
    private int ParseValue(string text, int min, int max, string[] names)
    {
        int nameIndex = Array.FindIndex(names, name => name.StartsWith(text, StringComparison.OrdinalIgnoreCase));
        if (text.Length > 0 && nameIndex >= 0)
        {
            return nameIndex + min;
        }

        bool isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value);
        return isNumber && value >= min && value <= max ? value : throw CreateError($"'{text}' is not between {min} and {max}");
    }

    private ServiceError CreateError(string reason) =>
        ServiceError.BadRequest($"The cron expression '{_text}' of '{_path}' is invalid: {reason}.", _path);
}
