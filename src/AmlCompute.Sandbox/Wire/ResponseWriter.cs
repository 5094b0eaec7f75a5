using System.Text;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Wire;

/// <summary>Adds the headers of recorded responses to a response.</summary>
internal sealed class ResponseWriter(SandboxOptions options, SeededValues seeds, RateLimits limits)
{
    private const string JsonType = "application/json; charset=utf-8";

    private int _responses;

    /// <summary>The header with the interval in which a client polls an operation.</summary>
    public static KeyValuePair<string, string> RetryAfter { get; } = new("Retry-After", "5");

    public static KeyValuePair<string, string> Challenge(SeededValues seeds, string reason) => new(
        "WWW-Authenticate",
        $"Bearer authorization_uri=\"https://login.microsoftonline.com/{seeds.Guid("tenant")}\", error=\"invalid_token\", " +
        $"error_description=\"{new string([.. reason.Where(c => c is >= ' ' and <= '~' and not '"')])}\"");

    public SandboxResponse Write(RequestContext request, Reply reply, DateTimeOffset now, TimeSpan taken)
    {
        List<KeyValuePair<string, string>> headers = Common(request.Method, reply.Body is null ? null : JsonType, now, taken);
        if (reply.Operation is { } operation)
        {
            headers.Add(new("Azure-AsyncOperation", OperationAddress(request, operation, "computeOperationsStatus")));
            if (options.OperationHeaders)
            {
                headers.Add(new("Location", OperationAddress(request, operation, "computeOperationsResults")));
                headers.Add(RetryAfter);
            }
        }

        if (reply.Header is { } header)
        {
            headers.Add(header);
        }

        return new SandboxResponse(reply.Status, headers, reply.Body is null ? [] : JsonText.ToBytes(reply.Body));
    }

    public SandboxResponse WriteFault(string method, SandboxFault fault, DateTimeOffset now, TimeSpan taken)
    {
        int status = fault.Status!.Value;
        byte[] body = FaultBody(status, fault);
        string? contentType = fault.ContentType ?? (body.Length == 0 ? null : JsonType);
        List<KeyValuePair<string, string>> headers = Common(method, contentType, now, taken);
        if (status == 401)
        {
            headers.Add(Challenge(seeds, fault.Message ?? "The access token is invalid."));
        }

        if (fault.RetryAfter is not null)
        {
            headers.Add(new("Retry-After", fault.RetryAfter));
        }

        return new SandboxResponse(status, headers, body);
    }

    private static byte[] FaultBody(int status, SandboxFault fault)
    {
        if (fault.Body is not null)
        {
            return Encoding.UTF8.GetBytes(fault.Body);
        }

        bool isError = status >= 400 || fault.Code is not null || fault.Message is not null;
        string message = fault.Message ?? "A sandbox fault returned this response.";
        return isError ? JsonText.ToBytes(ServiceError.Envelope(fault.Code ?? DefaultCode(status), message)) : [];
    }

    private static string DefaultCode(int status) => status switch
    {
        400 => "BadRequest",
        401 => "InvalidAuthenticationToken",
        403 => "AuthorizationFailed",
        404 => "ResourceNotFound",
        409 => "Conflict",
        429 => "TooManyRequests",
        503 => "ServiceUnavailable",
        504 => "ServerTimeout",
        _ => "InternalServerError",
    };

    private List<KeyValuePair<string, string>> Common(string method, string? contentType, DateTimeOffset now, TimeSpan taken)
    {
        string id = seeds.Guid($"request/{_responses++}").ToString();
        string time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        List<KeyValuePair<string, string>> headers =
        [
            new("Cache-Control", "no-cache"),
            new("Pragma", "no-cache"),
            new("Expires", "-1"),
            new("x-ms-request-id", id),
            new("x-ms-correlation-request-id", id),
            new("x-ms-routing-request-id", $"{options.Location.ToUpperInvariant()}:{time}:{id}"),
            new("x-ms-response-type", "standard"),
            new("x-request-time", taken.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture)),
            new("azureml-served-by-cluster", $"vienna-{options.Location}-01"),
            new("Request-Context", $"appId=cid-v1:{seeds.Guid("application")}"),
            new("x-ms-operation-identifier", $"tenantId={seeds.Guid("tenant")},objectId={seeds.Guid("user")}/{options.Location}/{id}"),
            new("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
            new("X-Content-Type-Options", "nosniff"),
            .. limits.Count(method, now),
        ];
        if (contentType is not null)
        {
            headers.Add(new("Content-Type", contentType));
        }

        return headers;
    }

    /// <summary>Creates a URL as long as those of ARM, so that tests find a client that shortens or rebuilds it.</summary>
    private string OperationAddress(RequestContext request, Operation operation, string kind)
    {
        string provider = $"{request.Authority}/subscriptions/{request.Segments[1]}/providers/{RequestContext.Provider}";
        string certificate = seeds.Base64Url("certificate", 2600);
        string signature = seeds.Base64Url($"{operation.Id}/signature", 342);
        string hash = seeds.Base64Url($"{operation.Id}/hash", 43);
        return $"{provider}/locations/{operation.Location}/{kind}/{operation.Id}?api-version={request.ApiVersion}" +
            $"&service=new&t={request.Now.UtcTicks}&c={certificate}&s={signature}&h={hash}";
    }
}
