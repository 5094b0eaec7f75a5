using AmlCompute.Client.Arm;
using AmlCompute.Client.Errors;
using AmlCompute.Client.Http;
using AmlCompute.Client.Waiting;
using Azure;
using Azure.Core;

namespace AmlCompute.Client.Running;

/// <summary>
/// Polls a long-running operation that the service has accepted, until it has ended. It polls the link that the service returned, or else
/// the target; the list of the workspace saves requests if a command waits for many targets.
/// </summary>
internal sealed class ComputeOperation
{
    private const string InProgress = "InProgress";

    /// <summary>The most polls that may not find a new target, because a GET right after the PUT can still return 404.</summary>
    private const int MostMisses = 3;

    private static readonly JsonMember<string> StatusMember = JsonMembers.CreateText("status");

    /// <summary>The failed states of targets and, in addition, those of operations only.</summary>
    private static readonly HashSet<string> FailedStates = new(StringComparer.OrdinalIgnoreCase)
    {
        ProvisioningStates.Failed, ProvisioningStates.Canceled, "Cancelled", "TimedOut",
    };

    private readonly ComputeClient _client;
    private readonly Workspace _workspace;
    private readonly string _name;

    /// <summary>True for a PUT and a PATCH, after which the target is read.</summary>
    private readonly bool _hasTarget;
    private readonly bool _isDelete;
    private readonly bool _isRunning;
    private readonly Uri? _statusUrl;
    private readonly Uri? _location;
    private TimeSpan? _retryAfter;
    private int _missesLeft;

    /// <summary>True after a poll has found the target in the state Deleting.</summary>
    private bool _wasDeleting;

    /// <summary>True after the list has shown the end of the operation with the complete target.</summary>
    private bool _hasListedTarget;

    internal ComputeOperation(ComputeClient client, Workspace workspace, string name, RequestMethod method, Response accepted)
        : this(client, workspace, name)
    {
        _hasTarget = method == RequestMethod.Put || method == RequestMethod.Patch;
        _isDelete = method == RequestMethod.Delete;
        _missesLeft = method == RequestMethod.Put ? MostMisses : 0;
        try
        {
            _statusUrl = ReadLink(accepted, "Azure-AsyncOperation");
            _location = _statusUrl is null ? ReadLink(accepted, "Location") : null;
        }
        catch (ComputeTargetException exception)
        {
            LinkError = exception;
        }

        _retryAfter = RetryAfter.ReadDelay(accepted, client.Clock);
        if (_hasTarget && !accepted.Content.ToMemory().IsEmpty)
        {
            Target = ComputeTypes.Create(ArmClient.ReadObject(accepted, name), workspace);
        }

        // The HTTP status is not enough: in the examples of the service, a PATCH returns 200 although its operation still runs.
        _isRunning = HasLink || accepted.Status == 202 || (_hasTarget && !IsEnded(Target?.ProvisioningState));
    }

    /// <summary>Initializes an operation that has already ended, such as the DELETE of a target that is gone.</summary>
    internal ComputeOperation(ComputeClient client, Workspace workspace, string name)
    {
        _client = client;
        _workspace = workspace;
        _name = name;
    }

    /// <summary>Gets the last response body of a PUT or PATCH as a target; null if there was none, and for other methods.</summary>
    public ComputeTarget? Target { get; private set; }

    /// <summary>Gets the error in the link to the operation, with which only a wait fails, because the request was accepted.</summary>
    public ComputeTargetException? LinkError { get; }

    /// <summary>Gets the error of the last poll; null if it succeeded.</summary>
    public ComputeTargetException? LastFailure { get; private set; }

    private bool HasLink => _statusUrl is not null || _location is not null || LinkError is not null;

