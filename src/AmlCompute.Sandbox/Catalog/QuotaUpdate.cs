using System.Text.Json.Nodes;
using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.State;
using AmlCompute.Sandbox.Wire;

namespace AmlCompute.Sandbox.Catalog;

/// <summary>Sets the cores of a family that a workspace can use. Each row of the response has its own status.</summary>
internal static class QuotaUpdate
{
    private static readonly ObjectShape BodyShape = Shape.Object(
        ("location", Shape.Text),
        ("value", Shape.List(Shape.Object(
            ("id", Shape.Text),
            ("type", Shape.Text),
            ("limit", Shape.Integer),
            ("unit", Shape.OneOf("Count")),
            ("status", Shape.Ignored)).Requiring("id", "limit")))).Requiring("value");

    /// <summary>Serves updateQuotas for the workspaces of one region.</summary>
    public static JsonArray Apply(RequestContext request, string location, IReadOnlyList<Workspace> all, QuotaTable quotas)
    {
        JsonArray rows = [];
        foreach (JsonNode? item in (JsonArray)RequestBody.Read(request, BodyShape)["value"]!)
        {
            string path = $"value[{rows.Count}]";
            JsonObject row = item as JsonObject ?? throw ServiceError.BadRequest($"The row '{path}' must not be null.", path);
            string id = (string)row["id"]!;
            int limit = (int)row["limit"]!;
            rows.Add(new JsonObject
            {
                ["id"] = id,
                ["type"] = (string?)row["type"] ?? "Microsoft.MachineLearningServices/workspaces/quotas",
                ["limit"] = limit,
                ["unit"] = "Count",
                ["status"] = Apply(id, limit, location, all, quotas),
            });
        }

        return rows;
    }

    private static string Apply(string id, int limit, string location, IReadOnlyList<Workspace> all, QuotaTable quotas)
    {
        int split = id.LastIndexOf("/quotas/", StringComparison.OrdinalIgnoreCase);
        Workspace? workspace = split < 0
            ? null
            : all.FirstOrDefault(known => string.Equals(known.Id, id.Substring(0, split), StringComparison.OrdinalIgnoreCase));
        if (workspace is null)
        {
            return "Failure";
        }

        if (!string.Equals(workspace.Location, location, StringComparison.OrdinalIgnoreCase))
        {
            return "OperationNotEnabledForRegion";
        }

        if (quotas.FindFamily(ArmId.Name(id)) is not { } family)
        {
            return "InvalidVMFamilyName";
        }

        if (limit > family.Limit)
        {
            return "InvalidQuotaExceedsSubscriptionLimit";
        }

        if (limit < QuotaTable.Committed(workspace, family))
        {
            return "InvalidQuotaBelowClusterMinimum";
        }

        workspace.FamilyLimits[family.Name] = limit;
        return "Success";
    }
}
