using System.Globalization;
using System.Text.RegularExpressions;

namespace AmlCompute.Models.Json;

/// <summary>
/// Replaces or escapes control and format characters, with which a text could change the screen of a terminal, or reverse or hide the
/// following text. <see cref="Clean"/> also masks secrets.
/// </summary>
internal static class TerminalText
{
    /// <summary>
    /// A character that a terminal could interpret. The views use the same pattern, because they cannot call a method in constrained
    /// language. A line break is kept, and so are the joiners that Persian words and emoji need.
    /// </summary>
    public const string Pattern = @"(?!\r\n)[\p{Cc}\p{Cf}-[\n\u200c\u200d]]";

    /// <summary>The visible mark in the place of such a character.</summary>
    public const string Mark = "\uFFFD";

    /// <summary>Returns the text with masked secrets, and with a mark for each character that a terminal could interpret.</summary>
    public static string Clean(string text) => Regex.Replace(SecretForms.MaskSecrets(text), Pattern, Mark, RegexOptions.CultureInvariant);

    /// <summary>Returns JSON or YAML with such characters escaped. In both they can be in quoted strings only.</summary>
    public static string Escape(string text) => Regex.Replace(
        text,
        @"[\p{Cc}\p{Cf}-[\r\n\u200c\u200d]]",
        match => string.Format(CultureInfo.InvariantCulture, "\\u{0:x4}", (int)match.Value[0]),
        RegexOptions.CultureInvariant);
}
