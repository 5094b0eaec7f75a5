using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.Catalog;
using AmlCompute.Sandbox.Scheduling;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Types;

/// <summary>A single machine that the service creates: computeType ComputeInstance.</summary>
internal sealed partial class ComputeInstance : Compute
{
    private const string PathPrefix = "properties.properties.";
    private const string IdleTime = ComputeInstanceShape.IdleTime;
    private const string Creating = "Creating";
    private const string Running = "Running";
    private const string JobRunning = "JobRunning";
    private const string Stopped = "Stopped";
    private const string Unusable = "Unusable";
    private const string CreateFailed = "CreateFailed";

    private static readonly TimeSpan ShortestIdleTime = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestIdleTime = TimeSpan.FromDays(3);

    private static readonly TimeSpan ResizeTime = TimeSpan.FromMinutes(3);

    private static readonly Dictionary<string, InstanceTransition> Transitions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["start"] = new("Start", Stopped, "Starting", Running, Stopped, TimeSpan.FromMinutes(2)),
        ["stop"] = new("Stop", Running, "Stopping", Stopped, Unusable, TimeSpan.FromMinutes(1)),
        ["restart"] = new("Restart", Running, "Restarting", Running, Unusable, TimeSpan.FromMinutes(2.5)),
    };

    private readonly InstanceSchedules _schedules;
    private readonly DataMounts _mounts;
    private readonly List<Job> _jobs = [];
    private string _state = Creating;
    private LastOperation? _lastOperation;
    private bool _hasAddress;

    private ComputeInstance(Workspace workspace, string name, SandboxState state)
        : base(Definition, workspace, name, state)
    {
        _schedules = new InstanceSchedules(
            state.Timeline,
            (action, at) => RunTriggeredAction(action, "Schedule", at),
            at => RunTriggeredAction("stop", "IdleShutdown", at));
        _mounts = new DataMounts(state.Timeline);
    }

    public static ComputeType Definition { get; } = new(
        "ComputeInstance", ComputeInstanceShape.CreatePutShape(), (workspace, name, state) => new ComputeInstance(workspace, name, state));

    /// <summary>The cores of the instance. A stopped instance keeps its cores unless releaseQuotaOnStop is set.</summary>
    public override CoreUse? CoresInUse => CreateCoreUse(Size, hasCores: _state != CreateFailed && !HasReleasedQuota);

    protected override TimeSpan CreateTime => TimeSpan.FromMinutes(3);

    protected override IReadOnlyList<string> ChangeableMembers { get; } =
    [
        IdleTime, "schedules", "customServices", "enableSSO", "enableOSPatching", "enableRootAccess", "releaseQuotaOnStop",
        "autologgerSettings",
    ];

    // A PATCH can change the identity, but no member of the type.
    protected override ObjectShape PatchShape { get; } = Shape.Object();

    /// <summary>True if no operation runs. The service does not delete an instance during an operation.</summary>
    protected override bool CanDeleteNow => !IsBusy;

    private JsonArray? Schedules => TypeProperties["schedules"]?["computeStartStop"] as JsonArray;

    private bool HasReleasedQuota => _state == Stopped && ((bool?)TypeProperties["releaseQuotaOnStop"] ?? false);

    public override Operation ServeAction(RequestContext request, string action)
    {
        RefuseIfBusy();
        InstanceTransition transition = action.EqualsIgnoreCase("resize") ? PrepareResize(request) : Transitions[action];
        ServiceError.ThrowIf(
            !IsInState(transition.RequiredState),
            $"The compute instance '{Name}' is in state {_state}; the action '{action}' requires the state {transition.RequiredState}.",
            Name);
        if (transition.StateAfterSuccess == Running && transition.RequiredState != Running)
        {
            State.Quotas.CheckCores(Workspace, ListOtherComputes(), CreateCoreUse(Size, hasCores: true));
        }

        return RunTransition(transition, "User", request.Now, request);
    }

    /// <summary>Adds a job, which runs while the instance does; a stopped instance lets it wait.</summary>
    public override void QueueJob(Job job, DateTimeOffset at)
    {
        _jobs.Add(job);
        if (job.IsRunning || IsInState(Running))
        {
            StartJob(job, at);
        }
    }

    public override void ChangeSetting(RequestContext request, string action)
    {
        RefuseIfBusy();
        ServiceError.ThrowIf(!WasCreated, $"The creation of the compute instance '{Name}' failed. Delete the instance.", Name);
        switch (action.ToUpperInvariant())
        {
            case "UPDATEIDLESHUTDOWNSETTING":
                string? idleTime = (string?)RequestBody.Read(request, ComputeInstanceShape.IdleShutdown)[IdleTime];
                CheckIdleTime(idleTime, IdleTime);
                TypeProperties[IdleTime] = idleTime;
                RestartIdleTime(request.Now);
                break;
            case "CUSTOMSERVICES":
                TypeProperties["customServices"] = RequestBody.Read(request, ComputeInstanceShape.CustomServices);
                break;
            default:
                _mounts.ServeUpdate(request, State.Seeds.CreateGuid("user").ToString());
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
        CheckIdleTime((string?)properties[IdleTime], $"{PathPrefix}{IdleTime}");
        ComputeInstanceShape.CheckSchedules(properties["schedules"]?["computeStartStop"] as JsonArray);
        if (!isNew)
        {
            return;
        }

        const string SizePath = $"{PathPrefix}vmSize";
        VmSize size = RequireSize((string?)properties["vmSize"] ?? throw ServiceError.MissingMember(SizePath), SizePath);
        ServiceError.ThrowIf(
            (string?)properties["sshSettings"]?["sshPublicAccess"] == "Enabled" && properties["sshSettings"]?["adminPublicKey"] is null,
            "Public SSH access needs 'adminPublicKey'.",
            $"{PathPrefix}sshSettings.adminPublicKey");
        State.Quotas.CheckClusterCount(ListOtherComputes());
        State.Quotas.CheckCores(Workspace, ListOtherComputes(), CreateCoreUse(size, hasCores: true));
    }

    protected override void OnAccepted(DateTimeOffset at, bool creates)
    {
        if (!creates)
        {
            return;
        }

        SetState(Creating, new LastOperation("Create", "InProgress", "User", at));
        State.Timeline.Schedule(at + TimeSpan.FromSeconds(120), _ => ReplaceState(Creating, "SettingUp"));
        if (TypeProperties["setupScripts"] is not null)
        {
            State.Timeline.Schedule(at + TimeSpan.FromSeconds(150), _ => ReplaceState("SettingUp", "UserSettingUp"));
        }
    }

    protected override void OnCreated(DateTimeOffset at)
    {
        _hasAddress = true;
        SetState(Running, _lastOperation! with { Status = "Succeeded" });
        OnUpdated(at);
        StartWaitingJobs(at);
    }

    /// <summary>Restarts the schedules and the idle time, which a PUT can change.</summary>
    protected override void OnUpdated(DateTimeOffset at)
    {
        _schedules.ReplaceSchedules(at, Schedules, CreatedOn);
        RestartIdleTime(at);
    }

    protected override void OnCreateFailed(DateTimeOffset at) => SetState(CreateFailed, _lastOperation! with { Status = "CreateFailed" });

    protected override void OnDeleting(DateTimeOffset at)
    {
        _schedules.CancelAll();
        CancelJobs(_jobs, at);
        SetState("Deleting", new LastOperation("Delete", "InProgress", "User", at));
    }

    protected override void OnDeleteFailed(DateTimeOffset at) => SetState(Unusable, _lastOperation! with { Status = "DeleteFailed" });

    private static void CheckIdleTime(string? text, string path)
    {
        TimeSpan? idleTime = IsoDuration.ParseOrNull(text);
        ServiceError.ThrowIf(
            idleTime < ShortestIdleTime || idleTime > LongestIdleTime,
            $"The value '{text}' of '{path}' must be between 15 minutes (PT15M) and 3 days (P3D).",
            path);
    }

    private static CoreUse CreateCoreUse(VmSize size, bool hasCores) => new(size, hasCores ? 1 : 0, IsLowPriority: false);

    /// <summary>Checks a request to resize, and returns its transition, which ends in the state in which it starts.</summary>
    private InstanceTransition PrepareResize(RequestContext request)
    {
        const string TargetSize = ComputeInstanceShape.TargetSize;
        VmSize size = RequireSize((string)RequestBody.Read(request, ComputeInstanceShape.Resize)[TargetSize]!, TargetSize);
        ServiceError.ThrowIf(
            !ListSizesForResize().Contains(size),
            $"The compute instance '{Name}' of size {Size.Name} cannot be resized to {size.Name}.",
            TargetSize);
        bool isRunning = IsInState(Running);
        ServiceError.ThrowIf(
            !isRunning && _state != Stopped,
            $"The compute instance '{Name}' is in state {_state}; the action 'resize' requires the state {Stopped} or {Running}.",
            Name);
        State.Quotas.CheckCores(Workspace, ListOtherComputes(), CreateCoreUse(size, hasCores: !HasReleasedQuota));
        string state = isRunning ? Running : Stopped;
        return new InstanceTransition(
            "Resize", state, "Resizing", state, state, ResizeTime, () => TypeProperties["vmSize"] = size.Name.ToUpperInvariant());
    }

    /// <summary>Starts a transition because of a request, or without one because of the clock.</summary>
    private Operation RunTransition(InstanceTransition transition, string trigger, DateTimeOffset now, RequestContext? request)
    {
        CancelJobs(_jobs.Where(job => job.IsRunning), now);
        LastOperation lastOperation = new(transition.Operation, "InProgress", trigger, now);
        Operation operation = StartOperation(request, now, transition.Duration, new Outcome(
            at =>
            {
                transition.ApplyChange?.Invoke();
                SetState(transition.StateAfterSuccess, lastOperation with { Status = "Succeeded" });
                RestartIdleTime(at);
                StartWaitingJobs(at);
            },
            (_, _) => SetState(transition.StateAfterFailure, lastOperation with { Status = $"{transition.Operation}Failed" })));
        SetState(transition.StateWhileRunning, lastOperation);
        return operation;
    }

    /// <summary>Runs an action that the clock triggers, if the instance is in the required state.</summary>
    private void RunTriggeredAction(string action, string trigger, DateTimeOffset at)
    {
        InstanceTransition transition = Transitions[action];
        if (IsBusy || !IsInState(transition.RequiredState))
        {
            return;
        }

        try
        {
            bool needsCores = transition.StateAfterSuccess == Running;
            State.Quotas.CheckCores(Workspace, ListOtherComputes(), CreateCoreUse(Size, needsCores));
            RunTransition(transition, trigger, at, request: null);
        }
        catch (ServiceError)
        {
            // No client waits for a response, so only the last operation shows that the quota was exceeded.
            SetState(_state, new LastOperation(transition.Operation, $"{transition.Operation}Failed", trigger, at));
        }
    }

    /// <summary>Restarts the idle time. An instance of the sandbox has no user, so it is idle after each start and each change.</summary>
    private void RestartIdleTime(DateTimeOffset at)
    {
        TimeSpan? idleTime = _state == Running ? IsoDuration.ParseOrNull((string?)TypeProperties[IdleTime]) : null;
        _schedules.RestartIdleTime(at, idleTime);
    }

    /// <summary>Checks that the instance is in a state; one that runs a job counts as running.</summary>
    private bool IsInState(string state) => _state == state || (state == Running && _state == JobRunning);

    private void SetState(string state, LastOperation operation)
    {
        _state = state;
        _lastOperation = operation;
    }

    /// <summary>Replaces a state. If the instance is in another one, because it was deleted for example, that state stays.</summary>
    private void ReplaceState(string from, string to) => _state = _state == from ? to : _state;

    private void StartWaitingJobs(DateTimeOffset at)
    {
        if (_state == Running)
        {
            foreach (Job job in _jobs.ToArray())
            {
                StartJob(job, at);
            }
        }
    }

    private void StartJob(Job job, DateTimeOffset at)
    {
        job.Start(at, then =>
        {
            _jobs.Remove(job);
            if (_state == JobRunning && !_jobs.Exists(remaining => remaining.IsRunning))
            {
                _state = Running;
                RestartIdleTime(then);
            }
        });
        ReplaceState(Running, JobRunning);
        RestartIdleTime(at);
    }

    // The end of a job removes it from the list of jobs, so the loop needs a copy.
    private static void CancelJobs(IEnumerable<Job> jobs, DateTimeOffset at)
    {
        foreach (Job job in jobs.ToArray())
        {
            job.End(at, "Canceled");
        }
    }
}
