using System.Collections;
using System.Globalization;

namespace AmlCompute.Models.Json;

/// <summary>Formats values of properties as text for users. The text does not depend on the culture.</summary>
internal static class ValueText
{
    /// <summary>
    /// Formats null as an empty text, a TimeSpan as [d.]hh:mm:ss[.fffffff], a list with semicolons, and a map as name=value with commas,
    /// because a map can be an item of a list.
    /// </summary>
    public static string Format(object? value) => value switch
    {
        null => string.Empty,
        string text => text,
        TimeSpan time => time.ToString("c", CultureInfo.InvariantCulture),
        IDictionary map => string.Join(", ", map.Keys.Cast<object>().Select(key => $"{key}={Format(map[key])}")),
        IEnumerable items => string.Join("; ", items.Cast<object>().Select(Format)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
