using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Catalog;

/// <summary>Serves updateQuotas, which sets the cores of a family that a workspace can use.</summary>
internal static class QuotaUpdate
{
    private const string Accepted = "Success";

    private static readonly ObjectShape BodyShape = Shape.Object(
        ("location", Shape.Text),
        ("value", Shape.List(Shape.Object(
            ("id", Shape.Text),
            ("type", Shape.Text),
            ("limit", Shape.Integer),
            ("unit", Shape.OneOf("Count"))).Ignoring("status").Requiring("id", "limit")))).Requiring("value");

    /// <summary>
    /// Sets the limits of a request for one region, for any workspaces of the subscription. Each row of the response has its own status.
    /// </summary>
    public static JsonArray ServeUpdate(RequestContext request, string location, IReadOnlyList<Workspace> workspaces, QuotaTable quotas)
    {
        JsonArray rows = [];
        foreach (JsonNode? row in (JsonArray)RequestBody.ReadBody(request, BodyShape)["value"]!)
        {
            string id = (string)row!["id"]!;
            int limit = (int)row["limit"]!;
            rows.Add(new JsonObject
            {
                ["id"] = id,
                ["type"] = (string?)row["type"] ?? $"{RequestContext.Provider}/workspaces/quotas",
                ["limit"] = limit,
                ["unit"] = "Count",
                ["status"] = SetLimit(id, limit, location, workspaces, quotas),
            });
        }

        return rows;
    }

    /// <summary>Checks that a row of the response was accepted.</summary>
    public static bool IsAccepted(JsonNode? row) => (string?)row?["status"] == Accepted;

    /// <summary>Sets the limit of one row, and returns the status of the row, which is a word of the service.</summary>
    private static string SetLimit(string id, int limit, string location, IReadOnlyList<Workspace> workspaces, QuotaTable quotas)
    {
        int workspaceEnd = id.LastIndexOf("/quotas/", StringComparison.OrdinalIgnoreCase);
        string workspaceId = id.Substring(0, Math.Max(0, workspaceEnd));
        if (workspaces.FirstOrDefault(workspace => workspace.Id.EqualsIgnoreCase(workspaceId)) is not { } workspace)
        {
            return "Failure";
        }

        if (!Regions.AreEqual(workspace.Location, location))
        {
            return "OperationNotEnabledForRegion";
        }

        if (quotas.FindFamily(ArmId.ReadName(id)) is not { } family)
        {
            return "InvalidVMFamilyName";
        }

        if (limit > family.Limit)
        {
            return "InvalidQuotaExceedsSubscriptionLimit";
        }

        if (limit < QuotaTable.CountCommittedCores(workspace, family))
        {
            return "InvalidQuotaBelowClusterMinimum";
        }

        workspace.FamilyLimits[family.Name] = limit;
        return Accepted;
    }
}
