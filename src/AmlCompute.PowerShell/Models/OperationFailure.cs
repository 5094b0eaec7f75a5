using System.Text.RegularExpressions;

namespace AmlCompute.Models;

/// <summary>Creates the error of an operation that failed, and classifies the errors of the service by their codes and messages.</summary>
internal static class OperationFailure
{
    /// <summary>The longest text of the service in a message, in characters.</summary>
    public const int LongestText = 2000;

    /// <summary>The deepest nesting of JSON in messages that is read.</summary>
    private const int DeepestJson = 5;

    public static ComputeTargetException Of(
        IReadOnlyList<ComputeError> errors, string computeName, string state, string? requestId)
    {
        string text = Shorten(SecretForms.Mask(string.Join(" ", errors.SelectMany(error => Texts(error)).Distinct())));
        string codes = string.Join(" ", errors.SelectMany(error => Codes(error)));
        string id =
            IsQuota(codes, text) ? ErrorIds.QuotaExceeded
            : IsBusy(text) ? ErrorIds.OperationConflict
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
    public static bool IsQuota(string codes, string message) =>
        Has(codes, "Quota")
        || Matches(Regex.Replace(message, @"(?<!\w)'[^']*'|""[^""]*""", "''", RegexOptions.CultureInvariant), @"\bquotas?\b");

    public static bool IsBusy(string message) => Has(message, "already an active operation");

    public static bool Has(string text, string part) => text.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0;

    public static bool Matches(string text, string pattern) =>
        Regex.IsMatch(text, pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>Returns the messages of an error and of its details. JSON inside a message is replaced by its own messages.</summary>
    public static IEnumerable<string> Texts(ComputeError error, int depth = DeepestJson)
    {
        string? message = error.Message;
        if (depth > 0 && message is not null && Unpack(message) is { } inner)
        {
            string unpacked = string.Join(" ", Texts(inner.Error, depth - 1).Distinct());
            message = unpacked.Length > 0 ? $"{inner.Before}{unpacked}{inner.After}" : inner.Error.Code ?? message;
        }

        return new[] { message }.Concat(error.Details.SelectMany(detail => Texts(detail, depth)))
            .OfType<string>().Where(text => text.Length > 0);
    }

    public static IEnumerable<string> Codes(ComputeError error, int depth = DeepestJson)
    {
        IEnumerable<string> inner = depth > 0 && error.Message is { } message && Unpack(message) is { } found
            ? Codes(found.Error, depth - 1)
            : [];
        return new[] { error.Code }.Concat(inner).Concat(error.Details.SelectMany(detail => Codes(detail, depth)))
            .OfType<string>().Where(code => code.Length > 0);
    }

    /// <summary>Parses the JSON object in a message, which services behind the API write there; null if it has none.</summary>
    public static (string Before, ComputeError Error, string After)? Unpack(string message)
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