    /// <summary>Waits for the end of the operation. Returns the target after a PUT or PATCH; null otherwise.</summary>
    public async Task<ComputeTarget?> WaitAsync(CallContext call, Action<string>? onStatus = null, string? activity = null)
    {
        if (LinkError is not null)
        {
            throw LinkError;
        }

        if (!_isRunning)
        {
            return Target is not null && TrackState(Target) is null ? Target : null;
        }

        string shownActivity = activity ?? $"The operation on compute target '{_name}'";
        PollingDelay delay = new();
        ListWatch listWatch = ListWatch.GetShared(_workspace, call);
        ListReading? list;
        do
        {
            list = await listWatch.ReadNextAsync(call).ConfigureAwait(false);
            if (list is null)
            {
                await call.PauseAsync(_client.Clock, delay.TakePause(_retryAfter), shownActivity, _name).ConfigureAwait(false);
            }
        }
        while (await PollOnceAsync(() => PollAsync(list, call), call, onStatus).ConfigureAwait(false));

        // A GET right after the end of the operation can still return the old state.
        while (_hasTarget && HasLink && !_hasListedTarget
            && await PollOnceAsync(() => PollTargetAsync(call), call, onStatus).ConfigureAwait(false))
        {
            await _client.Clock.DelayAsync(delay.TakePause(), call.Token).ConfigureAwait(false);
        }

        return Target;
    }

    private static bool IsEnded(string? state) =>
        ProvisioningStates.Succeeded.Equals(state, StringComparison.OrdinalIgnoreCase) || FailedStates.Contains(state ?? string.Empty);

    /// <summary>Returns the URL in a header; null if the response does not have the header.</summary>
    /// <exception cref="ComputeTargetException">The service may not be followed to that URL.</exception>
    private Uri? ReadLink(Response response, string header) =>
        response.Headers.TryGetValue(header, out string? link) && !string.IsNullOrEmpty(link)
            ? _client.Arm.ParseTrustedLink(link!, response, _name)
            : null;

    /// <summary>Polls once, and reports the state. Returns true if the operation is still running.</summary>
    private async Task<bool> PollOnceAsync(Func<Task<string?>> poll, CallContext call, Action<string>? onStatus)
    {
        string? state;
        ComputeTargetException? failureBefore = LastFailure;
        LastFailure = null;
        try
        {
            state = await _client.RunPollAsync(poll, call.Token).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception) when (ServiceError.IsTemporary(exception))
        {
            // The operation continues while the service cannot be reached; the timeout of the caller ends the wait.
            if (failureBefore?.Message != exception.Message)
            {
                call.Log.WriteWarning($"{_name}: {exception.Message}");
            }

            LastFailure = exception;
            state = exception.ErrorId;
        }

        if (state is not null)
        {
            onStatus?.Invoke(state);
        }

        return state is not null;
    }

    /// <summary>
    /// Returns the state of the operation; null at its successful end. The list of the workspace saves the request while it shows that the
    /// target changes, and at the end of a creation if the entry is complete.
    /// </summary>
    private async Task<string?> PollAsync(ListReading? list, CallContext call)
    {
        if (list is { Failure: { } failure })
        {
            LastFailure = failure;
            return failure.ErrorId;
        }

        ComputeTarget? entry = list?.FindTarget(_name);
        if (entry is not null && IsChanging(entry))
        {
            _missesLeft = 0;
            return entry is ComputeInstance && !IsCreating(entry) ? entry.State : entry.ProvisioningState;
        }

        if (entry is null || Target is null || !IsCreating(Target) || !new WaitCondition(WaitFor.Usable).CanCheckEntry(entry))
        {
            return await PollLinkOrTargetAsync(call).ConfigureAwait(false);
        }

        _hasListedTarget = true;
        Target = entry;
        return TrackState(entry);
    }

    private static bool IsCreating(ComputeTarget target) => target.ProvisioningState == ProvisioningStates.Creating;

    private static bool IsChanging(ComputeTarget target) =>
        ProvisioningStates.IsChanging(target.ProvisioningState)
        || (target is ComputeInstance && InstanceStates.IsInTransit(target.State));

    private Task<string?> PollLinkOrTargetAsync(CallContext call)
    {
        if (_statusUrl is not null)
        {
            return PollLinkAsync(_statusUrl, ReadStatusAsync, call);
        }

        return _location is not null ? PollLinkAsync(_location, ReadLocationAsync, call) : PollTargetAsync(call);
    }

