using System.Globalization;
using System.Management.Automation;

namespace AmlCompute.Commands.Parameters;

/// <summary>Objects of the module that were saved and read, or came from a job or another session: properties without the class.</summary>
internal static class SavedObject
{
    /// <summary>Returns true for an object of a public class of the module, and for one that was saved and read.</summary>
    public static bool Is<T>(PSObject given) => given.BaseObject is T
        || given.TypeNames.Any(name => name.EndsWith($"{nameof(AmlCompute)}.{typeof(T).Name}", StringComparison.Ordinal));

    /// <summary>Returns a property as text; null if the object does not have it.</summary>
    public static string? TextOf(PSObject given, string property) =>
        given.Properties[property]?.Value is { } value ? LanguagePrimitives.ConvertTo<string>(value) : null;

    /// <summary>Returns the value of a property; null if the object does not have it, or if it is not a value of the type.</summary>
    public static T? ValueOf<T>(PSObject given, string property)
        where T : struct =>
        TextOf(given, property) is { Length: > 0 }
        && LanguagePrimitives.TryConvertTo(given.Properties[property].Value, CultureInfo.InvariantCulture, out T value) ? value : null;
}
