using System.Text.Json.Nodes;
using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.Catalog;
using AmlCompute.Sandbox.State;
using AmlCompute.Sandbox.Types;
using AmlCompute.Sandbox.Wire;

namespace AmlCompute.Sandbox.Handlers;

/// <summary>Serves the path 'computes' of a workspace and all paths below it.</summary>
internal sealed class ComputesHandler(SandboxState state)
{
    private readonly Paging _paging = new(state.Options.PageSize);
    private readonly ComputeNameCheck _names = new(state);

    /// <summary>Serves the path below 'computes': an empty path, a name, or a name and an action.</summary>
    public Reply Serve(RequestContext request, Workspace workspace, IReadOnlyList<string> path)
    {
        switch (path.Count)
        {
            case 0:
                request.RequireMethod("GET");
                return Reply.Ok(_paging.Page(request, workspace.Computes, "value", compute => compute.ToJson()));
            case 1:
                request.RequireMethod("GET", "PUT", "PATCH", "DELETE");
                return ServeOne(request, workspace, path[0]);
            case 2:
                return ServeAction(request, workspace, path[0], path[1]);
            default:
                throw ServiceError.UnknownPath(request.Path);
        }
    }

    private Reply ServeOne(RequestContext request, Workspace workspace, string name)
    {
        switch (request.Method)
        {
            case "PUT":
                return Put(request, workspace, name);
            case "PATCH":
                (JsonObject updated, Operation update) = workspace.RequireCompute(name).Patch(request);
                return new Reply(202, updated, update);
            case "DELETE":
                return Delete(request, workspace, name);
            default:
                return Reply.Ok(workspace.RequireCompute(name).ToJson());
        }
    }

    private Reply Put(RequestContext request, Workspace workspace, string name)
    {
        bool isNew = !workspace.Computes.TryGetValue(name, out Compute? compute);
        if (isNew)
        {
            ComputeName.Check(name, state.Options.StrictNames);
        }

        PutBody body = PutBody.Parse(request);
        if (isNew && body.Type == ComputeInstance.Definition)
        {
            _names.Require(name, body.Location ?? workspace.Location);
        }

        compute ??= body.Type.Create(workspace, name, state);
        (JsonObject answer, Operation operation) = compute.Put(request, body, isNew);
        workspace.Computes[name] = compute;
        return new Reply(201, answer, operation);
    }

    private static Reply Delete(RequestContext request, Workspace workspace, string name)
    {
        string? action = request.Query("underlyingResourceAction");
        bool detach = string.Equals(action, "Detach", StringComparison.OrdinalIgnoreCase);
        if (action is not null && !detach && !string.Equals(action, "Delete", StringComparison.OrdinalIgnoreCase))
        {
            throw ServiceError.BadRequest(
                $"The value '{action}' of 'underlyingResourceAction' is neither Delete nor Detach.", "underlyingResourceAction");
        }

        // The specification answers DELETE of a missing compute with 204.
        return workspace.Computes.TryGetValue(name, out Compute? compute)
            ? new Reply(202, Operation: compute.Delete(request, detach))
            : new Reply(204);
    }

    private Reply ServeAction(RequestContext request, Workspace workspace, string name, string action)
    {
        switch (action.ToUpperInvariant())
        {
            case "LISTNODES":
                // The client requests the first page by POST, and the nextLink by GET.
                request.RequireMethod(request.Query("$skip") is null ? ["POST"] : ["POST", "GET"]);
                return ListNodes(request, workspace.RequireCompute(name));
            case "LISTKEYS":
                request.RequireMethod("POST");
                Compute keyed = workspace.RequireCompute(name);
                return keyed.HasLostSecrets
                    ? throw new ServiceError(
                        404,
                        "NotFound",
                        $"The keys of the compute '{name}' are not known any more, because a saved state has no secrets. Attach it again.",
                        name)
                    : Reply.Ok(keyed.ListKeys());
            case "START" or "STOP" or "RESTART" or "RESIZE":
                request.RequireMethod("POST");
                return new Reply(202, Operation: workspace.RequireCompute(name).Act(request, action));
            case "UPDATEIDLESHUTDOWNSETTING" or "CUSTOMSERVICES" or "UPDATEDATAMOUNTS":
                request.RequireMethod("POST");
                workspace.RequireCompute(name).Configure(request, action);
                return new Reply(200);
            case "GETALLOWEDVMSIZESFORRESIZE":
                request.RequireMethod("POST");
                IReadOnlyList<VmSize> sizes = workspace.RequireCompute(name).ListSizesForResize();
                return Reply.Ok(new JsonObject { ["value"] = new JsonArray([.. sizes.Select(size => size.ToJson())]) });
            default:
                throw ServiceError.UnknownPath(request.Path);
        }
    }

    private JsonObject NodePage(RequestContext request, Compute compute)
    {
        SortedDictionary<string, JsonObject> nodes = new(StringComparer.Ordinal);
        foreach (JsonObject node in compute.ListNodes())
        {
            // The port numbers rise, so they keep the order in which the nodes arrived.
            nodes.Add(((int)node["port"]!).ToString("D6", CultureInfo.InvariantCulture), node);
        }

        return _paging.Page(request, nodes, "nodes", node => node);
    }

    private Reply ListNodes(RequestContext request, Compute compute)
    {
        JsonObject body = new() { ["computeType"] = compute.Type.Name };
        foreach (KeyValuePair<string, JsonNode?> member in NodePage(request, compute).ToArray())
        {
            body[member.Key] = member.Value?.DeepClone();
        }

        return Reply.Ok(body);
    }
}
