using System.Text.RegularExpressions;

namespace AmlCompute.Models;

/// <summary>Creates the error of an operation that failed, and classifies the errors of the service by their codes and messages.</summary>
internal static class OperationFailure
{
    /// <summary>The longest text of the service in a message, in characters.</summary>
    public const int LongestText = 2000;

    /// <summary>Creates the error of a long-running operation that failed.</summary>
    public static ComputeTargetException Of(
        IReadOnlyList<ComputeError> errors, string computeName, string state, string? requestId)
    {
        string text = Shorten(string.Join(" ", errors.SelectMany(Texts).Distinct()));
        string codes = string.Join(" ", errors.SelectMany(Codes));
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

    /// <summary>
    /// Returns true for a quota error. Names in quotes are ignored: a resource name with "quota" in it, or an action such as
    /// "updateQuotas", is not a sign of a quota error.
    /// </summary>
    public static bool IsQuota(string codes, string message) =>
        Has(codes, "Quota")
        || Matches(Regex.Replace(message, @"(?<!\w)'[^']*'|""[^""]*""", "''", RegexOptions.CultureInvariant), @"\bquotas?\b");

    public static bool IsBusy(string message) => Has(message, "already an active operation");

    public static bool Has(string text, string part) => text.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0;

    public static bool Matches(string text, string pattern) =>
        Regex.IsMatch(text, pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>Returns the messages of an error and of its details.</summary>
    public static IEnumerable<string> Texts(ComputeError error) =>
        new[] { error.Message }.Concat(error.Details.SelectMany(Texts)).OfType<string>().Where(text => text.Length > 0);

    public static IEnumerable<string> Codes(ComputeError error) =>
        new[] { error.Code }.Concat(error.Details.SelectMany(Codes)).OfType<string>().Where(code => code.Length > 0);

    public static string Shorten(string text) => text.Length > LongestText ? text.Substring(0, LongestText) + "..." : text;
}
