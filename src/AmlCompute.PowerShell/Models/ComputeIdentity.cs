namespace AmlCompute;

/// <summary>The managed identity of a compute target. A value that the service omits is null or empty.</summary>
public sealed class ComputeIdentity : JsonModel
{
    internal const string SystemAssigned = nameof(SystemAssigned);
    internal const string UserAssigned = nameof(UserAssigned);
    internal const string Both = SystemAssigned + "," + UserAssigned;
    internal const string None = nameof(None);

    /// <summary>The kinds as the service writes them. A user can write them in any casing.</summary>
    internal static readonly IReadOnlyList<string> Kinds = [SystemAssigned, UserAssigned, Both, None];

    internal ComputeIdentity(JsonElement json) : base(json) { }

    /// <summary>Gets the kind: None, SystemAssigned, UserAssigned, or <c>SystemAssigned,UserAssigned</c>. JSON: <c>type</c>.</summary>
    public string? Type => NormalizeKind(Read(Members.Type));

    /// <summary>Gets the object id of the system-assigned identity, a GUID; null without one. JSON: <c>principalId</c>.</summary>
    public string? PrincipalId => Read(Members.PrincipalId);

    /// <summary>Gets the tenant of the system-assigned identity, a GUID; null without one. JSON: <c>tenantId</c>.</summary>
    public string? TenantId => Read(Members.TenantId);

    /// <summary>Gets the user-assigned identities by their ARM ids. JSON: <c>userAssignedIdentities</c>.</summary>
    public IReadOnlyDictionary<string, UserAssignedIdentity> UserAssignedIdentities => ReadMap(Members.UserAssignedIdentities);

    /// <summary>Shows the kind, for example <c>SystemAssigned</c>.</summary>
    public override string ToString() => Type ?? string.Empty;

    /// <summary>
    /// Returns false for a kind that no version of the service can have: an empty one, a known word misspelt, or None beside another word.
    /// </summary>
    internal static bool IsPossibleKind(string type)
    {
        string[] known = [SystemAssigned, UserAssigned, None];
        string[] words = [.. type.Split(',').Select(word => word.Trim())];
        bool hasNoneBesideOther = words.Length > 1 && words.Contains(None, StringComparer.OrdinalIgnoreCase);
        return !hasNoneBesideOther && Array.TrueForAll(words, word => word.Length > 0 && !IsMisspelt(word));

        bool IsMisspelt(string word) =>
            !known.Contains(word, StringComparer.OrdinalIgnoreCase) && Suggestions.FindIntended(word, known) is not null;
    }

    /// <summary>Returns a known kind as the service writes it, in any casing and order of its words; any other text unchanged.</summary>
    internal static string? NormalizeKind(string? type)
    {
        HashSet<string> words = new((type ?? string.Empty).Split(',').Select(word => word.Trim()), StringComparer.OrdinalIgnoreCase);
        return Kinds.FirstOrDefault(kind => words.SetEquals(kind.Split(','))) ?? type;
    }

    /// <summary>Creates the JSON of an identity for a request.</summary>
    /// <param name="type">The kind, in any casing.</param>
    /// <param name="userAssigned">The ARM ids of user-assigned identities; null for a kind without them.</param>
    internal static JsonObject CreateJson(string type, IEnumerable<string>? userAssigned)
    {
        JsonObject identity = [];
        Members.Type.Write(identity, NormalizeKind(type));
        if (userAssigned is not null)
        {
            Members.UserAssignedIdentities.Write(
                identity,
                new JsonObject(userAssigned
                    .Distinct(ResourceIdText.Comparer)
                    .Select(id => new KeyValuePair<string, JsonNode?>(id, new JsonObject()))));
        }

        return identity;
    }

    internal static class Members
    {
        public static readonly JsonMember<string> Type = JsonMembers.CreateText("type", MemberAccess.Put);
        public static readonly JsonMember<string> PrincipalId = JsonMembers.CreateText("principalId");
        public static readonly JsonMember<string> TenantId = JsonMembers.CreateText("tenantId");
        public static readonly JsonMember<IReadOnlyDictionary<string, UserAssignedIdentity>> UserAssignedIdentities =
            JsonMembers.CreateMap("userAssignedIdentities", json => new UserAssignedIdentity(json), MemberAccess.Put);
    }
}
