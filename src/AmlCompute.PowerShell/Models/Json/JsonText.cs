using System.Text.Encodings.Web;
using System.Text.Json;

namespace AmlCompute.Models.Json;

/// <summary>How JSON text is written and read.</summary>
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

    /// <summary>How text of a user is read: values one after the other, with comments and trailing commas.</summary>
    /// <param name="deepestNesting">How deep it may be nested.</param>
    public static JsonReaderOptions FromPeople(int deepestNesting) =>
        new() { AllowMultipleValues = true, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = deepestNesting };
}
