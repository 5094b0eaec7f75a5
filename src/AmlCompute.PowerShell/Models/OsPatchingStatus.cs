namespace AmlCompute;

/// <summary>The patch status of a compute instance's operating system. A value that the service omits is null.</summary>
public sealed class OsPatchingStatus : JsonModel
{
    internal OsPatchingStatus(JsonElement json) : base(json) { }

    /// <summary>Gets the status: Succeeded, CompletedWithWarnings, InProgress, Failed or Unknown. JSON: <c>patchStatus</c>.</summary>
    public string? PatchStatus => Read(Members.PatchStatus);

    /// <summary>Gets the time of the last patch, with its offset. JSON: <c>latestPatchTime</c>.</summary>
    public DateTimeOffset? LatestPatchTime => Read(Members.LatestPatchTime);

    /// <summary>Gets a value indicating whether the machine must restart. JSON: <c>rebootPending</c>.</summary>
    public bool? RebootPending => Read(Members.RebootPending);

    /// <summary>Gets the time of the scheduled restart, with its offset; null without one. JSON: <c>scheduledRebootTime</c>.</summary>
    public DateTimeOffset? ScheduledRebootTime => Read(Members.ScheduledRebootTime);

    /// <summary>Gets the errors of patching; empty if there are none. JSON: <c>osPatchingErrors</c>.</summary>
    public IReadOnlyList<ComputeError> OsPatchingErrors => ReadList(Members.OsPatchingErrors);

    /// <summary>Shows the status, for example <c>Succeeded</c>.</summary>
    public override string ToString() => PatchStatus ?? string.Empty;

    private static class Members
    {
        public static readonly JsonMember<string> PatchStatus = JsonMembers.CreateText("patchStatus");
        public static readonly JsonMember<DateTimeOffset?> LatestPatchTime = JsonMembers.CreateTime("latestPatchTime");
        public static readonly JsonMember<bool?> RebootPending = JsonMembers.CreateBoolean("rebootPending");
        public static readonly JsonMember<DateTimeOffset?> ScheduledRebootTime = JsonMembers.CreateTime("scheduledRebootTime");
        public static readonly JsonMember<IReadOnlyList<ComputeError>> OsPatchingErrors =
            JsonMembers.CreateList("osPatchingErrors", json => new ComputeError(json));
    }
}
