using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Handlers;

/// <summary>Finds the handler of a path. The comparison of path segments ignores case.</summary>
internal sealed class Router(SandboxState state)
{
    private const string Subscriptions = "SUBSCRIPTIONS";
    private const string Groups = "RESOURCEGROUPS";
    private const string Providers = "PROVIDERS";
    private const string MachineLearning = "MICROSOFT.MACHINELEARNINGSERVICES";
    private const string Network = "MICROSOFT.NETWORK";

    private readonly WorkspacesHandler _workspaces = new(state);
    private readonly LocationHandler _locations = new(state);
    private readonly VirtualNetworks _networks = new(state);

    public Reply Serve(RequestContext request)
    {
        if (RetailPrices.IsAt(request))
        {
            return RetailPrices.Serve(request);
        }

        _ = request.ApiVersion;
        IReadOnlyList<string> path = request.Segments;
        string[] words = [.. path.Select(segment => segment.ToUpperInvariant())];
        return words switch
        {
            ["METADATA", "ENDPOINTS"] => CloudMetadata.Serve(request),
            [Subscriptions] => _workspaces.ListSubscriptions(request),
            [Subscriptions, _, Providers, MachineLearning] => _locations.Provider(request, path[1]),
            [Subscriptions, _, Providers, MachineLearning, "LOCATIONS", _, ..] =>
                _locations.Serve(request, path[1], path[5], [.. path.Skip(6)]),
            [Subscriptions, _, Providers, Network, "VIRTUALNETWORKS"] => _networks.List(request, path[1], null),
            [Subscriptions, _, Groups, _, Providers, Network, "VIRTUALNETWORKS"] => _networks.List(request, path[1], path[3]),
            [Subscriptions, _, Groups, _, Providers, not MachineLearning, _, _, ..] => OtherResources.Serve(request, path),
            [Subscriptions, _, ..] => ServeWorkspaces(request, path, words),
            _ => throw ServiceError.UnknownPath(request.Path),
        };
    }

    private Reply ServeWorkspaces(RequestContext request, IReadOnlyList<string> path, string[] words)
    {
        ApiVersions.Check(request, state.Options);
        switch (words)
        {
            case [_, _, Providers, MachineLearning, "WORKSPACES"]:
                return _workspaces.List(request, path[1], null);
            case [_, _, Groups, _, Providers, MachineLearning, "WORKSPACES"]:
                return _workspaces.List(request, path[1], path[3]);
            case [_, _, Groups, _, Providers, MachineLearning, "WORKSPACES", ..]:
                return _workspaces.Serve(request, state.Workspaces.Require(path[1], path[3], path[7]), [.. path.Skip(8)]);
            default:
                _ = state.Workspaces.List(path[1]);
                throw ServiceError.UnknownPath(request.Path);
        }
    }
}
