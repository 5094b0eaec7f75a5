namespace AmlCompute;

/// <summary>Data mounted on a compute instance. A value that the service omits is null.</summary>
public sealed class DataMount : JsonModel
{
    internal DataMount(JsonElement json) : base(json) { }

    /// <summary>Gets the name of the mount. JSON: <c>mountName</c>.</summary>
    public string? MountName => Read(Members.MountName);

    /// <summary>Gets the source of the data, of the kind <see cref="SourceType"/>. JSON: <c>source</c>.</summary>
    public string? Source => Read(Members.Source);

    /// <summary>Gets the kind of source: Dataset, Datastore or URI. JSON: <c>sourceType</c>.</summary>
    public string? SourceType => Read(Members.SourceType);

    /// <summary>Gets the folder of the machine that shows the data. JSON: <c>mountPath</c>.</summary>
    public string? MountPath => Read(Members.MountPath);

    /// <summary>Gets the access mode: ReadOnly or ReadWrite. JSON: <c>mountMode</c>.</summary>
    public string? MountMode => Read(Members.MountMode);

    /// <summary>Gets the requested action: Mount or Unmount. JSON: <c>mountAction</c>.</summary>
    public string? MountAction => Read(Members.MountAction);

    /// <summary>
    /// Gets the state: MountRequested, Mounted, MountFailed, UnmountRequested, UnmountFailed or Unmounted. JSON: <c>mountState</c>.
    /// </summary>
    public string? MountState => Read(Members.MountState);

    /// <summary>Gets the time of mounting, with its offset. JSON: <c>mountedOn</c>.</summary>
    public DateTimeOffset? MountedOn => Read(Members.MountedOn);

    /// <summary>Gets the user who requested the mount, in the words of the service. JSON: <c>createdBy</c>.</summary>
    public string? CreatedBy => Read(Members.CreatedBy);

    /// <summary>Gets the error message; null if there was no error. JSON: <c>error</c>.</summary>
    public string? Error => Read(Members.Error);

    /// <summary>Shows the name, the path and the state, those that are known, for example <c>images on /mnt/images: Mounted</c>.</summary>
    public override string ToString()
    {
        string mount = string.Join(" on ", new[] { MountName, MountPath }.Where(text => !string.IsNullOrEmpty(text)));
        return string.Join(": ", new[] { mount, MountState }.Where(text => !string.IsNullOrEmpty(text)));
    }

    internal static class Members
    {
        public static readonly JsonMember<string> MountName = JsonMembers.CreateText("mountName", MemberAccess.Action);
        public static readonly JsonMember<string> Source = JsonMembers.CreateText("source", MemberAccess.Action);
        public static readonly JsonMember<string> SourceType =
            JsonMembers.CreateWord("sourceType", MemberAccess.Action, "Dataset", "Datastore", "URI");
        public static readonly JsonMember<string> MountPath = JsonMembers.CreateText("mountPath", MemberAccess.Action);
        public static readonly JsonMember<string> MountMode =
            JsonMembers.CreateWord("mountMode", MemberAccess.Action, "ReadOnly", "ReadWrite");
        public static readonly JsonMember<string> MountAction =
            JsonMembers.CreateWord("mountAction", MemberAccess.Action, "Mount", "Unmount");
        public static readonly JsonMember<string> MountState = JsonMembers.CreateWord(
            "mountState",
            MemberAccess.ReadOnly,
            "MountRequested", "Mounted", "MountFailed", "UnmountRequested", "UnmountFailed", "Unmounted");
        public static readonly JsonMember<DateTimeOffset?> MountedOn = JsonMembers.CreateTime("mountedOn");
        public static readonly JsonMember<string> CreatedBy = JsonMembers.CreateText("createdBy");
        public static readonly JsonMember<string> Error = JsonMembers.CreateText("error");
    }
}
