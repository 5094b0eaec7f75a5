using System.Text.Json;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Errors;
using AmlCompute.Client.Http;
using AmlCompute.Client.Waiting;
using Azure;
using Azure.Core;

namespace AmlCompute.Client.Running;

/// <summary>A long-running operation that the service has accepted.</summary>
internal sealed class ComputeOperation
{
    private const string InProgress = "InProgress";

    /// <summary>The most polls that may not find a new target, because a GET right after the PUT can still return 404.</summary>
    private const int MostMisses = 3;

    private static readonly JsonMember<string> StatusMember = JsonMembers.Text("status");

    /// <summary>The failed states of targets and, in addition, those of operations only.</summary>
    private static readonly HashSet<string> FailedStates = new(StringComparer.OrdinalIgnoreCase)
    {
        ProvisioningStates.Failed, ProvisioningStates.Canceled, "Cancelled", "TimedOut",
    };

    private readonly ComputeClient _client;
    private readonly Workspace _workspace;
    private readonly string _name;
    private readonly bool _hasFinalGet;
    private readonly bool _isDelete;
    private readonly bool _isRunning;
    private readonly Uri? _statusUrl;
    private readonly Uri? _location;
    private TimeSpan? _retryAfter;
    private int _missesLeft;
    private bool _wasDeleting;
    private bool _isListed;

    internal ComputeOperation(ComputeClient client, Workspace workspace, string name, RequestMethod method, Response accepted)
        : this(client, workspace, name)
    {
        _hasFinalGet = method == RequestMethod.Put || method == RequestMethod.Patch;
        _isDelete = method == RequestMethod.Delete;
        _missesLeft = method == RequestMethod.Put ? MostMisses : 0;
        _statusUrl = Link(accepted, "Azure-AsyncOperation");
        _location = HasLink ? null : Link(accepted, "Location");
        _retryAfter = RetryAfter.Read(accepted, client.Clock);
        if (_hasFinalGet && !accepted.Content.ToMemory().IsEmpty)
        {
            Target = ComputeTypes.Create(ComputeClient.ReadObject(accepted, name), workspace);
        }

        // The HTTP status is not enough: in the examples of the service, a PATCH returns 200 although its operation still runs.
        _isRunning = HasLink || accepted.Status == 202 || (_hasFinalGet && !IsEnded(Target?.ProvisioningState));
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
    public ComputeTargetException? LinkError { get; private set; }

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
            return Target is not null && StateOf(Target) is null ? Target : null;
        }

        string shown = activity ?? $"The operation on compute target '{_name}'";
        PollingDelay delay = new();
        ListWatch watch = ListWatch.Of(_workspace, call);
        ListReading? reading;
        do
        {
            reading = await watch.ReadAsync(call).ConfigureAwait(false);
            if (reading is null)
            {
                await call.PauseAsync(_client.Clock, delay.Next(_retryAfter), shown, _name).ConfigureAwait(false);
            }
        }
        while (await PollOnceAsync(inner => PollAsync(reading, inner), call, onStatus).ConfigureAwait(false));

        // A GET right after the end of the operation can still return the old state.
        while (_hasFinalGet && HasLink && !_isListed && await PollOnceAsync(PollTargetAsync, call, onStatus).ConfigureAwait(false))
        {
            await _client.Clock.DelayAsync(delay.Next(), call.Token).ConfigureAwait(false);
        }

