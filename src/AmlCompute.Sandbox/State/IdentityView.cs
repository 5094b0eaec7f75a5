using System.Text.Json.Nodes;

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
            JsonObject shown = [];
            foreach (string id in users.Select(user => user.Key))
            {
                // The same identity has the same principal on all computes.
                string purpose = id.ToUpperInvariant();
                shown[id] = new JsonObject
                {
                    ["principalId"] = seeds.Guid($"{purpose}/principal").ToString(),
                    ["clientId"] = seeds.Guid($"{purpose}/client").ToString(),
                };
            }

            identity["userAssignedIdentities"] = shown;
        }

        return identity;
    }
}
