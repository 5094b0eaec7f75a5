namespace AmlCompute;

/// <summary>A service that Azure Machine Learning runs on an AKS cluster. A value that the service omits is null.</summary>
public sealed class AksSystemService : JsonModel
{
    internal AksSystemService(JsonElement json) : base(json) { }

    /// <summary>Gets the kind of service, such as ScoringFrontEnd. JSON: <c>systemServiceType</c>.</summary>
    public string? SystemServiceType => Read(Members.SystemServiceType);

    /// <summary>Gets the public IP address. JSON: <c>publicIpAddress</c>.</summary>
    public string? PublicIpAddress => Read(Members.PublicIpAddress);

    /// <summary>Gets the version, such as 1.0. JSON: <c>version</c>.</summary>
    public string? Version => Read(Members.Version);

    /// <summary>Shows the kind and the version, for example <c>ScoringFrontEnd 1.0</c>.</summary>
    public override string ToString() => $"{SystemServiceType} {Version}".Trim();

    private static class Members
    {
        public static readonly JsonMember<string> SystemServiceType = JsonMembers.CreateText("systemServiceType");
        public static readonly JsonMember<string> PublicIpAddress = JsonMembers.CreateText("publicIpAddress");
        public static readonly JsonMember<string> Version = JsonMembers.CreateText("version");
    }
}
