namespace AmlCompute;

/// <summary>
/// The limit on dedicated cores of a size family, for a subscription or one of its workspaces in a region. A value that the service omits
/// is null or empty.
/// </summary>
public sealed class ComputeQuota : JsonModel
{
    internal ComputeQuota(JsonElement json, string location, Workspace askedWorkspace, int? used)
        : base(json)
    {
        Location = location;
        AskedWorkspace = askedWorkspace;
        Used = used;
    }

    /// <summary>Gets the family, such as standardDSv2Family. JSON: <c>name.value</c>.</summary>
    public string Name => Read(Members.Name) ?? string.Empty;

    /// <summary>Gets the display name. JSON: <c>name.localizedValue</c>.</summary>
    public string? DisplayName => Read(Members.DisplayName);

    /// <summary>Gets the region that was queried.</summary>
    public string Location { get; }

    /// <summary>Gets the scope of the quota: Subscription or Workspace. Commands can set only a workspace's quota.</summary>
    public string Scope => QuotaId.FindScope(Id);

    /// <summary>Gets the name of the workspace that has the quota; null for a subscription's quota.</summary>
    public string? WorkspaceName => QuotaId.FindWorkspaceName(Id);

    /// <summary>Gets the owner of the quota: the name of the workspace, or else the word Subscription.</summary>
    public string Owner => WorkspaceName ?? Scope;

    /// <summary>Gets the number of used cores; null for a workspace if the service counts only the subscription's cores.</summary>
    public int? Used { get; }

    /// <summary>Gets the limit in cores; null if there is none, which the service writes as -1. JSON: <c>limit</c>.</summary>
    public int? Limit => LimitUse.NormalizeLimit(Read(Members.Limit));

    /// <summary>Gets the unused part of the limit in cores; null if the use or the limit is unknown.</summary>
    public int? Left => LimitUse.CalculateLeft(Used, Limit);

    /// <summary>Gets the used part of the limit in percent; null if the use or the limit is unknown.</summary>
    public int? PercentUsed => LimitUse.CalculatePercentUsed(Used, Limit);

    /// <summary>Gets the unit of the limit, Count. JSON: <c>unit</c>.</summary>
    public string? Unit => Read(Members.Unit);

    /// <summary>Gets the kind of row, in the service's words. JSON: <c>type</c>.</summary>
    public string? Type => Read(Members.Type);

    /// <summary>Gets the ARM id of the row. JSON: <c>id</c>.</summary>
    public string? Id => Read(Members.Id);

    /// <summary>
    /// Gets the region of the workspace that has the quota. JSON: <c>location</c>, or else <c>amlWorkspaceLocation</c>, the name in the
    /// published schema.
    /// </summary>
    public string? WorkspaceLocation => Read(Members.WorkspaceLocation) ?? Read(Members.PublishedLocation);

    /// <summary>Gets the workspace that was queried, which holds the connection. The quota can belong to another workspace.</summary>
    internal Workspace AskedWorkspace { get; }

    /// <summary>Shows the name and the limit, for example <c>standardDSv2Family 6</c>.</summary>
    public override string ToString() => $"{Name} {Limit}".TrimEnd();

    /// <summary>Returns true if the quota belongs to that workspace, not to the subscription or another workspace.</summary>
    internal bool BelongsTo(Workspace workspace) => Id?.StartsWith(workspace.Id + "/", StringComparison.OrdinalIgnoreCase) == true;

    internal static class Members
    {
        public static readonly JsonMember<string> Name = JsonMembers.CreateText("name.value");
        public static readonly JsonMember<string> DisplayName = JsonMembers.CreateText("name.localizedValue");
        public static readonly JsonMember<int?> Limit = JsonMembers.CreateInteger("limit");
        public static readonly JsonMember<string> Unit = JsonMembers.CreateText("unit");
        public static readonly JsonMember<string> Type = JsonMembers.CreateText("type");
        public static readonly JsonMember<string> Id = JsonMembers.CreateText("id");
        public static readonly JsonMember<string> WorkspaceLocation = JsonMembers.CreateText("location");
        public static readonly JsonMember<string> PublishedLocation = JsonMembers.CreateText("amlWorkspaceLocation");
    }
}
