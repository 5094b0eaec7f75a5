namespace AmlCompute;

/// <summary>The user for whom a compute instance was created. A value that the service omits is null.</summary>
public sealed class AssignedUser : JsonModel
{
    internal AssignedUser(JsonElement json) : base(json) { }

    /// <summary>Gets the object id of the user, a GUID. JSON: <c>objectId</c>.</summary>
    public string? ObjectId => Read(Members.ObjectId);

    /// <summary>Gets the tenant of the user, a GUID. JSON: <c>tenantId</c>.</summary>
    public string? TenantId => Read(Members.TenantId);

    /// <summary>Shows the object id, a GUID.</summary>
    public override string ToString() => ObjectId ?? string.Empty;

    /// <summary>Creates the JSON of a user for a request.</summary>
    internal static JsonObject CreateJson(Guid objectId, Guid tenantId)
    {
        JsonObject user = [];
        Members.ObjectId.Write(user, objectId.ToString());
        Members.TenantId.Write(user, tenantId.ToString());
        return user;
    }

    internal static class Members
    {
        public static readonly JsonMember<string> ObjectId = JsonMembers.CreateText("objectId", MemberAccess.Fixed);
        public static readonly JsonMember<string> TenantId = JsonMembers.CreateText("tenantId", MemberAccess.Fixed);
    }
}
