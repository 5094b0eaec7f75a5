namespace AmlCompute;

/// <summary>The user who created a compute instance. A value that the service omits is null.</summary>
public sealed class ComputeInstanceUser : JsonModel
{
    internal ComputeInstanceUser(JsonElement json) : base(json) { }

    /// <summary>Gets the name of the user; the service often omits it. JSON: <c>userName</c>.</summary>
    public string? UserName => Read(Members.UserName);

    /// <summary>Gets the object id of the user, a GUID. JSON: <c>userId</c>.</summary>
    public string? UserId => Read(Members.UserId);

    /// <summary>Gets the tenant of the user, a GUID. JSON: <c>userOrgId</c>.</summary>
    public string? UserOrgId => Read(Members.UserOrgId);

    /// <summary>Gets the name unless it is missing or empty, or else the object id; null if neither is known.</summary>
    internal string? NameOrId => new[] { UserName, UserId }.FirstOrDefault(text => !string.IsNullOrEmpty(text));

    /// <summary>Shows the name, or the object id if there is no name, for example <c>ann@contoso.com</c>.</summary>
    public override string ToString() => NameOrId ?? string.Empty;

    private static class Members
    {
        public static readonly JsonMember<string> UserName = JsonMembers.CreateText("userName");
        public static readonly JsonMember<string> UserId = JsonMembers.CreateText("userId");
        public static readonly JsonMember<string> UserOrgId = JsonMembers.CreateText("userOrgId");
    }
}
