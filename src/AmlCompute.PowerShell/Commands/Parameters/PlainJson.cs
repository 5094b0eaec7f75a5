using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using System.Security;
using System.Xml;

namespace AmlCompute.Commands.Parameters;

/// <summary>Converts values of PowerShell to JSON: hashtables, objects, lists and single values.</summary>
internal sealed class PlainJson
{
    /// <summary>The format of a time with its zone, as JSON usually has it: without a fraction of zero.</summary>
    private const string FullTime = "yyyy-MM-ddTHH:mm:ss.FFFFFFFK";

    private readonly string _word;
    private readonly bool _keepsZone;

    private PlainJson(string word, bool keepsZone)
    {
        _word = word;
        _keepsZone = keepsZone;
    }

    /// <summary>
    /// Converts the value of a parameter to JSON. A time loses its zone, because the service has the zone of a schedule in another member.
    /// </summary>
    /// <param name="value">The value; null becomes null.</param>
    /// <param name="word">The parameter or column that errors name.</param>
    /// <exception cref="ComputeTargetException">A value cannot be converted to JSON.</exception>
    public static JsonNode? ConvertToNode(object? value, string word) =>
        new PlainJson(word, keepsZone: false).ConvertValue(value, depth: 0);

    /// <summary>
    /// Converts an object, such as one from ConvertFrom-Json, to JSON text. Times that PowerShell parsed keep their zone.
    /// </summary>
    /// <param name="source">The object.</param>
    /// <param name="parameter">The name of the parameter that errors name, without its hyphen.</param>
    /// <exception cref="ComputeTargetException">A value cannot be converted to JSON.</exception>
    public static string ConvertToText(PSObject source, string parameter) =>
        new PlainJson($"-{parameter}", keepsZone: true).ConvertValue(source, depth: 0)?.ToJsonString() ?? "null";

    /// <summary>
    /// Converts the values of -TemplateParameter to JSON. A SecureString becomes text, because JSON has no secure strings.
    /// </summary>
    /// <param name="values">The values by the names of the template's parameters; null for none.</param>
    /// <exception cref="ComputeTargetException">A value cannot be converted to JSON.</exception>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> ConvertTemplateArguments(IDictionary? values) =>
        PlainData.ListEntries(PlainData.UnwrapValues(values)).Select(entry => new KeyValuePair<string, JsonNode?>(
            entry.Key,
            entry.Value is SecureString secret
                ? JsonValue.Create(SecretText.Reveal(secret))
                : ConvertToNode(entry.Value, "-TemplateParameter")));

    private JsonNode? ConvertValue(object? value, int depth)
    {
        PlainData.RequireDepth(depth, $"{_word}: the data");
        return PlainData.UnwrapOne(value) switch
        {
            null => null,
            JsonModel model => model.ToNode(),
            string text => JsonValue.Create(text),
            IDictionary members => ConvertMembers(PlainData.ListEntries(members), depth),
            PSObject custom => ConvertMembers(custom.Properties.Select(property => (property.Name, (object?)property.Value)), depth),
            IEnumerable items => new JsonArray([.. items.Cast<object>().Select(item => ConvertValue(item, depth + 1))]),
            { } scalar => ConvertScalar(scalar),
        };
    }

    private JsonObject ConvertMembers(IEnumerable<(string Name, object? Value)> members, int depth)
    {
        JsonObject json = [];
        foreach ((string name, object? value) in members)
        {
            json[name] = ConvertValue(value, depth + 1);
        }

        return json;
    }

    private JsonNode? ConvertScalar(object scalar) => scalar switch
    {
        bool flag => JsonValue.Create(flag),
        SwitchParameter flag => JsonValue.Create(flag.IsPresent),
        Enum or char or Guid => JsonValue.Create(PlainData.FormatText(scalar)),
        Uri address => JsonValue.Create(address.OriginalString),
        TimeSpan time => JsonValue.Create(XmlConvert.ToString(time)),
        DateTime time => JsonValue.Create(FormatTime(time)),
        DateTimeOffset time => JsonValue.Create(
            _keepsZone ? time.ToString(FullTime, CultureInfo.InvariantCulture) : FormatTime(time.DateTime)),
        sbyte or byte or short or ushort or int or uint or long => JsonValue.Create(
            Convert.ToInt64(scalar, CultureInfo.InvariantCulture)),

        // JSON has numbers of any length, and a conversion to double would round these. G29 writes 1.0 as 1.
        ulong or BigInteger => JsonNode.Parse(PlainData.FormatText(scalar)!),
        decimal number => JsonNode.Parse(number.ToString("G29", CultureInfo.InvariantCulture)),
        float number when !float.IsNaN(number) && !float.IsInfinity(number) => JsonValue.Create(number),
        double number when !double.IsNaN(number) && !double.IsInfinity(number) => JsonValue.Create(number),
        float or double => throw CreateError($"{PlainData.FormatText(scalar)} is not a valid JSON number. Specify a finite number."),
        _ => throw CreateError($"a value of type {scalar.GetType().Name} cannot be converted to JSON. "
            + "Specify a string, a number, a Boolean, a date, a hashtable or a list."),
    };

    private string FormatTime(DateTime time) => time.ToString(
        _keepsZone ? FullTime : "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);

    private ComputeTargetException CreateError(string problem) => ComputeTargetException.CreateInvalidArgument($"{_word}: {problem}");
}
