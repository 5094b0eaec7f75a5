namespace AmlCompute.Sandbox.State;

/// <summary>Renders the managed identity of a compute in a response.</summary>
internal static class IdentityView
{
    public static JsonObject RenderIdentity(JsonObject sent, string computeId, SeededValues seeds)
    {
        string type = (string)sent["type"]!;
        JsonObject identity = new() { ["type"] = type };
        if (type.StartsWith("SystemAssigned", StringComparison.Ordinal))
        {
            identity["principalId"] = seeds.CreateGuid($"{computeId}/principal").ToString();
            identity["tenantId"] = seeds.TenantId;
        }

        if (sent["userAssignedIdentities"] is JsonObject { Count: > 0 } users)
        {
            identity["userAssignedIdentities"] = JsonText.CreateObject(
                users, user => user.Key, user => RenderUserAssigned(user.Key, seeds));
        }

        return identity;
    }

    private static JsonObject RenderUserAssigned(string identityId, SeededValues seeds)
    {
        // An identity has the same principal on all computes. In upper case, because the case of ids has no meaning.
        string purpose = identityId.ToUpperInvariant();
        return new JsonObject
        {
            ["principalId"] = seeds.CreateGuid($"{purpose}/principal").ToString(),
            ["clientId"] = seeds.CreateGuid($"{purpose}/client").ToString(),
        };
    }
}
