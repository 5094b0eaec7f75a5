using System.Text.Json.Nodes;
using AmlCompute.Sandbox.Catalog;
using AmlCompute.Sandbox.State;
using AmlCompute.Sandbox.Wire;

namespace AmlCompute.Sandbox.Handlers;

/// <summary>Serves the paths of a region: sizes, usages, quotas, and the status of operations.</summary>
internal sealed class LocationHandler(SandboxState state)
{
    private static readonly string[] ResourceTypes = ["workspaces", "workspaces/computes"];

    /// <summary>Serves the resource provider, which has the regions of each type of resource.</summary>
    public Reply Provider(RequestContext request, string subscriptionId)
    {
        request.RequireMethod("GET");
        _ = state.Workspaces.InSubscription(subscriptionId);
        return Reply.Ok(new JsonObject
        {
            ["id"] = $"/subscriptions/{subscriptionId}/providers/{RequestContext.Provider}",
            ["namespace"] = RequestContext.Provider,
            ["registrationState"] = "Registered",
            ["resourceTypes"] = new JsonArray(
            [
                .. ResourceTypes.Select(type => (JsonNode)new JsonObject
                {
                    ["resourceType"] = type,
                    ["locations"] = new JsonArray([.. Regions.OfPublicCloud.Select(name => (JsonNode)name)]),
                }),
            ]),
        });
    }

    /// <summary>Serves the path below a location.</summary>
    public Reply Serve(RequestContext request, string subscriptionId, string location, IReadOnlyList<string> path)
    {
        string word = path.Count > 0 ? path[0].ToUpperInvariant() : string.Empty;
        if (word == "COMPUTEOPERATIONSSTATUS" && path.Count == 2)
        {
            // The service accepts any api-version here.
            request.RequireMethod("GET");
            return Status(FindOperation(subscriptionId, location, path[1]));
        }

        if (word == "COMPUTEOPERATIONSRESULTS" && path.Count == 2)
        {
            request.RequireMethod("GET");
            return Result(FindOperation(subscriptionId, location, path[1]));
        }

        ApiVersions.Check(request, state.Options);
        SortedDictionary<string, Workspace> all = state.Workspaces.InSubscription(subscriptionId);
        if (path.Count != 1 || word is not ("VMSIZES" or "USAGES" or "QUOTAS" or "UPDATEQUOTAS"))
        {
            throw ServiceError.UnknownPath(request.Path);
        }

        if (!Regions.Contains(location) && !all.Values.Any(workspace => SameText(workspace.Location, location)))
        {
            throw ServiceError.UnknownLocation(location, $"locations/{path[0]}");
        }

        if (word == "UPDATEQUOTAS")
        {
            request.RequireMethod("POST");
            return Reply.Ok(new JsonObject { ["value"] = QuotaUpdate.Apply(request, location, [.. all.Values], state.Quotas) });
        }

        request.RequireMethod("GET");
        Workspace[] workspaces = [.. all.Values.Where(workspace => SameText(workspace.Location, location))];
        return Reply.Ok(new JsonObject
        {
            ["value"] = word switch
            {
                "VMSIZES" => new JsonArray([.. VmCatalog.Sizes.Select(size => size.ToJson())]),
                "USAGES" => state.Quotas.Usages(
                    subscriptionId,
                    [.. workspaces.SelectMany(workspace => workspace.Computes.Values)],
                    SameText(request.Query("expandChildren") ?? string.Empty, "true")),
                _ => state.Quotas.Quotas(subscriptionId, location, workspaces),
            },
        });
    }

    private Reply Status(Operation operation) =>
        new(
            200,
            operation.ToStatusBody(),
            Header: operation.IsRunning && state.Options.OperationHeaders ? ResponseWriter.RetryAfter : null);

    /// <summary>Serves the address in the Location header: status 202 while the operation runs, then its result.</summary>
    private static Reply Result(Operation operation) => operation switch
    {
        { IsRunning: true } => new Reply(202, Operation: operation),
        { Status: OperationStatus.Succeeded } => operation.Result is { } result ? Reply.Ok(result()) : new Reply(204),
        _ => throw ServiceError.OperationFailed(operation.Status.ToString(), operation.Failure),
    };

    private Operation FindOperation(string subscriptionId, string location, string id)
    {
        _ = state.Workspaces.InSubscription(subscriptionId);
        Operation? operation = Guid.TryParse(id, out Guid guid) ? state.Operations.Find(guid) : null;
        return operation is not null && SameText(operation.Location, location)
            ? operation
            : throw new ServiceError(404, "NotFound", $"The operation '{id}' was not found in location '{location}'.", id);
    }

    private static bool SameText(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
