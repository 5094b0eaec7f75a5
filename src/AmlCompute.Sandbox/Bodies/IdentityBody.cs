namespace AmlCompute.Sandbox.Bodies;

/// <summary>The member 'identity' of the body of a PUT or a PATCH.</summary>
internal static class IdentityBody
{
    private const string UserAssigned = "UserAssigned";
    private const string Users = "userAssignedIdentities";

    public static readonly ObjectShape BodyShape = Shape.Object(
        ("type", Shape.OneOf("None", "SystemAssigned", UserAssigned, "SystemAssigned,UserAssigned", "SystemAssigned, UserAssigned")),
        (Users, Shape.Map(Shape.Object().Ignoring("principalId", "clientId")))).Ignoring("principalId", "tenantId").Requiring("type");

    /// <summary>Rejects ids that do not fit the type, and ids that are not those of an identity.</summary>
    public static void Check(JsonObject? identity)
    {
        JsonObject? users = identity?[Users] as JsonObject;
        bool wantsUser = HasUsers(identity);
        ServiceError.ThrowIf(
            wantsUser != users is { Count: > 0 },
            wantsUser
                ? $"An identity of type {UserAssigned} needs at least one id in '{Users}'."
                : $"Ids in '{Users}' need the identity type {UserAssigned}.",
            $"identity.{Users}");
        string? wrong = users?.Select(user => user.Key)
            .FirstOrDefault(id => !ArmId.IsOf(id, "Microsoft.ManagedIdentity/userAssignedIdentities"));
        ServiceError.ThrowIf(wrong is not null, $"'{wrong}' is not the id of a user-assigned identity.", $"identity.{Users}");
    }

    public static JsonObject? WithoutNone(JsonObject? identity) => (string?)identity?["type"] is null or "None" ? null : identity;

    /// <summary>Returns the identity after a PATCH, as the option of the sandbox decides.</summary>
    public static JsonObject? Patch(JsonObject? current, JsonObject? patch, IdentityPatch option)
    {
        if (patch is null || option == IdentityPatch.Ignored)
        {
            return current;
        }

        ServiceError.ThrowIf(
            option == IdentityPatch.Refused, "The member 'identity' of a compute cannot be updated by PATCH; use PUT.", "identity");
        JsonObject merged = Merge(current, patch);
        Check(merged);
        return WithoutNone(merged);
    }

    /// <summary>Applies a PATCH: an id with the value null is removed, any other id is added, and the rest stays.</summary>
    private static JsonObject Merge(JsonObject? current, JsonObject patch)
    {
        JsonObject merged = new() { ["type"] = (string)patch["type"]! };
        if (!HasUsers(patch))
        {
            return merged;
        }

        JsonObject users = JsonText.ToObject(current?[Users] as JsonObject ?? [], user => user.Key, _ => new JsonObject());
        foreach (KeyValuePair<string, JsonNode?> user in patch[Users] as JsonObject ?? [])
        {
            string id = users.Select(known => known.Key).FirstOrDefault(user.Key.EqualsIgnoreCase) ?? user.Key;
            users.Remove(id);
            if (user.Value is not null)
            {
                users[id] = new JsonObject();
            }
        }

        merged[Users] = users;
        return merged;
    }

    private static bool HasUsers(JsonObject? identity) =>
        ((string?)identity?["type"])?.IndexOf(UserAssigned, StringComparison.Ordinal) >= 0;
}
