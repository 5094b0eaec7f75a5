using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Azure;
using Azure.Identity;
using static AmlCompute.Models.OperationFailure;

namespace AmlCompute.Client.Errors;

/// <summary>Converts a failed response, and an exception of the pipeline, to a <see cref="ComputeTargetException"/>.</summary>
internal static class ServiceError
{
    /// <summary>The largest number of bytes that <see cref="LongestText"/> characters take in UTF-8.</summary>
    private const int MostBytes = 4 * LongestText;

    private static readonly HashSet<string> ParentNotFoundCodes = new(StringComparer.OrdinalIgnoreCase)
    {
        "ResourceGroupNotFound", "SubscriptionNotFound", "InvalidSubscriptionId", "WorkspaceNotFound",
    };

    private static readonly Regex MissingWorkspace = new(
        @"The Resource '[^']*MachineLearningServices/workspaces/([^/']+)' under resource group '([^']+)' was not found",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    public static ComputeTargetException From(Response response, string? computeName, TimeProvider clock, SentSecrets secrets)
    {
        if (response.Status is >= 300 and < 400)
        {
            return Redirected(response, computeName);
        }

        (ComputeError? error, string? text) = Parse(response);
        if (response.Status == 404 && error is null && text is null && !response.Content.ToMemory().IsEmpty)
        {
            // A 404 page of a proxy does not prove that the resource does not exist.
            return Malformed(response, "its body is not the service's", computeName);
        }

        string words = Shorten(secrets.Mask(error is null ? text ?? string.Empty : string.Join(" ", ReadMessages(error).Distinct())));
        string codes = error is null ? string.Empty : string.Join(" ", ReadCodes(error));
        string id = IdOf(response.Status, codes, words, computeName);
        (string Message, string? Remedy)? role = id == ErrorIds.AuthorizationFailed ? RequiredRole.Describe(words) : null;
        return new ComputeTargetException(id, role?.Message ?? MessageOf(id, words, response, computeName))
        {
            Remedy = role?.Remedy ?? (ContainsText(codes, "LocationNotAvailable")
                ? "Use a region such as westeurope; the Tab key after -Location lists the regions." : null),
            ServiceMessage = words.Length > 0 ? words : null,
            Status = response.Status,
            Code = error?.Code is { } code ? secrets.Mask(code) : null,
            RequestId = RequestIdOf(response),
            RetryAfter = RetryAfter.Read(response, clock),
            ComputeName = computeName,
            LacksName = id != ErrorIds.ComputeTargetNotFound && !Names(words, computeName),
        };
    }

    /// <summary>Creates the error of a request that the service allows only after a pause that is too long to wait for.</summary>
    public static ComputeTargetException NotBefore(
        DateTimeOffset time, Response response, string? computeName, TimeProvider clock, SentSecrets secrets)
    {
        ComputeTargetException error = From(response, computeName, clock, secrets);
        string id = response.Status == 503 ? ErrorIds.ServiceUnavailable : ErrorIds.Throttled;
        string message = $"{error.Message.TrimEnd('.')}. The service allows the next request at {time.UtcDateTime:u}.";
        return About(computeName, error, message, id, "Retry the command after that time.");
    }

    /// <summary>
    /// Copies an error for one target, if a request for many targets failed, or with another message. Null keeps the value of the error;
    /// for <paramref name="lacksName"/> it means that the message begins with that of the error.
    /// </summary>
    public static ComputeTargetException About(
        string? computeName, ComputeTargetException error, string? message = null, string? id = null, string? remedy = null,
        (string Wrong, string Right)? correction = null, bool? lacksName = null) =>
        new(error, id ?? error.ErrorId, message ?? error.Message, error)
        {
            ComputeName = computeName,
            Remedy = remedy ?? error.Remedy,
            Correction = correction ?? error.Correction,
            LacksName = lacksName ?? (error.LacksName || error.ComputeName is null),
        };

    /// <summary>Creates the error of a request without a response: no connection, no token, or a timeout.</summary>
    public static ComputeTargetException From(Exception exception, Uri url, string? computeName)
    {
        (string id, string message) = exception is AuthenticationFailedException
            ? (ErrorIds.AuthenticationFailed, FirstLine(exception.Message))
            : (ErrorIds.ServiceUnavailable, $"No response from {url.Host}. {ReasonOf(exception)}");
        return new ComputeTargetException(id, message, exception) { ComputeName = computeName, LacksName = true };
    }

    public static ComputeTargetException Malformed(Response response, string problem, string? computeName, Exception? cause = null) =>
        Invalid(ErrorIds.MalformedResponse, $"The service answered {response.Status}, but {problem}.", response, computeName, cause);

    public static string? RequestIdOf(Response response) => response.Headers.TryGetValue("x-ms-request-id", out string? id) ? id : null;

    /// <summary>Returns true if the error is temporary (throttled or unavailable), so that polling can continue.</summary>
    public static bool IsTemporary(ComputeTargetException exception) =>
        exception.ErrorId is ErrorIds.Throttled or ErrorIds.ServiceUnavailable;

    /// <summary>
    /// Parses the error of a body, in the ARM envelope or in the form without envelope of older services, or the text of a plain-text body.
    /// Both are null for any other body.
    /// </summary>
    private static (ComputeError? Error, string? Text) Parse(Response response)
    {
        ReadOnlyMemory<byte> body = response.Content.ToMemory();
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind switch
            {
                JsonValueKind.Object => (new ComputeError(document.RootElement.Clone()), null),
                JsonValueKind.String when document.RootElement.GetString() is { } message => ParseEmbeddedError(message) is not null
                    ? (new ComputeError(JsonSerializer.SerializeToElement(new { message })), null)
                    : (null, Plain(message)),
                _ => (null, null),
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The body is plain text, a page of a proxy, or a truncated response. Only plain text is used; the status describes the other
            // two.
            int start = 0;
            while (start < body.Length && body.Span[start] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                start++;
            }

            return (null, ContainsText(response.Headers.ContentType ?? string.Empty, "html")
                ? null
                : Plain(Encoding.UTF8.GetString(body.Slice(start, Math.Min(body.Length - start, MostBytes)).ToArray())));
        }
    }

    /// <summary>Returns a text as one line; null for HTML, JSON and binary data.</summary>
    private static string? Plain(string text)
    {
        string line = Shorten(Regex.Replace(text, @"[\s\uFEFF]+", " ", RegexOptions.CultureInvariant).Trim());
        bool isBinary = line.Any(character => char.IsControl(character) || character == '\uFFFD');
        return line.Length == 0 || line[0] is '<' or '{' or '[' || isBinary ? null : line;
    }

    private static ComputeTargetException Redirected(Response response, string? computeName)
    {
        // The message contains only the host of the address, because the rest can contain a signature.
        string to = response.Headers.TryGetValue("Location", out string? link) && Uri.TryCreate(link, UriKind.Absolute, out Uri? url)
            ? $" to {url.Host}"
            : string.Empty;
        string message = $"The response was a redirect{to} ({response.Status}). It was not followed.";
        return Invalid(ErrorIds.UntrustedEndpoint, message, response, computeName);
    }

    private static ComputeTargetException Invalid(
        string id, string message, Response response, string? computeName, Exception? cause = null) =>
        new(id, message, cause)
        {
            Status = response.Status,
            RequestId = RequestIdOf(response),
            ComputeName = computeName,
            LacksName = true,
        };

    private static string IdOf(int status, string codes, string message, string? computeName) => status switch
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
    /// Returns true if the words of the service contain a name in quotes or at the end of an id, because a name such as <c>size</c> is also
    /// a word, and <c>'q1</c> is also the start of <c>'q10'</c>.
    /// </summary>
    private static bool Names(string words, string? name) =>
        name is not null && MatchesPattern(words, $@"(?<=['""/]){Regex.Escape(name)}(?![\p{{L}}\p{{Nd}}_-])");

    private static string MessageOf(string id, string words, Response response, string? computeName) =>
        id == ErrorIds.ComputeTargetNotFound ? $"Compute target '{computeName}' was not found."
        : id == ErrorIds.WorkspaceNotFound && MissingWorkspace.Match(words) is { Success: true } missing
            ? $"Workspace '{missing.Groups[1].Value}' was not found in resource group '{missing.Groups[2].Value}'."
        : words.Length > 0 ? words
        : $"The service answered {$"{response.Status} {response.ReasonPhrase}".TrimEnd()} without a message.";

    /// <summary>
    /// Returns the messages of an exception and its inner exceptions, the outermost first. Often only the innermost contains the cause,
    /// such as for TLS errors and on .NET Framework.
    /// </summary>
    private static string ReasonOf(Exception cause)
    {
        if (cause is OperationCanceledException)
        {
            return "The service did not answer in time.";
        }

        List<string> reasons = [];
        for (Exception? exception = cause; exception is not null; exception = exception.InnerException)
        {
            string line = FirstLine(exception.Message);
            if (!reasons.Any(reason => reason.Contains(line.TrimEnd('.'))))
            {
                reasons.Add(line);
            }
        }

        return string.Join(" ", reasons);
    }

    private static string FirstLine(string text) => Shorten(text.Split(['\r', '\n'], 2)[0]);
}
