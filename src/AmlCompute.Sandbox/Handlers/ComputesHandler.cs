using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.State;
using AmlCompute.Sandbox.Types;

namespace AmlCompute.Sandbox.Handlers;

/// <summary>Serves the path 'computes' of a workspace and all paths below it.</summary>
internal sealed class ComputesHandler(SandboxState state)
{
    private readonly Paging _paging = new(state.Options.PageSize);
    private readonly ComputeNameCheck _nameCheck = new(state);

    /// <summary>Serves the path below 'computes': an empty path, a name, or a name and an action.</summary>
    public Reply ServeComputes(RequestContext request, Workspace workspace, IReadOnlyList<string> path)
    {
        switch (path.Count)
        {
            case 0:
                request.RequireMethod("GET");
                return _paging.CreatePage(request, workspace.Computes.Values, compute => compute.Name, compute => compute.ToJson());
            case 1:
                request.RequireMethod("GET", "PUT", "PATCH", "DELETE");
                return ServeCompute(request, workspace, path[0]);
            case 2:
                return ServeAction(request, workspace, path[0], path[1]);
            default:
                throw ArmErrors.UnknownPath(request.Path);
        }
    }

    private Reply ServeCompute(RequestContext request, Workspace workspace, string name) => request.Method switch
    {
        "PUT" => CreateOrUpdate(request, workspace, name),
        "PATCH" => workspace.RequireCompute(name).ServePatch(request),
        "DELETE" => Delete(request, workspace, name),
        _ => Reply.Ok(workspace.RequireCompute(name).ToJson()),
    };

    private Reply CreateOrUpdate(RequestContext request, Workspace workspace, string name)
    {
        bool isNew = !workspace.Computes.TryGetValue(name, out Compute? compute);
        if (isNew)
        {
            ComputeName.CheckName(name, state.Options.StrictNames);
        }

        PutBody body = PutBody.Parse(request);
        if (isNew && body.Type == ComputeInstance.Definition)
        {
            _nameCheck.RequireFreeName(name, body.Location ?? workspace.Location);
        }

        compute ??= body.Type.Create(workspace, name, state);
        Reply reply = compute.ServePut(request, body, isNew);
        workspace.Computes[name] = compute;
        return reply;
    }

    private static Reply Delete(RequestContext request, Workspace workspace, string name)
    {
        string? action = request.FindQueryValue("underlyingResourceAction");
        bool detaches = action.EqualsIgnoreCase("Detach");
        ServiceError.ThrowIf(
            action is not null && !detaches && !action.EqualsIgnoreCase("Delete"),
            $"The value '{action}' of 'underlyingResourceAction' is neither Delete nor Detach.",
            "underlyingResourceAction");

        // The specification has status 204 for a DELETE of a missing compute.
        return workspace.Computes.TryGetValue(name, out Compute? compute) ? compute.ServeDelete(request, detaches) : new Reply(204);
    }

    private Reply ServeAction(RequestContext request, Workspace workspace, string name, string action)
    {
        string actionWord = action.ToUpperInvariant();
        Func<Compute, Reply> serve = actionWord switch
        {
            "LISTNODES" => compute => ListNodes(request, compute),
            "LISTKEYS" => compute => Reply.Ok(compute.ListKeys()),
            "START" or "STOP" or "RESTART" or "RESIZE" => compute => new Reply(202, Operation: compute.ServeAction(request, action)),
            "UPDATEIDLESHUTDOWNSETTING" or "CUSTOMSERVICES" or "UPDATEDATAMOUNTS" => compute => ChangeSetting(request, compute, action),
            "GETALLOWEDVMSIZESFORRESIZE" => ListSizesForResize,
            _ => throw ArmErrors.UnknownPath(request.Path),
        };

        // The client requests the first page of the nodes by POST, and the nextLink by GET.
        bool isNextPage = actionWord == "LISTNODES" && request.FindQueryValue("$skip") is not null;
        request.RequireMethod(isNextPage ? ["POST", "GET"] : ["POST"]);
        return serve(workspace.RequireCompute(name));
    }

    private static Reply ChangeSetting(RequestContext request, Compute compute, string action)
    {
        compute.ChangeSetting(request, action);
        return new Reply(200);
    }

    private static Reply ListSizesForResize(Compute compute) => Reply.Ok(new JsonObject
    {
        ["value"] = new JsonArray([.. compute.ListSizesForResize().Select(size => size.ToJson())]),
    });

    // The nodes are in the order of their ports.
    private Reply ListNodes(RequestContext request, Compute compute) => _paging.CreatePage(
        request,
        compute.ListNodes(),
        node => ((int)node["port"]!).ToString("D6", CultureInfo.InvariantCulture),
        node => node,
        member: "nodes",
        body: new JsonObject { ["computeType"] = compute.Type.Name });
}
