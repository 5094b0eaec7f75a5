using AmlCompute.Sandbox.State;
using AmlCompute.Sandbox.Wire;

namespace AmlCompute.Sandbox.Handlers;

/// <summary>Finds the handler of a path. The comparison of path segments ignores case.</summary>
internal sealed class Router
{
    private readonly SandboxState _state;
    private readonly WorkspacesHandler _workspaces;
    private readonly LocationHandler _locations;

    public Router(SandboxState state)
    {
        _state = state;
        _workspaces = new WorkspacesHandler(state);
        _locations = new LocationHandler(state);
    }

    public Reply Serve(RequestContext request)
    {
        if (RetailPrices.IsAt(request))
        {
            return RetailPrices.Serve(request);
        }

        IReadOnlyList<string> path = request.Segments;
        _ = request.ApiVersion;
        if (path.Count == 2 && Is(path[0], "metadata") && Is(path[1], "endpoints"))
        {
            return CloudMetadata.Serve(request);
        }

        if (path.Count == 1 && Is(path[0], "subscriptions"))
        {
            return _workspaces.ListSubscriptions(request);
        }

        if (path.Count < 2 || !Is(path[0], "subscriptions"))
        {
            throw ServiceError.UnknownPath(request.Path);
        }

        string subscription = path[1];
        if (path.Count == 4 && IsProvider(path, 2))
        {
            return _locations.Provider(request, subscription);
        }

        if (path.Count >= 6 && IsProvider(path, 2) && Is(path[4], "locations"))
        {
            return _locations.Serve(request, subscription, path[5], [.. path.Skip(6)]);
        }

        if (path.Count is 5 or 7 && VirtualNetworks.IsList(path))
        {
            return new VirtualNetworks(_state).List(request, subscription, path.Count == 7 ? path[3] : null);
        }

        if (path.Count >= 8 && Is(path[2], "resourceGroups") && Is(path[4], "providers") && !IsProvider(path, 4))
        {
            return OtherResources.Serve(request, path);
        }

        ApiVersions.Check(request, _state.Options);
        if (path.Count == 5 && IsProvider(path, 2) && Is(path[4], "workspaces"))
        {
            return _workspaces.List(request, subscription, null);
        }

        if (path.Count < 7 || !Is(path[2], "resourceGroups") || !IsProvider(path, 4) || !Is(path[6], "workspaces"))
        {
            _ = _state.Workspaces.InSubscription(subscription);
            throw ServiceError.UnknownPath(request.Path);
        }

        return path.Count == 7
            ? _workspaces.List(request, subscription, path[3])
            : _workspaces.Serve(request, _state.Workspaces.Require(subscription, path[3], path[7]), [.. path.Skip(8)]);
    }

    private static bool IsProvider(IReadOnlyList<string> path, int at) =>
        Is(path[at], "providers") && Is(path[at + 1], RequestContext.Provider);

    private static bool Is(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
