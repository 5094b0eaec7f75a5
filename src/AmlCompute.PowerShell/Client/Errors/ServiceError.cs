using System.Text.RegularExpressions;
using Azure;
using Azure.Identity;
using static AmlCompute.Models.ErrorText;

namespace AmlCompute.Client.Errors;

/// <summary>Converts a failed response, and an exception of the pipeline, to a <see cref="ComputeTargetException"/>.</summary>
internal static class ServiceError
{
    private const string LocationRemedy = "Use a region such as westeurope; the Tab key after -Location lists the regions.";

    private static readonly HashSet<string> ParentNotFoundCodes = new(StringComparer.OrdinalIgnoreCase)
    {
        "ResourceGroupNotFound", "SubscriptionNotFound", "InvalidSubscriptionId", "WorkspaceNotFound",
    };

    private static readonly Regex MissingWorkspace = new(
        @"The Resource '[^']*MachineLearningServices/workspaces/([^/']+)' under resource group '([^']+)' was not found",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>Creates the error of a response that is not a success; a 404 without a target means a missing workspace.</summary>
    public static ComputeTargetException CreateFromResponse(
        Response response, string? computeName, TimeProvider clock, SentSecrets secrets)
    {
        if (response.Status is >= 300 and < 400)
        {
            return CreateRedirectError(response, computeName);
        }

        ErrorBody body = ErrorBody.ReadFrom(response);
        if (response.Status == 404 && body is { Error: null, Text: null } && !response.Content.ToMemory().IsEmpty)
        {
            // A 404 page of a proxy does not prove that the resource does not exist.
            return CreateMalformedError(response, "its body is not the service's", computeName);
        }

        string serviceMessage = Shorten(secrets.Mask(body.Message));
        string codes = body.ErrorCodes;
        string id = FindErrorId(response.Status, codes, serviceMessage, computeName);
        (string Message, string? Remedy)? role = id == ErrorIds.AuthorizationFailed ? RequiredRole.DescribeRole(serviceMessage) : null;
        return new ComputeTargetException(id, role?.Message ?? FormatMessage(id, serviceMessage, response, computeName))
        {
            Remedy = role?.Remedy ?? (ContainsText(codes, "LocationNotAvailable") ? LocationRemedy : null),
            ServiceMessage = serviceMessage.Length > 0 ? serviceMessage : null,
            Status = response.Status,
            Code = body.Error?.Code is { } code ? secrets.Mask(code) : null,
            RequestId = ReadRequestId(response),
            RetryAfter = RetryAfter.ReadDelay(response, clock),
            ComputeName = computeName,

            // The text for the user has the message of the service, too.
            LacksName = id != ErrorIds.ComputeTargetNotFound && !ContainsName(serviceMessage, computeName),
        };
    }

    /// <summary>Creates the error of a request that the service allows only after a pause that is too long to wait for.</summary>
    public static ComputeTargetException CreateRetryLaterError(
        DateTimeOffset time, Response response, string? computeName, TimeProvider clock, SentSecrets secrets)
    {
        ComputeTargetException error = CreateFromResponse(response, computeName, clock, secrets);

        // A service that asks for a pause is busy, whatever the status; 503 alone says that it is unavailable.
        string id = response.Status == 503 ? ErrorIds.ServiceUnavailable : ErrorIds.Throttled;
        string message = $"{EndSentence(error.Message)} The service allows the next request at {time.UtcDateTime:u}.";
        return new ComputeTargetException(error, id, message, error) { Remedy = "Retry the command after that time." };
    }

    /// <summary>
    /// Copies an error with another message, or for one of the targets of a request that failed. Null keeps the value of the error, except
    /// for the name. The error is the inner exception of the copy.
    /// </summary>
    /// <param name="computeName">The target of the copy; null for none.</param>
    /// <param name="error">The error.</param>
    /// <param name="message">The message.</param>
    /// <param name="remedy">The recommended action.</param>
    /// <param name="correction">The wrong word of the user with the right one.</param>
    public static ComputeTargetException CopyError(
        string? computeName,
        ComputeTargetException error,
        string? message = null,
        string? remedy = null,
        (string Wrong, string Right)? correction = null)
    {
        message ??= error.Message;
        return new ComputeTargetException(error, error.ErrorId, message, error)
        {
            ComputeName = computeName,
            Remedy = remedy ?? error.Remedy,
            SafeRemedy = remedy is null ? error.SafeRemedy : null,
            Correction = correction ?? error.Correction,
            LacksName = (error.LacksName || error.ComputeName is null) && !ContainsName(message, computeName),
        };
    }

    /// <summary>Creates the error of a request without a response: no connection, no token, or a timeout.</summary>
    public static ComputeTargetException CreateFromException(Exception exception, Uri url, string? computeName)
    {
        bool isSignIn = exception is AuthenticationFailedException;
        string id = isSignIn ? ErrorIds.AuthenticationFailed : ErrorIds.ServiceUnavailable;
        string message = isSignIn
            ? ReadFirstLine(exception.Message)
            : $"No response from {url.Host}. {DescribeCauses(exception)}";
        return new ComputeTargetException(id, message, exception) { ComputeName = computeName, LacksName = true };
    }

    /// <summary>Creates the error of a response that cannot be read; the problem completes "The service answered 200, but".</summary>
    public static ComputeTargetException CreateMalformedError(
        Response response, string problem, string? computeName, Exception? cause = null) =>
        CreateError(ErrorIds.MalformedResponse, $"The service answered {response.Status}, but {problem}.", response, computeName, cause);

    /// <summary>Returns the id under which the service knows the request; null if the response does not have it.</summary>
    public static string? ReadRequestId(Response response) =>
        response.Headers.TryGetValue("x-ms-request-id", out string? id) ? id : null;

    /// <summary>Returns true if the error is temporary (throttled or unavailable), so that polling can continue.</summary>
    public static bool IsTemporary(ComputeTargetException exception) =>
        exception.ErrorId is ErrorIds.Throttled or ErrorIds.ServiceUnavailable;

    private static ComputeTargetException CreateRedirectError(Response response, string? computeName)
    {
        // The message contains only the host of the address, because the rest can contain a signature.
        string? location = response.Headers.TryGetValue("Location", out string? link) ? link : null;
        bool hasHost = Uri.TryCreate(location, UriKind.Absolute, out Uri? url) && url.Host.Length > 0;
        string destination = hasHost ? $" to {url!.Host}" : string.Empty;
        string message = $"The response was a redirect{destination} ({response.Status}). It was not followed.";
        return CreateError(ErrorIds.UntrustedEndpoint, message, response, computeName);
    }

    private static ComputeTargetException CreateError(
        string id, string message, Response response, string? computeName, Exception? cause = null) =>
        new(id, message, cause)
        {
            Status = response.Status,
            RequestId = ReadRequestId(response),
            ComputeName = computeName,
            LacksName = true,
        };

    private static string FindErrorId(int status, string codes, string message, string? computeName) => status switch
    {
        400 when IsQuotaError(codes, message) => ErrorIds.QuotaExceeded,
        400 when ContainsText(codes, "VmSize") || MatchesPattern(message, @"\b(vm|virtual machine)\s?size\b") => ErrorIds.InvalidVmSize,
        400 when ContainsText(codes, "ComputeName") || MatchesPattern(message, @"\bcompute\s?name\b") => ErrorIds.InvalidComputeName,
        400 when IsConflictError(message) => ErrorIds.OperationConflict,
        401 => ErrorIds.AuthenticationFailed,
        403 when IsQuotaError(codes, message) => ErrorIds.QuotaExceeded,
        403 => ErrorIds.AuthorizationFailed,
        404 => computeName is null || IsParentMissing(codes, message) ? ErrorIds.WorkspaceNotFound : ErrorIds.ComputeTargetNotFound,
        407 or 408 => ErrorIds.ServiceUnavailable,
        409 when IsQuotaError(codes, message) => ErrorIds.QuotaExceeded,
        409 or 412 or 423 => ErrorIds.OperationConflict,
        429 => ErrorIds.Throttled,
        >= 500 => ErrorIds.ServiceUnavailable,
        _ => ErrorIds.InvalidArgument,
    };

    /// <summary>
    /// Returns true if the workspace or a resource above it does not exist. ARM writes type and name of the missing resource, and for a
    /// workspace the name is the last segment; a message about another missing resource can contain the workspace followed by more
    /// segments.
    /// </summary>
    private static bool IsParentMissing(string codes, string message) =>
        codes.Split(' ').Any(ParentNotFoundCodes.Contains)
        || MatchesPattern(message, "The Resource '[^']*MachineLearningServices/workspaces/[^/']+'");

    /// <summary>
    /// Returns true if a message contains a name in quotes or as a part of an id, because a name such as <c>size</c> is also a word, and
    /// <c>'q1</c> is also the start of <c>'q10'</c>.
    /// </summary>
    private static bool ContainsName(string message, string? name) =>
        name is not null && MatchesPattern(message, $@"(?<=['""/]){Regex.Escape(name)}(?![\p{{L}}\p{{Nd}}_-])");

    private static string FormatMessage(string id, string serviceMessage, Response response, string? computeName)
    {
        if (id == ErrorIds.ComputeTargetNotFound)
        {
            return $"Compute target '{computeName}' was not found.";
        }

        if (id == ErrorIds.WorkspaceNotFound && MissingWorkspace.Match(serviceMessage) is { Success: true } missing)
        {
            return $"Workspace '{missing.Groups[1].Value}' was not found in resource group '{missing.Groups[2].Value}'.";
        }

        return serviceMessage.Length > 0
            ? serviceMessage
            : $"The service answered {$"{response.Status} {response.ReasonPhrase}".TrimEnd()} without a message.";
    }

    /// <summary>
    /// Returns the first lines of the messages of an exception and its inner exceptions, each once and the outermost first; a timeout has a
    /// message of its own. Often only the innermost contains the cause, such as for TLS errors and on .NET Framework.
    /// </summary>
    private static string DescribeCauses(Exception failure)
    {
        if (failure is OperationCanceledException)
        {
            return "The service did not answer in time.";
        }

        List<string> reasons = [];
        for (Exception? exception = failure; exception is not null; exception = exception.InnerException)
        {
            string line = ReadFirstLine(exception.Message);
            if (!reasons.Any(reason => reason.Contains(line.TrimEnd('.'))))
            {
                reasons.Add(line);
            }
        }

        return string.Join(" ", reasons);
    }

    private static string ReadFirstLine(string text) => Shorten(text.Split(['\r', '\n'], 2)[0]);
}
