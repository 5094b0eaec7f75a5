using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AmlCompute.Sandbox.Wire;

/// <summary>Writes JSON in the format of the service, reads single values, and compares JSON.</summary>
internal static class JsonText
{
    /// <summary>The most levels of JSON that System.Text.Json reads and writes by default.</summary>
    public const int MaxDepth = 64;

    /// <summary>The most levels of the body of a request. A saved state adds three to those of a PUT, a list of computes two.</summary>
    public const int MaxBodyDepth = MaxDepth - 3;

    private static readonly JsonSerializerOptions IndentedOptions = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes JSON with an indent of two blanks, and with line feeds on every platform.</summary>
    public static byte[] ToBytes(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString(IndentedOptions).Replace("\r\n", "\n"));

    /// <summary>Creates an object with a member for each item.</summary>
    public static JsonObject CreateObject<T>(IEnumerable<T> items, Func<T, string> readName, Func<T, JsonNode?> readValue) =>
        new(items.Select(item => new KeyValuePair<string, JsonNode?>(readName(item), readValue(item))));

    /// <summary>Parses a number, which keeps its decimal point, as in 2.0.</summary>
    public static JsonNode ParseNumber(string text) => JsonNode.Parse(text)!;

    /// <summary>Formats a time with up to seven fraction digits, without trailing zeros, and with an offset instead of Z.</summary>
    public static string FormatTime(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'+00:00'", CultureInfo.InvariantCulture);

    /// <summary>Formats a time with milliseconds at most, as the service writes the times of transitions and of last operations.</summary>
    public static string FormatCoarseTime(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'+00:00'", CultureInfo.InvariantCulture);

    /// <summary>Reads a member that must be a time; one without an offset is UTC.</summary>
    /// <exception cref="ServiceError">The member is not a time.</exception>
    public static DateTimeOffset ParseTime(JsonNode parent, string member) =>
        DateTimeOffset.TryParse((string?)parent[member], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw ServiceError.BadRequest($"The value of '{member}' is not a time.", member);

    /// <summary>Compares two values. A member that is null counts as absent.</summary>
    public static bool AreEqual(JsonNode? left, JsonNode? right) => (left, right) switch
    {
        (null, null) => true,

        // Each name once: to compare members twice at each level would take exponential time.
        (JsonObject a, JsonObject b) => a.Concat(b).Select(member => member.Key).Distinct().All(name => AreEqual(a[name], b[name])),
        (JsonArray a, JsonArray b) => a.Count == b.Count && a.Zip(b, AreEqual).All(isEqual => isEqual),
        (JsonValue a, JsonValue b) => a.ToJsonString() == b.ToJsonString(),
        _ => false,
    };
}
