namespace AmlCompute;

/// <summary>An attached account of Azure Data Lake Analytics. A value that the service omits is null.</summary>
public sealed class DataLakeAnalyticsCompute : ComputeTarget
{
    internal DataLakeAnalyticsCompute(JsonElement json, Workspace workspace) : base(json, workspace) { }

    // These overrides come first in lists of properties; see ComputeTarget.
    /// <inheritdoc/>
    public override string Name => base.Name;

    /// <inheritdoc/>
    public override string Type => base.Type;

    /// <inheritdoc/>
    public override string? State => base.State;

    /// <summary>Gets the name of the Data Lake Store account. JSON: <c>properties.properties.dataLakeStoreAccountName</c>.</summary>
    public string? DataLakeStoreAccountName => Read(Members.DataLakeStoreAccountName);

    internal static new class Members
    {
        public static readonly JsonMember<string> DataLakeStoreAccountName =
            JsonMembers.CreateText("properties.properties.dataLakeStoreAccountName", MemberAccess.Fixed);
    }
}
