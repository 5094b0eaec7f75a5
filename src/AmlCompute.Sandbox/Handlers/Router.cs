using AmlCompute.Sandbox.State;
using AmlCompute.Sandbox.Wire;

namespace AmlCompute.Sandbox.Handlers;

/// <summary>Finds the handler of a path; words of the path are compared without regard to case.</summary>
internal sealed class Router
{
    private readonly SandboxState _state;
    private readonly ComputesHandler _computes;
    private readonly LocationHandler _locations;

    public Router(SandboxState state)
    {
        _state = state;
        _computes = new ComputesHandler(state);
        _locations = new LocationHandler(state);
    }

    public Reply Serve(RequestContext request)
    {
        IReadOnlyList<string> path = request.Segments;
        _ = request.ApiVersion;
        if (path.Count < 2 || !Is(path[0], "subscriptions"))
        {
            throw ServiceError.UnknownPath(request.Path);
        }

        if (path.Count >= 6 && Is(path[2], "providers") && Is(path[3], "Microsoft.MachineLearningServices") && Is(path[4], "locations"))
        {
            return _locations.Serve(request, path[1], path[5], [.. path.Skip(6)]);
        }

        request.CheckApiVersion();
        if (path.Count < 8
            || !Is(path[2], "resourceGroups") || !Is(path[4], "providers")
            || !Is(path[5], "Microsoft.MachineLearningServices") || !Is(path[6], "workspaces"))
        {
            _state.Workspaces.RequireSubscription(path[1]);
            throw ServiceError.UnknownPath(request.Path);
        }

        Workspace workspace = _state.Workspaces.Require(path[1], path[3], path[7]);
        if (path.Count == 8)
        {
            request.RequireMethod("GET");
            return Reply.Ok(workspace.ToJson(_state.Seeds));
        }

        return Is(path[8], "computes")
            ? _computes.Serve(request, workspace, [.. path.Skip(9)])
            : throw ServiceError.UnknownPath(request.Path);
    }

    private static bool Is(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
