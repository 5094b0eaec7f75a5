using AmlCompute.Client.Arm;
using AmlCompute.Client.Errors;
using AmlCompute.Client.Http;
using AmlCompute.Client.Waiting;
using Azure;
using Azure.Core;

namespace AmlCompute.Client.Running;

/// <summary>
/// Polls a long-running operation that the service has accepted, until it has ended. It polls the link of the response, or the target if
/// the response has no link; the list of the workspace saves requests if a command waits for many targets.
/// </summary>
internal sealed class ComputeOperation
{
    /// <summary>The most polls that may not find a new target, because a GET right after the PUT can still return 404.</summary>
    private const int MostMisses = 3;

    private readonly ComputeClient _client;
    private readonly Workspace _workspace;
    private readonly string _name;

    /// <summary>True for a PUT and a PATCH, whose result is the target.</summary>
    private readonly bool _hasTarget;

    /// <summary>True if the operation had not ended when the request was answered.</summary>
    private readonly bool _isRunning;

    /// <summary>The link to the operation; null if the response has none, or one that cannot be followed.</summary>
    private readonly OperationLink? _link;

    /// <summary>The pause that the response to the request, or the last one of the link, asks for; null for none.</summary>
    private TimeSpan? _retryAfter;
    private int _missesLeft;

    /// <summary>True after a poll or the list has shown the target in the state Deleting.</summary>
    private bool _wasDeleting;

    /// <summary>True after the list has shown the end of the operation with the complete target.</summary>
    private bool _hasListedTarget;

    /// <summary>Initializes the operation that a request of the method has started, with the response to the request.</summary>
    internal ComputeOperation(ComputeClient client, Workspace workspace, string name, RequestMethod method, Response accepted)
        : this(client, workspace, name)
    {
        _hasTarget = method == RequestMethod.Put || method == RequestMethod.Patch;
        IsDelete = method == RequestMethod.Delete;
        _missesLeft = method == RequestMethod.Put ? MostMisses : 0;
        try
        {
            _link = OperationLink.FindLink(client, workspace, name, accepted);
        }
        catch (ComputeTargetException exception)
        {
            ResponseError = exception;
        }

        _retryAfter = RetryAfter.ReadDelay(accepted, client.Clock);
        if (_hasTarget && !accepted.Content.ToMemory().IsEmpty)
        {
            ResponseTarget = ReadTarget(accepted);
            Target = ResponseTarget;
        }

        // The HTTP status is not enough: in the examples of the service, a PATCH returns 200 although its operation still runs.
        _isRunning = _link is not null || accepted.Status == 202 || (_hasTarget && !OperationStates.IsEnded(Target?.ProvisioningState));
    }

    /// <summary>Initializes the operation of a DELETE that has ended, because the target is already gone.</summary>
    internal ComputeOperation(ComputeClient client, Workspace workspace, string name)
    {
        _client = client;
        _workspace = workspace;
        _name = name;
        IsDelete = true;
    }

    /// <summary>
    /// Gets the target of a PUT or PATCH, as the response or a later poll has returned it; null if there was none, and for other methods.
    /// </summary>
    public ComputeTarget? Target { get; private set; }

    /// <summary>Gets the target in the response to the PUT or PATCH; null if it has none, and for other methods.</summary>
    public ComputeTarget? ResponseTarget { get; }

    /// <summary>Gets a value indicating whether the operation removes the target.</summary>
    public bool IsDelete { get; }

    /// <summary>
    /// Gets the error in the response because of which the operation cannot be followed; null for none. Only a wait, and a creation whose
    /// response has no target, fail with it, because the request was accepted.
    /// </summary>
    public ComputeTargetException? ResponseError { get; private set; }

    /// <summary>Gets the error of the last poll; null if it succeeded.</summary>
    public ComputeTargetException? LastFailure { get; private set; }

    /// <summary>Waits for the end of the operation. Returns the target after a PUT or PATCH; null otherwise.</summary>
    /// <param name="call">The call; its token ends the wait.</param>
    /// <param name="onStatus">Receives the state, or the id of a temporary error, after each poll that does not find the end.</param>
    /// <param name="activity">The activity that the progress of a pause shows; null for a general text.</param>
    /// <exception cref="ComputeTargetException">The operation has failed, or it cannot be followed.</exception>
    public async Task<ComputeTarget?> WaitAsync(CallContext call, Action<string>? onStatus = null, string? activity = null)
    {
        if (ResponseError is not null)
        {
            throw ResponseError;
        }

        if (!_isRunning)
        {
            // The operation had ended when the request was answered, and can have failed.
            return Target is not null && TrackState(Target) is null ? Target : null;
        }

        PollingDelay delay = new();
        await PollUntilEndAsync(delay, call, onStatus, activity ?? $"The operation on compute target '{_name}'").ConfigureAwait(false);
        if (_hasTarget && _link is not null && !_hasListedTarget)
        {
            await PollTargetUntilEndAsync(delay, call, onStatus).ConfigureAwait(false);
        }

        return Target;
    }

