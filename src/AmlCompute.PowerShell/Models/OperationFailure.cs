using System.Text.RegularExpressions;

namespace AmlCompute.Models;

/// <summary>
/// Reads the errors of the service: their messages, also those in nested JSON, and their kind. Creates the error of a failed operation.
/// </summary>
internal static class OperationFailure
{
    /// <summary>The longest text of the service in a message, in characters.</summary>
    public const int LongestText = 2000;

    /// <summary>The deepest nesting of JSON in messages that is read.</summary>
    private const int DeepestJson = 5;

    /// <summary>Creates the error of an operation that ended in a failed state, with the reasons that the service gave.</summary>
    public static ComputeTargetException CreateError(
        IReadOnlyList<ComputeError> errors, string computeName, string state, string? requestId)
    {
        string text = Shorten(SecretForms.MaskSecrets(string.Join(" ", errors.SelectMany(error => ReadMessages(error)).Distinct())));
        string codes = string.Join(" ", errors.SelectMany(error => ReadCodes(error)));
        string id =
            IsQuotaError(codes, text) ? ErrorIds.QuotaExceeded
            : IsConflictError(text) ? ErrorIds.OperationConflict
            : ErrorIds.ProvisioningFailed;
        string reason =
            text.Length > 0 ? text
            : codes.Length > 0 ? $"The service gave only a code: {codes}."
            : "The service gave no reason.";
        return new ComputeTargetException(id, $"The operation on '{computeName}' ended as {state}. {reason}")
        {
            Code = errors.Count > 0 ? errors[0].Code : null,
            ServiceMessage = text.Length > 0 ? text : null,
            RequestId = requestId,
            ComputeName = computeName,
        };
    }

    /// <summary>Returns true for a quota error. A name in quotes, such as 'updateQuotas', does not count.</summary>
    public static bool IsQuotaError(string codes, string message) =>
        ContainsText(codes, "Quota")
        || MatchesPattern(Regex.Replace(message, @"(?<!\w)'[^']*'|""[^""]*""", "''", RegexOptions.CultureInvariant), @"\bquotas?\b");

    /// <summary>Returns true if the target has another operation in progress.</summary>
    public static bool IsConflictError(string message) => ContainsText(message, "already an active operation");

    public static bool ContainsText(string text, string part) => text.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0;

    public static bool MatchesPattern(string text, string pattern) =>
        Regex.IsMatch(text, pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>Returns the messages of an error and of its details. JSON inside a message is replaced by its own messages.</summary>
    /// <param name="error">The error.</param>
    /// <param name="depth">The remaining levels of JSON in messages that are read.</param>
    public static IEnumerable<string> ReadMessages(ComputeError error, int depth = DeepestJson)
    {
        string? message = error.Message;
        if (depth > 0 && message is not null && ParseEmbeddedError(message) is { } embedded)
        {
            string inner = string.Join(" ", ReadMessages(embedded.Error, depth - 1).Distinct());
            message = inner.Length > 0 ? $"{embedded.Before}{inner}{embedded.After}" : embedded.Error.Code ?? message;
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
    /// Parses the JSON object in a message, which services behind the API write there, with the text before and after it; null if there is
    /// none.
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

    public static string Shorten(string text) => text.Length > LongestText ? text.Substring(0, LongestText) + "..." : text;
}
