using System.Collections;

namespace AmlCompute.Sandbox;

/// <summary>
/// Reads and converts the values of a user's dictionary, whose keys ignore case. For a missing key, or one with the value null, a method
/// returns null, false, the default of an enumeration, or an empty collection. For a value of the wrong type it throws an
/// <see cref="ArgumentException"/> that names the key, the value and its type.
/// </summary>
internal sealed class DictionaryReader
{
    private const string DurationForms = "a TimeSpan, a number of seconds, or a text such as 250ms, 30s, 15m or 2h";
    private const DateTimeStyles UtcStyles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    private static readonly (string Unit, double Seconds)[] UnitsOfTime = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

    private readonly Dictionary<string, object?> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _description;

    /// <param name="values">The dictionary.</param>
    /// <param name="description">The words for the dictionary in an error, such as 'a sandbox job'.</param>
    /// <param name="allowed">The allowed keys.</param>
    /// <exception cref="ArgumentException">The dictionary has another key, or two keys that differ only in case.</exception>
    public DictionaryReader(IDictionary values, string description, params string[] allowed)
    {
        _description = description;
        foreach (DictionaryEntry entry in values ?? throw new ArgumentNullException(nameof(values)))
        {
            string key = ToText(entry.Key);
            ArgumentCheck.Require(
                allowed.Contains(key, StringComparer.OrdinalIgnoreCase),
                $"Unknown key '{key}' in {description}. Allowed: {string.Join(", ", allowed)}.");
            ArgumentCheck.Require(!_values.ContainsKey(key), $"The key '{key}' in {description} is specified more than once.");
            _values.Add(key, UnwrapPSObject(entry.Value));
        }
    }

    public string? ReadText(string key) => FindValue(key) switch
    {
        null => null,
        string text => text,
        _ => throw CreateValueError(key, "a string"),
    };

    public IReadOnlyList<string> ReadTexts(string key) => ReadOneOrSeveral<string>(key, "a string or several");

    /// <summary>Reads a text, or a number as text in invariant format.</summary>
    public string? ReadTextOrNumber(string key) => FindValue(key) switch
    {
        null => null,
        string text => text,
        _ => FindNumber(key)?.ToString(CultureInfo.InvariantCulture) ?? throw CreateValueError(key, "a string or a number"),
    };

    public bool ReadFlag(string key) => FindValue(key) switch
    {
        null => false,
        bool flag => flag,
        string text when bool.TryParse(text, out bool flag) => flag,
        _ => throw CreateValueError(key, "true or false"),
    };

    public int? ReadInteger(string key) => ReadNumber(key) switch
    {
        null => null,
        >= int.MinValue and <= int.MaxValue and double number when Math.Floor(number).Equals(number) => (int)number,
        < int.MinValue or > int.MaxValue => throw CreateValueError(key, "a whole number between -2147483648 and 2147483647"),
        _ => throw CreateValueError(key, "a whole number"),
    };

    public double? ReadNumber(string key) => FindNumber(key) ?? (FindValue(key) is null ? null : throw CreateValueError(key, "a number"));

