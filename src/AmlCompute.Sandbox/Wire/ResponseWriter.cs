using AmlCompute.Sandbox.Handlers;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Wire;

/// <summary>Puts the recorded headers around an answer.</summary>
internal sealed class ResponseWriter(SandboxOptions options, SeededValues seeds)
{
    private const string JsonType = "application/json; charset=utf-8";

    private readonly RateLimits _limits = new();
    private int _answers;

    public SandboxResponse Write(RequestContext request, Reply reply, DateTimeOffset now, TimeSpan taken)
    {
        List<KeyValuePair<string, string>> headers = Common(request.Method, reply.Body is null ? null : JsonType, now, taken);
        if (reply.Operation is { } operation)
        {
            headers.Add(new("Azure-AsyncOperation", StatusAddress(request, operation)));
        }

        return new SandboxResponse(reply.Status, headers, reply.Body is null ? [] : JsonText.ToBytes(reply.Body));
    }

    public SandboxResponse WriteFault(string method, SandboxFault fault, DateTimeOffset now, TimeSpan taken)
    {
        int status = fault.Status!.Value;
        byte[] body = fault.Body is not null
            ? System.Text.Encoding.UTF8.GetBytes(fault.Body)
            : status < 400 && fault.Code is null && fault.Message is null
                ? []
                : JsonText.ToBytes(ServiceError.Envelope(fault.Code ?? DefaultCode(status), fault.Message ?? "This answer was asked for by a sandbox fault."));
        List<KeyValuePair<string, string>> headers = Common(method, body.Length == 0 ? fault.ContentType : fault.ContentType ?? JsonType, now, taken);
        if (fault.RetryAfter is not null)
        {
            headers.Add(new("Retry-After", fault.RetryAfter));
        }

        return new SandboxResponse(status, headers, body);
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
        string id = seeds.Guid($"request/{_answers++}").ToString();
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
            new("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
            new("X-Content-Type-Options", "nosniff"),
            .. _limits.Count(method, now),
        ];
        if (contentType is not null)
        {
            headers.Add(new("Content-Type", contentType));
        }

        return headers;
    }

    /// <summary>As long as ARM makes them, so that a client which cuts or rebuilds the address is found out.</summary>
    private string StatusAddress(RequestContext request, Operation operation)
    {
        string location = $"{request.Authority}/subscriptions/{request.Segments[1]}/providers/Microsoft.MachineLearningServices/locations/{operation.Location}";
        return $"{location}/computeOperationsStatus/{operation.Id}?api-version={request.ApiVersion}&service=new&t={request.Now.UtcTicks}" +
            $"&c={seeds.Base64Url("certificate", 2600)}&s={seeds.Base64Url($"{operation.Id}/signature", 342)}&h={seeds.Base64Url($"{operation.Id}/hash", 43)}";
    }
}
