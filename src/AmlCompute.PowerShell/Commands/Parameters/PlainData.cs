using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Internal;

namespace AmlCompute.Commands.Parameters;

/// <summary>Reads values of PowerShell: removes their PSObject wrappers, lists dictionaries, and formats keys and values.</summary>
internal static class PlainData
{
    /// <summary>The deepest nesting that is read, because an object that contains itself would never end.</summary>
    private const int DeepestNesting = 32;

    /// <summary>
    /// Removes the PSObject wrapper of a value, and those of the items of an array. A custom object is its own wrapper and stays one.
    /// </summary>
    public static object? Unwrap(object? value)
    {
        object? plain = UnwrapOne(value);
        return plain is object[] items ? Array.ConvertAll(items, UnwrapOne) : plain;
    }

    /// <summary>
    /// Removes the PSObject wrapper of a value; the items of an array keep theirs. The result of a command without output is null.
    /// </summary>
    public static object? UnwrapOne(object? value) => value switch
    {
        // A hashtable keeps this object, for example that of @{ owner = (git config user.email) }.
        PSObject when ReferenceEquals(value, AutomationNull.Value) => null,
        PSObject { BaseObject: not PSCustomObject and var inner } => UnwrapOne(inner),
        _ => value,
    };

    /// <summary>
    /// Returns a copy of a dictionary without the wrappers of its values; its keys are not case-sensitive. The copy of null is empty.
    /// </summary>
    public static Hashtable UnwrapValues(IDictionary? dictionary) => ConvertValues(dictionary ?? new Hashtable(), Unwrap);

    /// <summary>Returns a copy of a dictionary as by <see cref="UnwrapValues"/>, also of the dictionaries and arrays inside.</summary>
    /// <exception cref="ComputeTargetException">The data is nested too deep, or contains itself.</exception>
    public static Hashtable UnwrapAll(IDictionary dictionary) => (Hashtable)UnwrapNested(dictionary, depth: 0)!;

    /// <summary>Returns the entries of a dictionary by the text of their keys, with the wrappers of their values.</summary>
    public static IEnumerable<(string Key, object? Value)> ListEntries(IDictionary dictionary)
    {
        // Only the enumerator of IDictionary gives a DictionaryEntry for a generic dictionary too; Cast would use the other one.
        foreach (DictionaryEntry entry in dictionary)
        {
            yield return (FormatText(entry.Key)!, entry.Value);
        }
    }

    /// <summary>Returns the text of a key or value in the invariant culture; null for null.</summary>
    public static string? FormatText(object? value) => value is null ? null : Convert.ToString(value, CultureInfo.InvariantCulture);

    /// <summary>Refuses data that is nested too deep.</summary>
    /// <param name="depth">The number of dictionaries, objects and lists around a value.</param>
    /// <param name="subject">The start of the message.</param>
    /// <exception cref="ComputeTargetException">The data is nested too deep, or contains itself.</exception>
    public static void RequireDepth(int depth, string subject)
    {
        if (depth > DeepestNesting)
        {
            throw ComputeTargetException.CreateInvalidArgument(
                $"{subject} is nested more than {DeepestNesting} levels deep, or contains itself.");
        }
    }

    private static object? UnwrapNested(object? value, int depth)
    {
        RequireDepth(depth, "The data");
        return UnwrapOne(value) switch
        {
            IDictionary dictionary => ConvertValues(dictionary, inner => UnwrapNested(inner, depth + 1)),
            object[] items => Array.ConvertAll(items, item => UnwrapNested(item, depth + 1)),
            var plain => plain,
        };
    }

    private static Hashtable ConvertValues(IDictionary dictionary, Func<object?, object?> convert)
    {
        Hashtable converted = new(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in dictionary)
        {
            converted[entry.Key] = convert(entry.Value);
        }

        return converted;
    }
}
