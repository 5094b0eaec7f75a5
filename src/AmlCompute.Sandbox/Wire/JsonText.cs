using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AmlCompute.Sandbox.Wire;

/// <summary>JSON in the format of the service.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions Pretty = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes JSON with an indent of two blanks, and with line feeds on every platform.</summary>
    public static byte[] ToBytes(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString(Pretty).Replace("\r\n", "\n"));

    public static JsonObject ToObject<T>(IEnumerable<T> items, Func<T, string> name, Func<T, JsonNode?> value) =>
        new(items.Select(item => new KeyValuePair<string, JsonNode?>(name(item), value(item))));

    /// <summary>Creates a number that keeps its decimal point, as in 2.0.</summary>
    public static JsonNode Number(string text) => JsonNode.Parse(text)!;

    /// <summary>Formats a time with up to seven fraction digits, without trailing zeros, and with an offset instead of Z.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'+00:00'", CultureInfo.InvariantCulture);

    /// <summary>Formats a time with milliseconds at most, as the service writes transition times.</summary>
    public static string CoarseTime(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'+00:00'", CultureInfo.InvariantCulture);

    /// <summary>Compares two values. A member that is null counts as absent.</summary>
    public static bool Same(JsonNode? left, JsonNode? right) => (left, right) switch
    {
        (null, null) => true,
        (JsonObject a, JsonObject b) => a.Concat(b).All(member => Same(a[member.Key], b[member.Key])),
        (JsonArray a, JsonArray b) => a.Count == b.Count && a.Zip(b, Same).All(same => same),
        (JsonValue a, JsonValue b) => a.ToJsonString() == b.ToJsonString(),
        _ => false,
    };
}
