namespace AmlCompute.Sandbox.State;

/// <summary>A job of a workspace.</summary>
internal sealed class Job
{
    private const string Running = nameof(Running);

    private static readonly string[] Waiting = ["Queued", "NotStarted", "Starting", "Provisioning", "Preparing"];
    private static readonly string[] Ended = ["Completed", "Failed", "Canceled"];

    private readonly SandboxJob _settings;
    private readonly Timeline _timeline;
    private readonly Workspace _workspace;
    private readonly Compute? _target;
    private readonly DateTimeOffset _createdOn;
    private Action<DateTimeOffset> _ended = _ => { };
    private DateTimeOffset _changedOn;
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
        if (Ended.Contains(Status))
        {
            _endedOn = now;
            _startedOn = _createdOn = now - settings.Duration;
        }
        else if (!Waiting.Contains(Status) && Status != Running)
        {
            _startedOn = now;
        }
    }

    public static IReadOnlyList<string> Statuses { get; } =
        [.. Waiting, Running, "Finalizing", "CancelRequested", .. Ended, "NotResponding", "Paused", "Unapproved", "Unknown"];

    public string Name { get; }

    /// <summary>The key by which lists are ordered. It sorts the newest first, so that a new job does not shift the next page.</summary>
    public required string PageKey { get; init; }

    public string Type => _settings.Type;

    public int Nodes => _settings.Nodes;

    public IReadOnlyDictionary<string, string> Tags => _settings.Tags;

    public string Status { get; private set; }

    /// <summary>True if the clock moves the job on: it waits for its target, or runs.</summary>
    public bool IsActive => Waiting.Contains(Status) || Status == Running;

    /// <summary>True if the job has to run at once, without waiting for its target.</summary>
    public bool IsRunning => Status == Running;

    /// <summary>Starts the job, which ends after its duration.</summary>
    public void Start(DateTimeOffset at, Action<DateTimeOffset> ended)
    {
        Status = Running;
        _startedOn = _changedOn = at;
        _ended = ended;
        _timeline.At(at + _settings.Duration, then => End(then, "Completed"));
    }

    public void End(DateTimeOffset at, string status)
    {
        if (!IsActive)
        {
            return;
        }

        Status = status;
        _endedOn = _changedOn = at;
        _ended(at);
    }

    /// <summary>Renders the job with the members of the official example of Jobs_List.</summary>
    public JsonObject ToJson(SeededValues seeds) => new()
    {
        ["id"] = $"{_workspace.Id}/jobs/{Name}",
        ["name"] = Name,
        ["type"] = $"{RequestContext.Provider}/workspaces/jobs",
        ["properties"] = Properties(seeds),
        ["systemData"] = new JsonObject
        {
            ["createdAt"] = JsonText.Time(_createdOn),
            ["createdBy"] = _settings.Creator,
            ["createdByType"] = "User",
            ["lastModifiedAt"] = JsonText.Time(_changedOn),
            ["lastModifiedBy"] = _settings.Creator,
            ["lastModifiedByType"] = "User",
        },
    };

    private JsonObject Properties(SeededValues seeds)
    {
        string group = $"/subscriptions/{_workspace.SubscriptionId}/resourcegroups/{_workspace.ResourceGroup}";
        JsonObject properties = new()
        {
            ["description"] = null,
            ["tags"] = JsonText.ToObject(Tags, tag => tag.Key, tag => tag.Value),
            ["properties"] = Times(),
            ["displayName"] = Name,
            ["status"] = Status,
            ["experimentName"] = _settings.Experiment,
            ["services"] = new JsonObject
            {
                ["Studio"] = new JsonObject
                {
                    ["jobServiceType"] = "Studio",
                    ["port"] = null,
                    ["endpoint"] = $"https://ml.azure.com/runs/{Uri.EscapeDataString(Name)}?wsid={group}/workspaces/{_workspace.Name}"
                        + $"&tid={seeds.Guid("tenant")}",
                    ["status"] = null,
                    ["errorMessage"] = null,
                    ["properties"] = null,
                },
            },
            ["computeId"] = _target?.Id,
            ["isArchived"] = false,
            ["jobType"] = Type,
            ["resources"] = new JsonObject { ["instanceCount"] = Nodes, ["instanceType"] = null, ["properties"] = new JsonObject() },
        };
        foreach (string member in Type == "Command"
            ? (string[])["codeId", "command", "environmentId", "inputs", "outputs", "distribution", "limits", "environmentVariables",
                "identity", "parameters"]
            : [])
        {
            properties[member] = null;
        }

        return properties;
    }

    private JsonObject Times()
    {
        JsonObject times = [];
        Add("StartTimeUtc", _startedOn);
        Add("EndTimeUtc", _endedOn);
        return times;

        void Add(string name, DateTimeOffset? time)
        {
            if (time is { } known)
            {
                times[name] = known.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            }
        }
    }
}
