namespace AmlCompute;

/// <summary>A data disk of a compute instance. A value that the service omits is null.</summary>
public sealed class DataDisk : JsonModel
{
    internal DataDisk(JsonElement json) : base(json) { }

    /// <summary>Gets the logical unit number, unique on the machine. JSON: <c>lun</c>.</summary>
    public int? Lun => Read(Members.Lun);

    /// <summary>Gets the size in GB. JSON: <c>diskSizeGB</c>.</summary>
    public int? DiskSizeGB => Read(Members.DiskSizeGB);

    /// <summary>Gets the caching mode: None, ReadOnly or ReadWrite. JSON: <c>caching</c>.</summary>
    public string? Caching => Read(Members.Caching);

    /// <summary>Gets the kind of storage: Standard_LRS or Premium_LRS. JSON: <c>storageAccountType</c>.</summary>
    public string? StorageAccountType => Read(Members.StorageAccountType);

    /// <summary>Shows the number, the size and the kind, those that are known, for example <c>lun 0: 128 GB Premium_LRS</c>.</summary>
    public override string ToString()
    {
        string size = string.Join(" ", new[] { DiskSizeGB is { } number ? $"{number} GB" : null, StorageAccountType }
            .Where(text => !string.IsNullOrEmpty(text)));
        return Lun is { } lun ? $"lun {lun}{(size.Length > 0 ? $": {size}" : string.Empty)}" : size;
    }

    private static class Members
    {
        public static readonly JsonMember<int?> Lun = JsonMembers.CreateInteger("lun");
        public static readonly JsonMember<int?> DiskSizeGB = JsonMembers.CreateInteger("diskSizeGB");
        public static readonly JsonMember<string> Caching = JsonMembers.CreateText("caching");
        public static readonly JsonMember<string> StorageAccountType = JsonMembers.CreateText("storageAccountType");
    }
}
