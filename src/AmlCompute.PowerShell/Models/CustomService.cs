namespace AmlCompute;

/// <summary>A user's own application on a compute instance, in a container. A value that the service omits is null or empty.</summary>
public sealed class CustomService : JsonModel
{
    internal CustomService(JsonElement json) : base(json) { }

    /// <summary>Gets the name. JSON: <c>name</c>.</summary>
    public string? Name => Read(Members.Name);

    /// <summary>Gets the kind of image: docker or azureml. JSON: <c>image.type</c>.</summary>
    public string? ImageType => Read(Members.ImageType);

    /// <summary>Gets the image, for example <c>ghcr.io/azure/rstudio-workbench:latest</c>. JSON: <c>image.reference</c>.</summary>
    public string? ImageReference => Read(Members.ImageReference);

    /// <summary>Gets the version of an image of kind azureml. JSON: <c>image.version</c>.</summary>
    public string? ImageVersion => Read(Members.ImageVersion);

    /// <summary>Gets a value indicating whether the container is privileged. JSON: <c>docker.privileged</c>.</summary>
    public bool? Privileged => Read(Members.Privileged);

    /// <summary>Gets the environment variables by their names. JSON: <c>environmentVariables</c>.</summary>
    public IReadOnlyDictionary<string, CustomServiceVariable> EnvironmentVariables => ReadMap(Members.EnvironmentVariables);

    /// <summary>Gets the ports that the container publishes. JSON: <c>endpoints</c>.</summary>
    public IReadOnlyList<CustomServiceEndpoint> Endpoints => ReadList(Members.Endpoints);

    /// <summary>Gets the folders and volumes that are mounted in the container. JSON: <c>volumes</c>.</summary>
    public IReadOnlyList<CustomServiceVolume> Volumes => ReadList(Members.Volumes);

    /// <summary>Gets the Jupyter kernel of the service; null without one. JSON: <c>kernel</c>.</summary>
    public CustomServiceKernel? Kernel => Read(Members.Kernel);

    /// <summary>Shows the name.</summary>
    public override string ToString() => Name ?? string.Empty;

    internal static class Members
    {
        public static readonly JsonMember<string> Name = JsonMembers.CreateText("name", MemberAccess.Action);
        public static readonly JsonMember<string> ImageType =
            JsonMembers.CreateWord("image.type", MemberAccess.Action, "docker", "azureml");
        public static readonly JsonMember<string> ImageReference = JsonMembers.CreateText("image.reference", MemberAccess.Action);
        public static readonly JsonMember<string> ImageVersion = JsonMembers.CreateText("image.version", MemberAccess.Action);
        public static readonly JsonMember<bool?> Privileged = JsonMembers.CreateBoolean("docker.privileged", MemberAccess.Action);
        public static readonly JsonMember<IReadOnlyDictionary<string, CustomServiceVariable>> EnvironmentVariables =
            JsonMembers.CreateMap("environmentVariables", json => new CustomServiceVariable(json), MemberAccess.Action);
        public static readonly JsonMember<IReadOnlyList<CustomServiceEndpoint>> Endpoints =
            JsonMembers.CreateList("endpoints", json => new CustomServiceEndpoint(json), MemberAccess.Action);
        public static readonly JsonMember<IReadOnlyList<CustomServiceVolume>> Volumes =
            JsonMembers.CreateList("volumes", json => new CustomServiceVolume(json), MemberAccess.Action);
        public static readonly JsonMember<CustomServiceKernel> Kernel =
            JsonMembers.CreateObject("kernel", json => new CustomServiceKernel(json), MemberAccess.Action);
    }
}
