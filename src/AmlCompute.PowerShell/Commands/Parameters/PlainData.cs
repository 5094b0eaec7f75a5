using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.Json.Nodes;

namespace AmlCompute.Commands.Parameters;

/// <summary>Takes the engine's wrappers off data that the user wrote as hashtables, arrays and values.</summary>
internal static class PlainData
{
    private const int DeepestNesting = 32;

    /// <summary>The value without wrappers, all the way down.</summary>
    public static object? Unwrap(object? value) => value switch
    {
        PSObject { BaseObject: not PSCustomObject } wrapper => Unwrap(wrapper.BaseObject),
        IDictionary dictionary => UnwrapAll(dictionary),
        object[] items => Array.ConvertAll(items, Unwrap),
        _ => value,
    };

    /// <summary>A dictionary without wrappers; empty for null.</summary>
    public static Hashtable UnwrapAll(IDictionary? dictionary)
    {
        Hashtable plain = new(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in dictionary ?? new Hashtable())
        {
            plain[entry.Key] = Unwrap(entry.Value);
        }

        return plain;
    }

    /// <summary>Tags: names with texts.</summary>
    /// <exception cref="ComputeTargetException">A value is no text and cannot be written as one, or a resource cannot have such tags.</exception>
    public static IReadOnlyDictionary<string, string?>? ToTags(IDictionary? dictionary, string parameter) =>
        dictionary is null
            ? null
            : ComputeTags.Require(UnwrapAll(dictionary).Cast<DictionaryEntry>().ToDictionary(
                entry => Text(entry.Key)!, entry => Scalar(entry, parameter), StringComparer.Ordinal));

    /// <summary>A list of objects, as JSON; null when nothing was given.</summary>
    public static JsonArray? ToJsonArray(IEnumerable<object>? items, string parameter) =>
        items is null ? null : new JsonArray([.. items.Select(item => ToJson(item, parameter))]);

    /// <summary>Hashtables, objects, arrays and values as JSON.</summary>
    /// <exception cref="ComputeTargetException">A value has no JSON form.</exception>
    public static JsonNode? ToJson(object? value, string parameter, int depth = 0)
    {
        if (depth > DeepestNesting)
        {
            throw new ComputeTargetException(ErrorIds.InvalidArgument, $"-{parameter}: the data is nested more than {DeepestNesting} levels deep.");
        }

        return Unwrap(value) switch
        {
            null => null,
            string text => JsonValue.Create(text),
            bool flag => JsonValue.Create(flag),
            SwitchParameter flag => JsonValue.Create(flag.IsPresent),
            int or long or short or byte => JsonValue.Create(Convert.ToInt64(Unwrap(value), CultureInfo.InvariantCulture)),
            double or float or decimal => JsonValue.Create(Convert.ToDouble(Unwrap(value), CultureInfo.InvariantCulture)),
            DateTime time => JsonValue.Create(time.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)),
            TimeSpan time => JsonValue.Create(System.Xml.XmlConvert.ToString(time)),
            Enum word => JsonValue.Create(word.ToString()),
            JsonModel model => model.ToNode(),
            IDictionary members => new JsonObject(members.Cast<DictionaryEntry>().Select(entry =>
                new KeyValuePair<string, JsonNode?>(Text(entry.Key)!, ToJson(entry.Value, parameter, depth + 1)))),
            PSObject custom => new JsonObject(custom.Properties.Select(property =>
                new KeyValuePair<string, JsonNode?>(property.Name, ToJson(property.Value, parameter, depth + 1)))),
            IEnumerable items => new JsonArray([.. items.Cast<object>().Select(item => ToJson(item, parameter, depth + 1))]),
            { } other => throw new ComputeTargetException(ErrorIds.InvalidArgument, $"-{parameter}: a {other.GetType().Name} has no JSON form."),
        };
    }

    /// <summary>The text of a value. A list, a hashtable and other objects without a text of their own would become the name of their type.</summary>
    private static string? Scalar(DictionaryEntry entry, string parameter)
    {
        string? text = Text(entry.Value);
        bool isScalar = entry.Value is null or string or Type || (entry.Value is not (IEnumerable or PSObject) && text != entry.Value.GetType().ToString());
        return isScalar ? text : throw new ComputeTargetException(
            ErrorIds.InvalidArgument,
            $"-{parameter}: the value of '{Text(entry.Key)}' is {(entry.Value is IDictionary or PSObject ? "an object with members" : entry.Value is IEnumerable ? "a list" : $"a {entry.Value!.GetType().Name}")}; "
            + "it must be a text, a number, a date, true or false.");
    }

    private static string? Text(object? value) => value is null ? null : Convert.ToString(value, CultureInfo.InvariantCulture);
}
