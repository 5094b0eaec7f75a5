using System.Text.Json;
using System.Text.RegularExpressions;
using Azure;
using Azure.Identity;

namespace AmlCompute.Client;

/// <summary>Turns an answer that is not a success, and every exception on the way to one, into a <see cref="ComputeTargetException"/>.</summary>
internal static class ServiceError
{
    private const int LongestText = 300;

    private static readonly HashSet<string> ParentNotFoundCodes = new(StringComparer.OrdinalIgnoreCase)
    {
        "ResourceGroupNotFound", "SubscriptionNotFound", "InvalidSubscriptionId", "WorkspaceNotFound",
    };

    public static ComputeTargetException From(Response response, string? computeName)
    {
        ComputeError? error = Parse(response);
        string words = error is null ? string.Empty : string.Join(" ", Texts(error));
        string id = IdOf(response.Status, error?.Code ?? string.Empty, words, computeName);
        return new ComputeTargetException(id, MessageOf(id, words, response, computeName))
        {
            ServiceMessage = words.Length > 0 ? words : null,
            Status = response.Status,
            Code = error?.Code,
            RequestId = response.Headers.TryGetValue("x-ms-request-id", out string? requestId) ? requestId : null,
            ComputeName = computeName,
        };
    }

    /// <summary>What a long-running operation that failed says of itself.</summary>
    public static ComputeTargetException FromOperation(IReadOnlyList<ComputeError> errors, string computeName, string state, string? requestId)
    {
        string text = string.Join(" ", errors.SelectMany(Texts).Distinct());
        string? code = errors.Count > 0 ? errors[0].Code : null;
        string id = IsQuota(code ?? string.Empty, text) ? ErrorIds.QuotaExceeded : ErrorIds.ProvisioningFailed;
        string reason = text.Length > 0 ? text : "The service gave no reason.";
        return new ComputeTargetException(id, $"The operation on '{computeName}' ended as {state}. {reason}")
        {
            Code = code,
            ServiceMessage = text.Length > 0 ? text : null,
            RequestId = requestId,
            ComputeName = computeName,
        };
    }

    /// <summary>What went wrong before there was an answer: no connection, no token, a time-out.</summary>
    public static ComputeTargetException From(Exception exception, Uri url, string? computeName)
    {
        Exception cause = exception is AggregateException { InnerExceptions.Count: > 0 } several ? several.InnerExceptions.Last() : exception;
        string id = cause is AuthenticationFailedException ? ErrorIds.AuthenticationFailed : ErrorIds.ServiceUnavailable;
        string reason = cause is OperationCanceledException ? "The service did not answer in time." : FirstLine(cause.Message);
        string message = id == ErrorIds.AuthenticationFailed ? reason : $"No answer from {url.Host}. {reason}";
        return new ComputeTargetException(id, message, cause) { ComputeName = computeName };
    }

    public static ComputeTargetException Malformed(Response response, string what, string? computeName, Exception? cause = null) =>
        new(ErrorIds.MalformedResponse, $"The service answered {response.Status}, but {what}.", cause)
        {
            Status = response.Status,
            RequestId = response.Headers.TryGetValue("x-ms-request-id", out string? id) ? id : null,
            ComputeName = computeName,
        };

    /// <summary>Reads the error envelope: the ARM form, the bare form of older services, or nothing.</summary>
    public static ComputeError? Parse(Response response)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(response.Content.ToMemory());
            return document.RootElement.ValueKind == JsonValueKind.Object ? new ComputeError(document.RootElement.Clone()) : null;
        }
        catch (JsonException)
        {
            // A proxy's page or a cut-off answer: the status tells what there is to tell.
            return null;
        }
    }

    private static string IdOf(int status, string code, string message, string? computeName) => status switch
    {
        400 when IsQuota(code, message) => ErrorIds.QuotaExceeded,
        400 when IsVmSize(code, message) => ErrorIds.InvalidVmSize,
        400 when IsComputeName(code, message) => ErrorIds.InvalidComputeName,
        401 => ErrorIds.AuthenticationFailed,
        403 when IsQuota(code, message) => ErrorIds.QuotaExceeded,
        403 => ErrorIds.AuthorizationFailed,
        404 => computeName is null || IsParentMissing(code, message) ? ErrorIds.WorkspaceNotFound : ErrorIds.ComputeTargetNotFound,
        408 => ErrorIds.ServiceUnavailable,
        409 when IsQuota(code, message) => ErrorIds.QuotaExceeded,
        409 or 412 or 423 => ErrorIds.OperationConflict,
        429 => ErrorIds.Throttled,
        >= 500 => ErrorIds.ServiceUnavailable,
        >= 300 and < 400 => ErrorIds.UntrustedEndpoint,
        _ => ErrorIds.InvalidArgument,
    };

    private static bool IsQuota(string code, string message) => Has(code, "Quota") || Has(message, "quota");

    private static bool IsVmSize(string code, string message) =>
        Has(code, "VmSize") || Regex.IsMatch(message, @"\bvm\s?size\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static bool IsComputeName(string code, string message) =>
        Has(code, "ComputeName") || Regex.IsMatch(message, @"\bcompute\s?name\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>ARM names the missing resource by its type and names; for a missing workspace nothing follows the workspace.</summary>
    private static bool IsParentMissing(string code, string message) =>
        ParentNotFoundCodes.Contains(code)
        || Regex.IsMatch(message, "MachineLearningServices/workspaces/[^/']+'", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static bool Has(string text, string part) => text.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0;

    private static string MessageOf(string id, string words, Response response, string? computeName) =>
        id == ErrorIds.ComputeTargetNotFound ? $"Compute target '{computeName}' was not found."
        : words.Length > 0 ? words
        : $"The service answered {$"{response.Status} {response.ReasonPhrase}".TrimEnd()} without saying why.";

    /// <summary>The messages of an error and of those behind it, each once.</summary>
    private static IEnumerable<string> Texts(ComputeError error) =>
        new[] { error.Message }.Concat(error.Details.SelectMany(Texts)).OfType<string>().Where(text => text.Length > 0).Distinct();

    private static string FirstLine(string text)
    {
        string line = text.Split(['\r', '\n'], 2)[0];
        return line.Length > LongestText ? line.Substring(0, LongestText) + "..." : line;
    }
}
