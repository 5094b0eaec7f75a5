using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.Catalog;
using AmlCompute.Sandbox.Jobs;
using AmlCompute.Sandbox.Scheduling;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Types;

/// <summary>A single machine that the service creates: computeType ComputeInstance.</summary>
internal sealed partial class ComputeInstance : Compute
{
    private const string PathPrefix = "properties.properties.";
    private const string IdleTime = ComputeInstanceShape.IdleTime;

    // No recording has these times, which are within the duration of the creation.
    private static readonly TimeSpan TimeToSettingUp = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan TimeToUserSettingUp = TimeSpan.FromSeconds(150);

    private readonly InstanceSchedules _schedules;
    private readonly DataMounts _mounts;
    private readonly InstanceJobs _jobs;
    private string _state = InstanceStates.Creating;

    // Null until the first PUT is accepted.
    private LastOperation? _lastOperation;

    // True from the end of a stop to the next start, also while a resize or a deletion runs, and after a deletion that failed.
    private bool _isStopped;

    // The service shows the addresses from the end of the creation on.
    private bool _hasAddress;

    private ComputeInstance(Workspace workspace, string name, SandboxState state)
        : base(Definition, workspace, name, state)
    {
        _schedules = new InstanceSchedules(
            state.Timeline,
            (action, at) => RunTriggeredAction(action, "Schedule", at),
            at => RunTriggeredAction("stop", "IdleShutdown", at));
        _mounts = new DataMounts(state.Timeline);
        _jobs = new InstanceJobs(RestartIdleTime);
    }

    public static ComputeType Definition { get; } = new(
        "ComputeInstance", ComputeInstanceShape.CreatePutShape(), (workspace, name, state) => new ComputeInstance(workspace, name, state));

    /// <summary>
    /// The cores of the instance; none if its creation failed. A stopped instance keeps its cores unless releaseQuotaOnStop is set.
    /// </summary>
    public override CoreUse? CoresInUse =>
        CreateCoreUse(Size, hasCores: (WasCreated || ProvisioningState == ProvisioningStates.Creating) && !HasReleasedQuota);

    protected override TimeSpan CreationDuration => TimeSpan.FromMinutes(3);

    protected override IReadOnlyList<string> ChangeableMembers { get; } =
    [
        IdleTime, "schedules", "customServices", "enableSSO", "enableOSPatching", "enableRootAccess", "releaseQuotaOnStop",
        "autologgerSettings",
    ];

    // A PATCH can change the identity, but no member of the type.
    protected override ObjectShape PatchShape { get; } = Shape.Object();

    /// <summary>True if no operation runs. The service does not delete an instance during an operation.</summary>
    protected override bool CanDeleteNow => !IsBusy;

    /// <summary>The state in a response. An instance whose jobs run can be stopped like any other that runs.</summary>
    private string ShownState => _state == InstanceStates.Running && _jobs.HasRunning ? InstanceStates.JobRunning : _state;

    /// <summary>The member 'schedules.computeStartStop' that a request sent; null if there is none.</summary>
    private JsonArray? Schedules => TypeProperties["schedules"]?["computeStartStop"] as JsonArray;

    private bool HasReleasedQuota => _isStopped && ((bool?)TypeProperties["releaseQuotaOnStop"] ?? false);

    public override Operation ServeAction(RequestContext request, string action)
    {
        RefuseIfBusy();
        InstanceTransition transition =
            action.EqualsIgnoreCase("resize") ? PrepareResize(request) : InstanceTransition.Actions[action];
        ServiceError.ThrowIf(
            _state != transition.RequiredState,
            $"The compute instance '{Name}' is in state {ShownState}; the action '{action}' requires the state {transition.RequiredState}.",
            Name);
        if (FindExceededLimit(transition) is { } problem)
        {
            throw ServiceError.BadRequest(problem);
        }

        return RunTransition(transition, "User", request.Now, request);
    }

    public override void QueueJob(Job job, DateTimeOffset at)
    {
        _jobs.QueueJob(job, at);
        StartWaitingJobs(at);
    }

