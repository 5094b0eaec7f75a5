using AmlCompute.Client.Arm;
using AmlCompute.Client.Errors;
using AmlCompute.Client.Http;
using Azure;
using Azure.Core;

namespace AmlCompute.Client.Running;

/// <summary>
/// Reads the operation that a request has started, at the URL in the header Azure-AsyncOperation of the response, or else in Location.
/// </summary>
/// <param name="client">The client that sent the request.</param>
/// <param name="workspace">The workspace of the target.</param>
/// <param name="name">The name of the target.</param>
/// <param name="url">The URL, to which the client may send its token.</param>
/// <param name="isStatusUrl">True for Azure-AsyncOperation, whose body must have the state; false for Location.</param>
internal sealed class OperationLink(ComputeClient client, Workspace workspace, string name, Uri url, bool isStatusUrl)
{
    private const string InProgress = "InProgress";

    private static readonly JsonMember<string> StatusMember = JsonMembers.CreateText("status");

    /// <summary>Returns the link in the response to a change of a target; null if the response has none.</summary>
    /// <exception cref="ComputeTargetException">The link is not a URL, or the client must not send its token to it.</exception>
    public static OperationLink? FindLink(ComputeClient client, Workspace workspace, string name, Response accepted)
    {
        if (ReadUrl("Azure-AsyncOperation") is { } statusUrl)
        {
            return new OperationLink(client, workspace, name, statusUrl, isStatusUrl: true);
        }

        return ReadUrl("Location") is { } location
            ? new OperationLink(client, workspace, name, location, isStatusUrl: false)
            : null;

        Uri? ReadUrl(string header) => accepted.Headers.TryGetValue(header, out string? url) && !string.IsNullOrEmpty(url)
            ? client.Arm.ParseTrustedLink(url!, accepted, name)
            : null;
    }

    /// <summary>Reads the operation; returns null if the service no longer has it.</summary>
    /// <exception cref="ComputeTargetException">The operation has failed, or it cannot be read.</exception>
    public async Task<Response?> TryGetAsync(CallContext call)
    {
        try
        {
            return await client.Arm.SendAsync(RequestMethod.Get, url, null, name, call).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception) when (exception.ErrorId is ErrorIds.ComputeTargetNotFound or ErrorIds.WorkspaceNotFound)
        {
            return null;
        }
        catch (ComputeTargetException exception) when (!isStatusUrl && exception.Status is 400 or 409 or 412 or 422)
        {
            // A Location answers as the request itself would have been answered, so such a status is the failure of the operation.
            JsonObject error = new() { ["code"] = exception.Code, ["message"] = exception.ServiceMessage };
            throw OperationFailure.CreateError(
                [new ComputeError(JsonSerializer.SerializeToElement(error))], name, ProvisioningStates.Failed, exception.RequestId);
        }
    }

    /// <summary>Returns the state in a response of the link; null if it is the successful end.</summary>
    /// <exception cref="ComputeTargetException">The operation has failed, or its state or its errors cannot be read.</exception>
    public async Task<string?> ReadStateAsync(Response response, CallContext call)
    {
        if (response.Status == 204)
        {
            return null;
        }

        JsonElement json = response.Content.ToMemory().IsEmpty && !isStatusUrl ? default : ArmClient.ReadObject(response, name);
        string? status = StatusMember.Read(json);
        if (status is null && isStatusUrl)
        {
            throw ServiceError.CreateMalformedError(response, "the state of the operation is missing", name);
        }

        string? state = status is null ? null : await RequireNotFailedAsync(status, json, response, call).ConfigureAwait(false);

        // A Location returns 202 until the end of the operation, also if the body names the successful state.
        bool isAccepted = response.Status == 202 && !isStatusUrl;
        return state ?? (isAccepted ? InProgress : null);
    }

    /// <summary>Returns the state; null if it is the successful end. Throws for a failed state.</summary>
    private async Task<string?> RequireNotFailedAsync(string status, JsonElement json, Response response, CallContext call)
    {
        if (!OperationStates.IsFailed(status))
        {
            return OperationStates.IsSucceeded(status) ? null : status;
        }

        ComputeError error = new(json);
        IReadOnlyList<ComputeError>? errors = [error];
        if (error.Code is null && error.Message is null)
        {
            // A failed operation may have no error of its own.
            errors = (await client.FindTargetAsync(workspace, name, call).ConfigureAwait(false))?.Errors;
        }

        throw OperationFailure.CreateError(errors ?? [], name, status, ServiceError.ReadRequestId(response));
    }
}
