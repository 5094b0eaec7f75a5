using System.Text.Encodings.Web;
using System.Text.Json;

namespace AmlCompute;

/// <summary>How JSON text is written.</summary>
internal static class JsonText
{
    /// <summary>For the service.</summary>
    public static readonly JsonSerializerOptions Compact = JsonSerializerOptions.Default;

    /// <summary>For people. Indented, with letters of every script as they are: the text goes to a file or a screen, never into HTML.</summary>
    public static readonly JsonSerializerOptions Indented = new(JsonSerializerOptions.Default)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
