namespace AmlCompute.Sandbox.Wire;

/// <summary>
/// Creates the errors of Azure Resource Manager, which checks a request before the service does. The codes and most texts are those of
/// Azure.
/// </summary>
internal static class ArmErrors
{
    public static ServiceError MethodNotAllowed(string method) =>
        Create(405, "MethodNotAllowed", $"The HTTP method '{method}' is not supported on this resource.");

    public static ServiceError MissingApiVersion() =>
        Create(400, "MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required for all requests.");

    public static ServiceError InvalidApiVersion(string version, IEnumerable<string> supported) => Create(
        400,
        "InvalidApiVersionParameter",
        $"The api-version '{version}' is invalid. The supported versions are '{string.Join(",", supported)}'.");

    public static ServiceError UnknownApiVersion(string version, string location, string type, IEnumerable<string> supported) => Create(
        400,
        "NoRegisteredProviderFound",
        $"No registered resource provider found for location '{location}' and API version '{version}' for type '{type}'. The supported " +
        $"api-versions are '{string.Join(", ", supported)}'. The supported locations are '{location}'.");

    public static ServiceError UnknownLocation(string location, string type) => Create(
        400,
        "LocationNotAvailableForResourceType",
        $"The provided location '{location}' is not available for resource type '{RequestContext.Provider}/{type}'.");

    public static ServiceError UnknownPath(string path) =>
        Create(404, "InvalidResourceType", $"No resource type is at '{path}'.");

    public static ServiceError UnknownSubscription(string id) =>
        Create(404, "SubscriptionNotFound", $"The subscription '{id}' could not be found.");

    public static ServiceError UnknownResourceGroup(string name) =>
        Create(404, "ResourceGroupNotFound", $"Resource group '{name}' could not be found.");

    /// <param name="group">The resource group.</param>
    /// <param name="path">The types and names after the provider, such as workspaces/ws/computes/cpu.</param>
    public static ServiceError UnknownResource(string group, string path) => Create(
        404,
        "ResourceNotFound",
        $"The Resource '{RequestContext.Provider}/{path}' under resource group '{group}' was not found. " +
        "For more details please go to https://aka.ms/ARMResourceNotFoundFix");

    public static ServiceError Unauthorized(string code, string message, KeyValuePair<string, string> challenge) =>
        Create(401, code, message, challenge);

    public static ServiceError Forbidden(string client, string action, string scope) => Create(
        403,
        "AuthorizationFailed",
        $"The client '{client}' with object id '{client}' does not have authorization to perform action '{action}' over scope '{scope}' " +
        "or the scope is invalid. If access was recently granted, please refresh your credentials.");

    public static ServiceError Throttled(string method, int seconds) => Create(
        429,
        "SubscriptionRequestsThrottled",
        $"Too many {method} requests for this subscription. Try again after {seconds} seconds.",
        new KeyValuePair<string, string>("Retry-After", seconds.ToString(CultureInfo.InvariantCulture)));

    public static ServiceError InvalidContent(string reason) =>
        Create(400, "InvalidRequestContent", $"The request content was invalid and could not be deserialized: '{reason}'.");

    private static ServiceError Create(int status, string code, string message, KeyValuePair<string, string>? header = null) =>
        new(status, code, message) { IsFromArm = true, Header = header };
}
