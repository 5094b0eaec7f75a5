using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Handlers;

/// <summary>Serves the lists of subscriptions and workspaces, one workspace, and the paths below it.</summary>
internal sealed class WorkspacesHandler(SandboxState state)
{
    private readonly Paging _paging = new(state.Options.PageSize);
    private readonly ComputesHandler _computes = new(state);
    private readonly ComputeNameCheck _names = new(state);
    private readonly JobsHandler _jobs = new(state);

    public Reply ListSubscriptions(RequestContext request)
    {
        request.RequireMethod("GET");
        return _paging.Page(request, state.Workspaces.SubscriptionIds, id => id, id => new JsonObject
        {
            ["id"] = $"/subscriptions/{id}",
            ["authorizationSource"] = "RoleBased",
            ["subscriptionId"] = id,
            ["tenantId"] = state.Seeds.Guid("tenant").ToString(),
            ["displayName"] = "Sandbox",
            ["state"] = "Enabled",
        });
    }

    public Reply List(RequestContext request, string subscriptionId, string? resourceGroup)
    {
        request.RequireMethod("GET");
        return _paging.Page(
            request,
            state.Workspaces.List(subscriptionId, resourceGroup),
            workspace => workspace.Id,
            workspace => workspace.ToJson(state.Seeds));
    }

    public Reply Serve(RequestContext request, Workspace workspace, IReadOnlyList<string> path)
    {
        // The sandbox records a job that a script adds as a POST to the workspace or to a target, so the action can follow either path.
        if (request.IsInternal && path.Count > 0 && path[path.Count - 1] == JobsHandler.AddAction)
        {
            return _jobs.Add(request, workspace);
        }

        string[] segments = [.. path.Select(segment => segment.ToUpperInvariant())];
        switch (segments)
        {
            case []:
                request.RequireMethod("GET");
                return Reply.Ok(workspace.ToJson(state.Seeds));
            case ["CHECKCOMPUTENAMEAVAILABILITY"]:
                return _names.Serve(request, workspace);
            case ["JOBS", ..]:
                return _jobs.Serve(request, workspace, [.. path.Skip(1)]);
            case ["COMPUTES", ..]:
                return _computes.Serve(request, workspace, [.. path.Skip(1)]);
            default:
                throw ServiceError.UnknownPath(request.Path);
        }
    }
}
