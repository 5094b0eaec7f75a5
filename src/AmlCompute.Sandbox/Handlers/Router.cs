using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Handlers;

/// <summary>Passes a request to the handler of its path. The comparison of path segments ignores case.</summary>
internal sealed class Router(SandboxState state)
{
    // The words of paths in upper case, because a list pattern compares texts with their case.
    private const string Subscriptions = "SUBSCRIPTIONS";
    private const string Groups = "RESOURCEGROUPS";
    private const string Providers = "PROVIDERS";
    private const string MachineLearning = "MICROSOFT.MACHINELEARNINGSERVICES";
    private const string Network = "MICROSOFT.NETWORK";

    private readonly WorkspacesHandler _workspaces = new(state);
    private readonly LocationHandler _locations = new(state);
    private readonly VirtualNetworks _networks = new(state);

    public Reply ServeRequest(RequestContext request)
    {
        if (RetailPrices.IsPriceRequest(request))
        {
            return RetailPrices.ServePrices(request);
        }

        if (request.ApiVersion.Length == 0)
        {
            throw ArmErrors.MissingApiVersion();
        }

        if (CloudMetadata.IsMetadataRequest(request))
        {
            return CloudMetadata.ServeEndpoints(request);
        }

        IReadOnlyList<string> path = request.Segments;
        string[] words = [.. path.Select(segment => segment.ToUpperInvariant())];
        return words switch
        {
            [Subscriptions] => _workspaces.ListSubscriptions(request),
            [Subscriptions, _, Providers, MachineLearning] => _locations.ServeProvider(request, path[1]),
            [Subscriptions, _, Providers, MachineLearning, "LOCATIONS", _, ..] =>
                _locations.ServeLocation(request, path[1], path[5], [.. path.Skip(6)]),
            [Subscriptions, _, Providers, Network, "VIRTUALNETWORKS"] =>
                _networks.ListNetworks(request, path[1], resourceGroup: null),
            [Subscriptions, _, Groups, _, Providers, Network, "VIRTUALNETWORKS"] => _networks.ListNetworks(request, path[1], path[3]),
            [Subscriptions, _, Groups, _, Providers, not MachineLearning, _, _, ..] => OtherResources.ServeResource(request, path),
            [Subscriptions, _, ..] => ServeWorkspaces(request, path, words),
            _ => throw ArmErrors.UnknownPath(request.Path),
        };
    }

    /// <summary>Serves the paths of workspaces, for which the sandbox accepts only the api-versions that it knows.</summary>
    private Reply ServeWorkspaces(RequestContext request, IReadOnlyList<string> path, string[] words)
    {
        ApiVersions.CheckApiVersion(request, state.Options);
        switch (words)
        {
            case [_, _, Providers, MachineLearning, "WORKSPACES"]:
                return _workspaces.ListWorkspaces(request, path[1], resourceGroup: null);
            case [_, _, Groups, _, Providers, MachineLearning, "WORKSPACES"]:
                return _workspaces.ListWorkspaces(request, path[1], path[3]);
            case [_, _, Groups, _, Providers, MachineLearning, "WORKSPACES", ..]:
                Workspace workspace = state.Workspaces.FindOrCreateWorkspace(path[1], path[3], path[7]);
                return _workspaces.ServeWorkspace(request, workspace, [.. path.Skip(8)]);
            default:
                state.Workspaces.RequireSubscription(path[1]);
                throw ArmErrors.UnknownPath(request.Path);
        }
    }
}
