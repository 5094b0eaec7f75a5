using System.Text.Json;

namespace AmlCompute;

/// <summary>How much of a limit is used in a region: of clusters, of all cores, or of the cores of one family of sizes.</summary>
public sealed class ComputeUsage : JsonModel
{
    internal ComputeUsage(JsonElement json, string location)
        : base(json) =>
        Location = location;

    /// <summary>Gets what is counted: a family such as standardDSv2Family, or TotalClusters, TotalDedicatedCores, TotalLowPriorityCores. JSON: <c>name.value</c>.</summary>
    public string Name => Read(Members.Name) ?? string.Empty;

    /// <summary>Gets the name for people. JSON: <c>name.localizedValue</c>.</summary>
    public string? DisplayName => Read(Members.DisplayName);

    /// <summary>Gets the region that was asked.</summary>
    public string Location { get; }

    /// <summary>Gets whose use it is: Subscription, Workspace or ComputeTarget.</summary>
    public string Scope => QuotaId.ScopeOf(Id);

    /// <summary>Gets the workspace whose use it is; null for the subscription's.</summary>
    public string? WorkspaceName => QuotaId.WorkspaceOf(Id);

    /// <summary>Gets the compute target whose use it is; null for that of a workspace or the subscription.</summary>
    public string? ComputeTargetName => QuotaId.ComputeOf(Id);

    /// <summary>Gets the priority of the cores that are counted: Dedicated or LowPriority; null where no cores are counted.</summary>
    public string? Priority =>
        Says("lowPriority") || Says("Low Priority") ? VmPriorities.LowPriority
        : Says("cores") || Says("vCPUs") ? VmPriorities.Dedicated
        : null;

    /// <summary>Gets how much is used. JSON: <c>currentValue</c>.</summary>
    public int Used => Read(Members.Used) ?? 0;

    /// <summary>Gets the limit; null when there is none of its own, which the service writes as -1. JSON: <c>limit</c>.</summary>
    public int? Limit => Read(Members.Limit) is >= 0 and int limit ? limit : null;

    /// <summary>Gets how much is left; null without a limit.</summary>
    public int? Available => Limit is { } limit ? Math.Max(0, limit - Used) : null;

    /// <summary>Gets how much of the limit is used, in percent; null without a limit.</summary>
    public int? PercentUsed => Percentage.Of(Used, Limit);

    /// <summary>Gets the unit, Count. JSON: <c>unit</c>.</summary>
    public string? Unit => Read(Members.Unit);

    /// <summary>Gets the kind of row, in the service's words. JSON: <c>type</c>.</summary>
    public string? Type => Read(Members.Type);

    /// <summary>Gets the ARM id of the row. JSON: <c>id</c>.</summary>
    public string? Id => Read(Members.Id);

    /// <summary>Gets the region of the workspace whose use it is. JSON: <c>amlWorkspaceLocation</c>.</summary>
    public string? WorkspaceLocation => Read(Members.WorkspaceLocation);

    /// <summary>Shows name, use and limit.</summary>
    /// <returns>For example <c>standardDSv2Family 2/6</c>.</returns>
    public override string ToString() => Limit is { } limit ? $"{Name} {Used}/{limit}" : $"{Name} {Used}";

    private bool Says(string word) => $"{Type} {Name} {DisplayName}".IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0;

    private static class Members
    {
        public static readonly JsonMember<string> Name = JsonMembers.Text("name.value");
        public static readonly JsonMember<string> DisplayName = JsonMembers.Text("name.localizedValue");
        public static readonly JsonMember<int?> Used = JsonMembers.Number("currentValue");
        public static readonly JsonMember<int?> Limit = JsonMembers.Number("limit");
        public static readonly JsonMember<string> Unit = JsonMembers.Text("unit");
        public static readonly JsonMember<string> Type = JsonMembers.Text("type");
        public static readonly JsonMember<string> Id = JsonMembers.Text("id");
        public static readonly JsonMember<string> WorkspaceLocation = JsonMembers.Text("amlWorkspaceLocation");
    }
}

/// <summary>Shares of a limit.</summary>
internal static class Percentage
{
    /// <summary>Rounded to a whole number; null without a limit. All of a limit of 0 is used.</summary>
    public static int? Of(int? used, int? limit) =>
        used is null || limit is null ? null
        : limit == 0 ? (used == 0 ? 0 : 100)
        : (int)Math.Round(100.0 * used.Value / limit.Value, MidpointRounding.AwayFromZero);
}
