namespace AmlCompute;

/// <summary>
/// The use of a limit in a region: clusters, all cores, or the cores of one family. A value that the service omits is null or empty.
/// </summary>
public sealed class ComputeUsage : JsonModel
{
    internal ComputeUsage(JsonElement json, string location) : base(json) => Location = location;

    /// <summary>
    /// Gets the counted resource: a family such as standardDSv2Family, or TotalClusters, TotalDedicatedCores, TotalLowPriorityCores.
    /// JSON: <c>name.value</c>.
    /// </summary>
    public string Name => Read(Members.Name) ?? string.Empty;

    /// <summary>Gets the display name. JSON: <c>name.localizedValue</c>.</summary>
    public string? DisplayName => Read(Members.DisplayName);

    /// <summary>Gets the region that was queried.</summary>
    public string Location { get; }

    /// <summary>Gets the scope of the use: Subscription, Workspace or ComputeTarget.</summary>
    public string Scope => QuotaId.FindScope(Id);

    /// <summary>Gets the name of the workspace; null for the use of a subscription.</summary>
    public string? WorkspaceName => QuotaId.FindWorkspaceName(Id);

    /// <summary>Gets the name of the compute target; null for the use of a workspace or a subscription.</summary>
    public string? ComputeTargetName => QuotaId.FindComputeTargetName(Id);

    /// <summary>Gets the owner of the usage: the name of the compute target or of the workspace, or else the word Subscription.</summary>
    public string Owner => ComputeTargetName ?? WorkspaceName ?? Scope;

    /// <summary>Gets the priority of the counted cores: Dedicated, or LowPriority for Spot; null if the row does not count cores.</summary>
    public string? Priority =>
        MentionsWord("lowPriority") || MentionsWord("Low Priority") ? VmPriorities.LowPriority
        : MentionsWord("cores") || MentionsWord("vCPUs") ? VmPriorities.Dedicated
        : null;

    /// <summary>Gets the used number; 0 if the service did not return it. JSON: <c>currentValue</c>.</summary>
    public int Used => Read(Members.Used) ?? 0;

    /// <summary>Gets the limit; null if the row has none, which the service writes as -1. JSON: <c>limit</c>.</summary>
    public int? Limit => LimitUse.NormalizeLimit(Read(Members.Limit));

    /// <summary>Gets the unused part of the limit; null without a limit.</summary>
    public int? Available => LimitUse.CalculateLeft(Used, Limit);

    /// <summary>Gets <see cref="Available"/>, under its shorter name.</summary>
    public int? Left => Available;

    /// <summary>Gets the used part of the limit in percent; null without a limit.</summary>
    public int? PercentUsed => LimitUse.CalculatePercentUsed(Used, Limit);

    /// <summary>Gets the unit of the numbers, Count. JSON: <c>unit</c>.</summary>
    public string? Unit => Read(Members.Unit);

    /// <summary>Gets the kind of row, in the service's words. JSON: <c>type</c>.</summary>
    public string? Type => Read(Members.Type);

    /// <summary>Gets the ARM id of the row. JSON: <c>id</c>.</summary>
    public string? Id => Read(Members.Id);

    /// <summary>Gets the region of the workspace. JSON: <c>amlWorkspaceLocation</c>.</summary>
    public string? WorkspaceLocation => Read(Members.WorkspaceLocation);

    /// <summary>Shows the name, the use and the limit, for example <c>standardDSv2Family 2/6</c>.</summary>
    public override string ToString() => Limit is { } limit ? $"{Name} {Used}/{limit}" : $"{Name} {Used}";

    /// <summary>Returns true if the kind of row or its name contains a word, because no member of the JSON has the priority.</summary>
    private bool MentionsWord(string word) => $"{Type} {Name} {DisplayName}".IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0;

    private static class Members
    {
        public static readonly JsonMember<string> Name = JsonMembers.CreateText("name.value");
        public static readonly JsonMember<string> DisplayName = JsonMembers.CreateText("name.localizedValue");
        public static readonly JsonMember<int?> Used = JsonMembers.CreateInteger("currentValue");
        public static readonly JsonMember<int?> Limit = JsonMembers.CreateInteger("limit");
        public static readonly JsonMember<string> Unit = JsonMembers.CreateText("unit");
        public static readonly JsonMember<string> Type = JsonMembers.CreateText("type");
        public static readonly JsonMember<string> Id = JsonMembers.CreateText("id");
        public static readonly JsonMember<string> WorkspaceLocation = JsonMembers.CreateText("amlWorkspaceLocation");
    }
}
