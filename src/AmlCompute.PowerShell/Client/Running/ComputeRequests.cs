using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using Azure;
using Azure.Core;

namespace AmlCompute.Client.Running;

/// <summary>
/// Sends the requests that start an operation on a compute target, and returns the operation. A request that fails throws a
/// <see cref="ComputeTargetException"/>.
/// </summary>
internal static class ComputeRequests
{
    /// <summary>Creates or overwrites a compute target, with an api-version that has the members of both JSON objects.</summary>
    /// <param name="client">The client of the workspace.</param>
    /// <param name="workspace">The workspace.</param>
    /// <param name="name">The name of the target.</param>
    /// <param name="body">The body of the PUT.</param>
    /// <param name="call">The call.</param>
    /// <param name="overwritten">The JSON of the target that is overwritten; null for a new target.</param>
    public static Task<ComputeOperation> PutAsync(
        this ComputeClient client, Workspace workspace, string name, JsonObject body, CallContext call, JsonObject? overwritten = null)
    {
        Uri url = client.Urls.BuildComputeUrl(new WorkspaceReference(workspace), name, ApiVersions.SelectForPut(body, overwritten));
        return BeginAsync(client, RequestMethod.Put, url, body, workspace, name, call);
    }

    /// <summary>Changes only the members in <paramref name="body"/>.</summary>
    public static Task<ComputeOperation> PatchAsync(
        this ComputeClient client, Workspace workspace, string name, JsonObject body, CallContext call)
    {
        Uri url = client.Urls.BuildComputeUrl(new WorkspaceReference(workspace), name);
        return BeginAsync(client, RequestMethod.Patch, url, body, workspace, name, call);
    }

    /// <summary>Deletes or detaches a compute target. If the target is already gone, the operation has ended.</summary>
    public static async Task<ComputeOperation> DeleteAsync(
        this ComputeClient client, Workspace workspace, string name, UnderlyingResourceAction action, CallContext call)
    {
        Uri url = client.Urls.BuildDeleteUrl(new WorkspaceReference(workspace), name, action.ToString());
        try
        {
            return await BeginAsync(client, RequestMethod.Delete, url, null, workspace, name, call).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception) when (exception.ErrorId == ErrorIds.ComputeTargetNotFound)
        {
            // The target is already gone. A retried DELETE also gets 404 if its first attempt succeeded.
            return new ComputeOperation(client, workspace, name);
        }
    }

    /// <summary>Starts an action that takes time, such as <c>start</c>, <c>stop</c> or <c>restart</c>.</summary>
    public static Task<ComputeOperation> BeginActionAsync(
        this ComputeClient client, Workspace workspace, string name, ServiceAction action, CallContext call, JsonNode? body = null) =>
        BeginAsync(client, RequestMethod.Post, client.BuildActionUrl(action, workspace, name), body, workspace, name, call);

    private static async Task<ComputeOperation> BeginAsync(
        ComputeClient client, RequestMethod method, Uri url, JsonNode? body, Workspace workspace, string name, CallContext call)
    {
        Response response = await client.Arm.SendAsync(method, url, body, name, call).ConfigureAwait(false);
        ComputeOperation operation = new(client, workspace, name, method, response);
        if (operation.ResponseError is { } error)
        {
            call.Log.WriteWarning($"{name}: The service accepted the request, but its progress cannot be followed. {error.Message}");
        }

        return operation;
    }
}
