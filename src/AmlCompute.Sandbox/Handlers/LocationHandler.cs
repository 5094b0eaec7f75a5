using System.Text.Json.Nodes;
using AmlCompute.Sandbox.Catalog;
using AmlCompute.Sandbox.State;
using AmlCompute.Sandbox.Wire;

namespace AmlCompute.Sandbox.Handlers;

/// <summary>What belongs to a region: sizes, usages, quotas, and the status of operations.</summary>
internal sealed class LocationHandler(SandboxState state)
{
    /// <summary>Serves the path below a location.</summary>
    public Reply Serve(RequestContext request, string subscriptionId, string location, IReadOnlyList<string> path)
    {
        string word = path.Count > 0 ? path[0].ToUpperInvariant() : string.Empty;
        if (word == "COMPUTEOPERATIONSSTATUS" && path.Count == 2)
        {
            // Readable with any api-version.
            request.RequireMethod("GET");
            return Status(subscriptionId, location, path[1]);
        }

        request.CheckApiVersion();
        SortedDictionary<string, Workspace> all = state.Workspaces.InSubscription(subscriptionId);
        if (path.Count != 1 || word is not ("VMSIZES" or "USAGES" or "QUOTAS"))
        {
            throw ServiceError.UnknownPath(request.Path);
        }

        request.RequireMethod("GET");
        Workspace[] workspaces = [.. all.Values.Where(workspace => SameText(workspace.Location, location))];
        return Reply.Ok(new JsonObject
        {
            ["value"] = word switch
            {
                "VMSIZES" => new JsonArray([.. VmCatalog.Sizes.Select(size => size.ToJson())]),
                "USAGES" => QuotaTable.Usages(subscriptionId, [.. workspaces.SelectMany(workspace => workspace.Computes.Values)]),
                _ => QuotaTable.Quotas(subscriptionId, location, workspaces),
            },
        });
    }

    private Reply Status(string subscriptionId, string location, string id)
    {
        _ = state.Workspaces.InSubscription(subscriptionId);
        Operation? operation = Guid.TryParse(id, out Guid guid) ? state.Operations.Find(guid) : null;
        return operation is not null && SameText(operation.Location, location)
            ? Reply.Ok(operation.ToStatusBody())
            : throw new ServiceError(404, "NotFound", $"The operation '{id}' was not found in location '{location}'.", id);
    }

    private static bool SameText(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
