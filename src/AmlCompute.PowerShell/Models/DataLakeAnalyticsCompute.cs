using System.Text.Json;

namespace AmlCompute;

/// <summary>An attached account of Azure Data Lake Analytics.</summary>
public sealed class DataLakeAnalyticsCompute : ComputeTarget
{
    internal DataLakeAnalyticsCompute(JsonElement json, Workspace workspace)
        : base(json, workspace)
    {
    }

    /// <summary>Gets the name of the Data Lake Store account. JSON: <c>properties.properties.dataLakeStoreAccountName</c>.</summary>
    public string? DataLakeStoreAccountName => Read(Members.DataLakeStoreAccountName);

    internal static new class Members
    {
        public static readonly JsonMember<string> DataLakeStoreAccountName =
            JsonMembers.Text("properties.properties.dataLakeStoreAccountName", MemberAccess.Fixed);
    }
}
