using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.Catalog;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Types;

/// <summary>A cluster that the service creates and scales: computeType AmlCompute.</summary>
internal sealed class AmlCluster : Compute
{
    private const string DefaultIdleTime = "PT2M";

    // No recording has a cluster with more nodes. Azure raises this limit only on request.
    private const int MaxNodes = 100;

    // With a longer time, the date of the scale-down could be later than the last date of .NET.
    private static readonly TimeSpan LongestIdleTime = TimeSpan.FromDays(365);

    private static readonly ObjectShape ScaleShape = Shape.Object(
        ("maxNodeCount", Shape.Integer),
        ("minNodeCount", Shape.Integer),
        ("nodeIdleTimeBeforeScaleDown", Shape.Duration));

    private readonly ClusterNodes _nodes;
    private bool _isUpdating;

    private AmlCluster(Workspace workspace, string name, SandboxState state)
        : base(Definition, workspace, name, state)
    {
        _nodes = new ClusterNodes(state.Timeline, state.Seeds, Id);
    }

    public static ComputeType Definition { get; } =
        new("AmlCompute", BodyShape(), (workspace, name, state) => new AmlCluster(workspace, name, state));

    public override CoreUse? CoresInUse => Use(_nodes.Current);

    public override CoreUse? CoresCommitted => Use(WillKeepMinimum ? Math.Max(_nodes.Current, MinNodeCount) : _nodes.Current);

    protected override TimeSpan CreateTime => TimeSpan.FromSeconds(30);

    protected override IReadOnlyList<string> Changeable { get; } = ["scaleSettings"];

    protected override ObjectShape PatchShape { get; } = Shape.Object(("scaleSettings", ScaleShape));

    /// <summary>The id of the underlying cluster during an update, as the service shows it.</summary>
    protected override string? ShownResourceId => _isUpdating || (IsChangeResponse && WasCreated)
        ? $"{Workspace.Id.Replace(RequestContext.Provider, "Microsoft.BatchAI")}/clusters/{Name}"
        : null;

    private bool IsPatching => ProvisioningState == ProvisioningStates.Updating;

    private bool WillKeepMinimum => ProvisioningState != ProvisioningStates.Deleting && (WasCreated || IsBusy);

    private JsonObject Scale => (JsonObject)Inner["scaleSettings"]!;

    private int MinNodeCount => (int?)Scale["minNodeCount"] ?? 0;

    private int MaxNodeCount => (int)Scale["maxNodeCount"]!;

    private string IdleTime => (string?)Scale["nodeIdleTimeBeforeScaleDown"] ?? DefaultIdleTime;

    public override void Queue(Job job, DateTimeOffset at)
    {
        if (WillKeepMinimum)
        {
            _nodes.Queue(job, at);
        }
    }

    public override IReadOnlyList<JsonObject> ListNodes() => _nodes.List((bool?)Inner["enableNodePublicIp"] ?? true);

    protected override void Check(PutBody body, bool isNew)
    {
        RejectResourceId(body);
        JsonObject inner = body.Inner;
        string name = (string?)inner["vmSize"] ?? (isNew ? null : (string?)Inner["vmSize"])
            ?? throw ServiceError.Required("properties.properties.vmSize");
        inner["scaleSettings"] ??= isNew ? null : Scale.DeepClone();
        JsonObject scale = inner["scaleSettings"] as JsonObject
            ?? throw ServiceError.Required("properties.properties.scaleSettings");
        VmSize size = isNew ? RequireSize(name, "properties.properties.vmSize") : VmCatalog.Find(name)!;
        CheckScale(scale, size, LowPriority(isNew ? inner : Inner));
        if (isNew)
        {
            JsonObject? account = inner["userAccountCredentials"] as JsonObject;
            ServiceError.ThrowIf(
                account is not null && account["adminUserPassword"] is null && account["adminUserSshPublicKey"] is null,
                "The user account needs a password or an SSH public key. Set 'adminUserPassword' or 'adminUserSshPublicKey'.",
                "properties.properties.userAccountCredentials");
            State.Quotas.CheckClusters(Others());
        }
    }

    protected override Action PreparePatch(JsonObject inner)
    {
        JsonObject scale = (JsonObject)Scale.DeepClone();
        foreach (KeyValuePair<string, JsonNode?> member in inner["scaleSettings"] as JsonObject ?? [])
        {
            scale[member.Key] = member.Value?.DeepClone() ?? scale[member.Key]?.DeepClone();
        }

        CheckScale(scale, Size, LowPriority(Inner));
        return () =>
        {
            Inner["scaleSettings"] = scale;
            _isUpdating = true;
            _nodes.IsViewStale = false;
        };
    }

    protected override void OnAccepted(DateTimeOffset at, bool creates)
    {
        _isUpdating = !creates;
        _nodes.IsViewStale = creates && State.Options.ReadLag > TimeSpan.Zero;
        if (creates)
        {
            _nodes.Begin(at, Limits());
        }
    }

    protected override void OnCreated(DateTimeOffset at) =>
        State.Timeline.At(at + State.Options.ReadLag, _ => _nodes.IsViewStale = false);

    protected override void OnCreateFailed(DateTimeOffset at)
    {
        _nodes.IsViewStale = false;
        _nodes.Clear(at);
    }

    protected override void OnUpdated(DateTimeOffset at)
    {
        _isUpdating = false;
        _nodes.Scale(at, Limits());
    }

    protected override void OnUpdateFailed(DateTimeOffset at) => _isUpdating = false;

    protected override void OnDeleting(DateTimeOffset at)
    {
        _nodes.IsViewStale = false;
        _nodes.StartRemoval(at);
    }

