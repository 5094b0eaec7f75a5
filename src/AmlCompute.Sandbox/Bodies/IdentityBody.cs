namespace AmlCompute.Sandbox.Bodies;

/// <summary>Checks the member 'identity' of a request body, and applies a PATCH to the identity of a compute.</summary>
internal static class IdentityBody
{
    private const string UserAssigned = "UserAssigned";
    private const string UserIdentities = "userAssignedIdentities";

    public static readonly ObjectShape BodyShape = Shape.Object(
        ("type", Shape.OneOf("None", "SystemAssigned", UserAssigned, "SystemAssigned,UserAssigned", "SystemAssigned, UserAssigned")),
        (UserIdentities, Shape.Map(Shape.Object().Ignoring("principalId", "clientId"))))
        .Ignoring("principalId", "tenantId").Requiring("type");

    /// <summary>
    /// Rejects a type that needs ids without them, ids with another type, and ids that are not those of an identity. Null, for no identity,
    /// is valid.
    /// </summary>
    public static void CheckIdentity(JsonObject? identity)
    {
        JsonObject? users = identity?[UserIdentities] as JsonObject;
        bool needsUsers = IsUserAssigned(identity);
        bool hasUsers = users is { Count: > 0 };
        ServiceError.ThrowIf(
            needsUsers && !hasUsers,
            $"An identity of type {UserAssigned} needs at least one id in '{UserIdentities}'.",
            $"identity.{UserIdentities}");
        ServiceError.ThrowIf(
            hasUsers && !needsUsers,
            $"Ids in '{UserIdentities}' need the identity type {UserAssigned}.",
            $"identity.{UserIdentities}");
        string? invalidId = users?.Select(user => user.Key)
            .FirstOrDefault(id => !ArmId.IsIdOfType(id, "Microsoft.ManagedIdentity/userAssignedIdentities"));
        ServiceError.ThrowIf(
            invalidId is not null, $"'{invalidId}' is not the id of a user-assigned identity.", $"identity.{UserIdentities}");
    }

    /// <summary>Returns null for no identity and for one of type None, which a response does not show.</summary>
    public static JsonObject? ToNullIfNone(JsonObject? identity) => (string?)identity?["type"] is null or "None" ? null : identity;

    /// <summary>Returns the identity after a PATCH, as the option of the sandbox decides; null is no identity, before and after.</summary>
    public static JsonObject? ApplyPatch(JsonObject? current, JsonObject? patch, IdentityPatch option)
    {
        if (patch is null || option == IdentityPatch.Ignored)
        {
            return current;
        }

        ServiceError.ThrowIf(
            option == IdentityPatch.Refused, "The member 'identity' of a compute cannot be updated by PATCH; use PUT.", "identity");
        JsonObject merged = MergePatch(current, patch);
        CheckIdentity(merged);
        return ToNullIfNone(merged);
    }

    /// <summary>
    /// Merges a PATCH into an identity. The type is replaced. If the new type has ids, an id with the value null is removed, any other id
    /// of the PATCH is added, and the rest stays; otherwise all ids are removed.
    /// </summary>
    private static JsonObject MergePatch(JsonObject? current, JsonObject patch)
    {
        JsonObject merged = new() { ["type"] = (string)patch["type"]! };
        if (!IsUserAssigned(patch))
        {
            return merged;
        }

        JsonObject users = JsonText.CreateObject(current?[UserIdentities] as JsonObject ?? [], user => user.Key, _ => new JsonObject());
        foreach (KeyValuePair<string, JsonNode?> user in patch[UserIdentities] as JsonObject ?? [])
        {
            string id = users.Select(existing => existing.Key).FirstOrDefault(user.Key.EqualsIgnoreCase) ?? user.Key;
            users.Remove(id);
            if (user.Value is not null)
            {
                users[id] = new JsonObject();
            }
        }

        merged[UserIdentities] = users;
        return merged;
    }

    private static bool IsUserAssigned(JsonObject? identity) =>
        ((string?)identity?["type"])?.IndexOf(UserAssigned, StringComparison.Ordinal) >= 0;
}
