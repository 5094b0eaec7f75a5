using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Handlers;

/// <summary>
/// Rejects a request as ARM does before the service serves it: because of its token, its rate or a permission, if an option enables
/// the check.
/// </summary>
internal sealed class AccessCheck(SandboxOptions options, SeededValues seeds, RateLimits limits)
{
    public void CheckRequest(RequestContext request)
    {
        if (options.RequireToken && !RetailPrices.IsPriceRequest(request) && !CloudMetadata.IsMetadataRequest(request))
        {
            CheckToken(request.FindHeader("Authorization"));
        }

        if (options.EnforceRateLimits && limits.FindWaitSeconds(request.Method, request.Now) is { } waitSeconds)
        {
            throw ArmErrors.Throttled(request.Method, waitSeconds);
        }

        if (options.DeniedActions.Count > 0 && FindAction(request) is { } action
            && options.DeniedActions.Any(denied => Wildcard.IsMatch(action, denied)))
        {
            throw ArmErrors.Forbidden(seeds.UserId, action, request.Path);
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
            throw ArmErrors.Unauthorized(code, message, ResponseWriter.CreateChallengeHeader(seeds, message));
        }
    }

    /// <summary>Finds the action as roles name it: the provider, its types along the path, and a verb. Null for other paths.</summary>
    private static string? FindAction(RequestContext request)
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
