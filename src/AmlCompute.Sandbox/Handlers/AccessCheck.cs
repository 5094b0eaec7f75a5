using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Handlers;

/// <summary>The checks of ARM before a request reaches the service: token, rate and permission, if an option enables them.</summary>
internal sealed class AccessCheck(SandboxOptions options, SeededValues seeds, RateLimits limits)
{
    public void Check(RequestContext request)
    {
        if (options.RequireToken && !RetailPrices.IsAt(request))
        {
            CheckToken(request.Header("Authorization"));
        }

        if (options.EnforceRateLimits && limits.Wait(request.Method, request.Now) is { } wait)
        {
            throw ServiceError.Throttled(request.Method, wait);
        }

        if (options.DeniedActions.Count > 0 && Action(request) is { } action
            && options.DeniedActions.Any(denied => Wildcard.IsMatch(action, denied)))
        {
            throw ServiceError.Forbidden(seeds.Guid("user"), action, request.Path);
        }
    }

    private void CheckToken(string? authorization)
    {
        const string Scheme = "Bearer ";
        bool isBearer = authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) == true;
        if (!isBearer || string.IsNullOrWhiteSpace(authorization!.Substring(Scheme.Length)))
        {
            (string code, string message) = authorization is null
                ? ("AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.")
                : ("InvalidAuthenticationToken", "The access token is missing or invalid.");
            throw ServiceError.Unauthorized(code, message, ResponseWriter.Challenge(seeds, message));
        }
    }

    /// <summary>Gets the action as roles name it: the types along the path and a verb. Null for the paths of other providers.</summary>
    private static string? Action(RequestContext request)
    {
        string verb = request.Method switch
        {
            "GET" => "read",
            "PUT" or "PATCH" => "write",
            "DELETE" => "delete",
            _ => "action",
        };
        return request.ResourceType is { } type ? $"{RequestContext.Provider}/{type}/{verb}" : null;
    }
}
