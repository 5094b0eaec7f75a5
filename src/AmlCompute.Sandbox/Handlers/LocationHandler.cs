using AmlCompute.Sandbox.Catalog;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Handlers;

/// <summary>Serves the resource provider, and the paths of a region: sizes, usages, quotas, and operations.</summary>
internal sealed class LocationHandler(SandboxState state)
{
    private static readonly string[] ResourceTypes = ["workspaces", "workspaces/computes"];

    /// <summary>Serves the resource provider, which has the regions of each type of resource.</summary>
    public Reply ServeProvider(RequestContext request, string subscriptionId)
    {
        request.RequireMethod("GET");
        state.Workspaces.RequireSubscription(subscriptionId);
        return Reply.Ok(new JsonObject
        {
            ["id"] = $"/subscriptions/{subscriptionId}/providers/{RequestContext.Provider}",
            ["namespace"] = RequestContext.Provider,
            ["registrationState"] = "Registered",
            ["resourceTypes"] = new JsonArray([.. ResourceTypes.Select(type => new JsonObject
            {
                ["resourceType"] = type,
                ["locations"] = new JsonArray([.. Regions.PublicCloud.Select(name => (JsonNode)name)]),
            })]),
        });
    }

    /// <summary>Serves the path below a region: the status or the result of an operation, a list, or updateQuotas.</summary>
    public Reply ServeLocation(RequestContext request, string subscriptionId, string location, IReadOnlyList<string> path)
    {
        string[] upperPath = [.. path.Select(segment => segment.ToUpperInvariant())];
        switch (upperPath)
        {
            // The service accepts any api-version for these two.
            case ["COMPUTEOPERATIONSSTATUS", _]:
                request.RequireMethod("GET");
                return ReplyWithStatus(RequireOperation(subscriptionId, location, path[1]));
            case ["COMPUTEOPERATIONSRESULTS", _]:
                request.RequireMethod("GET");
                return ReplyWithResult(RequireOperation(subscriptionId, location, path[1]));
        }

        ApiVersions.CheckApiVersion(request, state.Options);
        IReadOnlyList<Workspace> workspaces = state.Workspaces.ListWorkspaces(subscriptionId);
        return upperPath is ["VMSIZES" or "USAGES" or "QUOTAS" or "UPDATEQUOTAS"]
            ? ServeList(request, subscriptionId, location, path[0], workspaces)
            : throw ArmErrors.UnknownPath(request.Path);
    }

    private Reply ServeList(
        RequestContext request, string subscriptionId, string location, string listName, IReadOnlyList<Workspace> workspaces)
    {
        Workspace[] inLocation = [.. workspaces.Where(workspace => Regions.AreEqual(workspace.Location, location))];
        if (!Regions.Contains(location) && inLocation.Length == 0)
        {
            throw ArmErrors.UnknownLocation(location, $"locations/{listName}");
        }

        string listWord = listName.ToUpperInvariant();
        request.RequireMethod(listWord == "UPDATEQUOTAS" ? "POST" : "GET");
        return Reply.Ok(new JsonObject
        {
            ["value"] = listWord switch
            {
                "VMSIZES" => new JsonArray([.. VmCatalog.Sizes.Select(size => size.ToJson())]),
                "USAGES" => QuotaLists.ListUsages(
                    state.Quotas,
                    subscriptionId,
                    [.. inLocation.SelectMany(workspace => workspace.Computes.Values)],
                    request.FindQueryValue("expandChildren").EqualsIgnoreCase("true")),
                "QUOTAS" => QuotaLists.ListQuotas(state.Quotas, subscriptionId, location, inLocation),

                // UPDATEQUOTAS
                _ => QuotaUpdate.ServeUpdate(request, location, workspaces, state.Quotas),
            },
        });
    }

    private Reply ReplyWithStatus(Operation operation) => new(
        200,
        operation.ToStatusBody(),
        Header: operation.IsRunning && state.Options.OperationHeaders ? ResponseWriter.PollHeader : null);

    /// <summary>Renders the response at the URL of the Location header: status 202 while the operation runs, then its result.</summary>
    private static Reply ReplyWithResult(Operation operation) => operation switch
    {
        { IsRunning: true } => new Reply(202, Operation: operation),
        { Status: OperationStatus.Succeeded } => operation.RenderResult is { } render ? Reply.Ok(render()) : new Reply(204),
        _ => throw ServiceError.OperationFailed(operation.Status.ToString(), operation.Failure),
    };

    private Operation RequireOperation(string subscriptionId, string location, string id)
    {
        state.Workspaces.RequireSubscription(subscriptionId);
        Operation? operation = Guid.TryParse(id, out Guid guid) ? state.Operations.FindOperation(guid) : null;
        return operation is not null && Regions.AreEqual(operation.Location, location)
            ? operation
            : throw new ServiceError(404, "NotFound", $"The operation '{id}' was not found in location '{location}'.", id);
    }
}