    private async Task<string?> PollLinkAsync(Uri url, Func<Response, CallContext, Task<string?>> readState, CallContext call)
    {
        Response response;
        try
        {
            response = await _client.Arm.SendAsync(RequestMethod.Get, url, null, _name, call).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception) when (exception.ErrorId is ErrorIds.ComputeTargetNotFound or ErrorIds.WorkspaceNotFound)
        {
            // The service no longer has the operation. A DELETE has then ended; for others the state of the target decides.
            return _isDelete ? null : await PollTargetAsync(call).ConfigureAwait(false);
        }

        _retryAfter = RetryAfter.ReadDelay(response, _client.Clock);
        return response.Status == 204 ? null : await readState(response, call).ConfigureAwait(false);
    }

    private async Task<string?> ReadStatusAsync(Response response, CallContext call)
    {
        JsonElement json = ArmClient.ReadObject(response, _name);
        string status = StatusMember.Read(json)
            ?? throw ServiceError.CreateMalformedError(response, "the state of the operation is missing", _name);
        return await RequireNotFailedAsync(status, json, response, call).ConfigureAwait(false);
    }

    /// <summary>Reads the response of a Location link: 202 until the end, and then the result, or a body with the state.</summary>
    private async Task<string?> ReadLocationAsync(Response response, CallContext call)
    {
        JsonElement json = response.Content.ToMemory().IsEmpty ? default : ArmClient.ReadObject(response, _name);
        string? state = StatusMember.Read(json) is { } status
            ? await RequireNotFailedAsync(status, json, response, call).ConfigureAwait(false)
            : null;
        return state ?? (response.Status == 202 ? InProgress : null);
    }

    /// <summary>Returns the state; null if it is the successful end. Throws for a failed state.</summary>
    private async Task<string?> RequireNotFailedAsync(string status, JsonElement json, Response response, CallContext call)
    {
        if (!FailedStates.Contains(status))
        {
            return status.Equals(ProvisioningStates.Succeeded, StringComparison.OrdinalIgnoreCase) ? null : status;
        }

        ComputeError error = new(json);
        IReadOnlyList<ComputeError>? errors = [error];
        if (error.Code is null && error.Message is null)
        {
            // A failed operation may have no error of its own.
            errors = (await _client.FindTargetAsync(_workspace, _name, call).ConfigureAwait(false))?.Errors;
        }

        throw OperationFailure.CreateError(errors ?? [], _name, status, ServiceError.ReadRequestId(response));
    }

    private async Task<string?> PollTargetAsync(CallContext call)
    {
        ComputeTarget? target = await _client.FindTargetAsync(_workspace, _name, call).ConfigureAwait(false);
        if (target is not null)
        {
            _missesLeft = 0;
            Target = _hasTarget ? target : null;
            return TrackState(target);
        }

        if (_isDelete)
        {
            return null;
        }

        return _missesLeft-- > 0
            ? Target?.ProvisioningState ?? ProvisioningStates.Unknown
            : throw ComputeTargetException.CreateForTarget(
                _name, ErrorIds.ComputeTargetNotFound, $"Compute target '{_name}' was deleted before the operation on it had ended.");
    }

    /// <summary>Returns the state of a target that still changes; null at the successful end. Throws for a failed state.</summary>
    private string? TrackState(ComputeTarget target)
    {
        string? state = target.ProvisioningState;
        if (_isDelete && !_wasDeleting)
        {
            // A target can be in a failed state before the DELETE; only a state after Deleting is a result of the deletion.
            _wasDeleting = state == ProvisioningStates.Deleting;
            return state ?? ProvisioningStates.Unknown;
        }

        if (FailedStates.Contains(state ?? string.Empty))
        {
            throw OperationFailure.CreateError(target.ProvisioningErrors, _name, state!, null);
        }

        bool hasSucceeded = !_isDelete && state is null or ProvisioningStates.Succeeded;
        return hasSucceeded ? null : state ?? ProvisioningStates.Unknown;
    }
}
