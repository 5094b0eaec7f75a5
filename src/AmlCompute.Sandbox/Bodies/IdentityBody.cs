using System.Text.Json.Nodes;
using AmlCompute.Sandbox.Wire;

namespace AmlCompute.Sandbox.Bodies;

/// <summary>The member 'identity' of the body of a PUT or a PATCH.</summary>
internal static class IdentityBody
{
    private const string UserAssigned = "UserAssigned";
    private const string Users = "userAssignedIdentities";

    public static readonly ObjectShape BodyShape = Shape.Object(
        ("type", Shape.OneOf("None", "SystemAssigned", UserAssigned, "SystemAssigned,UserAssigned", "SystemAssigned, UserAssigned")),
        (Users, Shape.Map(Shape.Object(("principalId", Shape.Ignored), ("clientId", Shape.Ignored)))),
        ("principalId", Shape.Ignored),
        ("tenantId", Shape.Ignored)).Requiring("type");

    /// <summary>Rejects ids that do not fit the type, and ids that are not those of an identity.</summary>
    public static void Check(JsonObject? identity)
    {
        JsonObject? users = identity?[Users] as JsonObject;
        bool wantsUser = HasUsers(identity);
        if (wantsUser != users is { Count: > 0 })
        {
            throw ServiceError.BadRequest(
                wantsUser
                    ? $"An identity of type {UserAssigned} needs at least one id in '{Users}'."
                    : $"Ids in '{Users}' need the identity type {UserAssigned}.",
                $"identity.{Users}");
        }

        foreach (string id in (users ?? []).Select(user => user.Key))
        {
            if (!ArmId.IsOf(id, "Microsoft.ManagedIdentity/userAssignedIdentities"))
            {
                throw ServiceError.BadRequest($"'{id}' is not the id of a user-assigned identity.", $"identity.{Users}");
            }
        }
    }

    /// <summary>Returns the identity; null for one of type None.</summary>
    public static JsonObject? WithoutNone(JsonObject? identity) => (string?)identity?["type"] is null or "None" ? null : identity;

    /// <summary>Returns the identity after a PATCH, as the option of the sandbox decides.</summary>
    public static JsonObject? Patch(JsonObject? current, JsonObject? patch, IdentityPatch option)
    {
        if (patch is null || option == IdentityPatch.Ignored)
        {
            return current;
        }

        if (option == IdentityPatch.Refused)
        {
            throw ServiceError.BadRequest("The member 'identity' of a compute cannot be updated by PATCH; use PUT.", "identity");
        }

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

        JsonObject users = [];
        foreach (string id in (current?[Users] as JsonObject ?? []).Select(user => user.Key))
        {
            users[id] = new JsonObject();
        }

        foreach (KeyValuePair<string, JsonNode?> user in patch[Users] as JsonObject ?? [])
        {
            string id = users.Select(known => known.Key)
                .FirstOrDefault(known => string.Equals(known, user.Key, StringComparison.OrdinalIgnoreCase)) ?? user.Key;
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