    /// <summary>Reads a TimeSpan, a number of seconds, either of them as text, or a text such as 250ms, 30s, 15m or 2h.</summary>
    public TimeSpan? ReadDuration(string key) => FindValue(key) switch
    {
        null => null,
        TimeSpan span => span,
        // A number without a unit is seconds. TimeSpan.Parse reads it as days, so it only parses the form with colons.
        string text when text.Contains(':') =>
            TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan span) ? span : throw CreateValueError(key, DurationForms),
        object value => ToDuration(ParseSeconds(value as string) ?? FindNumber(key)) ?? throw CreateValueError(key, DurationForms),
    };

    /// <summary>Reads a date with or without a time; one without an offset is UTC.</summary>
    public DateTimeOffset? ReadTime(string key) => FindValue(key) switch
    {
        null => null,
        DateTimeOffset time => time.ToUniversalTime(),
        DateTime { Kind: DateTimeKind.Local } time => new DateTimeOffset(time).ToUniversalTime(),
        DateTime time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)),
        string text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, UtcStyles, out DateTimeOffset time) => time,
        _ => throw CreateValueError(key, "a date such as '2026-11-28' or '2026-11-28T08:30:00Z'"),
    };

    /// <summary>Reads a word of an enumeration, whose case is ignored.</summary>
    public T ReadEnum<T>(string key, string expected)
        where T : struct, Enum => ReadText(key) switch
        {
            null => default,
            // Enum.TryParse accepts numbers, too.
            { } word when Enum.TryParse(word, ignoreCase: true, out T value) && word.EqualsIgnoreCase($"{value}") => value,
            _ => throw CreateValueError(key, expected),
        };

    /// <summary>Reads a dictionary of whole numbers, whose names ignore case.</summary>
    public IReadOnlyDictionary<string, int> ReadIntegerMap(string key)
    {
        IDictionary source = ReadMap(key, "a dictionary of whole numbers");
        string[] names = [.. source.Keys.Cast<object>().Select(ToText)];
        DictionaryReader reader = new(source, $"{key} of {_description}", names);
        return names.ToDictionary(
            name => name,
            name => reader.ReadInteger(name) ?? throw reader.CreateValueError(name, "a whole number"),
            StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Reads a dictionary of texts, whose names are case-sensitive. Other values are converted to text.</summary>
    public IReadOnlyDictionary<string, string> ReadTextMap(string key)
    {
        // The enumerator of a generic dictionary gives no DictionaryEntry to Cast.
        IDictionary source = ReadMap(key, "a dictionary of texts");
        return source.Keys.Cast<object>().ToDictionary(ToText, name => ToText(source[name]), StringComparer.Ordinal);
    }

    /// <summary>Reads one dictionary or several. The error for another value lists the keys that a dictionary can have.</summary>
    public IReadOnlyList<IDictionary> ReadDictionaries(string key, params string[] keysInside) =>
        ReadOneOrSeveral<IDictionary>(key, $"a dictionary, or several, of {string.Join(", ", keysInside)}");

    /// <summary>Reads a single value as a list of one, or a list of values.</summary>
    private IReadOnlyList<T> ReadOneOrSeveral<T>(string key, string expected)
        where T : class => FindValue(key) switch
        {
            null => [],
            T item => [item],
            IEnumerable items and not (string or IDictionary) =>
                [.. items.Cast<object?>().Select(UnwrapPSObject).Select(item => item as T ?? throw CreateValueError(key, item, expected))],
            _ => throw CreateValueError(key, expected),
        };

    private IDictionary ReadMap(string key, string expected) => FindValue(key) switch
    {
        null => new Hashtable(),
        IDictionary map => map,
        _ => throw CreateValueError(key, expected),
    };

    /// <summary>Finds a number, or a text that is one; null for any other value.</summary>
    private double? FindNumber(string key) => FindValue(key) switch
    {
        object number and (int or long or short or byte or sbyte or ushort or uint or ulong or float or double or decimal) =>
            Convert.ToDouble(number, CultureInfo.InvariantCulture),
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => number,
        _ => null,
    };

    /// <summary>Parses a text that ends in a unit of time, such as 15m, to seconds; null for null and for any other text.</summary>
    private static double? ParseSeconds(string? text)
    {
        foreach ((string unit, double seconds) in UnitsOfTime)
        {
            if (text is not null && text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)
                && double.TryParse(
                    text.Substring(0, text.Length - unit.Length), NumberStyles.Float, CultureInfo.InvariantCulture, out double count))
            {
                return count * seconds;
            }
        }

        return null;
    }

    /// <summary>Converts seconds to a duration; null if it is too long.</summary>
    private static TimeSpan? ToDuration(double? seconds)
    {
        // Half of the longest TimeSpan: as a double, the longest one is rounded to a value that TimeSpan cannot have.
        double longest = TimeSpan.MaxValue.TotalSeconds / 2;
        return seconds is { } value && Math.Abs(value) <= longest ? TimeSpan.FromTicks((long)(value * TimeSpan.TicksPerSecond)) : null;
    }

    /// <summary>
    /// Removes the wrapper of a value that a PowerShell command returned. Reflection, because the sandbox does not reference PowerShell.
    /// </summary>
    private static object? UnwrapPSObject(object? value) =>
        value?.GetType() is { FullName: "System.Management.Automation.PSObject" } wrapper
            ? wrapper.GetProperty("BaseObject")!.GetValue(value)
            : value;

    private ArgumentException CreateValueError(string key, string expected) => CreateValueError(key, FindValue(key), expected);

    private ArgumentException CreateValueError(string key, object? value, string expected)
    {
        string kind = value is null ? string.Empty : $" ({value.GetType().Name})";
        return new ArgumentException($"{key} of {_description} must be {expected}, not '{ToText(value)}'{kind}.");
    }

    private static string ToText(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;

    private object? FindValue(string key) => _values.TryGetValue(key, out object? value) ? value : null;
}
