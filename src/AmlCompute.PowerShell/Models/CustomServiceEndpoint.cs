namespace AmlCompute;

/// <summary>A port that the container of a custom service publishes. A value that the service omits is null.</summary>
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

    /// <summary>Shows the name, the protocol and the ports, for example <c>connect: http 4444 to 8787</c>.</summary>
    public override string ToString() => $"{Name}: {Protocol} {Published} to {Target}";

    internal static class Members
    {
        public static readonly JsonMember<string> Name = JsonMembers.CreateText("name", MemberAccess.Action);
        public static readonly JsonMember<string> Protocol = JsonMembers.CreateWord("protocol", MemberAccess.Action, "tcp", "udp", "http");
        public static readonly JsonMember<int?> Target = JsonMembers.CreateInteger("target", MemberAccess.Action);
        public static readonly JsonMember<int?> Published = JsonMembers.CreateInteger("published", MemberAccess.Action);
        public static readonly JsonMember<string> HostIp = JsonMembers.CreateText("hostIp", MemberAccess.Action);
    }
}
