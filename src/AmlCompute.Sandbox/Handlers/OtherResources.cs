using System.Text.Json.Nodes;
using AmlCompute.Sandbox.Wire;

namespace AmlCompute.Sandbox.Handlers;

/// <summary>
/// Resources of other providers, which computes are attached to or live in. The sandbox has none and so takes every one for existing; a fault with status
/// 404 makes one missing.
/// </summary>
internal static class OtherResources
{
    public static Reply Serve(RequestContext request, IReadOnlyList<string> path)
    {
        request.RequireMethod("GET");

        // After the provider come pairs of type and name.
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