    public override void ChangeSetting(RequestContext request, string action)
    {
        RefuseIfBusy();
        RefuseIfCreationFailed();
        switch (action.ToUpperInvariant())
        {
            case "UPDATEIDLESHUTDOWNSETTING":
                string? idleTime = (string?)RequestBody.ReadBody(request, ComputeInstanceShape.IdleShutdown)[IdleTime];
                ComputeInstanceShape.CheckIdleTime(idleTime, IdleTime);
                TypeProperties[IdleTime] = idleTime;
                RestartIdleTime(request.Now);
                break;
            case "CUSTOMSERVICES":
                TypeProperties["customServices"] = RequestBody.ReadBody(request, ComputeInstanceShape.CustomServices);
                break;
            default: // UPDATEDATAMOUNTS
                _mounts.ServeUpdate(request, State.Seeds.UserId);
                break;
        }

        ModifiedOn = request.Now;
    }

    public override IReadOnlyList<VmSize> ListSizesForResize()
    {
        bool hasGpu = Size.HasGpu;
        return [.. VmCatalog.Sizes.Where(size =>
            size.ComputeTypes.Contains(Type.Name) && size.HasGpu == hasGpu && !Retirements.IsRetired(size, State.Now))];
    }

    protected override void CheckPut(PutBody body, bool isNew)
    {
        JsonObject properties = body.TypeProperties;
        RejectResourceId(body);
        ComputeInstanceShape.CheckIdleTime((string?)properties[IdleTime], $"{PathPrefix}{IdleTime}");
        ComputeInstanceShape.CheckSchedules(properties["schedules"]?["computeStartStop"] as JsonArray);
        // The same PUT creates an instance again if its creation failed.
        if (WasCreated)
        {
            return;
        }

        const string SizePath = $"{PathPrefix}vmSize";
        string sizeName = (string?)properties["vmSize"] ?? throw ServiceError.MissingMember(SizePath);
        VmSize size = RequireSize(sizeName, body.Location ?? Location, SizePath);
        ServiceError.ThrowIf(
            (string?)properties["sshSettings"]?["sshPublicAccess"] == "Enabled" && properties["sshSettings"]?["adminPublicKey"] is null,
            "Public SSH access needs 'adminPublicKey'.",
            $"{PathPrefix}sshSettings.adminPublicKey");
        IReadOnlyList<Compute> otherComputes = ListOtherComputes();
        State.Quotas.CheckClusterCount(otherComputes);
        State.Quotas.CheckCores(Workspace, otherComputes, CreateCoreUse(size, hasCores: true));
    }

    protected override void OnAccepted(DateTimeOffset at, bool creates)
    {
        if (!creates)
        {
            return;
        }

        SetState(InstanceStates.Creating, new LastOperation("Create", "InProgress", "User", at));
        // No other request changes the state during a creation.
        State.Timeline.Schedule(at + TimeToSettingUp, _ => _state = InstanceStates.SettingUp);
        if (TypeProperties["setupScripts"] is not null)
        {
            State.Timeline.Schedule(at + TimeToUserSettingUp, _ => _state = InstanceStates.UserSettingUp);
        }
    }

    protected override void OnCreated(DateTimeOffset at)
    {
        _hasAddress = true;
        SetState(InstanceStates.Running, _lastOperation! with { Status = "Succeeded" });
        OnUpdated(at);
        StartWaitingJobs(at);
    }

    /// <summary>Restarts the schedules and the idle time, which a PUT can change.</summary>
    protected override void OnUpdated(DateTimeOffset at)
    {
        _schedules.ReplaceSchedules(at, Schedules, CreatedOn);
        RestartIdleTime(at);
    }

    // The instance is not stopped if its idle time ends while the update runs.
    protected override void OnUpdateFailed(DateTimeOffset at) => RestartIdleTime(at);

    protected override void OnCreateFailed(DateTimeOffset at) =>
        SetState(InstanceStates.CreateFailed, _lastOperation! with { Status = "CreateFailed" });

    protected override void OnDeleting(DateTimeOffset at)
    {
        _jobs.CancelAll(at);
        _schedules.CancelAll();
        SetState(InstanceStates.Deleting, new LastOperation("Delete", "InProgress", "User", at));
    }

    protected override void OnDeleteFailed(DateTimeOffset at) =>
        SetState(InstanceStates.Unusable, _lastOperation! with { Status = "DeleteFailed" });