    protected override void OnDeleteFailed(DateTimeOffset at) => _nodes.Clear(at);

    protected override JsonObject RenderInner()
    {
        bool first = IsChangeResponse;
        AllocationView? allocation = first ? null : _nodes.View();
        JsonObject inner = new()
        {
            ["vmSize"] = (string?)Inner["vmSize"],
            ["vmPriority"] = (string?)Inner["vmPriority"] ?? (first && !IsPatching ? null : "Dedicated"),
            ["scaleSettings"] = new JsonObject
            {
                ["maxNodeCount"] = MaxNodeCount,
                ["minNodeCount"] = MinNodeCount,
                ["nodeIdleTimeBeforeScaleDown"] = first ? (string?)Scale["nodeIdleTimeBeforeScaleDown"] : IdleTime,
            },
        };
        if (!first && Inner["userAccountCredentials"] is JsonObject account)
        {
            inner["userAccountCredentials"] = new JsonObject
            {
                ["adminUserName"] = account["adminUserName"]?.DeepClone(),
                ["adminUserPassword"] = null,
                ["adminUserSshPublicKey"] = account["adminUserSshPublicKey"]?.DeepClone(),
            };
        }

        inner["subnet"] = Echo("subnet");
        inner["currentNodeCount"] = allocation?.Current;
        inner["targetNodeCount"] = allocation?.Target;
        inner["nodeStateCounts"] = allocation?.Counts;
        inner["allocationState"] = allocation?.State;
        if (allocation is not null)
        {
            inner["allocationStateTransitionTime"] = JsonText.CoarseTime(allocation.TransitionTime);
        }

        inner["errors"] = null;
        inner["remoteLoginPortPublicAccess"] = first ? (string?)Inner["remoteLoginPortPublicAccess"] : RemoteLogin();
        inner["osType"] = (string?)Inner["osType"] ?? "Linux";
        inner["virtualMachineImage"] = Echo("virtualMachineImage");
        inner["isolatedNetwork"] = (bool?)Inner["isolatedNetwork"] ?? false;
        inner["enableNodePublicIp"] = (bool?)Inner["enableNodePublicIp"] ?? true;
        inner["enableBatchPrivateLink"] = false;
        if (!first)
        {
            inner["propertyBag"] = Echo("propertyBag") ?? new JsonObject();
        }

        return inner;
    }

    private static ObjectShape BodyShape() => Shape.Object(
        ("osType", Shape.OneOf("Linux", "Windows")),
        ("vmSize", Shape.Text),
        ("vmPriority", Shape.OneOf("Dedicated", "LowPriority")),
        ("virtualMachineImage", Shape.Reference),
        ("isolatedNetwork", Shape.Flag),
        ("scaleSettings", ScaleShape),
        ("userAccountCredentials", Shape.Object(
            ("adminUserName", Shape.Text),
            ("adminUserPassword", Shape.Text),
            ("adminUserSshPublicKey", Shape.Text)).Requiring("adminUserName")),
        ("subnet", Shape.Reference),
        ("remoteLoginPortPublicAccess", Shape.OneOf("Enabled", "Disabled", "NotSpecified")),
        ("enableNodePublicIp", Shape.Flag),
        ("propertyBag", Shape.Any)).Ignoring(
            "enableBatchPrivateLink", "allocationState", "allocationStateTransitionTime", "currentNodeCount", "targetNodeCount",
            "nodeStateCounts", "errors");

    private static bool LowPriority(JsonObject inner) => (string?)inner["vmPriority"] == "LowPriority";

    private void CheckScale(JsonObject scale, VmSize size, bool lowPriority)
    {
        const string Path = "properties.properties.scaleSettings";
        const string MaxPath = $"{Path}.maxNodeCount";
        const string MinPath = $"{Path}.minNodeCount";
        const string IdlePath = $"{Path}.nodeIdleTimeBeforeScaleDown";
        ServiceError.ThrowIf(
            lowPriority && !size.IsLowPriorityCapable,
            $"The specified VM size '{size.Name}' is not offered with low priority.",
            "properties.properties.vmPriority");
        int max = (int?)scale["maxNodeCount"] ?? throw ServiceError.Required(MaxPath);
        int min = (int?)scale["minNodeCount"] ?? 0;
        ServiceError.ThrowIf(min < 0, $"The value of '{MinPath}' must not be negative.", MinPath);
        ServiceError.ThrowIf(max < 0, $"The value of '{MaxPath}' must not be negative.", MaxPath);
        ServiceError.ThrowIf(max < min, $"maxNodeCount ({max}) must not be less than minNodeCount ({min}).", MaxPath);
        ServiceError.ThrowIf(max > MaxNodes, $"maxNodeCount ({max}) is above the limit of {MaxNodes} nodes of a cluster.", MaxPath);
        string? idle = (string?)scale["nodeIdleTimeBeforeScaleDown"];
        ServiceError.ThrowIf(
            IsoDuration.Parse(idle) > LongestIdleTime, $"The value '{idle}' of '{IdlePath}' is longer than 365 days.", IdlePath);
        State.Quotas.Check(Workspace, Others(), new CoreUse(size, min, lowPriority));
    }

    private ScaleLimits Limits() => new(MinNodeCount, MaxNodeCount, IsoDuration.Parse(IdleTime) ?? TimeSpan.Zero);

    private CoreUse Use(int nodes) => new(Size, nodes, LowPriority(Inner));

    private string RemoteLogin() => (string?)Inner["remoteLoginPortPublicAccess"] switch
    {
        null or "NotSpecified" => Inner["subnet"] is null ? "Enabled" : "Disabled",
        { } chosen => chosen,
    };
}
