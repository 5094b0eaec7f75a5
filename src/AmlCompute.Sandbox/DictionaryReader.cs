using System.Collections;

namespace AmlCompute.Sandbox;

/// <summary>Reads the values of a user's dictionary. An error names an unknown key or a value of the wrong type.</summary>
internal sealed class DictionaryReader
{
    private const string Durations = "a TimeSpan, a number of seconds, or a text such as 250ms, 30s, 15m or 2h";

    private static readonly (string Unit, double Seconds)[] UnitsOfTime = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

    private const DateTimeStyles UtcStyles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    private readonly Dictionary<string, object?> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _description;

    public DictionaryReader(IDictionary source, string description, params string[] allowed)
    {
        _description = description;
        foreach (DictionaryEntry entry in source ?? throw new ArgumentNullException(nameof(source)))
        {
            string key = Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? string.Empty;
            if (!allowed.Contains(key, StringComparer.OrdinalIgnoreCase))
            {
                throw new ArgumentException($"Unknown key '{key}' in {description}. Allowed: {string.Join(", ", allowed)}.");
            }

            _values[key] = Unwrap(entry.Value);
        }
    }

    public string? Text(string key) => FindValue(key) switch
    {
        null => null,
        string text => text,
        _ => throw Refused(key, "a string"),
    };

    /// <summary>Reads one text or several.</summary>
    public IReadOnlyList<string> Texts(string key) => FindValue(key) switch
    {
        null => [],
        string one => [one],
        IDictionary => throw Refused(key, "a string or several"),
        IEnumerable several => [.. several.Cast<object?>().Select(item => item as string ?? throw Refused(key, "a string or several"))],
        _ => throw Refused(key, "a string or several"),
    };

    public string? TextOrNumber(string key) =>
        FindValue(key) is null or string ? Text(key) : Number(key)!.Value.ToString(CultureInfo.InvariantCulture);

    public bool Flag(string key) => FindValue(key) switch
    {
        null => false,
        bool flag => flag,
        string text when bool.TryParse(text, out bool flag) => flag,
        _ => throw Refused(key, "true or false"),
    };

    public int? Integer(string key)
    {
        if (FindValue(key) is null)
        {
            return null;
        }

        double number = Number(key)!.Value;
        return number is >= int.MinValue and <= int.MaxValue && Math.Floor(number).Equals(number)
            ? (int)number
            : throw Refused(key, "a whole number");
    }

    public double? Number(string key) => FindValue(key) switch
    {
        null => null,
        int or long or short or byte or sbyte or ushort or uint or ulong or float or double or decimal =>
            Convert.ToDouble(_values[key], CultureInfo.InvariantCulture),
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => number,
        _ => throw Refused(key, "a number"),
    };

    /// <summary>Reads a TimeSpan, a number of seconds, either of them as text, or a text such as 250ms, 30s, 15m or 2h.</summary>
    public TimeSpan? Duration(string key)
    {
        object? value = FindValue(key);
        if (value is null)
        {
            return null;
        }

        if (value is TimeSpan span)
        {
            return span;
        }

        // A number without a unit is seconds. TimeSpan.Parse reads it as days, so it only parses the form with colons.
        if (value is string text && text.Contains(':'))
        {
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out span) ? span : throw Refused(key, Durations);
        }

        double seconds;
        try
        {
            seconds = Units(value as string) ?? Number(key)!.Value;
        }
        catch (ArgumentException)
        {
            throw Refused(key, Durations);
        }

        return Math.Abs(seconds) <= TimeSpan.MaxValue.TotalSeconds / 2
            ? TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond))
            : throw Refused(key, Durations);
    }

    /// <summary>Reads a date with or without a time; one without an offset is UTC.</summary>
    public DateTimeOffset? Time(string key) => FindValue(key) switch
    {
        null => null,
        DateTimeOffset time => time.ToUniversalTime(),
        DateTime { Kind: DateTimeKind.Local } time => new DateTimeOffset(time).ToUniversalTime(),
        DateTime time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)),
        string text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, UtcStyles, out DateTimeOffset time) => time,
        _ => throw Refused(key, "a date such as '2026-11-28' or '2026-11-28T08:30:00Z'"),
    };

    /// <summary>Reads a word of an enumeration, without regard to case; the first word if the key is missing.</summary>
    public T Word<T>(string key, string expected)
        where T : struct, Enum
    {
        // Enum.TryParse accepts numbers, too.
        string? word = Text(key);
        return word is null ? default
            : Enum.TryParse(word, ignoreCase: true, out T value) && string.Equals($"{value}", word, StringComparison.OrdinalIgnoreCase)
                ? value
                : throw Refused(key, expected);
    }

    /// <summary>Reads a dictionary of whole numbers.</summary>
    public IReadOnlyDictionary<string, int> Integers(string key)
    {
        Dictionary<string, int> numbers = new(StringComparer.OrdinalIgnoreCase);
        object? value = FindValue(key);
        if (value is not null and not IDictionary)
        {
            throw Refused(key, "a dictionary of whole numbers");
        }

        IDictionary source = value as IDictionary ?? numbers;
        string[] names = [.. source.Keys.Cast<object>().Select(name => Convert.ToString(name, CultureInfo.InvariantCulture)!)];
        DictionaryReader reader = new(source, $"{key} of {_description}", names);
        foreach (string name in names)
        {
            numbers.Add(name, reader.Integer(name) ?? throw reader.Refused(name, "a whole number"));
        }

        return numbers;
    }

    /// <summary>Reads a dictionary of texts; other values are converted.</summary>
    public IReadOnlyDictionary<string, string> TextMap(string key)
    {
        object? value = FindValue(key);
        return value is null or IDictionary
            ? (value as IDictionary ?? new Hashtable()).Cast<DictionaryEntry>().ToDictionary(
                entry => Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!,
                entry => Convert.ToString(entry.Value, CultureInfo.InvariantCulture) ?? string.Empty,
                StringComparer.Ordinal)
            : throw Refused(key, "a dictionary of texts");
    }

    /// <summary>Reads one dictionary or several.</summary>
    /// <param name="key">The key.</param>
    /// <param name="keysInside">The keys that each dictionary can have; the error for another value lists them.</param>
    public IReadOnlyList<IDictionary> Dictionaries(string key, params string[] keysInside)
    {
        string expected = $"a dictionary, or several, of {string.Join(", ", keysInside)}";
        return FindValue(key) switch
        {
            null => [],
            IDictionary one => [one],
            string => throw Refused(key, expected),
            IEnumerable several => [.. several.Cast<object?>().Select(item => item as IDictionary ?? throw Refused(key, expected))],
            _ => throw Refused(key, expected),
        };
    }

    /// <summary>Removes the wrapper in which PowerShell keeps the output of a command. The sandbox does not reference PowerShell.</summary>
    private static object? Unwrap(object? value) =>
        value?.GetType() is { FullName: "System.Management.Automation.PSObject" } wrapper
            ? wrapper.GetProperty("BaseObject")!.GetValue(value)
            : value;

    /// <summary>Reads the seconds of a text that ends in a unit of time; null if it does not.</summary>
    private static double? Units(string? text)
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

    public ArgumentException Refused(string key, string expected)
    {
        object? value = FindValue(key);
        string shown = Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
        string kind = value is null ? string.Empty : $" ({value.GetType().Name})";
        return new ArgumentException($"{key} of {_description} must be {expected}, not '{shown}'{kind}.");
    }

    private object? FindValue(string key) => _values.TryGetValue(key, out object? value) ? value : null;
}
