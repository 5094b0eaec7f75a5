namespace AmlCompute;

/// <summary>The image of a compute instance's operating system. A value that the service omits is null.</summary>
public sealed class OsImageMetadata : JsonModel
{
    internal OsImageMetadata(JsonElement json) : base(json) { }

    /// <summary>Gets the version in use, for example 24.06.10. JSON: <c>currentImageVersion</c>.</summary>
    public string? CurrentImageVersion => Read(Members.CurrentImageVersion);

    /// <summary>Gets the newest available version, in the same format. JSON: <c>latestImageVersion</c>.</summary>
    public string? LatestImageVersion => Read(Members.LatestImageVersion);

    /// <summary>Gets a value indicating whether the version in use is the newest. JSON: <c>isLatestOsImageVersion</c>.</summary>
    public bool? IsLatestOsImageVersion => Read(Members.IsLatestOsImageVersion);

    /// <summary>Gets the status of patching. JSON: <c>osPatchingStatus</c>.</summary>
    public OsPatchingStatus? OsPatchingStatus => Read(Members.OsPatchingStatus);

    /// <summary>Shows the version in use, and the newest if it differs, for example <c>24.06.10 (latest 24.08.02)</c>.</summary>
    public override string ToString() =>
        LatestImageVersion is null || LatestImageVersion == CurrentImageVersion
            ? CurrentImageVersion ?? string.Empty
            : $"{CurrentImageVersion} (latest {LatestImageVersion})".Trim();

    private static class Members
    {
        public static readonly JsonMember<string> CurrentImageVersion = JsonMembers.CreateText("currentImageVersion");
        public static readonly JsonMember<string> LatestImageVersion = JsonMembers.CreateText("latestImageVersion");
        public static readonly JsonMember<bool?> IsLatestOsImageVersion = JsonMembers.CreateBoolean("isLatestOsImageVersion");
        public static readonly JsonMember<OsPatchingStatus> OsPatchingStatus =
            JsonMembers.CreateObject("osPatchingStatus", json => new OsPatchingStatus(json));
    }
}
