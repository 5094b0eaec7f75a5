using AmlCompute.Sandbox.Catalog;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Handlers;

/// <summary>Serves the paths of a region: sizes, usages, quotas, and the status of operations.</summary>
internal sealed class LocationHandler(SandboxState state)
{
    private static readonly string[] ResourceTypes = ["workspaces", "workspaces/computes"];

    /// <summary>Serves the resource provider, which has the regions of each type of resource.</summary>
    public Reply Provider(RequestContext request, string subscriptionId)
    {
        request.RequireMethod("GET");
        _ = state.Workspaces.List(subscriptionId);
        return Reply.Ok(new JsonObject
        {
            ["id"] = $"/subscriptions/{subscriptionId}/providers/{RequestContext.Provider}",
            ["namespace"] = RequestContext.Provider,
            ["registrationState"] = "Registered",
            ["resourceTypes"] = new JsonArray([.. ResourceTypes.Select(type => new JsonObject
            {
                ["resourceType"] = type,
                ["locations"] = new JsonArray([.. Regions.OfPublicCloud.Select(name => (JsonNode)name)]),
            })]),
        });
    }

    public Reply Serve(RequestContext request, string subscriptionId, string location, IReadOnlyList<string> path)
    {
        string word = path.Count > 0 ? path[0].ToUpperInvariant() : string.Empty;
        if (path.Count == 2 && word is ("COMPUTEOPERATIONSSTATUS" or "COMPUTEOPERATIONSRESULTS"))
        {
            // The service accepts any api-version here.
            request.RequireMethod("GET");
            Operation operation = FindOperation(subscriptionId, location, path[1]);
            return word == "COMPUTEOPERATIONSSTATUS" ? Status(operation) : Result(operation);
        }

        ApiVersions.Check(request, state.Options);
        IReadOnlyList<Workspace> all = state.Workspaces.List(subscriptionId);
        if (path.Count != 1 || word is not ("VMSIZES" or "USAGES" or "QUOTAS" or "UPDATEQUOTAS"))
        {
            throw ServiceError.UnknownPath(request.Path);
        }

        Workspace[] here = [.. all.Where(workspace => workspace.Location.EqualsIgnoreCase(location))];
        if (!Regions.Contains(location) && here.Length == 0)
        {
            throw ServiceError.UnknownLocation(location, $"locations/{path[0]}");
        }

        request.RequireMethod(word == "UPDATEQUOTAS" ? "POST" : "GET");
        return Reply.Ok(new JsonObject
        {
            ["value"] = word switch
            {
                "VMSIZES" => new JsonArray([.. VmCatalog.Sizes.Select(size => size.ToJson())]),
                "USAGES" => state.Quotas.Usages(
                    subscriptionId,
                    [.. here.SelectMany(workspace => workspace.Computes.Values)],
                    request.Query("expandChildren").EqualsIgnoreCase("true")),
                "QUOTAS" => state.Quotas.Quotas(subscriptionId, location, here),
                _ => QuotaUpdate.Apply(request, location, all, state.Quotas),
            },
        });
    }

    private Reply Status(Operation operation) => new(
        200,
        operation.ToStatusBody(),
        Header: operation.IsRunning && state.Options.OperationHeaders ? ResponseWriter.RetryAfter : null);

    /// <summary>Serves the address in the Location header: status 202 while the operation runs, then its result.</summary>
    private static Reply Result(Operation operation) => operation switch
    {
        { IsRunning: true } => new Reply(202, Operation: operation),
        { Status: OperationStatus.Succeeded } => operation.RenderResult is { } render ? Reply.Ok(render()) : new Reply(204),
        _ => throw ServiceError.OperationFailed(operation.Status.ToString(), operation.Failure),
    };

    private Operation FindOperation(string subscriptionId, string location, string id)
    {
        _ = state.Workspaces.List(subscriptionId);
        Operation? operation = Guid.TryParse(id, out Guid guid) ? state.Operations.Find(guid) : null;
        return operation is not null && operation.Location.EqualsIgnoreCase(location)
            ? operation
            : throw new ServiceError(404, "NotFound", $"The operation '{id}' was not found in location '{location}'.", id);
    }
}
