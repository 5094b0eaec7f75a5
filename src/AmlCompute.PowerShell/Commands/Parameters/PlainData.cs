using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Security;
using System.Text.Json.Nodes;

namespace AmlCompute.Commands.Parameters;

/// <summary>Removes the PSObject wrappers of values of PowerShell, and converts values to JSON, tags and template arguments.</summary>
internal static class PlainData
{
    /// <summary>The deepest nesting that is read: an object that contains itself would never end.</summary>
    private const int DeepestNesting = 32;

    /// <summary>Removes the PSObject wrapper of a value, and those of the items of an array.</summary>
    public static object? Unwrap(object? value)
    {
        object? plain = UnwrapOne(value);
        return plain is object[] items ? Array.ConvertAll(items, UnwrapOne) : plain;
    }

    /// <summary>Removes the PSObject wrappers of the values of a dictionary; returns an empty one for null.</summary>
    public static Hashtable UnwrapValues(IDictionary? dictionary) => ConvertValues(dictionary ?? new Hashtable(), Unwrap);

    /// <summary>Removes all PSObject wrappers in a dictionary and in the dictionaries and arrays in it.</summary>
    /// <exception cref="ComputeTargetException">The data is nested too deep, or contains itself.</exception>
    public static Hashtable UnwrapAll(IDictionary dictionary) => (Hashtable)UnwrapNested(dictionary, depth: 0)!;

    /// <summary>Converts tags to names with text values.</summary>
    /// <exception cref="ComputeTargetException">A value cannot be converted to text.</exception>
    public static IReadOnlyDictionary<string, string?> ToTags(IDictionary dictionary, string word) =>
        UnwrapValues(dictionary).Cast<DictionaryEntry>().ToDictionary(
            entry => ToText(entry.Key)!, entry => ToScalarText(entry, word), StringComparer.Ordinal);

    /// <summary>Converts an object as from ConvertFrom-Json to JSON text. The times, which PowerShell parsed, keep their zone.</summary>
    public static string ToJsonText(PSObject source, string parameter) =>
        ToJson(source, $"-{parameter}", keepsZone: true)?.ToJsonString() ?? "null";

    /// <summary>Converts the values of -TemplateParameter to JSON. A SecureString becomes text, as templates have texts only.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> ToTemplateArguments(IDictionary? values) =>
        UnwrapValues(values).Cast<DictionaryEntry>().Select(entry => new KeyValuePair<string, JsonNode?>(
            ToText(entry.Key)!,
            entry.Value is SecureString secret
                ? JsonValue.Create(SecretText.Reveal(secret))
                : ToJson(entry.Value, "-TemplateParameter")));

    /// <summary>Converts hashtables, objects, arrays and values to JSON.</summary>
    /// <param name="value">The value.</param>
    /// <param name="word">The name of the parameter or column, for errors.</param>
    /// <param name="keepsZone">True to write the zone of a time; false to write the time of the clock.</param>
    /// <exception cref="ComputeTargetException">A value cannot be converted to JSON.</exception>
    public static JsonNode? ToJson(object? value, string word, bool keepsZone = false) => ToJson(value, word, depth: 0, keepsZone);

    private static JsonNode? ToJson(object? value, string word, int depth, bool keepsZone)
    {
        if (depth > DeepestNesting)
        {
            throw ComputeTargetException.CreateInvalidArgument(
                $"{word}: the data is nested more than {DeepestNesting} levels deep, or contains itself.");
        }

        object? plain = UnwrapOne(value);
        return plain switch
        {
            null => null,
            string text => JsonValue.Create(text),
            bool flag => JsonValue.Create(flag),
            SwitchParameter flag => JsonValue.Create(flag.IsPresent),
            int or long or short or byte => JsonValue.Create(Convert.ToInt64(plain, CultureInfo.InvariantCulture)),
            double or float or decimal => JsonValue.Create(Convert.ToDouble(plain, CultureInfo.InvariantCulture)),
            DateTime { Kind: not DateTimeKind.Unspecified } time when keepsZone =>
                JsonValue.Create(time.ToString("O", CultureInfo.InvariantCulture)),
            DateTime time => JsonValue.Create(time.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)),
            TimeSpan time => JsonValue.Create(System.Xml.XmlConvert.ToString(time)),
            Enum name => JsonValue.Create(name.ToString()),
            JsonModel model => model.ToNode(),
            IDictionary members => ToJsonObject(members, value => ToJson(value, word, depth + 1, keepsZone)),
            PSObject custom => new JsonObject(custom.Properties.Select(property =>
                new KeyValuePair<string, JsonNode?>(property.Name, ToJson(property.Value, word, depth + 1, keepsZone)))),
            IEnumerable items => new JsonArray([.. items.Cast<object>().Select(item => ToJson(item, word, depth + 1, keepsZone))]),
            { } unknown => throw ComputeTargetException.CreateInvalidArgument(
                $"{word}: a value of type {unknown.GetType().Name} cannot be converted to JSON."),
        };
    }

    private static JsonObject ToJsonObject(IDictionary members, Func<object?, JsonNode?> convert)
    {
        // The enumerator of IDictionary gives a DictionaryEntry for a generic dictionary too.
        JsonObject json = [];
        foreach (DictionaryEntry entry in members)
        {
            json[ToText(entry.Key)!] = convert(entry.Value);
        }

        return json;
    }

    private static object? UnwrapOne(object? value) =>
        value is PSObject { BaseObject: not PSCustomObject and var inner } ? UnwrapOne(inner) : value;

    private static object? UnwrapNested(object? value, int depth) => UnwrapOne(value) switch
    {
        _ when depth > DeepestNesting => throw ComputeTargetException.CreateInvalidArgument(
            $"The data is nested more than {DeepestNesting} levels deep, or contains itself."),
        IDictionary dictionary => ConvertValues(dictionary, inner => UnwrapNested(inner, depth + 1)),
        object[] items => Array.ConvertAll(items, item => UnwrapNested(item, depth + 1)),
        var plain => plain,
    };

    private static Hashtable ConvertValues(IDictionary dictionary, Func<object?, object?> convert)
    {
        Hashtable converted = new(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in dictionary)
        {
            converted[entry.Key] = convert(entry.Value);
        }

        return converted;
    }

    /// <summary>Converts a value to text. Refuses lists, hashtables and other objects whose text would be the name of their type.</summary>
    private static string? ToScalarText(DictionaryEntry entry, string word)
    {
        string? text = ToText(entry.Value);
        string? wrongKind = entry.Value switch
        {
            null or string or Type => null,
            IDictionary or PSObject => "an object with members",
            IEnumerable => "a list",
            { } other when text == other.GetType().ToString() => $"a {other.GetType().Name}",
            _ => null,
        };
        return wrongKind is null ? text : throw ComputeTargetException.CreateInvalidArgument(
            $"{word}: the value of '{ToText(entry.Key)}' is {wrongKind}; it must be a string, a number, a date, true or false.");
    }

    private static string? ToText(object? value) => value is null ? null : Convert.ToString(value, CultureInfo.InvariantCulture);
}
