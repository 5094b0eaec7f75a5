using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.Catalog;
using AmlCompute.Sandbox.Jobs;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Types;

/// <summary>A cluster that the service creates and scales: computeType AmlCompute.</summary>
internal sealed partial class AmlCluster : Compute
{
    private const string SizePath = "properties.properties.vmSize";
    private const string ScalePath = "properties.properties.scaleSettings";
    private const string DefaultIdleTime = "PT2M";

    // The default limit of Azure, which Azure raises on request.
    private const int MaxNodes = 100;

    // With a longer time, the date of the scale-down could be later than the last date of .NET.
    private static readonly TimeSpan LongestIdleTime = TimeSpan.FromDays(365);

    private static readonly ObjectShape ScaleShape = Shape.Object(
        ("maxNodeCount", Shape.Integer),
        ("minNodeCount", Shape.Integer),
        ("nodeIdleTimeBeforeScaleDown", Shape.Duration));

    private readonly ClusterNodes _nodes;

    // True while the operation of a PATCH, or of a PUT on an existing cluster, runs.
    private bool _isUpdating;

    private AmlCluster(Workspace workspace, string name, SandboxState state)
        : base(Definition, workspace, name, state)
    {
        _nodes = new ClusterNodes(state.Timeline, state.Seeds, Id);
    }

    public static ComputeType Definition { get; } =
        new("AmlCompute", CreateBodyShape(), (workspace, name, state) => new AmlCluster(workspace, name, state));

    public override CoreUse? CoresInUse => CreateCoreUse(_nodes.CurrentCount);

    public override CoreUse? CoresCommitted =>
        CreateCoreUse(KeepsMinimumNodes ? Math.Max(_nodes.CurrentCount, MinNodeCount) : _nodes.CurrentCount);

    protected override TimeSpan CreationDuration => TimeSpan.FromSeconds(30);

    protected override IReadOnlyList<string> ChangeableMembers { get; } = ["scaleSettings"];

    protected override ObjectShape PatchShape { get; } = Shape.Object(("scaleSettings", ScaleShape));

    /// <summary>True if the cluster scales: it is not being deleted, and its creation runs or has succeeded.</summary>
    private bool KeepsMinimumNodes => ProvisioningState != ProvisioningStates.Deleting && (WasCreated || IsBusy);

    private JsonObject ScaleSettings => (JsonObject)TypeProperties["scaleSettings"]!;

    private int MinNodeCount => (int?)ScaleSettings["minNodeCount"] ?? 0;

    private int MaxNodeCount => (int)ScaleSettings["maxNodeCount"]!;

    private string IdleTime => (string?)ScaleSettings["nodeIdleTimeBeforeScaleDown"] ?? DefaultIdleTime;

    private bool HasPublicAddresses => (bool?)TypeProperties["enableNodePublicIp"] ?? true;

    /// <summary>Adds a job. A cluster that does not scale ignores it.</summary>
    public override void QueueJob(Job job, DateTimeOffset at)
    {
        if (KeepsMinimumNodes)
        {
            _nodes.QueueJob(job, at);
        }
    }

    public override IReadOnlyList<JsonObject> ListNodes() => _nodes.ListNodes(HasPublicAddresses);

    protected override void CompleteUpdate(PutBody body)
    {
        body.TypeProperties["vmSize"] ??= CopySent("vmSize");
        body.TypeProperties["scaleSettings"] ??= ScaleSettings.DeepClone();
    }

    protected override void CheckPut(PutBody body, bool isNew)
    {
        RejectResourceId(body);
        JsonObject properties = body.TypeProperties;
        string sizeName = (string?)properties["vmSize"] ?? throw ServiceError.MissingMember(SizePath);
        JsonObject scaleSettings = properties["scaleSettings"] as JsonObject ?? throw ServiceError.MissingMember(ScalePath);
        if (!isNew)
        {
            CheckScaleSettings(scaleSettings, Size, IsLowPriority(TypeProperties));
            return;
        }

        CheckScaleSettings(scaleSettings, RequireSize(sizeName, body.Location ?? Location, SizePath), IsLowPriority(properties));
        JsonObject? account = properties["userAccountCredentials"] as JsonObject;
        ServiceError.ThrowIf(
            account is not null && account["adminUserPassword"] is null && account["adminUserSshPublicKey"] is null,
            "The user account needs a password or an SSH public key. Set 'adminUserPassword' or 'adminUserSshPublicKey'.",
            "properties.properties.userAccountCredentials");
        State.Quotas.CheckClusterCount(ListOtherComputes());
    }

