using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Core;

namespace AmlCompute.Client;

/// <summary>A change that the service has accepted and carries out in its own time.</summary>
internal sealed class ComputeOperation
{
    private static readonly JsonMember<string> StatusMember = Json.Text("status");
    private static readonly JsonMember<ComputeError> ErrorMember = Json.Object("error", json => new ComputeError(json));

    private readonly ComputeClient _client;
    private readonly Workspace _workspace;
    private readonly string _name;
    private readonly bool _hasFinalGet;
    private readonly bool _isDelete;
    private readonly Uri? _statusUrl;
    private readonly Uri? _location;
    private TimeSpan? _retryAfter;

    internal ComputeOperation(ComputeClient client, Workspace workspace, string name, RequestMethod method, Response accepted)
    {
        _client = client;
        _workspace = workspace;
        _name = name;
        _hasFinalGet = method == RequestMethod.Put || method == RequestMethod.Patch;
        _isDelete = method == RequestMethod.Delete;
        _statusUrl = Link(accepted, "Azure-AsyncOperation");
        _location = Link(accepted, "Location");
        _retryAfter = RetryAfter(accepted);
        IsAccepted = accepted.Status is 201 or 202;
        if (_hasFinalGet && !accepted.Content.ToMemory().IsEmpty)
        {
            Target = ComputeTypes.Create(ComputeClient.ReadObject(accepted, name), workspace);
        }
    }

    /// <summary>Gets the target as the service described it when it accepted the change; null when it sent no body.</summary>
    public ComputeTarget? Target { get; }

    /// <summary>Gets a value indicating whether there was anything to do: a DELETE of what is not there is answered 204.</summary>
    public bool IsAccepted { get; }

    /// <summary>Waits for the end.</summary>
    /// <returns>For PUT and PATCH the target as it is then; null otherwise.</returns>
    /// <exception cref="ComputeTargetException">The operation failed or was cancelled, or its state cannot be read.</exception>
    public async Task<ComputeTarget?> WaitAsync(CallContext call, Action<string>? onStatus = null)
    {
        PollingInterval interval = new();
        while (IsAccepted)
        {
            await _client.Clock.Delay(interval.Next(_retryAfter), call.Token).ConfigureAwait(false);
            string? status = await PollAsync(call).ConfigureAwait(false);
            if (status is null or "Succeeded")
            {
                break;
            }

            onStatus?.Invoke(status);
        }

        return _hasFinalGet ? await _client.GetAsync(_workspace, _name, call).ConfigureAwait(false) : null;
    }

    private static TimeSpan? RetryAfter(Response response) =>
        !response.Headers.TryGetValue("Retry-After", out string? text) ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) ? TimeSpan.FromSeconds(seconds)
        : null;

    private Uri? Link(Response response, string header) =>
        response.Headers.TryGetValue(header, out string? link) && !string.IsNullOrEmpty(link) ? _client.Follow(link!, response) : null;

    /// <summary>One look. Null or Succeeded means the end.</summary>
    private Task<string?> PollAsync(CallContext call) =>
        _statusUrl is not null ? PollStatusAsync(_statusUrl, call)
        : _location is not null ? PollLocationAsync(_location, call)
        : PollTargetAsync(call);

    private async Task<string?> PollStatusAsync(Uri url, CallContext call)
    {
        Response response;
        try
        {
            response = await _client.SendAsync(RequestMethod.Get, url, null, _name, call).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception) when (_isDelete && exception.Status == 404)
        {
            return null;
        }

        _retryAfter = RetryAfter(response);
        if (response.Status == 204)
        {
            return null;
        }

        JsonElement json = ComputeClient.ReadObject(response, _name);
        string status = StatusMember.Read(json)
            ?? throw ServiceError.Malformed(response, "it does not tell the state of the operation", _name);
        return status switch
        {
            "Failed" or "Canceled" or "Cancelled" or "TimedOut" => throw ServiceError.FromOperation(
                ErrorMember.Read(json) is null ? await ReasonAsync(call).ConfigureAwait(false) : [new ComputeError(json)],
                _name,
                status,
                response.Headers.TryGetValue("x-ms-request-id", out string? id) ? id : null),
            _ => status,
        };
    }

    private async Task<string?> PollLocationAsync(Uri url, CallContext call)
    {
        try
        {
            Response response = await _client.SendAsync(RequestMethod.Get, url, null, _name, call).ConfigureAwait(false);
            _retryAfter = RetryAfter(response);
            return response.Status == 202 ? "InProgress" : null;
        }
        catch (ComputeTargetException exception) when (_isDelete && exception.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Without any link the target itself tells.</summary>
    private async Task<string?> PollTargetAsync(CallContext call)
    {
        ComputeTarget? target = await _client.FindAsync(_workspace, _name, call).ConfigureAwait(false);
        return target switch
        {
            null when _isDelete => null,
            null => throw new ComputeTargetException(ErrorIds.ComputeTargetNotFound, $"Compute target '{_name}' was gone before the operation on it had ended.")
            {
                ComputeName = _name,
            },
            { ProvisioningState: "Failed" or "Canceled" } =>
                throw ServiceError.FromOperation(target.ProvisioningErrors, _name, target.ProvisioningState, null),
            { ProvisioningState: "Succeeded" } when !_isDelete => null,
            _ => target.ProvisioningState ?? "Unknown",
        };
    }

    /// <summary>A failed operation may say nothing of why; the target then does.</summary>
    private async Task<IReadOnlyList<ComputeError>> ReasonAsync(CallContext call) =>
        (await _client.FindAsync(_workspace, _name, call).ConfigureAwait(false))?.ProvisioningErrors ?? [];
}