    /// <summary>Reads the target in the body of the response; null if it cannot be read, which is an error only without a link.</summary>
    private ComputeTarget? ReadTarget(Response accepted)
    {
        try
        {
            return ComputeTypes.Create(ArmClient.ReadObject(accepted, _name), _workspace);
        }
        catch (ComputeTargetException exception)
        {
            ResponseError ??= _link is null ? exception : null;
            return null;
        }
    }

    private async Task PollUntilEndAsync(PollingDelay delay, CallContext call, Action<string>? onStatus, string activity)
    {
        ListWatch listWatch = ListWatch.GetShared(_workspace, call);
        ListReading? list;
        do
        {
            list = await listWatch.ReadNextAsync(call).ConfigureAwait(false);
            if (list is null)
            {
                TimeSpan? retryAfter = LastFailure?.RetryAfter ?? _retryAfter;
                await call.PauseAsync(_client.Clock, delay.TakePause(retryAfter), activity, _name).ConfigureAwait(false);
            }
        }
        while (await PollOnceAsync(() => PollAsync(list, call), call, onStatus).ConfigureAwait(false));
    }

    private async Task PollTargetUntilEndAsync(PollingDelay delay, CallContext call, Action<string>? onStatus)
    {
        // A GET right after the end of the operation can still return the old state.
        while (await PollOnceAsync(() => PollTargetAsync(call), call, onStatus).ConfigureAwait(false))
        {
            await _client.Clock.DelayAsync(delay.TakePause(LastFailure?.RetryAfter), call.Token).ConfigureAwait(false);
        }
    }

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
            _wasDeleting |= entry.ProvisioningState == ProvisioningStates.Deleting;
            return entry is ComputeInstance && !IsCreating(entry) ? entry.State : entry.ProvisioningState;
        }

        if (entry is null || Target is null || !IsCreating(Target) || !new WaitCondition(WaitFor.Usable).CanCheckEntry(entry))
        {
            return await PollLinkOrTargetAsync(call).ConfigureAwait(false);
        }

        Target = entry;
        string? state = TrackState(entry);
        _hasListedTarget = state is null;
        return state;
    }

    private static bool IsCreating(ComputeTarget target) => target.ProvisioningState == ProvisioningStates.Creating;

    private static bool IsChanging(ComputeTarget target) =>
        ProvisioningStates.IsChanging(target.ProvisioningState)
        || (target is ComputeInstance && InstanceStates.IsTransitional(target.State));

    private async Task<string?> PollLinkOrTargetAsync(CallContext call)
    {
        if (_link is null)
        {
            return await PollTargetAsync(call).ConfigureAwait(false);
        }

        if (await _link.TryGetAsync(call).ConfigureAwait(false) is not { } response)
        {
            // The service no longer has the operation. A DELETE has then ended; for others the state of the target decides.
            return IsDelete ? null : await PollTargetAsync(call).ConfigureAwait(false);
        }

        _retryAfter = RetryAfter.ReadDelay(response, _client.Clock);
        return await _link.ReadStateAsync(response, call).ConfigureAwait(false);
    }

    /// <summary>Reads the target, and returns its state; null at the successful end.</summary>
    private async Task<string?> PollTargetAsync(CallContext call)
    {
        ComputeTarget? target = await _client.FindTargetAsync(_workspace, _name, call).ConfigureAwait(false);
        if (target is not null)
        {
            _missesLeft = 0;
            Target = _hasTarget ? target : null;
            return TrackState(target);
        }

        if (IsDelete)
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
        if (IsDelete && !_wasDeleting)
        {
            // A target can be in a failed state before the DELETE; only a state after Deleting is a result of the deletion.
            _wasDeleting = state == ProvisioningStates.Deleting;
            return state ?? ProvisioningStates.Unknown;
        }

        if (OperationStates.IsFailed(state))
        {
            throw OperationFailure.CreateError(target.ProvisioningErrors, _name, state!, requestId: null);
        }

        bool hasSucceeded = !IsDelete && (state is null || OperationStates.IsSucceeded(state));
        return hasSucceeded ? null : state ?? ProvisioningStates.Unknown;
    }
}
