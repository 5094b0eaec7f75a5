using AmlCompute.Sandbox.State;
using AmlCompute.Sandbox.Wire;

namespace AmlCompute.Sandbox.Handlers;

/// <summary>The checks of ARM before a request reaches the service: token, rate and permission, if an option enables them.</summary>
internal sealed class FrontDoor(SandboxOptions options, SeededValues seeds, RateLimits limits)
{
    private const string Provider = "Microsoft.MachineLearningServices";

    public void Check(RequestContext request)
    {
        if (options.RequireToken)
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
        if (authorization is null)
        {
            throw Unauthorized("AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.");
        }

        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || string.IsNullOrWhiteSpace(authorization.Substring(Scheme.Length)))
        {
            throw Unauthorized("InvalidAuthenticationToken", "The access token is missing or invalid.");
        }
    }

    private ServiceError Unauthorized(string code, string message) =>
        ServiceError.Unauthorized(code, message, ResponseWriter.Challenge(seeds, message));

    /// <summary>Gets the action as roles name it: the types along the path and a verb. Null for the paths of other providers.</summary>
    private static string? Action(RequestContext request)
    {
        int provider = -1;
        for (int i = 0; i < request.Segments.Count && provider < 0; i++)
        {
            provider = string.Equals(request.Segments[i], Provider, StringComparison.OrdinalIgnoreCase) ? i : -1;
        }

        if (provider < 0)
        {
            return null;
        }

        IEnumerable<string> types = request.Segments.Skip(provider + 1).Where((_, index) => index % 2 == 0);
        string verb = request.Method switch
        {
            "GET" => "read",
            "PUT" or "PATCH" => "write",
            "DELETE" => "delete",
            _ => "action",
        };
        return $"{Provider}/{string.Join("/", types)}/{verb}";
    }
}
