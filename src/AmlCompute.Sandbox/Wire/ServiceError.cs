using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Wire;

/// <summary>An error that ends a request with an error envelope. One of the front end, ARM, has only a code and a message.</summary>
internal sealed class ServiceError(int status, string code, string message, string? target = null, bool frontEnd = false)
    : Exception(message)
{
    public int Status { get; } = status;

    public string? Target { get; } = target;

    public KeyValuePair<string, string>? Header { get; private init; }

    public JsonObject ToEnvelope() => frontEnd
        ? new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = Message } }
        : Envelope(code, Message, Target);

    public static JsonObject Envelope(string code, string message, string? target = null) => new()
    {
        ["error"] = new JsonObject { ["code"] = code, ["message"] = message, ["target"] = target, ["details"] = new JsonArray() },
    };

    public static ServiceError BadRequest(string message, string? target = null) => new(400, "BadRequest", message, target);

    /// <summary>Rejects a request with status 400 if a condition holds.</summary>
    public static void ThrowIf(bool condition, string message, string? target = null)
    {
        if (condition)
        {
            throw BadRequest(message, target);
        }
    }

    public static ServiceError Required(string member) => BadRequest($"The member '{member}' is required.", member);

    public static ServiceError ActiveOperation(string name) =>
        new(409, "Conflict", $"There is already an active operation submitted for compute '{name}'. Try again when it has ended.", name);

    public static ServiceError OperationFailed(string status, Failure? failure) =>
        new(409, failure?.Code ?? status, failure?.Message ?? $"The operation was {status}.");

    public static ServiceError NotAllowed(string method) =>
        FrontEnd(405, "MethodNotAllowed", $"The HTTP method '{method}' is not supported on this resource.");

    public static ServiceError MissingApiVersion() =>
        FrontEnd(400, "MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required for all requests.");

    public static ServiceError InvalidApiVersion(string version, IEnumerable<string> known) => FrontEnd(
        400,
        "InvalidApiVersionParameter",
        $"The api-version '{version}' is invalid. The supported versions are '{string.Join(",", known)}'.");

    public static ServiceError UnknownApiVersion(string version, string location, string type, IEnumerable<string> known) => FrontEnd(
        400,
        "NoRegisteredProviderFound",
        $"No registered resource provider found for location '{location}' and API version '{version}' for type '{type}'. The supported " +
        $"api-versions are '{string.Join(", ", known)}'. The supported locations are '{location}'.");

    public static ServiceError UnknownLocation(string location, string type) => FrontEnd(
        400,
        "LocationNotAvailableForResourceType",
        $"The provided location '{location}' is not available for resource type '{RequestContext.Provider}/{type}'.");

    public static ServiceError UnknownPath(string path) =>
        FrontEnd(404, "InvalidResourceType", $"No resource type of the namespace '{RequestContext.Provider}' is at '{path}'.");

    public static ServiceError UnknownSubscription(string id) =>
        FrontEnd(404, "SubscriptionNotFound", $"The subscription '{id}' could not be found.");

    public static ServiceError UnknownResourceGroup(string name) =>
        FrontEnd(404, "ResourceGroupNotFound", $"Resource group '{name}' could not be found.");

    /// <summary>The error for a resource that does not exist; its path starts with its type.</summary>
    public static ServiceError UnknownResource(string group, string path) => FrontEnd(
        404,
        "ResourceNotFound",
        $"The Resource '{RequestContext.Provider}/{path}' under resource group '{group}' was not found. " +
        "For more details please go to https://aka.ms/ARMResourceNotFoundFix");

    public static ServiceError Unauthorized(string code, string message, KeyValuePair<string, string> challenge) =>
        new(401, code, message, frontEnd: true) { Header = challenge };

    public static ServiceError Forbidden(Guid client, string action, string scope) => FrontEnd(
        403,
        "AuthorizationFailed",
        $"The client '{client}' with object id '{client}' does not have authorization to perform action '{action}' over scope '{scope}' " +
        "or the scope is invalid. If access was recently granted, please refresh your credentials.");

    public static ServiceError Throttled(string method, int seconds) => new(
        429,
        "SubscriptionRequestsThrottled",
        $"Too many {method} requests for this subscription. Try again after {seconds} seconds.",
        frontEnd: true)
    {
        Header = new("Retry-After", seconds.ToString(CultureInfo.InvariantCulture)),
    };

    private static ServiceError FrontEnd(int status, string code, string message) => new(status, code, message, frontEnd: true);
}
