using System.Text.Encodings.Web;
using System.Text.Json;

namespace AmlCompute.Models.Json;

/// <summary>Options for writing and reading JSON text.</summary>
internal static class JsonText
{
    /// <summary>Writes JSON for the service.</summary>
    public static readonly JsonSerializerOptions Compact = JsonSerializerOptions.Default;

    /// <summary>
    /// Writes JSON for users: indented, with letters of every script unescaped. The text goes to a file or a screen, never into HTML.
    /// </summary>
    public static readonly JsonSerializerOptions Indented = new(JsonSerializerOptions.Default)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Reads text of a user: several values in a row, with comments and trailing commas.</summary>
    /// <param name="deepestNesting">The maximum nesting depth.</param>
    public static JsonReaderOptions FromPeople(int deepestNesting) =>
        new()
        {
            AllowMultipleValues = true,
            AllowTrailingCommas = true,
            CommentHandling = JsonCommentHandling.Skip,
            MaxDepth = deepestNesting,
        };
}
