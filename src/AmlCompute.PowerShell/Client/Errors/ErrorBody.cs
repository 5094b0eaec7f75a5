using System.Text;
using System.Text.RegularExpressions;
using Azure;
using static AmlCompute.Models.ErrorText;

namespace AmlCompute.Client.Errors;

/// <summary>The error in the body of a response. Both values are null for a body without either, such as an HTML page.</summary>
/// <param name="Error">The error in the ARM envelope, or in the form without envelope of older services.</param>
/// <param name="Text">The text of a body that is plain text or a JSON string.</param>
internal sealed record ErrorBody(ComputeError? Error, string? Text)
{
    /// <summary>The character that the decoding of UTF-8 puts in place of invalid bytes.</summary>
    private const char ReplacementCharacter = '\uFFFD';

    private static readonly ErrorBody None = new(null, null);

    /// <summary>Gets the messages of the error and of its details, or the text; empty for none.</summary>
    public string Message => Error is null ? Text ?? string.Empty : string.Join(" ", ReadMessages(Error).Distinct());

    /// <summary>Gets the codes of the error and of its details, separated by spaces; empty for none.</summary>
    public string ErrorCodes => Error is null ? string.Empty : string.Join(" ", ReadCodes(Error));

    public static ErrorBody ReadFrom(Response response)
    {
        ReadOnlyMemory<byte> body = response.Content.ToMemory();
        try
        {
            using JsonDocument document = JsonDocument.Parse(Utf8Text.Repair(body));
            return document.RootElement.ValueKind switch
            {
                JsonValueKind.Object => new ErrorBody(new ComputeError(document.RootElement.Clone()), null),
                JsonValueKind.String => ReadString(document.RootElement.GetString()!),
                _ => None,
            };
        }
        catch (JsonException)
        {
            // The body is plain text, a page of a proxy, or a truncated response. Only plain text is used; the status describes the other
            // two.
            bool isHtml = ContainsText(response.Headers.ContentType ?? string.Empty, "html");
            return isHtml ? None : new ErrorBody(null, ToLine(Encoding.UTF8.GetString(body.ToArray())));
        }
    }

    /// <summary>
    /// Reads a body that is a JSON string. A string that contains JSON becomes the message of an error, because the readers of messages
    /// look for errors in them.
    /// </summary>
    private static ErrorBody ReadString(string message) => ParseEmbeddedError(message) is null
        ? new ErrorBody(null, ToLine(message))
        : new ErrorBody(new ComputeError(JsonSerializer.SerializeToElement(new { message })), null);

    /// <summary>Returns a text as one shortened line; null for an empty text, HTML, JSON and binary data.</summary>
    private static string? ToLine(string text)
    {
        string line = Shorten(Regex.Replace(text, @"[\s\uFEFF]+", " ", RegexOptions.CultureInvariant).Trim());
        bool isMarkup = Regex.IsMatch(line, @"^(<|\{|\[ ?([{\[""]|$))", RegexOptions.CultureInvariant);
        bool isBinary = line.Any(character => char.IsControl(character) || character == ReplacementCharacter);
        return line.Length == 0 || isMarkup || isBinary ? null : line;
    }
}
