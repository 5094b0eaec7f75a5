using System.Text.Encodings.Web;

namespace AmlCompute.Models.Json;

/// <summary>The options that write JSON text, and the reader of the text in a JSON value.</summary>
internal static class JsonText
{
    /// <summary>Writes JSON on one line.</summary>
    public static readonly JsonSerializerOptions Compact = JsonSerializerOptions.Default;

    /// <summary>Writes JSON for users: indented, with letters such as é unescaped. It must not be used in HTML.</summary>
    public static readonly JsonSerializerOptions Indented = new(JsonSerializerOptions.Default)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Returns the text of a JSON string; null for a value of any other kind.</summary>
    public static string? ReadString(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
