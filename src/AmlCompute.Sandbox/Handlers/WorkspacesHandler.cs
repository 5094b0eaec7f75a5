using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Handlers;

/// <summary>Serves the lists of subscriptions and workspaces, one workspace, and the paths below it.</summary>
internal sealed class WorkspacesHandler(SandboxState state)
{
    private readonly Paging _paging = new(state.Options.PageSize);
    private readonly ComputesHandler _computes = new(state);
    private readonly ComputeNameCheck _nameCheck = new(state);
    private readonly JobsHandler _jobs = new(state);

    public Reply ListSubscriptions(RequestContext request)
    {
        request.RequireMethod("GET");
        return _paging.CreatePage(request, state.Workspaces.SubscriptionIds, id => id, id => new JsonObject
        {
            ["id"] = $"/subscriptions/{id}",
            ["authorizationSource"] = "RoleBased",
            ["subscriptionId"] = id,
            ["tenantId"] = state.Seeds.TenantId,
            ["displayName"] = "Sandbox",
            ["state"] = "Enabled",
        });
    }

    /// <summary>Lists the workspaces of a resource group, or with null those of the subscription.</summary>
    public Reply ListWorkspaces(RequestContext request, string subscriptionId, string? resourceGroup)
    {
        request.RequireMethod("GET");
        return _paging.CreatePage(
            request,
            state.Workspaces.ListWorkspaces(subscriptionId, resourceGroup),
            workspace => workspace.Id,
            workspace => workspace.ToJson(state.Seeds));
    }

    /// <summary>Serves the path of a workspace, and the paths below it.</summary>
    public Reply ServeWorkspace(RequestContext request, Workspace workspace, IReadOnlyList<string> path)
    {
        // The sandbox records a job that a script adds as a POST to the workspace or to a target, so the action can follow either path.
        if (request.IsInternal && path.Count > 0 && path[path.Count - 1] == JobsHandler.AddAction)
        {
            return _jobs.AddJob(request, workspace);
        }

        string[] words = [.. path.Select(segment => segment.ToUpperInvariant())];
        switch (words)
        {
            case []:
                request.RequireMethod("GET");
                return Reply.Ok(workspace.ToJson(state.Seeds));
            case ["CHECKCOMPUTENAMEAVAILABILITY"]:
                return _nameCheck.ServeCheck(request, workspace);
            case ["JOBS", ..]:
                return _jobs.ServeJobs(request, workspace, [.. path.Skip(1)]);
            case ["COMPUTES", ..]:
                return _computes.ServeComputes(request, workspace, [.. path.Skip(1)]);
            default:
                throw ArmErrors.UnknownPath(request.Path);
        }
    }
}
