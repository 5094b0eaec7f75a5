using System.Text.RegularExpressions;

namespace AmlCompute.Models;

/// <summary>Reads the messages and codes in errors of the service, also those in JSON inside a message, and finds their kind.</summary>
internal static class ErrorText
{
    /// <summary>The longest text of the service in a message, in characters.</summary>
    public const int LongestText = 2000;

    /// <summary>The deepest nesting of JSON in messages that is read.</summary>
    private const int DeepestJson = 5;

    /// <summary>Returns true for a quota error. A text in quotes, such as the name 'updateQuotas', does not count.</summary>
    public static bool IsQuotaError(string codes, string message) =>
        ContainsText(codes, "Quota")
        || MatchesPattern(Regex.Replace(message, @"(?<!\w)'[^']*'|""[^""]*""", "''", RegexOptions.CultureInvariant), @"\bquotas?\b");

    /// <summary>Returns true if a message says that the target has another operation in progress.</summary>
    public static bool IsConflictError(string message) => ContainsText(message, "already an active operation");

    /// <summary>Returns true if a text contains a part, in any casing.</summary>
    public static bool ContainsText(string text, string part) => text.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0;

    /// <summary>Returns true if a regular expression matches a part of a text, in any casing.</summary>
    public static bool MatchesPattern(string text, string pattern) =>
        Regex.IsMatch(text, pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>
    /// Returns the messages of an error and of its details. JSON inside a message is replaced by its own messages, or by its code if it has
    /// none.
    /// </summary>
    /// <param name="error">The error.</param>
    /// <param name="depth">The remaining levels of JSON in messages that are read.</param>
    public static IEnumerable<string> ReadMessages(ComputeError error, int depth = DeepestJson)
    {
        string? message = error.Message;
        if (depth > 0 && message is not null && ParseEmbeddedError(message) is { } embedded)
        {
            string inner = string.Join(" ", ReadMessages(embedded.Error, depth - 1).DefaultIfEmpty(embedded.Error.Code).Distinct());
            message = inner.Length > 0 ? $"{embedded.Before}{inner}{embedded.After}" : message;
        }

        return new[] { message }.Concat(error.Details.SelectMany(detail => ReadMessages(detail, depth)))
            .OfType<string>().Where(text => text.Length > 0);
    }

    /// <summary>Returns the codes of an error, of its details and of errors in JSON inside their messages.</summary>
    /// <param name="error">The error.</param>
    /// <param name="depth">The remaining levels of JSON in messages that are read.</param>
    public static IEnumerable<string> ReadCodes(ComputeError error, int depth = DeepestJson)
    {
        IEnumerable<string> inner = depth > 0 && error.Message is { } message && ParseEmbeddedError(message) is { } embedded
            ? ReadCodes(embedded.Error, depth - 1)
            : [];
        return new[] { error.Code }.Concat(inner).Concat(error.Details.SelectMany(detail => ReadCodes(detail, depth)))
            .OfType<string>().Where(code => code.Length > 0);
    }

    /// <summary>
    /// Parses the JSON object in a message, which services behind the API write there, with the text before and after it; returns null if
    /// the text from the first to the last brace is not a JSON object with a message or a code.
    /// </summary>
    public static (string Before, ComputeError Error, string After)? ParseEmbeddedError(string message)
    {
        int start = message.IndexOf('{');
        int end = message.LastIndexOf('}') + 1;
        if (start < 0 || end <= start)
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(message.Substring(start, end - start));
            ComputeError error = new(document.RootElement.Clone());
            return error.Message is null && error.Code is null ? null : (message.Substring(0, start), error, message.Substring(end));
        }
        catch (JsonException)
        {
            // The braces belong to the text.
            return null;
        }
    }

    /// <summary>Returns a text with a period at its end, unless it already ends a sentence, so that another sentence can follow.</summary>
    public static string EndSentence(string text)
    {
        string trimmed = text.TrimEnd();
        return trimmed.Length == 0 || trimmed[trimmed.Length - 1] is '.' or '!' or '?' ? trimmed : $"{trimmed}.";
    }

    /// <summary>
    /// Returns a text unchanged, or the first characters of a longer one and three dots; it does not split a surrogate pair.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="longest">The number of characters to keep; the default is 2,000.</param>
    public static string Shorten(string text, int longest = LongestText)
    {
        if (text.Length <= longest)
        {
            return text;
        }

        int length = char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest;
        return text.Substring(0, length) + "...";
    }
}