        return Target;
    }

    private static bool IsEnded(string? state) =>
        ProvisioningStates.Succeeded.Equals(state, StringComparison.OrdinalIgnoreCase) || FailedStates.Contains(state ?? string.Empty);

    private Uri? Link(Response response, string header)
    {
        if (!response.Headers.TryGetValue(header, out string? link) || string.IsNullOrEmpty(link))
        {
            return null;
        }

        try
        {
            return _client.Follow(link!, response, _name);
        }
        catch (ComputeTargetException exception)
        {
            LinkError = exception;
            return null;
        }
    }

    /// <summary>Polls once. Returns false at the end of the operation.</summary>
    private async Task<bool> PollOnceAsync(Func<CallContext, Task<string?>> poll, CallContext call, Action<string>? onStatus)
    {
        string? status;
        ComputeTargetException? before = LastFailure;
        LastFailure = null;
        try
        {
            status = await _client.InTurnAsync(() => poll(call), call.Token).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception) when (ServiceError.IsTemporary(exception))
        {
            // The operation continues while the service cannot be reached; the timeout of the caller ends the wait.
            if (before?.Message != exception.Message)
            {
                call.Log.Warning($"{_name}: {exception.Message}");
            }

            LastFailure = exception;
            status = exception.ErrorId;
        }

        if (status is not null)
        {
            onStatus?.Invoke(status);
        }

        return status is not null;
    }

    /// <summary>
    /// Returns the state of the operation; null at its successful end. The list of the workspace saves the request while it shows that the
    /// target changes, and at the end of a creation if the entry is complete.
    /// </summary>
    private async Task<string?> PollAsync(ListReading? reading, CallContext call)
    {
        if (reading is { Failure: { } failure })
        {
            LastFailure = failure;
            return failure.ErrorId;
        }

        ComputeTarget? entry = reading?.Find(_name);
        if (entry is not null && IsChanging(entry))
        {
            _missesLeft = 0;
            return entry is ComputeInstance && !IsCreating(entry) ? entry.State : entry.ProvisioningState;
        }

        if (entry is null || Target is null || !IsCreating(Target) || !new WaitCondition(WaitFor.Usable).CanCheck(entry))
        {
            return await PollAsync(call).ConfigureAwait(false);
        }

        _isListed = true;
        Target = entry;
        return StateOf(entry);
    }

    private static bool IsCreating(ComputeTarget target) => target.ProvisioningState == ProvisioningStates.Creating;

    private static bool IsChanging(ComputeTarget target) =>
        ProvisioningStates.IsChanging(target.ProvisioningState)
        || (target is ComputeInstance && InstanceStates.IsInTransit(target.State));

    private Task<string?> PollAsync(CallContext call) =>
        _statusUrl is not null ? PollLinkAsync(_statusUrl, ReadStatusAsync, call)
        : _location is not null ? PollLinkAsync(_location, ReadLocationAsync, call)
        : PollTargetAsync(call);

    private async Task<string?> PollLinkAsync(Uri url, Func<Response, CallContext, Task<string?>> read, CallContext call)
    {
        Response response;
        try
        {
            response = await _client.SendAsync(RequestMethod.Get, url, null, _name, call).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception) when (exception.ErrorId is ErrorIds.ComputeTargetNotFound or ErrorIds.WorkspaceNotFound)
        {
            // The service no longer has the operation. A DELETE has then ended; for others the state of the target decides.
            return _isDelete ? null : await PollTargetAsync(call).ConfigureAwait(false);
        }

        _retryAfter = RetryAfter.Read(response, _client.Clock);
        return response.Status == 204 ? null : await read(response, call).ConfigureAwait(false);
    }

    private async Task<string?> ReadStatusAsync(Response response, CallContext call)
    {
        JsonElement json = ComputeClient.ReadObject(response, _name);
        string status = StatusMember.Read(json)
            ?? throw ServiceError.Malformed(response, "the state of the operation is missing", _name);
        return await CheckAsync(status, json, response, call).ConfigureAwait(false);
    }

    /// <summary>Reads the response of a Location link: 202 until the end, and then the result, or a body with the state.</summary>
    private async Task<string?> ReadLocationAsync(Response response, CallContext call)
    {
        JsonElement json = response.Content.ToMemory().IsEmpty ? default : ComputeClient.ReadObject(response, _name);
        string? state = StatusMember.Read(json) is { } status ? await CheckAsync(status, json, response, call).ConfigureAwait(false) : null;
        return state ?? (response.Status == 202 ? InProgress : null);
    }

    /// <summary>Returns the state; null if it is the successful end.</summary>
    private async Task<string?> CheckAsync(string status, JsonElement json, Response response, CallContext call)
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
            errors = (await _client.FindAsync(_workspace, _name, call).ConfigureAwait(false))?.Errors;
        }

        throw OperationFailure.Of(errors ?? [], _name, status, ServiceError.RequestIdOf(response));
    }

    private async Task<string?> PollTargetAsync(CallContext call)
    {
        ComputeTarget? target = await _client.FindAsync(_workspace, _name, call).ConfigureAwait(false);
        if (target is null)
        {
            return _isDelete ? null
                : _missesLeft-- > 0 ? Target?.ProvisioningState ?? ProvisioningStates.Unknown
                : throw ComputeTargetException.About(
                    _name, ErrorIds.ComputeTargetNotFound, $"Compute target '{_name}' was deleted before the operation on it had ended.");
        }

        _missesLeft = 0;
        Target = _hasFinalGet ? target : null;
        return StateOf(target);
    }

    /// <summary>Returns the state of a target that still changes; null at the successful end.</summary>
    private string? StateOf(ComputeTarget target)
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
            throw OperationFailure.Of(target.ProvisioningErrors, _name, state!, null);
        }

        return state is null or ProvisioningStates.Succeeded && !_isDelete ? null : state ?? ProvisioningStates.Unknown;
    }
}
