using System.Collections;

namespace AmlCompute.Sandbox;

/// <summary>Reads the values of a user's dictionary; an unknown key or a value of the wrong kind is refused by name.</summary>
internal sealed class DictionaryReader
{
    private const string Durations = "a TimeSpan, a number of seconds, or a text such as 250ms, 30s, 15m or 2h";

    private static readonly (string Unit, double Seconds)[] UnitsOfTime = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

    private readonly Dictionary<string, object?> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _what;

    public DictionaryReader(IDictionary source, string what, params string[] allowed)
    {
        _what = what;
        foreach (DictionaryEntry entry in source ?? throw new ArgumentNullException(nameof(source)))
        {
            string key = Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? string.Empty;
            if (!allowed.Contains(key, StringComparer.OrdinalIgnoreCase))
            {
                throw new ArgumentException($"Unknown key '{key}' in {what}. Allowed: {string.Join(", ", allowed)}.");
            }

            _values[key] = entry.Value;
        }
    }

    public string? Text(string key) => Find(key) switch
    {
        null => null,
        string text => text,
        _ => throw Refused(key, "a string"),
    };

    /// <summary>One text or several.</summary>
    public IReadOnlyList<string> Texts(string key) => Find(key) switch
    {
        null => [],
        string one => [one],
        IDictionary => throw Refused(key, "a string or several"),
        IEnumerable several => [.. several.Cast<object?>().Select(item => item as string ?? throw Refused(key, "a string or several"))],
        _ => throw Refused(key, "a string or several"),
    };

    public string? TextOrNumber(string key) =>
        Find(key) is null or string ? Text(key) : Number(key)!.Value.ToString(CultureInfo.InvariantCulture);

    public bool Flag(string key) => Find(key) switch
    {
        null => false,
        bool flag => flag,
        string text when bool.TryParse(text, out bool flag) => flag,
        _ => throw Refused(key, "true or false"),
    };

    public int? Integer(string key)
    {
        if (Find(key) is null)
        {
            return null;
        }

        double number = Number(key)!.Value;
        return number is >= int.MinValue and <= int.MaxValue && Math.Floor(number).Equals(number)
            ? (int)number
            : throw Refused(key, "a whole number");
    }

    public double? Number(string key) => Find(key) switch
    {
        null => null,
        int or long or short or byte or sbyte or ushort or uint or ulong or float or double or decimal =>
            Convert.ToDouble(_values[key], CultureInfo.InvariantCulture),
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => number,
        _ => throw Refused(key, "a number"),
    };

    /// <summary>A TimeSpan, a number of seconds, either of them as text, or a text such as 250ms, 30s, 15m or 2h.</summary>
    public TimeSpan? Duration(string key)
    {
        object? value = Find(key);
        if (value is null)
        {
            return null;
        }

        if (value is TimeSpan span)
        {
            return span;
        }

        // A bare number is seconds; TimeSpan.Parse would take it for days, so only the form with colons goes there.
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

    /// <summary>One dictionary or several.</summary>
    /// <param name="key">The key.</param>
    /// <param name="keysInside">The keys that each may have, to be told where there is none.</param>
    public IReadOnlyList<IDictionary> Dictionaries(string key, params string[] keysInside)
    {
        string expected = $"a dictionary, or several, of {string.Join(", ", keysInside)}";
        return Find(key) switch
        {
            null => [],
            IDictionary one => [one],
            string => throw Refused(key, expected),
            IEnumerable several => [.. several.Cast<object?>().Select(item => item as IDictionary ?? throw Refused(key, expected))],
            _ => throw Refused(key, expected),
        };
    }

    /// <summary>The seconds of a text that ends in a unit of time; null when it does not.</summary>
    private static double? Units(string? text)
    {
        foreach ((string unit, double seconds) in UnitsOfTime)
        {
            if (text is not null && text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)
                && double.TryParse(text.Substring(0, text.Length - unit.Length), NumberStyles.Float, CultureInfo.InvariantCulture, out double count))
            {
                return count * seconds;
            }
        }

        return null;
    }

    public ArgumentException Refused(string key, string expected)
    {
        object? value = Find(key);
        string shown = Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
        string kind = value is null ? string.Empty : $" ({value.GetType().Name})";
        return new ArgumentException($"{key} of {_what} must be {expected}, not '{shown}'{kind}.");
    }

    private object? Find(string key) => _values.TryGetValue(key, out object? value) ? value : null;
}
