namespace AmlCompute;

/// <summary>The image of a compute instance's operating system.</summary>
public sealed class OsImageMetadata : JsonModel
{
    internal OsImageMetadata(JsonElement json) : base(json) { }

    /// <summary>Gets the version in use, for example 24.06.10. JSON: <c>currentImageVersion</c>.</summary>
    public string? CurrentImageVersion => Read(Members.CurrentImageVersion);

    /// <summary>Gets the newest available version. JSON: <c>latestImageVersion</c>.</summary>
    public string? LatestImageVersion => Read(Members.LatestImageVersion);

    /// <summary>Gets a value indicating whether the version in use is the newest. JSON: <c>isLatestOsImageVersion</c>.</summary>
    public bool? IsLatestOsImageVersion => Read(Members.IsLatestOsImageVersion);

    /// <summary>Gets the status of patching; null if patching is off. JSON: <c>osPatchingStatus</c>.</summary>
    public OsPatchingStatus? OsPatchingStatus => Read(Members.OsPatchingStatus);

    /// <summary>Shows the version in use, and the newest if it differs.</summary>
    /// <returns>For example <c>24.06.10 (latest 24.08.02)</c>.</returns>
    public override string ToString() =>
        LatestImageVersion is null || LatestImageVersion == CurrentImageVersion
            ? CurrentImageVersion ?? string.Empty
            : $"{CurrentImageVersion} (latest {LatestImageVersion})".Trim();

    private static class Members
    {
        public static readonly JsonMember<string> CurrentImageVersion = JsonMembers.Text("currentImageVersion");
        public static readonly JsonMember<string> LatestImageVersion = JsonMembers.Text("latestImageVersion");
        public static readonly JsonMember<bool?> IsLatestOsImageVersion = JsonMembers.Flag("isLatestOsImageVersion");
        public static readonly JsonMember<OsPatchingStatus> OsPatchingStatus =
            JsonMembers.Object("osPatchingStatus", json => new OsPatchingStatus(json));
    }
}

/// <summary>The patch status of a compute instance's operating system.</summary>
public sealed class OsPatchingStatus : JsonModel
{
    internal OsPatchingStatus(JsonElement json) : base(json) { }

    /// <summary>Gets the status: Succeeded, CompletedWithWarnings, InProgress, Failed or Unknown. JSON: <c>patchStatus</c>.</summary>
    public string? PatchStatus => Read(Members.PatchStatus);

    /// <summary>Gets the time of the last patch, with its offset. JSON: <c>latestPatchTime</c>.</summary>
    public DateTimeOffset? LatestPatchTime => Read(Members.LatestPatchTime);

    /// <summary>Gets a value indicating whether the machine must restart. JSON: <c>rebootPending</c>.</summary>
    public bool? RebootPending => Read(Members.RebootPending);

    /// <summary>Gets the time of the scheduled restart, with its offset. JSON: <c>scheduledRebootTime</c>.</summary>
    public DateTimeOffset? ScheduledRebootTime => Read(Members.ScheduledRebootTime);

    /// <summary>Gets the errors of patching; empty if there are none. JSON: <c>osPatchingErrors</c>.</summary>
    public IReadOnlyList<ComputeError> OsPatchingErrors => ReadList(Members.OsPatchingErrors);

    /// <summary>Shows the status.</summary>
    /// <returns>For example <c>Succeeded</c>.</returns>
    public override string ToString() => PatchStatus ?? string.Empty;

    private static class Members
    {
        public static readonly JsonMember<string> PatchStatus = JsonMembers.Text("patchStatus");
        public static readonly JsonMember<DateTimeOffset?> LatestPatchTime = JsonMembers.Time("latestPatchTime");
        public static readonly JsonMember<bool?> RebootPending = JsonMembers.Flag("rebootPending");
        public static readonly JsonMember<DateTimeOffset?> ScheduledRebootTime = JsonMembers.Time("scheduledRebootTime");
        public static readonly JsonMember<IReadOnlyList<ComputeError>> OsPatchingErrors =
            JsonMembers.List("osPatchingErrors", json => new ComputeError(json));
    }
}
