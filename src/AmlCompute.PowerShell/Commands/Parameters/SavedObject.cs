using System.Globalization;
using System.Management.Automation;

namespace AmlCompute.Commands.Parameters;

/// <summary>
/// Reads objects of the module that were deserialized from a file, a job or another session. They have the properties, but not the class.
/// </summary>
internal static class SavedObject
{
    /// <summary>
    /// Returns true for an object of the type, and for a deserialized object of that type, whose type name has a prefix such as
    /// Deserialized.
    /// </summary>
    public static bool IsOfType<T>(PSObject source) => source.BaseObject is T
        || source.TypeNames.Any(name => name.EndsWith($"{nameof(AmlCompute)}.{typeof(T).Name}", StringComparison.Ordinal));

    /// <summary>Returns a property as text; null if the object does not have it, or if its value is null.</summary>
    public static string? ReadText(PSObject source, string property) =>
        source.Properties[property]?.Value is { } value ? LanguagePrimitives.ConvertTo<string>(value) : null;

    /// <summary>
    /// Returns the value of a property; null if the object does not have it, if it is empty, or if it cannot be converted to the type.
    /// </summary>
    public static T? ReadValue<T>(PSObject source, string property)
        where T : struct
    {
        // PowerShell would convert null and an empty text to 0 or false.
        if (ReadText(source, property) is not { Length: > 0 } text)
        {
            return null;
        }

        object? parsed = PlainData.UnwrapOne(source.Properties[property].Value) switch
        {
            string => ParseCell<T>(text),

            // Clixml has no type for a DateTimeOffset: it keeps the text in the invariant culture.
            PSObject => text,
            var value => value,
        };
        return parsed is not null && LanguagePrimitives.TryConvertTo(parsed, CultureInfo.InvariantCulture, out T converted)
            ? converted
            : null;
    }

    /// <summary>
    /// Parses a cell of a CSV file, because PowerShell converts every text to true, drops the comma of a number, and reads 05.11. as the
    /// 11th of May. Export-Csv uses the culture of its session. Returns null for a Boolean value or a number that is not valid; other text
    /// is returned unchanged.
    /// </summary>
    private static object? ParseCell<T>(string text) => default(T) switch
    {
        bool => bool.TryParse(text, out bool flag) ? flag : null,
        decimal => ParseNumber(text, CultureInfo.InvariantCulture) ?? ParseNumber(text, CultureInfo.CurrentCulture),
        DateTimeOffset => ParseTime(text, CultureInfo.CurrentCulture) ?? (object)text,
        _ => text,
    };

    private static decimal? ParseNumber(string text, CultureInfo culture) =>
        decimal.TryParse(text, NumberStyles.Float, culture, out decimal number) ? number : null;

    /// <summary>Returns a time in the form of the culture; null for another form, of which it could exchange day and month.</summary>
    private static DateTimeOffset? ParseTime(string text, CultureInfo culture) =>
        DateTimeOffset.TryParse(text, culture, DateTimeStyles.None, out DateTimeOffset time) && time.ToString(culture) == text
            ? time
            : null;
}
