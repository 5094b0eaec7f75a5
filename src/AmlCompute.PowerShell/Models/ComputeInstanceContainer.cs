namespace AmlCompute;

/// <summary>A container of a compute instance. A value that the service omits is null.</summary>
public sealed class ComputeInstanceContainer : JsonModel
{
    internal ComputeInstanceContainer(JsonElement json) : base(json) { }

    /// <summary>Gets the name. JSON: <c>name</c>.</summary>
    public string? Name => Read(Members.Name);

    /// <summary>Gets the location of its saved settings: None, Local or Remote. JSON: <c>autosave</c>.</summary>
    public string? Autosave => Read(Members.Autosave);

    /// <summary>Gets the GPUs that the container can use, in the words of the service. JSON: <c>gpu</c>.</summary>
    public string? Gpu => Read(Members.Gpu);

    /// <summary>Gets its network: Bridge or Host. JSON: <c>network</c>.</summary>
    public string? Network => Read(Members.Network);

    /// <summary>Gets the name of the environment it runs. JSON: <c>environment.name</c>.</summary>
    public string? EnvironmentName => Read(Members.EnvironmentName);

    /// <summary>Gets the version of the environment it runs. JSON: <c>environment.version</c>.</summary>
    public string? EnvironmentVersion => Read(Members.EnvironmentVersion);

    /// <summary>Shows the name.</summary>
    public override string ToString() => Name ?? string.Empty;

    private static class Members
    {
        public static readonly JsonMember<string> Name = JsonMembers.CreateText("name");
        public static readonly JsonMember<string> Autosave = JsonMembers.CreateText("autosave");
        public static readonly JsonMember<string> Gpu = JsonMembers.CreateText("gpu");
        public static readonly JsonMember<string> Network = JsonMembers.CreateText("network");
        public static readonly JsonMember<string> EnvironmentName = JsonMembers.CreateText("environment.name");
        public static readonly JsonMember<string> EnvironmentVersion = JsonMembers.CreateText("environment.version");
    }
}
