using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Azure;
using Azure.Identity;

namespace AmlCompute.Client.Arm;

/// <summary>Turns an answer that is not a success, and every exception on the way to one, into a <see cref="ComputeTargetException"/>.</summary>
internal static class ServiceError
{
    private const int LongestText = 2000;

    /// <summary>As many bytes as so much text can take.</summary>
    private const int MostBytes = 4 * LongestText;

    private static readonly HashSet<string> ParentNotFoundCodes = new(StringComparer.OrdinalIgnoreCase)
    {
        "ResourceGroupNotFound", "SubscriptionNotFound", "InvalidSubscriptionId", "WorkspaceNotFound",
    };

    public static ComputeTargetException From(Response response, string? computeName, TimeProvider clock)
    {
        if (response.Status is >= 300 and < 400)
        {
            return Redirected(response, computeName);
        }

        (ComputeError? error, string? text) = Parse(response);
        if (response.Status == 404 && error is null && text is null && !response.Content.ToMemory().IsEmpty)
        {
            // A proxy's page is no proof that something is not there.
            return Malformed(response, "its body is not the service's", computeName);
        }

        string words = error is null ? text ?? string.Empty : Shorten(string.Join(" ", Texts(error).Distinct()));
        string codes = error is null ? string.Empty : string.Join(" ", Codes(error));
        string id = IdOf(response.Status, codes, words, computeName);
        return new ComputeTargetException(id, MessageOf(id, words, response, computeName))
        {
            ServiceMessage = words.Length > 0 ? words : null,
            Status = response.Status,
            Code = error?.Code,
            RequestId = RequestIdOf(response),
            RetryAfter = RetryAfter.Read(response, clock),
            ComputeName = computeName,
        };
    }

    /// <summary>The same error about one target, when a request for many failed, or in other words.</summary>
    public static ComputeTargetException About(string? computeName, ComputeTargetException error, string? message = null) =>
        new(error.ErrorId, message ?? error.Message, error)
        {
            Status = error.Status,
            Code = error.Code,
            ServiceMessage = error.ServiceMessage,
            RequestId = error.RequestId,
            ComputeName = computeName,
            Remedy = error.Remedy,
        };

    /// <summary>What a long-running operation that failed says of itself.</summary>
    public static ComputeTargetException FromOperation(IReadOnlyList<ComputeError> errors, string computeName, string state, string? requestId)
    {
        string text = Shorten(string.Join(" ", errors.SelectMany(Texts).Distinct()));
        string codes = string.Join(" ", errors.SelectMany(Codes));
        string id =
            IsQuota(codes, text) ? ErrorIds.QuotaExceeded
            : IsBusy(text) ? ErrorIds.OperationConflict
            : ErrorIds.ProvisioningFailed;
        string reason = text.Length > 0 ? text : codes.Length > 0 ? $"The service gave only a code: {codes}." : "The service gave no reason.";
        return new ComputeTargetException(id, $"The operation on '{computeName}' ended as {state}. {reason}")
        {
            Code = errors.Count > 0 ? errors[0].Code : null,
            ServiceMessage = text.Length > 0 ? text : null,
            RequestId = requestId,
            ComputeName = computeName,
        };
    }

    /// <summary>What went wrong before there was an answer: no connection, no token, a time-out.</summary>
    public static ComputeTargetException From(Exception exception, Uri url, string? computeName)
    {
        // After retries there is one exception for each attempt.
        IEnumerable<Exception> attempts = exception is AggregateException several ? several.Flatten().InnerExceptions : [exception];
        Exception cause = attempts.OfType<AuthenticationFailedException>().FirstOrDefault() ?? attempts.LastOrDefault() ?? exception;
        return cause is AuthenticationFailedException
            ? new ComputeTargetException(ErrorIds.AuthenticationFailed, FirstLine(cause.Message), cause) { ComputeName = computeName }
            : new ComputeTargetException(ErrorIds.ServiceUnavailable, $"No answer from {url.Host}. {ReasonOf(cause)}", cause) { ComputeName = computeName };
    }

    public static ComputeTargetException Malformed(Response response, string what, string? computeName, Exception? cause = null) =>
        new(ErrorIds.MalformedResponse, $"The service answered {response.Status}, but {what}.", cause)
        {
            Status = response.Status,
            RequestId = RequestIdOf(response),
            ComputeName = computeName,
        };

    public static string? RequestIdOf(Response response) => response.Headers.TryGetValue("x-ms-request-id", out string? id) ? id : null;

    /// <summary>Whether the service is only busy or away, so that a wait for what it does can go on.</summary>
    public static bool IsPassing(ComputeTargetException exception) => exception.ErrorId is ErrorIds.Throttled or ErrorIds.ServiceUnavailable;

