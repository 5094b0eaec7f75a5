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
        // PowerShell would convert an empty text to 0 or false.
        if (ReadText(source, property) is not { Length: > 0 } text)
        {
            return null;
        }

        object value = source.Properties[property].Value;
        object? parsed = PlainData.UnwrapOne(value) is string ? ParseCell<T>(text) : value;
        return LanguagePrimitives.TryConvertTo(parsed, CultureInfo.InvariantCulture, out T converted) ? converted : null;
    }

    /// <summary>
    /// Parses a cell of a CSV file, because PowerShell converts every text to true and drops the comma of a number. Export-Csv uses the
    /// culture of its session. Text for other types is returned unchanged.
    /// </summary>
    private static object? ParseCell<T>(string text) => default(T) switch
    {
        bool => bool.TryParse(text, out bool flag) ? flag : null,
        decimal => ParseNumber(text, CultureInfo.InvariantCulture) ?? ParseNumber(text, CultureInfo.CurrentCulture),
        _ => text,
    };

    private static decimal? ParseNumber(string text, CultureInfo culture) =>
        decimal.TryParse(text, NumberStyles.Float, culture, out decimal number) ? number : null;
}
