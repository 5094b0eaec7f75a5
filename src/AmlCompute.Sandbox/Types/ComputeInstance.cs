using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.Catalog;
using AmlCompute.Sandbox.Scheduling;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Types;

/// <summary>A single machine that the service creates: computeType ComputeInstance.</summary>
internal sealed partial class ComputeInstance : Compute
{
    private const string Prefix = "properties.properties.";
    private const string IdleTime = ComputeInstanceShape.IdleTime;
    private const string Running = "Running";
    private const string Stopped = "Stopped";
    private const string JobRunning = "JobRunning";

    private static readonly TimeSpan ShortestIdleTime = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestIdleTime = TimeSpan.FromDays(3);

    private static readonly Dictionary<string, InstanceTransition> Transitions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["start"] = new("Start", Stopped, "Starting", Running, Stopped, TimeSpan.FromMinutes(2)),
        ["stop"] = new("Stop", Running, "Stopping", Stopped, "Unusable", TimeSpan.FromMinutes(1)),
        ["restart"] = new("Restart", Running, "Restarting", Running, "Unusable", TimeSpan.FromMinutes(2.5)),
    };

    private static readonly TimeSpan ResizeTime = TimeSpan.FromMinutes(3);

    private readonly InstanceSchedules _schedules;
    private readonly DataMounts _mounts;
    private readonly List<Job> _jobs = [];
    private string _state = "Creating";
    private LastOperation? _lastOperation;
    private bool _hasAddress;

    private ComputeInstance(Workspace workspace, string name, SandboxState state)
        : base(Definition, workspace, name, state)
    {
        _schedules = new InstanceSchedules(
            state.Timeline, (action, at) => RunTriggered(action, "Schedule", at), at => RunTriggered("stop", "IdleShutdown", at));
        _mounts = new DataMounts(state.Timeline);
    }

    public static ComputeType Definition { get; } =
        new("ComputeInstance", ComputeInstanceShape.Create(), (workspace, name, state) => new ComputeInstance(workspace, name, state));

    /// <summary>The cores of the instance. A stopped instance keeps its cores unless releaseQuotaOnStop is set.</summary>
    public override CoreUse? CoresInUse => Use(_state == "CreateFailed" || (_state == Stopped && ReleasesQuota) ? 0 : 1);

    protected override TimeSpan CreateTime => TimeSpan.FromMinutes(3);

    protected override IReadOnlyList<string> Changeable { get; } =
    [
        IdleTime, "schedules", "customServices", "enableSSO", "enableOSPatching", "enableRootAccess", "releaseQuotaOnStop",
        "autologgerSettings",
    ];

    protected override ObjectShape PatchShape { get; } = Shape.Object();

    private bool ReleasesQuota => (bool?)Inner["releaseQuotaOnStop"] ?? false;

    /// <summary>True if no operation runs. The service does not delete an instance during an operation.</summary>
    protected override bool CanDeleteNow => !IsBusy;

    public override Operation Act(RequestContext request, string action)
    {
        RefuseIfBusy();
        InstanceTransition transition = action.ToUpperInvariant() switch
        {
            "RESIZE" => ToResize(request),
            _ when Transitions.TryGetValue(action, out InstanceTransition? known) => known,
            _ => throw new InvalidOperationException($"The action '{action}' is not a valid action of an instance."),
        };
        ServiceError.ThrowIf(
            !IsAt(transition.From),
            $"The compute instance '{Name}' is in state {_state}; the action '{action}' requires the state {transition.From}.",
            Name);
        if (transition.To == Running && transition.From != Running)
        {
            State.Quotas.Check(Workspace, Others(), Use(1));
        }

        return Run(transition, "User", request.Now, request);
    }

    /// <summary>Gets a job, which runs while the instance does; a stopped instance lets it wait.</summary>
    public override void Queue(Job job, DateTimeOffset at)
    {
        _jobs.Add(job);
        if (job.IsRunning || IsAt(Running))
        {
            Start(job, at);
        }
    }

    public override void Configure(RequestContext request, string action)
    {
        RefuseIfBusy();
        ServiceError.ThrowIf(!WasCreated, $"The creation of the compute instance '{Name}' failed. Delete the instance.", Name);
        switch (action.ToUpperInvariant())
        {
            case "UPDATEIDLESHUTDOWNSETTING":
                string? idle = (string?)RequestBody.Read(request, ComputeInstanceShape.IdleShutdown)[IdleTime];
                CheckIdleTime(idle, IdleTime);
                Inner[IdleTime] = idle;
                RestartIdleTime(request.Now);
                break;
            case "CUSTOMSERVICES":
                Inner["customServices"] = RequestBody.Read(request, ComputeInstanceShape.CustomServices);
                break;
            default:
                _mounts.Update(request, State.Seeds.Guid("user").ToString());
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

    protected override void Check(PutBody body, bool isNew)
    {
        JsonObject inner = body.Inner;
        RejectResourceId(body);
        CheckIdleTime((string?)inner[IdleTime], $"{Prefix}{IdleTime}");
        ComputeInstanceShape.CheckSchedules(inner["schedules"]?["computeStartStop"] as JsonArray);
        if (!isNew)
        {
            return;
        }

        const string SizePath = $"{Prefix}vmSize";
        VmSize size = RequireSize((string?)inner["vmSize"] ?? throw ServiceError.Required(SizePath), SizePath);
        ServiceError.ThrowIf(
            (string?)inner["sshSettings"]?["sshPublicAccess"] == "Enabled" && inner["sshSettings"]?["adminPublicKey"] is null,
            "Public SSH access needs 'adminPublicKey'.",
            $"{Prefix}sshSettings.adminPublicKey");
        State.Quotas.CheckClusters(Others());
        State.Quotas.Check(Workspace, Others(), new CoreUse(size, 1, LowPriority: false));
    }

    protected override void OnAccepted(DateTimeOffset at, bool creates)
    {
        if (!creates)
        {
            return;
        }

        SetState("Creating", new LastOperation("Create", "InProgress", "User", at));
        State.Timeline.At(at + TimeSpan.FromSeconds(120), _ => ChangeState("Creating", "SettingUp"));
        if (Inner["setupScripts"] is not null)
        {
            State.Timeline.At(at + TimeSpan.FromSeconds(150), _ => ChangeState("SettingUp", "UserSettingUp"));
        }
    }

    protected override void OnCreated(DateTimeOffset at)
    {
        _hasAddress = true;
        SetState(Running, _lastOperation! with { Status = "Succeeded" });
        OnUpdated(at);
        StartJobs(at);
    }

    /// <summary>Restarts the schedules and the idle time, which a PUT can change.</summary>
    protected override void OnUpdated(DateTimeOffset at)
    {
        _schedules.Replace(at, Inner["schedules"]?["computeStartStop"] as JsonArray, CreatedOn);
        RestartIdleTime(at);
    }

    protected override void OnCreateFailed(DateTimeOffset at) => SetState("CreateFailed", _lastOperation! with { Status = "CreateFailed" });

    protected override void OnDeleting(DateTimeOffset at)
    {
        _schedules.Clear();
        foreach (Job job in _jobs.ToArray())
        {
            job.End(at, "Canceled");
        }

        SetState("Deleting", new LastOperation("Delete", "InProgress", "User", at));
    }

    protected override void OnDeleteFailed(DateTimeOffset at) => SetState("Unusable", _lastOperation! with { Status = "DeleteFailed" });

    private static void CheckIdleTime(string? text, string path)
    {
        TimeSpan? idle = IsoDuration.Parse(text);
        ServiceError.ThrowIf(
            idle < ShortestIdleTime || idle > LongestIdleTime,
            $"The value '{text}' of '{path}' must be between 15 minutes (PT15M) and 3 days (P3D).",
            path);
    }

    private CoreUse Use(int nodes) => new(Size, nodes, LowPriority: false);

    private InstanceTransition ToResize(RequestContext request)
    {
        const string Target = ComputeInstanceShape.TargetSize;
        VmSize size = RequireSize((string)RequestBody.Read(request, ComputeInstanceShape.Resize)[Target]!, Target);
        ServiceError.ThrowIf(
            !ListSizesForResize().Contains(size),
            $"The compute instance '{Name}' of size {Size.Name} cannot be resized to {size.Name}.",
            Target);
        ServiceError.ThrowIf(
            _state is not (Running or JobRunning or Stopped),
            $"The compute instance '{Name}' is in state {_state}; the action 'resize' requires the state {Stopped} or {Running}.",
            Name);
        State.Quotas.Check(Workspace, Others(), new CoreUse(size, _state == Stopped && ReleasesQuota ? 0 : 1, LowPriority: false));
        string before = IsAt(Running) ? Running : Stopped;
        return new InstanceTransition(
            "Resize", before, "Resizing", before, before, ResizeTime, () => Inner["vmSize"] = size.Name.ToUpperInvariant());
    }

    /// <summary>Enters a transition, because of a request or of the clock.</summary>
    private Operation Run(InstanceTransition transition, string trigger, DateTimeOffset now, RequestContext? request)
    {
        foreach (Job job in _jobs.Where(job => job.IsRunning).ToArray())
        {
            job.End(now, "Canceled");
        }

        LastOperation running = new(transition.Operation, "InProgress", trigger, now);
        Operation operation = StartAction(request, now, transition.Duration, new Outcome(
            at =>
            {
                transition.Then?.Invoke();
                SetState(transition.To, running with { Status = "Succeeded" });
                RestartIdleTime(at);
                StartJobs(at);
            },
            (_, _) => SetState(transition.Failed, running with { Status = $"{transition.Operation}Failed" })));
        SetState(transition.Through, running);
        return operation;
    }

    /// <summary>Runs an action that the clock triggers, if the instance is in the required state.</summary>
    private void RunTriggered(string action, string trigger, DateTimeOffset at)
    {
        InstanceTransition transition = Transitions[action];
        if (IsBusy || !IsAt(transition.From))
        {
            return;
        }

        try
        {
            State.Quotas.Check(Workspace, Others(), Use(transition.To == Running ? 1 : 0));
            Run(transition, trigger, at, request: null);
        }
        catch (ServiceError)
        {
            // No client waits for a response, so only the last operation shows that the quota was exceeded.
            SetState(_state, new LastOperation(transition.Operation, $"{transition.Operation}Failed", trigger, at));
        }
    }

    /// <summary>Restarts the idle time. An instance of the sandbox has no user, so it is idle after each start and each change.</summary>
    private void RestartIdleTime(DateTimeOffset at) =>
        _schedules.RestartIdleTime(at, _state == Running ? IsoDuration.Parse((string?)Inner[IdleTime]) : null);

    private void SetState(string state, LastOperation operation)
    {
        _state = state;
        _lastOperation = operation;
    }

    /// <summary>Checks that the instance is in a state; one that runs a job counts as running.</summary>
    private bool IsAt(string state) => _state == state || (state == Running && _state == JobRunning);

    private void StartJobs(DateTimeOffset at)
    {
        foreach (Job job in _state == Running ? _jobs.ToArray() : [])
        {
            Start(job, at);
        }
    }

    private void Start(Job job, DateTimeOffset at)
    {
        job.Start(at, then =>
        {
            _jobs.Remove(job);
            if (_state == JobRunning && !_jobs.Exists(other => other.IsRunning))
            {
                _state = Running;
                RestartIdleTime(then);
            }
        });
        ChangeState(Running, JobRunning);
        RestartIdleTime(at);
    }

    private void ChangeState(string from, string to) => _state = _state == from ? to : _state;
}