    protected override void ApplyPatch(JsonObject patch)
    {
        JsonObject scaleSettings = (JsonObject)ScaleSettings.DeepClone();
        foreach (KeyValuePair<string, JsonNode?> member in patch["scaleSettings"] as JsonObject ?? [])
        {
            scaleSettings[member.Key] = member.Value?.DeepClone() ?? scaleSettings[member.Key]?.DeepClone();
        }

        CheckScaleSettings(scaleSettings, Size, IsLowPriority(TypeProperties));
        TypeProperties["scaleSettings"] = scaleSettings;
        _isUpdating = true;
        _nodes.IsViewStale = false;
    }

    protected override void OnAccepted(DateTimeOffset at, bool creates)
    {
        _isUpdating = !creates;
        _nodes.IsViewStale = creates && State.Options.ReadLag > TimeSpan.Zero;
        if (creates)
        {
            _nodes.StartCluster(at, CreateScaleLimits());
        }
    }

    protected override void OnCreated(DateTimeOffset at) =>
        State.Timeline.Schedule(at + State.Options.ReadLag, _ => _nodes.IsViewStale = false);

    protected override void OnCreateFailed(DateTimeOffset at)
    {
        _nodes.IsViewStale = false;
        _nodes.RemoveAll(at);
    }

    protected override void OnUpdated(DateTimeOffset at)
    {
        _isUpdating = false;
        _nodes.ApplyLimits(at, CreateScaleLimits());
    }

    protected override void OnUpdateFailed(DateTimeOffset at) => _isUpdating = false;

    protected override void OnDeleting(DateTimeOffset at)
    {
        _isUpdating = false;
        _nodes.IsViewStale = false;
        _nodes.StartRemoval(at);
    }

    protected override void OnDeleteFailed(DateTimeOffset at)
    {
        _nodes.RemoveAll(at);
        if (KeepsMinimumNodes)
        {
            _nodes.ApplyLimits(at, CreateScaleLimits());
        }
    }

    private static ObjectShape CreateBodyShape() => Shape.Object(
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

    private static bool IsLowPriority(JsonObject typeProperties) => (string?)typeProperties["vmPriority"] == "LowPriority";

    /// <summary>Rejects a priority that the size does not offer, and scale settings that are not valid or exceed a quota.</summary>
    private void CheckScaleSettings(JsonObject scaleSettings, VmSize size, bool isLowPriority)
    {
        const string MaxPath = $"{ScalePath}.maxNodeCount";
        const string MinPath = $"{ScalePath}.minNodeCount";
        const string IdlePath = $"{ScalePath}.nodeIdleTimeBeforeScaleDown";
        ServiceError.ThrowIf(
            isLowPriority && !size.IsLowPriorityCapable,
            $"The specified VM size '{size.Name}' is not offered with low priority.",
            "properties.properties.vmPriority");
        int max = (int?)scaleSettings["maxNodeCount"] ?? throw ServiceError.MissingMember(MaxPath);
        int min = (int?)scaleSettings["minNodeCount"] ?? 0;
        ServiceError.ThrowIf(min < 0, $"The value of '{MinPath}' must not be negative.", MinPath);
        ServiceError.ThrowIf(max < 0, $"The value of '{MaxPath}' must not be negative.", MaxPath);
        ServiceError.ThrowIf(max < min, $"maxNodeCount ({max}) must not be less than minNodeCount ({min}).", MaxPath);
        ServiceError.ThrowIf(max > MaxNodes, $"maxNodeCount ({max}) is above the limit of {MaxNodes} nodes of a cluster.", MaxPath);
        string? idleTime = (string?)scaleSettings["nodeIdleTimeBeforeScaleDown"];
        ServiceError.ThrowIf(
            IsoDuration.ParseOrNull(idleTime) > LongestIdleTime,
            $"The value '{idleTime}' of '{IdlePath}' is longer than 365 days.",
            IdlePath);
        State.Quotas.CheckCores(Workspace, ListOtherComputes(), new CoreUse(size, min, isLowPriority));
    }

    private ScaleLimits CreateScaleLimits() => new(MinNodeCount, MaxNodeCount, IsoDuration.ParseOrNull(IdleTime)!.Value);

    private CoreUse CreateCoreUse(int nodes) => new(Size, nodes, IsLowPriority(TypeProperties));
}
