using System.Text.Json.Nodes;
using AmlCompute.Sandbox.State;
using AmlCompute.Sandbox.Wire;

namespace AmlCompute.Sandbox.Handlers;

/// <summary>Serves lists of workspaces, one workspace, and the paths below a workspace.</summary>
internal sealed class WorkspacesHandler(SandboxState state)
{
    private readonly Paging _paging = new(state.Options.PageSize);
    private readonly ComputesHandler _computes = new(state);
    private readonly ComputeNameCheck _names = new(state);
    private readonly JobsHandler _jobs = new(state);

    /// <summary>Lists the subscriptions that have a workspace.</summary>
    public Reply ListSubscriptions(RequestContext request)
    {
        request.RequireMethod("GET");
        SortedDictionary<string, string> ids = new(StringComparer.OrdinalIgnoreCase);
        foreach (Workspace workspace in state.Workspaces.All)
        {
            ids[workspace.SubscriptionId] = workspace.SubscriptionId;
        }

        return Reply.Ok(_paging.Page(request, ids, "value", id => new JsonObject
        {
            ["id"] = $"/subscriptions/{id}",
            ["authorizationSource"] = "RoleBased",
            ["subscriptionId"] = id,
            ["tenantId"] = state.Seeds.Guid("tenant").ToString(),
            ["displayName"] = "Sandbox",
            ["state"] = "Enabled",
        }));
    }

    public Reply List(RequestContext request, string subscriptionId, string? resourceGroup)
    {
        request.RequireMethod("GET");
        SortedDictionary<string, Workspace> workspaces = resourceGroup is null
            ? state.Workspaces.InSubscription(subscriptionId)
            : state.Workspaces.InGroup(subscriptionId, resourceGroup);
        return Reply.Ok(_paging.Page(request, workspaces, "value", workspace => workspace.ToJson(state.Seeds)));
    }

    /// <summary>Serves a workspace, or a path below it.</summary>
    public Reply Serve(RequestContext request, Workspace workspace, IReadOnlyList<string> path)
    {
        if (path.Count == 0)
        {
            request.RequireMethod("GET");
            return Reply.Ok(workspace.ToJson(state.Seeds));
        }

        if (path.Count == 1 && string.Equals(path[0], "checkComputeNameAvailability", StringComparison.OrdinalIgnoreCase))
        {
            return _names.Serve(request, workspace);
        }

        if (request.IsInternal && path[path.Count - 1] == JobsHandler.AddAction)
        {
            return _jobs.Add(request, workspace);
        }

        if (string.Equals(path[0], "jobs", StringComparison.OrdinalIgnoreCase))
        {
            return _jobs.Serve(request, workspace, [.. path.Skip(1)]);
        }

        return string.Equals(path[0], "computes", StringComparison.OrdinalIgnoreCase)
            ? _computes.Serve(request, workspace, [.. path.Skip(1)])
            : throw ServiceError.UnknownPath(request.Path);
    }
}
