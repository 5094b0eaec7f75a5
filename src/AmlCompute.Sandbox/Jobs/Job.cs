using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Jobs;

/// <summary>A job of a workspace: its settings, its status and its times.</summary>
internal sealed class Job
{
    private const string Running = nameof(Running);

    private static readonly string[] WaitingStatuses = ["Queued", "NotStarted", "Starting", "Provisioning", "Preparing"];
    private static readonly string[] EndedStatuses = ["Completed", "Failed", "Canceled"];

    // The members of a job of type Command for which the sandbox has no values.
    private static readonly string[] CommandMembers =
    [
        "codeId", "command", "environmentId", "inputs", "outputs", "distribution", "limits", "environmentVariables", "identity",
        "parameters",
    ];

    private readonly SandboxJob _settings;
    private readonly Timeline _timeline;
    private readonly Workspace _workspace;
    private readonly Compute? _target;
    private readonly DateTimeOffset _createdOn;
    private Action<DateTimeOffset> _onEnded = _ => { };
    private DateTimeOffset _changedOn;

    // Null until the job starts or ends.
    private DateTimeOffset? _startedOn;
    private DateTimeOffset? _endedOn;

    public Job(SandboxJob settings, string name, Workspace workspace, Compute? target, Timeline timeline, DateTimeOffset now)
    {
        _settings = settings;
        _timeline = timeline;
        _workspace = workspace;
        _target = target;
        Name = name;
        Status = settings.Status;
        _changedOn = _createdOn = now;

        // The clock changes a job that waits or runs. Any other status stays, and needs its times now.
        if (EndedStatuses.Contains(Status))
        {
            _endedOn = now;
            _startedOn = _createdOn = now - settings.Duration;
        }
        else if (!IsActive)
        {
            _startedOn = now;
        }
    }

    /// <summary>The values of status that the service has.</summary>
    public static IReadOnlyList<string> Statuses { get; } =
    [
        .. WaitingStatuses, Running, "Finalizing", "CancelRequested", .. EndedStatuses, "NotResponding", "Paused", "Unapproved", "Unknown",
    ];

    public string Name { get; }

    /// <summary>The key by which lists are ordered. It sorts the newest first, so that a new job does not shift the next page.</summary>
    public required string PageKey { get; init; }

    public string Type => _settings.Type;

    public int Nodes => _settings.Nodes;

    public IReadOnlyDictionary<string, string> Tags => _settings.Tags;

    public string Status { get; private set; }

    /// <summary>True if the job waits for its target or runs. The status of any other job does not change.</summary>
    public bool IsActive => WaitingStatuses.Contains(Status) || Status == Running;

    /// <summary>True if the job runs, or was added in this status: such a job starts without waiting for its target.</summary>
    public bool IsRunning => Status == Running;

    /// <summary>Starts the job, which ends as Completed after its duration, or as Canceled before.</summary>
    public void StartJob(DateTimeOffset at, Action<DateTimeOffset> onEnded)
    {
        Status = Running;
        _startedOn = _changedOn = at;
        _onEnded = onEnded;
        _timeline.Schedule(at + _settings.Duration, then => EndJob(then, "Completed"));
    }

    /// <summary>Ends the job with a status. A job that has already ended stays unchanged.</summary>
    public void EndJob(DateTimeOffset at, string status)
    {
        if (!IsActive)
        {
            return;
        }

        Status = status;
        _endedOn = _changedOn = at;
        _onEnded(at);
    }

    /// <summary>Renders the job with the members of the official example of Jobs_List.</summary>
    public JsonObject ToJson(SeededValues seeds) => new()
    {
        ["id"] = $"{_workspace.Id}/jobs/{Name}",
        ["name"] = Name,
        ["type"] = $"{RequestContext.Provider}/workspaces/jobs",
        ["properties"] = RenderProperties(seeds),
        ["systemData"] = new JsonObject
        {
            ["createdAt"] = JsonText.FormatTime(_createdOn),
            ["createdBy"] = _settings.Creator,
            ["createdByType"] = "User",
            ["lastModifiedAt"] = JsonText.FormatTime(_changedOn),
            ["lastModifiedBy"] = _settings.Creator,
            ["lastModifiedByType"] = "User",
        },
    };

    private JsonObject RenderProperties(SeededValues seeds)
    {
        JsonObject properties = new()
        {
            ["description"] = null,
            ["tags"] = JsonText.CreateObject(Tags, tag => tag.Key, tag => tag.Value),
            ["properties"] = RenderTimes(),
            ["displayName"] = Name,
            ["status"] = Status,
            ["experimentName"] = _settings.Experiment,
            ["services"] = new JsonObject { ["Studio"] = RenderStudioService(seeds) },
            ["computeId"] = _target?.Id,
            ["isArchived"] = false,
            ["jobType"] = Type,
            ["resources"] = new JsonObject { ["instanceCount"] = Nodes, ["instanceType"] = null, ["properties"] = new JsonObject() },
        };
        if (Type == "Command")
        {
            foreach (string member in CommandMembers)
            {
                properties[member] = null;
            }
        }

        return properties;
    }

    private JsonObject RenderStudioService(SeededValues seeds)
    {
        string workspacePath =
            $"/subscriptions/{_workspace.SubscriptionId}/resourcegroups/{_workspace.ResourceGroup}/workspaces/{_workspace.Name}";
        string tenantId = seeds.TenantId;
        return new JsonObject
        {
            ["jobServiceType"] = "Studio",
            ["port"] = null,
            ["endpoint"] = $"https://ml.azure.com/runs/{Uri.EscapeDataString(Name)}?wsid={workspacePath}&tid={tenantId}",
            ["status"] = null,
            ["errorMessage"] = null,
            ["properties"] = null,
        };
    }

    private JsonObject RenderTimes()
    {
        JsonObject times = [];
        AddTime("StartTimeUtc", _startedOn);
        AddTime("EndTimeUtc", _endedOn);
        return times;

        void AddTime(string name, DateTimeOffset? time)
        {
            if (time is not null)
            {
                times[name] = time.Value.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            }
        }
    }
}
