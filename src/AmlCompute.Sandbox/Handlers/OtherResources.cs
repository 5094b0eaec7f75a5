namespace AmlCompute.Sandbox.Handlers;

/// <summary>
/// Resources of other providers to which computes are attached, or in which they run. The sandbox has no such resources, so every
/// id exists. A fault with status 404 imitates a missing resource.
/// </summary>
internal static class OtherResources
{
    public static Reply Serve(RequestContext request, IReadOnlyList<string> path)
    {
        request.RequireMethod("GET");

        // Pairs of type and name follow the provider.
        if (path.Count % 2 != 0)
        {
            throw ServiceError.UnknownPath(request.Path);
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
