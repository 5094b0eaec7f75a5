using System.Text.Encodings.Web;

namespace AmlCompute.Models.Json;

/// <summary>Options for writing JSON text.</summary>
internal static class JsonText
{
    public static readonly JsonSerializerOptions Compact = JsonSerializerOptions.Default;

    /// <summary>Writes JSON for users: indented, with letters of every script unescaped. The text never goes into HTML.</summary>
    public static readonly JsonSerializerOptions Indented = new(JsonSerializerOptions.Default)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