    /// <summary>Reads the error envelope, in the ARM form or the bare form of older services; or the words of a body that is just text; or nothing.</summary>
    private static (ComputeError? Error, string? Text) Parse(Response response)
    {
        ReadOnlyMemory<byte> body = response.Content.ToMemory();
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind switch
            {
                JsonValueKind.Object => (new ComputeError(document.RootElement.Clone()), null),
                JsonValueKind.String => (null, Plain(document.RootElement.GetString()!)),
                _ => (null, null),
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Text, a proxy's page, or an answer that was cut off. Of a page and of what was cut off the status tells what there is to tell.
            int start = 0;
            while (start < body.Length && body.Span[start] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                start++;
            }

            return (null, Has(response.Headers.ContentType ?? string.Empty, "html")
                ? null
                : Plain(Encoding.UTF8.GetString(body.Slice(start, Math.Min(body.Length - start, MostBytes)).ToArray())));
        }
    }

    /// <summary>Text on one line; null for a page, a piece of JSON, and what is no text.</summary>
    private static string? Plain(string text)
    {
        string line = Shorten(Regex.Replace(text, @"[\s\uFEFF]+", " ", RegexOptions.CultureInvariant).Trim());
        return line.Length == 0 || line[0] is '<' or '{' or '[' || line.Any(character => char.IsControl(character) || character == '\uFFFD') ? null : line;
    }

    private static ComputeTargetException Redirected(Response response, string? computeName)
    {
        // Of the address only the host: the rest may be signed.
        string to = response.Headers.TryGetValue("Location", out string? link) && Uri.TryCreate(link, UriKind.Absolute, out Uri? url) ? $" to {url.Host}" : string.Empty;
        return new ComputeTargetException(ErrorIds.UntrustedEndpoint, $"The answer was a redirect{to} ({response.Status}). It was not followed.")
        {
            Status = response.Status,
            RequestId = RequestIdOf(response),
            ComputeName = computeName,
        };
    }

    private static string IdOf(int status, string codes, string message, string? computeName) => status switch
    {
        400 when IsQuota(codes, message) => ErrorIds.QuotaExceeded,
        400 when IsVmSize(codes, message) => ErrorIds.InvalidVmSize,
        400 when IsComputeName(codes, message) => ErrorIds.InvalidComputeName,
        400 when IsBusy(message) => ErrorIds.OperationConflict,
        401 => ErrorIds.AuthenticationFailed,
        403 when IsQuota(codes, message) => ErrorIds.QuotaExceeded,
        403 => ErrorIds.AuthorizationFailed,
        404 => computeName is null || IsParentMissing(codes, message) ? ErrorIds.WorkspaceNotFound : ErrorIds.ComputeTargetNotFound,
        407 or 408 => ErrorIds.ServiceUnavailable,
        409 when IsQuota(codes, message) => ErrorIds.QuotaExceeded,
        409 or 412 or 423 => ErrorIds.OperationConflict,
        429 => ErrorIds.Throttled,
        >= 500 => ErrorIds.ServiceUnavailable,
        _ => ErrorIds.InvalidArgument,
    };

    /// <summary>Names stand in quotes; one with "quota" in it, or an action like "updateQuotas", does not make it a matter of quota.</summary>
    private static bool IsQuota(string codes, string message) =>
        Has(codes, "Quota") || Matches(Regex.Replace(message, @"(?<!\w)'[^']*'|""[^""]*""", "''", RegexOptions.CultureInvariant), @"\bquotas?\b");

    private static bool IsVmSize(string codes, string message) => Has(codes, "VmSize") || Matches(message, @"\b(vm|virtual machine)\s?size\b");

    private static bool IsBusy(string message) => Has(message, "already an active operation");

    private static bool IsComputeName(string codes, string message) => Has(codes, "ComputeName") || Matches(message, @"\bcompute\s?name\b");

    /// <summary>
    /// ARM names the missing resource by its type and names; for a missing workspace nothing follows the workspace. Other messages may name the workspace in
    /// which something else is missing.
    /// </summary>
    private static bool IsParentMissing(string codes, string message) =>
        codes.Split(' ').Any(ParentNotFoundCodes.Contains) || Matches(message, "The Resource '[^']*MachineLearningServices/workspaces/[^/']+'");

    private static bool Has(string text, string part) => text.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0;

    private static bool Matches(string text, string pattern) => Regex.IsMatch(text, pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static string MessageOf(string id, string words, Response response, string? computeName) =>
        id == ErrorIds.ComputeTargetNotFound ? $"Compute target '{computeName}' was not found."
        : words.Length > 0 ? words
        : $"The service answered {$"{response.Status} {response.ReasonPhrase}".TrimEnd()} without saying why.";

    /// <summary>The messages of an error and of those behind it.</summary>
    private static IEnumerable<string> Texts(ComputeError error) =>
        new[] { error.Message }.Concat(error.Details.SelectMany(Texts)).OfType<string>().Where(text => text.Length > 0);

    private static IEnumerable<string> Codes(ComputeError error) =>
        new[] { error.Code }.Concat(error.Details.SelectMany(Codes)).OfType<string>().Where(code => code.Length > 0);

    /// <summary>What the exceptions say, from the outermost in; often only the innermost knows the cause, as with TLS and with .NET Framework.</summary>
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

    private static string Shorten(string text) => text.Length > LongestText ? text.Substring(0, LongestText) + "..." : text;
}
