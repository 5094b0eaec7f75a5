using System.Globalization;
using System.Management.Automation;

namespace AmlCompute.Commands.Parameters;

/// <summary>
/// Reads objects of the module that were saved and read, or that came from a job or another session. They have the properties, but not the
/// class.
/// </summary>
internal static class SavedObject
{
    /// <summary>Returns true for an object of a public class of the module, and for one that was saved and read.</summary>
    public static bool IsOfType<T>(PSObject source) => source.BaseObject is T
        || source.TypeNames.Any(name => name.EndsWith($"{nameof(AmlCompute)}.{typeof(T).Name}", StringComparison.Ordinal));

    /// <summary>Returns a property as text; null if the object does not have it.</summary>
    public static string? ReadText(PSObject source, string property) =>
        source.Properties[property]?.Value is { } value ? LanguagePrimitives.ConvertTo<string>(value) : null;

    /// <summary>Returns the value of a property; null if the object does not have it, or if it cannot be converted to the type.</summary>
    public static T? ReadValue<T>(PSObject source, string property)
        where T : struct =>
        ReadText(source, property) is { Length: > 0 }
        && LanguagePrimitives.TryConvertTo(source.Properties[property].Value, CultureInfo.InvariantCulture, out T value)
            ? value
            : null;
}
