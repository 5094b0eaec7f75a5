using System.Text;
using AmlCompute.Sandbox.Catalog;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Wire;

/// <summary>Creates a response with the headers of recorded responses, from the reply of a handler or from a fault.</summary>
internal sealed class ResponseWriter(SandboxOptions options, SeededValues seeds, RateLimits limits)
{
    private const string JsonType = "application/json; charset=utf-8";

    // As in Azure, a name such as "East US" has its short form in headers.
    private readonly string _region = Regions.NormalizeName(options.Location);

    // The lock of the service guards it.
    private int _responseCount;

    /// <summary>The header with the seconds after which a client polls an operation again.</summary>
    public static KeyValuePair<string, string> PollHeader { get; } = new("Retry-After", "5");

    /// <summary>
    /// Creates the header with which a response of status 401 names the authority that issues tokens. Characters of the reason that a
    /// quoted value cannot have are left out.
    /// </summary>
    public static KeyValuePair<string, string> CreateChallengeHeader(SeededValues seeds, string reason) => new(
        "WWW-Authenticate",
        $"Bearer authorization_uri=\"https://login.microsoftonline.com/{seeds.TenantId}\", error=\"invalid_token\", " +
        $"error_description=\"{new string([.. reason.Where(character => character is >= ' ' and <= '~' and not ('"' or '\\'))])}\"");

    public SandboxResponse WriteReply(RequestContext request, Reply reply, DateTimeOffset now, TimeSpan duration)
    {
        List<KeyValuePair<string, string>> headers = CreateHeaders(request.Method, reply.Body is null ? null : JsonType, now, duration);
        if (reply.Operation is { } operation)
        {
            headers.Add(new("Azure-AsyncOperation", CreateOperationUrl(request, operation, "computeOperationsStatus")));
            if (options.OperationHeaders)
            {
                headers.Add(new("Location", CreateOperationUrl(request, operation, "computeOperationsResults")));
                headers.Add(PollHeader);
            }
        }

        if (reply.Header is { } header)
        {
            headers.Add(header);
        }

        return new SandboxResponse(reply.Status, headers, reply.Body is null ? [] : JsonText.ToBytes(reply.Body));
    }

    /// <summary>Creates the response of a fault that has a status.</summary>
    public SandboxResponse WriteFault(string method, SandboxFault fault, DateTimeOffset now, TimeSpan duration)
    {
        int status = fault.Status!.Value;
        byte[] body = CreateFaultBody(status, fault);
        string? contentType = fault.ContentType ?? (body.Length == 0 ? null : JsonType);
        List<KeyValuePair<string, string>> headers = CreateHeaders(method, contentType, now, duration);
        if (status == 401)
        {
            headers.Add(CreateChallengeHeader(seeds, fault.Message ?? "The access token is invalid."));
        }

        if (fault.RetryAfter is not null)
        {
            headers.Add(new("Retry-After", fault.RetryAfter));
        }

        return new SandboxResponse(status, headers, body);
    }

    private static byte[] CreateFaultBody(int status, SandboxFault fault)
    {
        // HTTP allows no body in these responses.
        if (status is 204 or 205 or 304)
        {
            return [];
        }

        if (fault.Body is not null)
        {
            return Encoding.UTF8.GetBytes(fault.Body);
        }

        // A response of success has a body only if the fault gives a code or a message.
        bool hasEnvelope = status >= 400 || fault.Code is not null || fault.Message is not null;
        string message = fault.Message ?? "A sandbox fault returned this response.";
        return hasEnvelope ? JsonText.ToBytes(ServiceError.CreateEnvelope(fault.Code ?? GetDefaultCode(status), message)) : [];
    }

    private static string GetDefaultCode(int status) => status switch
    {
        401 => "InvalidAuthenticationToken",
        403 => "AuthorizationFailed",
        404 => "ResourceNotFound",
        409 => "Conflict",
        429 => "TooManyRequests",
        503 => "ServiceUnavailable",
        504 => "ServerTimeout",
        >= 400 and < 500 => "BadRequest",
        _ => "InternalServerError",
    };

    /// <summary>Counts the request against the rate limits, and creates the headers that all responses have.</summary>
    private List<KeyValuePair<string, string>> CreateHeaders(string method, string? contentType, DateTimeOffset now, TimeSpan duration)
    {
        string id = seeds.CreateGuid($"request/{_responseCount++}").ToString();
        string tenantId = seeds.TenantId;
        string time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        List<KeyValuePair<string, string>> headers =
        [
            new("Cache-Control", "no-cache"),
            new("Pragma", "no-cache"),
            new("Expires", "-1"),
            new("x-ms-request-id", id),
            new("x-ms-correlation-request-id", id),
            new("x-ms-routing-request-id", $"{_region.ToUpperInvariant()}:{time}:{id}"),
            new("x-ms-response-type", "standard"),
            new("x-request-time", duration.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture)),
            new("azureml-served-by-cluster", $"vienna-{_region}-01"),
            new("Request-Context", $"appId=cid-v1:{seeds.CreateGuid("application")}"),
            new("x-ms-operation-identifier", $"tenantId={tenantId},objectId={seeds.UserId}/{_region}/{id}"),
            new("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
            new("X-Content-Type-Options", "nosniff"),
            .. limits.CountRequest(method, now),
        ];
        if (contentType is not null)
        {
            headers.Add(new("Content-Type", contentType));
        }

        return headers;
    }

    /// <summary>Creates a URL as long as those of ARM, so that tests find a client that shortens or rebuilds it.</summary>
    private string CreateOperationUrl(RequestContext request, Operation operation, string resourceType)
    {
        // The values of the request are unescaped, and could have characters that a header must not have.
        string subscription = Uri.EscapeDataString(request.Segments[1]);
        string provider = $"{request.Authority}/subscriptions/{subscription}/providers/{RequestContext.Provider}";
        string certificate = seeds.CreateBase64Url("certificate", 2600);
        string signature = seeds.CreateBase64Url($"{operation.Id}/signature", 342);
        string hash = seeds.CreateBase64Url($"{operation.Id}/hash", 43);
        string location = Uri.EscapeDataString(operation.Location);
        string version = Uri.EscapeDataString(request.ApiVersion);
        return $"{provider}/locations/{location}/{resourceType}/{operation.Id}?api-version={version}" +
            $"&service=new&t={request.Now.UtcTicks}&c={certificate}&s={signature}&h={hash}";
    }
}
