namespace AmlCompute;

/// <summary>A mount in the container of a custom service. A value that the service omits is null.</summary>
public sealed class CustomServiceVolume : JsonModel
{
    internal CustomServiceVolume(JsonElement json) : base(json) { }

    /// <summary>Gets the kind: bind, volume, tmpfs or npipe. JSON: <c>type</c>.</summary>
    public string? Type => Read(Members.Type);

    /// <summary>Gets the folder of the machine, or the name of the volume; null for tmpfs. JSON: <c>source</c>.</summary>
    public string? Source => Read(Members.Source);

    /// <summary>Gets the folder in the container. JSON: <c>target</c>.</summary>
    public string? Target => Read(Members.Target);

    /// <summary>Gets a value indicating whether the container has read access only. JSON: <c>readOnly</c>.</summary>
    public bool? ReadOnly => Read(Members.ReadOnly);

    /// <summary>Gets the consistency of the mount in Docker's words: consistent, cached or delegated. JSON: <c>consistency</c>.</summary>
    public string? Consistency => Read(Members.Consistency);

    /// <summary>Gets the propagation of a bind mount in Docker's words, such as rprivate. JSON: <c>bind.propagation</c>.</summary>
    public string? BindPropagation => Read(Members.BindPropagation);

    /// <summary>Gets a value indicating whether a bind mount creates the folder on the machine. JSON: <c>bind.createHostPath</c>.</summary>
    public bool? BindCreateHostPath => Read(Members.BindCreateHostPath);

    /// <summary>Gets the SELinux option of a bind mount: z (shared) or Z (private). JSON: <c>bind.selinux</c>.</summary>
    public string? BindSelinux => Read(Members.BindSelinux);

    /// <summary>Gets a value indicating whether a volume starts without the files of the image. JSON: <c>volume.nocopy</c>.</summary>
    public bool? VolumeNoCopy => Read(Members.VolumeNoCopy);

    /// <summary>Gets the size of a tmpfs mount in bytes. JSON: <c>tmpfs.size</c>.</summary>
    public int? TmpfsSize => Read(Members.TmpfsSize);

    /// <summary>
    /// Shows the source, or else the kind, and the folder in the container, those that are known, for example
    /// <c>/mnt/data to /home/ann/data (read-only)</c>.
    /// </summary>
    public override string ToString()
    {
        string? source = string.IsNullOrEmpty(Source) ? Type : Source;
        string mount = string.Join(" to ", new[] { source, Target }.Where(text => !string.IsNullOrEmpty(text)));
        return ReadOnly is true ? $"{mount} (read-only)".TrimStart() : mount;
    }

    internal static class Members
    {
        public static readonly JsonMember<string> Type =
            JsonMembers.CreateWord("type", MemberAccess.Action, "bind", "volume", "tmpfs", "npipe");
        public static readonly JsonMember<string> Source = JsonMembers.CreateText("source", MemberAccess.Action);
        public static readonly JsonMember<string> Target = JsonMembers.CreateText("target", MemberAccess.Action);
        public static readonly JsonMember<bool?> ReadOnly = JsonMembers.CreateBoolean("readOnly", MemberAccess.Action);
        public static readonly JsonMember<string> Consistency = JsonMembers.CreateText("consistency", MemberAccess.Action);
        public static readonly JsonMember<string> BindPropagation = JsonMembers.CreateText("bind.propagation", MemberAccess.Action);
        public static readonly JsonMember<bool?> BindCreateHostPath = JsonMembers.CreateBoolean("bind.createHostPath", MemberAccess.Action);
        public static readonly JsonMember<string> BindSelinux = JsonMembers.CreateText("bind.selinux", MemberAccess.Action);
        public static readonly JsonMember<bool?> VolumeNoCopy = JsonMembers.CreateBoolean("volume.nocopy", MemberAccess.Action);
        public static readonly JsonMember<int?> TmpfsSize = JsonMembers.CreateInteger("tmpfs.size", MemberAccess.Action);
    }
}
