using System.Text.Json.Nodes;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Wire;

/// <summary>An error that ends a request with an error envelope.</summary>
internal sealed class ServiceError : Exception
{
    public ServiceError(int status, string code, string message, string? target = null, bool frontEnd = false)
        : base(message)
    {
        Status = status;
        Code = code;
        Target = target;
        IsFrontEnd = frontEnd;
    }

    public int Status { get; }

    /// <summary>An additional header of the response.</summary>
    public KeyValuePair<string, string>? Header { get; private init; }

    public string Code { get; }

    public string? Target { get; }

    /// <summary>True for an error of ARM, which has only a code and a message.</summary>
    public bool IsFrontEnd { get; }

    public JsonObject ToEnvelope() => IsFrontEnd
        ? new JsonObject { ["error"] = new JsonObject { ["code"] = Code, ["message"] = Message } }
        : Envelope(Code, Message, Target);

    public static JsonObject Envelope(string code, string message, string? target = null) => new()
    {
        ["error"] = new JsonObject { ["code"] = code, ["message"] = message, ["target"] = target, ["details"] = new JsonArray() },
    };

    public static ServiceError BadRequest(string message, string? target = null) => new(400, "BadRequest", message, target);

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
        $"The provided location '{location}' is not available for resource type 'Microsoft.MachineLearningServices/{type}'.");

    public static ServiceError UnknownPath(string path) =>
        FrontEnd(404, "InvalidResourceType", $"No resource type of the namespace 'Microsoft.MachineLearningServices' is at '{path}'.");

    public static ServiceError UnknownSubscription(string id) =>
        FrontEnd(404, "SubscriptionNotFound", $"The subscription '{id}' could not be found.");

    public static ServiceError UnknownResourceGroup(string name) =>
        FrontEnd(404, "ResourceGroupNotFound", $"Resource group '{name}' could not be found.");

    public static ServiceError UnknownWorkspace(string group, string workspace) => UnknownResource(group, $"workspaces/{workspace}");

    public static ServiceError UnknownCompute(string group, string workspace, string name) =>
        UnknownResource(group, $"workspaces/{workspace}/computes/{name}");

    public static ServiceError UnknownJob(string group, string workspace, string name) =>
        UnknownResource(group, $"workspaces/{workspace}/jobs/{name}");

    public static ServiceError Unauthorized(string code, string message, KeyValuePair<string, string> challenge) =>
        new(401, code, message, frontEnd: true) { Header = challenge };

    public static ServiceError Forbidden(Guid client, string action, string scope) => FrontEnd(
        403,
        "AuthorizationFailed",
        $"The client '{client}' with object id '{client}' does not have authorization to perform action '{action}' over scope '{scope}' " +
        "or the scope is invalid. If access was recently granted, please refresh your credentials.");

    public static ServiceError Throttled(string method, int seconds) =>
        new(
            429,
            "SubscriptionRequestsThrottled",
            $"Too many {method} requests for this subscription. Try again after {seconds} seconds.",
            frontEnd: true)
        {
            Header = new("Retry-After", seconds.ToString(CultureInfo.InvariantCulture)),
        };

    private static ServiceError FrontEnd(int status, string code, string message) => new(status, code, message, frontEnd: true);

    private static ServiceError UnknownResource(string group, string path) => FrontEnd(
        404,
        "ResourceNotFound",
        $"The Resource 'Microsoft.MachineLearningServices/{path}' under resource group '{group}' was not found. " +
        "For more details please go to https://aka.ms/ARMResourceNotFoundFix");
}
