using System.Text;
using System.Text.RegularExpressions;

namespace AmlCompute.Models.Json;

/// <summary>
/// Repairs the text of JSON. JSON allows half of a surrogate pair as an escape, a proxy can cut a character in two, and a server can write
/// a byte order mark. .NET throws when such a text is read, and a whole page with one bad character could not be read.
/// </summary>
internal static class Utf8Text
{
    /// <summary>
    /// A surrogate pair, a lone surrogate, or another escape. The last is matched so that an escaped backslash does not count as the start
    /// of an escape.
    /// </summary>
    private const string Escapes =
        @"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<lone>\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\.";

    /// <summary>
    /// Returns the JSON without a byte order mark, and with U+FFFD in the place of each character that is not valid. The memory is not
    /// copied if all bytes are valid and the text does not contain <c>\ud</c> or <c>\uD</c>, with which the escapes of surrogates begin.
    /// </summary>
    public static ReadOnlyMemory<byte> Repair(ReadOnlyMemory<byte> json)
    {
        if (json.Span.StartsWith("\uFEFF"u8))
        {
            json = json.Slice("\uFEFF"u8.Length);
        }

        if (json.Span.IndexOf(@"\ud"u8) < 0 && json.Span.IndexOf(@"\uD"u8) < 0 && IsValid(json))
        {
            return json;
        }

        string text = Encoding.UTF8.GetString(json.ToArray());
        return Encoding.UTF8.GetBytes(Regex.Replace(
            text, Escapes, match => match.Groups["lone"].Success ? @"\ufffd" : match.Value, RegexOptions.CultureInvariant));
    }

#if NETFRAMEWORK
    private static bool IsValid(ReadOnlyMemory<byte> text)
    {
        try
        {
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(text.ToArray());
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
#else
    private static bool IsValid(ReadOnlyMemory<byte> text) => System.Text.Unicode.Utf8.IsValid(text.Span);
#endif
}
