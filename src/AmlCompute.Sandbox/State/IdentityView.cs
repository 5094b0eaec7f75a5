namespace AmlCompute.Sandbox.State;

/// <summary>The managed identity of a compute in a response.</summary>
internal static class IdentityView
{
    public static JsonObject Render(JsonObject sent, string computeId, SeededValues seeds)
    {
        string type = (string)sent["type"]!;
        JsonObject identity = new() { ["type"] = type };
        if (type.StartsWith("SystemAssigned", StringComparison.Ordinal))
        {
            identity["principalId"] = seeds.Guid($"{computeId}/principal").ToString();
            identity["tenantId"] = seeds.Guid("tenant").ToString();
        }

        if (sent["userAssignedIdentities"] is JsonObject { Count: > 0 } users)
        {
            // The same identity has the same principal on all computes.
            identity["userAssignedIdentities"] = JsonText.ToObject(users, user => user.Key, user => new JsonObject
            {
                ["principalId"] = seeds.Guid($"{user.Key.ToUpperInvariant()}/principal").ToString(),
                ["clientId"] = seeds.Guid($"{user.Key.ToUpperInvariant()}/client").ToString(),
            });
        }

        return identity;
    }
}
