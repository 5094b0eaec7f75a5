namespace AmlCompute;

/// <summary>A user-assigned managed identity of a compute target. A value that the service omits is null.</summary>
public sealed class UserAssignedIdentity : JsonModel
{
    internal UserAssignedIdentity(JsonElement json) : base(json) { }

    /// <summary>Gets the object id of the identity, a GUID. JSON: <c>principalId</c>.</summary>
    public string? PrincipalId => Read(Members.PrincipalId);

    /// <summary>Gets the application id of the identity, a GUID. JSON: <c>clientId</c>.</summary>
    public string? ClientId => Read(Members.ClientId);

    /// <summary>Shows the application id, a GUID.</summary>
    public override string ToString() => ClientId ?? string.Empty;

    internal static class Members
    {
        public static readonly JsonMember<string> PrincipalId = JsonMembers.CreateText("principalId");
        public static readonly JsonMember<string> ClientId = JsonMembers.CreateText("clientId");
    }
}
