using System.Collections;
using System.Management.Automation;
using AmlCompute.Settings;

namespace AmlCompute.Commands.Parameters;

/// <summary>Converts the hashtable of a parameter for tags.</summary>
internal static class TagValues
{
    /// <summary>Returns the tags by name; the value of a tag is text, or null for null.</summary>
    /// <param name="tags">The names and values that the user gave.</param>
    /// <param name="word">The parameter or column that errors name.</param>
    /// <exception cref="ComputeTargetException">
    /// A value is not a single value, or is the result of a command without output, or two names differ in casing only.
    /// </exception>
    public static IReadOnlyDictionary<string, string?> ConvertTags(IDictionary tags, string word)
    {
        Dictionary<string, string?> converted = new(StringComparer.Ordinal);
        foreach ((string name, object? value) in PlainData.ListEntries(tags))
        {
            if (value is not null && PlainData.UnwrapOne(value) is null)
            {
                throw ComputeTargetException.CreateInvalidArgument(
                    $"{word}: the value of '{name}' is the result of a command without output. Specify a value, or $null for none.");
            }

            converted[name] = FormatTagValue(name, PlainData.Unwrap(value), word);
        }

        // The order of a hashtable is not fixed.
        IEnumerable<string> names = converted.Keys.OrderBy(name => name, StringComparer.Ordinal);
        return TagRules.DescribeSameNames(names).Select(same => same.Problem).FirstOrDefault() is { } problem
            ? throw ComputeTargetException.CreateInvalidArgument($"{word}: {problem}")
            : converted;
    }

    private static string? FormatTagValue(string name, object? value, string word)
    {
        string? text = PlainData.FormatText(value);
        string? wrongKind = value switch
        {
            null or string => null,
            IDictionary or PSObject => "an object with members",
            IEnumerable => "a list",

            // The text of an object without a text form is the name of its type.
            { } other when text == other.GetType().ToString() => $"a {other.GetType().Name}",
            _ => null,
        };
        return wrongKind is null ? text : throw ComputeTargetException.CreateInvalidArgument(
            $"{word}: the value of '{name}' is {wrongKind}; it must be a string, a number, a date, true or false.");
    }
}
