namespace AmlCompute.Sandbox.Handlers;

/// <summary>
/// Serves a GET of a resource of another provider, such as one that is attached as a compute. The sandbox does not store these resources,
/// so every id exists, also that of a network that <see cref="VirtualNetworks"/> does not list. A fault with status 404 imitates a missing
/// resource.
/// </summary>
internal static class OtherResources
{
    public static Reply ServeResource(RequestContext request, IReadOnlyList<string> path)
    {
        request.RequireMethod("GET");

        // The path is subscriptions/s/resourceGroups/g/providers/p, and then pairs of a type and a name.
        if (path.Count % 2 != 0)
        {
            throw ArmErrors.UnknownPath(request.Path);
        }

        string types = string.Join("/", path.Skip(6).Where((_, index) => index % 2 == 0));
        return Reply.Ok(new JsonObject
        {
            ["id"] = "/" + string.Join("/", path),
            ["name"] = path[path.Count - 1],
            ["type"] = $"{path[5]}/{types}",
            ["properties"] = new JsonObject { ["provisioningState"] = "Succeeded" },
        });
    }
}
