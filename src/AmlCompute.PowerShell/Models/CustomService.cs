namespace AmlCompute;

/// <summary>A user's own application on a compute instance, in a container.</summary>
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

    /// <summary>Gets the ports of the service. JSON: <c>endpoints</c>.</summary>
    public IReadOnlyList<CustomServiceEndpoint> Endpoints => ReadList(Members.Endpoints);

    /// <summary>Gets the folders of the service. JSON: <c>volumes</c>.</summary>
    public IReadOnlyList<CustomServiceVolume> Volumes => ReadList(Members.Volumes);

    /// <summary>Gets the Jupyter kernel of the service; null without one. JSON: <c>kernel</c>.</summary>
    public CustomServiceKernel? Kernel => Read(Members.Kernel);

    /// <summary>Shows the name.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Name ?? string.Empty;

    internal static class Members
    {
        public static readonly JsonMember<string> Name = JsonMembers.Text("name", MemberAccess.Action);
        public static readonly JsonMember<string> ImageType = JsonMembers.Word("image.type", MemberAccess.Action, "docker", "azureml");
        public static readonly JsonMember<string> ImageReference = JsonMembers.Text("image.reference", MemberAccess.Action);
        public static readonly JsonMember<string> ImageVersion = JsonMembers.Text("image.version", MemberAccess.Action);
        public static readonly JsonMember<bool?> Privileged = JsonMembers.Flag("docker.privileged", MemberAccess.Action);
        public static readonly JsonMember<IReadOnlyDictionary<string, CustomServiceVariable>> EnvironmentVariables =
            JsonMembers.Map("environmentVariables", json => new CustomServiceVariable(json), MemberAccess.Action);
        public static readonly JsonMember<IReadOnlyList<CustomServiceEndpoint>> Endpoints =
            JsonMembers.List("endpoints", json => new CustomServiceEndpoint(json), MemberAccess.Action);
        public static readonly JsonMember<IReadOnlyList<CustomServiceVolume>> Volumes =
            JsonMembers.List("volumes", json => new CustomServiceVolume(json), MemberAccess.Action);
        public static readonly JsonMember<CustomServiceKernel> Kernel =
            JsonMembers.Object("kernel", json => new CustomServiceKernel(json), MemberAccess.Action);
    }
}

/// <summary>An environment variable of a custom service.</summary>
public sealed class CustomServiceVariable : JsonModel
{
    internal CustomServiceVariable(JsonElement json) : base(json) { }

    /// <summary>Gets the kind; the only known value is local. JSON: <c>type</c>.</summary>
    public string? Type => Read(Members.Type);

    /// <summary>Gets the value. JSON: <c>value</c>.</summary>
    public string? Value => Read(Members.Value);

    /// <summary>Shows the kind, and not the value, which can be a licence key.</summary>
    /// <returns>For example <c>local</c>.</returns>
    public override string ToString() => Type ?? string.Empty;

    internal static class Members
    {
        public static readonly JsonMember<string> Type = JsonMembers.Text("type", MemberAccess.Action);
        public static readonly JsonMember<string> Value = JsonMembers.Text("value", MemberAccess.Action);
    }
}

/// <summary>A port of a custom service.</summary>
public sealed class CustomServiceEndpoint : JsonModel
{
    internal CustomServiceEndpoint(JsonElement json) : base(json) { }

    /// <summary>Gets the name. JSON: <c>name</c>.</summary>
    public string? Name => Read(Members.Name);

    /// <summary>Gets the protocol: tcp, udp or http. JSON: <c>protocol</c>.</summary>
    public string? Protocol => Read(Members.Protocol);

    /// <summary>Gets the port in the container. JSON: <c>target</c>.</summary>
    public int? Target => Read(Members.Target);

    /// <summary>Gets the port of the machine. JSON: <c>published</c>.</summary>
    public int? Published => Read(Members.Published);

    /// <summary>Gets the IP address of the machine on which the port listens; null for all addresses. JSON: <c>hostIp</c>.</summary>
    public string? HostIp => Read(Members.HostIp);

    /// <summary>Shows the name, the protocol and the ports.</summary>
    /// <returns>For example <c>connect: http 4444 to 8787</c>.</returns>
    public override string ToString() => $"{Name}: {Protocol} {Published} to {Target}";

    internal static class Members
    {
        public static readonly JsonMember<string> Name = JsonMembers.Text("name", MemberAccess.Action);
        public static readonly JsonMember<string> Protocol = JsonMembers.Word("protocol", MemberAccess.Action, "tcp", "udp", "http");
        public static readonly JsonMember<int?> Target = JsonMembers.Number("target", MemberAccess.Action);
        public static readonly JsonMember<int?> Published = JsonMembers.Number("published", MemberAccess.Action);
        public static readonly JsonMember<string> HostIp = JsonMembers.Text("hostIp", MemberAccess.Action);
    }
}

/// <summary>The Jupyter kernel of a custom service.</summary>
public sealed class CustomServiceKernel : JsonModel
{
    internal CustomServiceKernel(JsonElement json) : base(json) { }

    /// <summary>Gets the name shown in Jupyter. JSON: <c>displayName</c>.</summary>
    public string? DisplayName => Read(Members.DisplayName);

    /// <summary>Gets the language. JSON: <c>language</c>.</summary>
    public string? Language => Read(Members.Language);

    /// <summary>Gets the command line that starts the kernel. JSON: <c>argv</c>.</summary>
    public IReadOnlyList<string> Argv => ReadList(Members.Argv);

    /// <summary>Shows the name.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => DisplayName ?? string.Empty;

    internal static class Members
    {
        public static readonly JsonMember<string> DisplayName = JsonMembers.Text("displayName", MemberAccess.Action);
        public static readonly JsonMember<string> Language = JsonMembers.Text("language", MemberAccess.Action);
        public static readonly JsonMember<IReadOnlyList<string>> Argv = JsonMembers.Texts("argv", MemberAccess.Action);
    }
}
