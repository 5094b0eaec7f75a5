using System.Text.Json.Nodes;
using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.Catalog;
using AmlCompute.Sandbox.State;
using AmlCompute.Sandbox.Wire;

namespace AmlCompute.Sandbox.Types;

/// <summary>A single machine that the service makes: computeType ComputeInstance.</summary>
internal sealed class ComputeInstance : Compute
{
    private const string Prefix = "properties.properties.";

    private static readonly TimeSpan ShortestIdleTime = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestIdleTime = TimeSpan.FromDays(3);

    /// <summary>Per action: where it starts, what it passes through, where it ends well and badly, how long it takes.</summary>
    private static readonly Dictionary<string, Transition> Transitions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["start"] = new("Start", "Stopped", "Starting", "Running", "Stopped", TimeSpan.FromMinutes(2)),
        ["stop"] = new("Stop", "Running", "Stopping", "Stopped", "Unusable", TimeSpan.FromMinutes(1)),
        ["restart"] = new("Restart", "Running", "Restarting", "Running", "Unusable", TimeSpan.FromMinutes(2.5)),
    };

    private string _state = "Creating";
    private LastOperation? _lastOperation;
    private bool _hasAddress;

    private ComputeInstance(Workspace workspace, string name, SandboxState state)
        : base(Definition, workspace, name, state)
    {
    }

    public static ComputeType Definition { get; } =
        new("ComputeInstance", ComputeInstanceShape.Create(), (workspace, name, state) => new ComputeInstance(workspace, name, state));

    /// <summary>A stopped instance keeps its cores unless it was asked to release them.</summary>
    public override CoreUse? CoresInUse => Use(_state == "CreateFailed" || (_state == "Stopped" && ReleasesQuota) ? 0 : 1);

    protected override TimeSpan CreateTime => TimeSpan.FromMinutes(3);

    protected override IReadOnlyList<string> Changeable { get; } =
    [
        "idleTimeBeforeShutdown", "schedules", "customServices", "enableSSO", "enableOSPatching", "enableRootAccess", "releaseQuotaOnStop",
        "autologgerSettings",
    ];

    private bool ReleasesQuota => (bool?)Inner["releaseQuotaOnStop"] ?? false;

    /// <summary>An instance in transit cannot be deleted.</summary>
    protected override bool CanDeleteNow => !IsBusy;

    public override Operation Act(RequestContext request, string action)
    {
        if (!Transitions.TryGetValue(action, out Transition? transition))
        {
            return base.Act(request, action);
        }

        RefuseIfBusy();
        if (_state != transition.From)
        {
            throw ServiceError.BadRequest(
                $"The compute instance '{Name}' is in state {_state}; the action '{action}' needs it to be {transition.From}.", Name);
        }

        if (transition.From == "Stopped")
        {
            QuotaTable.Check(Others(), Use(1));
        }

        DateTimeOffset started = request.Now;
        Operation operation = StartAction(request, transition.Duration, new Outcome(
            _ => Become(transition.To, new LastOperation(transition.Operation, "Succeeded", started)),
            (_, _) => Become(transition.Failed, new LastOperation(transition.Operation, $"{transition.Operation}Failed", started))));
        Become(transition.Through, new LastOperation(transition.Operation, "InProgress", started));
        return operation;
    }

    protected override void Check(PutBody body, bool isNew)
    {
        JsonObject inner = body.Inner;
        if (body.ResourceId is not null)
        {
            throw ServiceError.BadRequest(
                "A compute of type 'ComputeInstance' is made by the service; 'properties.resourceId' cannot be given.",
                "properties.resourceId");
        }

        CheckIdleTime((string?)inner["idleTimeBeforeShutdown"]);
        ComputeInstanceShape.CheckSchedules(inner["schedules"]?["computeStartStop"] as JsonArray);
        if (!isNew)
        {
            return;
        }

        string name = (string?)inner["vmSize"]
            ?? throw ServiceError.BadRequest($"The member '{Prefix}vmSize' is required.", $"{Prefix}vmSize");
        VmSize size = VmCatalog.Require(name, Type.Name, Workspace.Location, $"{Prefix}vmSize");
        if ((string?)inner["sshSettings"]?["sshPublicAccess"] == "Enabled" && inner["sshSettings"]?["adminPublicKey"] is null)
        {
            throw ServiceError.BadRequest("Public SSH access needs 'adminPublicKey'.", $"{Prefix}sshSettings.adminPublicKey");
        }

        IReadOnlyList<Compute> others = Others();
        QuotaTable.CheckClusters(others);
        QuotaTable.Check(others, new CoreUse(size, 1, LowPriority: false));
    }

    protected override void OnAccepted(DateTimeOffset at, bool creates)
    {
        if (!creates)
        {
            return;
        }

        Become("Creating", new LastOperation("Create", "InProgress", at));
        State.Timeline.At(at + TimeSpan.FromSeconds(120), _ => Pass("Creating", "SettingUp"));
        if (Inner["setupScripts"] is not null)
        {
            State.Timeline.At(at + TimeSpan.FromSeconds(150), _ => Pass("SettingUp", "UserSettingUp"));
        }
    }

    protected override void OnCreated(DateTimeOffset at)
    {
        _hasAddress = true;
        Become("Running", _lastOperation! with { Status = "Succeeded" });
    }

    protected override void OnCreateFailed(DateTimeOffset at) => Become("CreateFailed", _lastOperation! with { Status = "CreateFailed" });

    protected override void OnDeleting(DateTimeOffset at) => Become("Deleting", new LastOperation("Delete", "InProgress", at));

    protected override void OnDeleteFailed(DateTimeOffset at) => Become("Unusable", _lastOperation! with { Status = "DeleteFailed" });

    protected override JsonObject RenderInner()
    {
        bool first = IsAnswering;
        return new JsonObject
        {
            ["vmSize"] = (string?)Inner["vmSize"],
            ["subnet"] = Echo("subnet"),
            ["applicationSharingPolicy"] = first ? null : (string?)Inner["applicationSharingPolicy"] ?? "Shared",
            ["autologgerSettings"] = Echo("autologgerSettings"),
            ["sshSettings"] = new JsonObject
            {
                ["sshPublicAccess"] = (string?)Inner["sshSettings"]?["sshPublicAccess"] ?? "Disabled",
                ["adminUserName"] = first ? null : "azureuser",
                ["sshPort"] = first ? null : 50000,
                ["adminPublicKey"] = null,
            },
            ["customServices"] = Echo("customServices"),
            ["osImageMetadata"] = first ? null : OsImage(),
            ["connectivityEndpoints"] = _hasAddress ? Addresses() : null,
            ["applications"] = first ? null : Applications(),
            ["createdBy"] = CreatedBy(),
            ["errors"] = first ? null : new JsonArray(),
            ["state"] = first ? null : _state,
            ["computeInstanceAuthorizationType"] = Echo("computeInstanceAuthorizationType"),
            ["personalComputeInstanceSettings"] = Echo("personalComputeInstanceSettings"),
            ["setupScripts"] = Echo("setupScripts"),
            ["lastOperation"] = first ? null : _lastOperation?.ToJson(),
            ["schedules"] = first ? Echo("schedules") : Schedules(),
            ["idleTimeBeforeShutdown"] = Echo("idleTimeBeforeShutdown"),
            ["enableNodePublicIp"] = (bool?)Inner["enableNodePublicIp"] ?? true,
            ["containers"] = null,
            ["dataDisks"] = null,
            ["dataMounts"] = null,
            ["versions"] = first ? null : new JsonObject { ["runtime"] = "3.0.02755.0006" },
            ["enableSSO"] = (bool?)Inner["enableSSO"] ?? true,
            ["enableOSPatching"] = (bool?)Inner["enableOSPatching"] ?? false,
            ["enableRootAccess"] = (bool?)Inner["enableRootAccess"] ?? true,
            ["releaseQuotaOnStop"] = (bool?)Inner["releaseQuotaOnStop"] ?? false,
            ["imageVersion"] = null,
            ["updateStatus"] = null,
        };
    }

    private static void CheckIdleTime(string? text)
    {
        if (text is null)
        {
            return;
        }

        _ = IsoDuration.TryParse(text, out TimeSpan idle);
        if (idle < ShortestIdleTime || idle > LongestIdleTime)
        {
            throw ServiceError.BadRequest(
                $"The value '{text}' of 'idleTimeBeforeShutdown' must be between 15 minutes (PT15M) and 3 days (P3D).",
                $"{Prefix}idleTimeBeforeShutdown");
        }
    }

    private static JsonObject OsImage() => new()
    {
        ["currentImageVersion"] = "24.06.10",
        ["latestImageVersion"] = "24.06.10",
        ["isLatestOsImageVersion"] = true,
        ["osPatchingStatus"] = null,
    };

    private JsonNode? Echo(string member) => Inner[member]?.DeepClone();

    private JsonObject Addresses() => new()
    {
        ["publicIpAddress"] = (bool?)Inner["enableNodePublicIp"] ?? true ? State.Seeds.PublicAddress($"{Id}/address") : null,
        ["privateIpAddress"] = $"10.0.0.{State.Seeds.Number($"{Id}/address", 250) + 4}",
    };

    private JsonArray Applications()
    {
        string root = $"https://{Name}.{Location}.instances.azureml.ms";
        return
        [
            new JsonObject { ["displayName"] = "Jupyter", ["endpointUri"] = $"{root}/tree/" },
            new JsonObject { ["displayName"] = "Jupyter Lab", ["endpointUri"] = $"{root}/lab" },
        ];
    }

    private JsonObject CreatedBy() => new()
    {
        ["userOrgId"] = State.Seeds.Guid("tenant").ToString(),
        ["userId"] = State.Seeds.Guid("user").ToString(),
    };

    private JsonObject Schedules()
    {
        JsonArray shown = [];
        foreach (JsonNode? schedule in Inner["schedules"]?["computeStartStop"] as JsonArray ?? [])
        {
            JsonObject entry = (JsonObject)schedule!.DeepClone();
            entry["id"] = State.Seeds.Guid($"{Id}/schedule/{shown.Count}").ToString();
            entry["provisioningStatus"] = "Completed";
            entry["status"] ??= "Enabled";
            shown.Add(entry);
        }

        return new JsonObject { ["computeStartStop"] = shown };
    }

    private CoreUse Use(int nodes) =>
        new(VmCatalog.Require((string)Inner["vmSize"]!, Type.Name, Workspace.Location, "vmSize"), nodes, LowPriority: false);

    private void Become(string state, LastOperation operation)
    {
        _state = state;
        _lastOperation = operation;
    }

    private void Pass(string from, string to) => _state = _state == from ? to : _state;

    private sealed record Transition(string Operation, string From, string Through, string To, string Failed, TimeSpan Duration);

    private sealed record LastOperation(string Name, string Status, DateTimeOffset Time)
    {
        public JsonObject ToJson() => new()
        {
            ["operationName"] = Name,
            ["operationTime"] = JsonText.CoarseTime(Time),
            ["operationStatus"] = Status,
            ["operationTrigger"] = "User",
        };
    }
}
