using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.State;

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
            ("unit", Shape.OneOf("Count"))).Ignoring("status").Requiring("id", "limit")))).Requiring("value");

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
                ["type"] = (string?)row["type"] ?? $"{RequestContext.Provider}/workspaces/quotas",
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
        Workspace? workspace = split < 0 ? null : all.FirstOrDefault(known => known.Id.EqualsIgnoreCase(id.Substring(0, split)));
        QuotaTable.Family? family = quotas.FindFamily(ArmId.Name(id));
        string? problem = (workspace, family) switch
        {
            (null, _) => "Failure",
            _ when !workspace.Location.EqualsIgnoreCase(location) => "OperationNotEnabledForRegion",
            (_, null) => "InvalidVMFamilyName",
            _ when limit > family.Limit => "InvalidQuotaExceedsSubscriptionLimit",
            _ when limit < QuotaTable.Committed(workspace, family) => "InvalidQuotaBelowClusterMinimum",
            _ => null,
        };
        if (problem is null)
        {
            workspace!.FamilyLimits[family!.Name] = limit;
        }

        return problem ?? "Success";
    }
}