    private static CoreUse CreateCoreUse(VmSize size, bool hasCores) => new(size, hasCores ? 1 : 0, IsLowPriority: false);

    /// <summary>Checks a request to resize, and returns its transition.</summary>
    private InstanceTransition PrepareResize(RequestContext request)
    {
        const string TargetSize = ComputeInstanceShape.TargetSize;
        JsonNode body = RequestBody.ReadBody(request, ComputeInstanceShape.Resize);
        VmSize size = RequireSize((string)body[TargetSize]!, Location, TargetSize);
        ServiceError.ThrowIf(
            !ListSizesForResize().Contains(size),
            $"The compute instance '{Name}' of size {Size.Name} cannot be resized to {size.Name}.",
            TargetSize);
        ServiceError.ThrowIf(
            _state is not (InstanceStates.Running or InstanceStates.Stopped),
            $"The compute instance '{Name}' is in state {_state}; the action 'resize' requires the state Stopped or Running.",
            Name);
        State.Quotas.CheckCores(Workspace, ListOtherComputes(), CreateCoreUse(size, hasCores: !HasReleasedQuota));
        return InstanceTransition.CreateResize(_state, () => TypeProperties["vmSize"] = size.Name.ToUpperInvariant());
    }

    /// <summary>Returns the error message if a start exceeds a quota; null if it does not, and for any other transition.</summary>
    private string? FindExceededLimit(InstanceTransition transition)
    {
        bool needsCores = transition.RequiredState == InstanceStates.Stopped && transition.StateAfterSuccess == InstanceStates.Running;
        return State.Quotas.FindExceededLimit(Workspace, ListOtherComputes(), CreateCoreUse(Size, needsCores));
    }

    /// <summary>Starts a transition because of a request, or with null because of the clock.</summary>
    private Operation RunTransition(InstanceTransition transition, string trigger, DateTimeOffset now, RequestContext? request)
    {
        _jobs.CancelRunning(now);
        LastOperation lastOperation = new(transition.Operation, "InProgress", trigger, now);
        Operation operation = StartOperation(request, now, transition.Duration, new Outcome(
            at =>
            {
                transition.ApplyChange?.Invoke();
                EndTransition(at, transition.StateAfterSuccess, lastOperation with { Status = "Succeeded" });
            },
            (at, _) => EndTransition(
                at, transition.StateAfterFailure, lastOperation with { Status = $"{transition.Operation}Failed" })));
        SetState(transition.StateWhileRunning, lastOperation);
        _isStopped = _isStopped && transition.StateAfterSuccess == InstanceStates.Stopped;
        return operation;
    }

    private void EndTransition(DateTimeOffset at, string state, LastOperation operation)
    {
        SetState(state, operation);
        _isStopped = state == InstanceStates.Stopped;
        RestartIdleTime(at);
        StartWaitingJobs(at);
    }

    /// <summary>
    /// Runs an action that the clock triggers, if the instance is in the required state and no operation runs. No client waits for a
    /// response, so only the last operation shows a start that exceeds the quota.
    /// </summary>
    private void RunTriggeredAction(string action, string trigger, DateTimeOffset at)
    {
        InstanceTransition transition = InstanceTransition.Actions[action];
        if (IsBusy || _state != transition.RequiredState)
        {
            return;
        }

        if (FindExceededLimit(transition) is null)
        {
            RunTransition(transition, trigger, at, request: null);
        }
        else
        {
            SetState(_state, new LastOperation(transition.Operation, $"{transition.Operation}Failed", trigger, at));
        }
    }

    /// <summary>
    /// Restarts the idle time, or ends it if the instance does not run or runs a job. An instance of the sandbox has no user, so it is
    /// idle after each start and each change.
    /// </summary>
    private void RestartIdleTime(DateTimeOffset at)
    {
        TimeSpan? idleTime = ShownState == InstanceStates.Running ? IsoDuration.ParseOrNull((string?)TypeProperties[IdleTime]) : null;
        _schedules.RestartIdleTime(at, idleTime);
    }

    private void SetState(string state, LastOperation operation)
    {
        _state = state;
        _lastOperation = operation;
    }

    private void StartWaitingJobs(DateTimeOffset at)
    {
        if (_state == InstanceStates.Running)
        {
            _jobs.StartWaiting(at);
        }
    }
}
