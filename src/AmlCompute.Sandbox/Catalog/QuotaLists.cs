using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Catalog;

/// <summary>Renders the lists of usages and quotas of a region.</summary>
internal static class QuotaLists
{
    // The value with which the service says that a row has no limit.
    private const int NoLimit = -1;

    private static readonly Priority Dedicated = new(
        IsLow: false, "dedicatedCores", "Dedicated", QuotaTable.TotalDedicatedCores, "Total Cluster Dedicated Regional vCPUs");

    private static readonly Priority LowPriority = new(
        IsLow: true, "lowPriorityCores", "LowPriority", QuotaTable.TotalLowPriorityCores, "Total Cluster Low Priority Regional vCPUs");

    /// <summary>
    /// Lists the use of each total and of each family; expanded, also the cores of each workspace and each compute that uses some.
    /// </summary>
    public static JsonArray ListUsages(QuotaTable quotas, string subscriptionId, IReadOnlyList<Compute> computes, bool isExpanded)
    {
        string root = $"/subscriptions/{subscriptionId}";
        int clusters = computes.Count(compute => compute.CoresInUse is not null);
        const string Total = QuotaTable.TotalClusters;
        JsonArray rows = [RenderUsage(root, "totalClusters", Total, "Total Clusters", clusters, quotas.GetTotal(Total))];
        foreach (Priority priority in (Priority[])[Dedicated, LowPriority])
        {
            Compute[] users = [.. computes.Where(compute => compute.CoresInUse is { } use && use.IsLowPriority == priority.IsLow)];
            CoreUse[] uses = [.. users.Select(compute => compute.CoresInUse!)];
            rows.Add(RenderUsage(
                root,
                $"total{priority.Word}Cores",
                priority.TotalName,
                priority.TotalDisplayName,
                uses.Sum(use => use.Cores),
                quotas.GetTotal(priority.TotalName)));
            foreach (QuotaFamily family in quotas.Families)
            {
                int limit = priority.IsLow ? NoLimit : family.Limit;
                rows.Add(RenderFamilyUsage(root, "vmFamily", family, priority, family.SumCores(uses), limit));
                foreach (JsonObject row in isExpanded ? ListUsers(users, family, priority) : [])
                {
                    rows.Add(row);
                }
            }
        }

        return rows;
    }

    /// <summary>Lists the quota of each family for the subscription and for each workspace of the region.</summary>
    public static JsonArray ListQuotas(QuotaTable quotas, string subscriptionId, string location, IReadOnlyList<Workspace> workspaces)
    {
        JsonArray rows = [];
        foreach (QuotaFamily family in quotas.Families)
        {
            rows.Add(RenderQuota($"/subscriptions/{subscriptionId}", "vmFamily", family, family.Limit, location: null));
            foreach (Workspace workspace in workspaces)
            {
                rows.Add(RenderQuota(workspace.Id, "workspaces", family, QuotaTable.GetLimit(workspace, family), location));
            }
        }

        return rows;
    }

    /// <summary>Lists the workspaces that use cores of a family, each with its computes that do.</summary>
    private static IEnumerable<JsonObject> ListUsers(IEnumerable<Compute> computes, QuotaFamily family, Priority priority)
    {
        foreach (IGrouping<Workspace, Compute> workspace in computes
            .Where(compute => compute.CoresInUse is { Cores: > 0 } use && family.HasSize(use))
            .GroupBy(compute => compute.Workspace))
        {
            int cores = workspace.Sum(compute => compute.CoresInUse!.Cores);
            yield return RenderFamilyUsage(workspace.Key.Id, "workspaces", family, priority, cores, NoLimit);
            foreach (Compute compute in workspace)
            {
                yield return RenderFamilyUsage(
                    compute.Id, "workspaces/computes", family, priority, compute.CoresInUse!.Cores, NoLimit);
            }
        }
    }

    private static JsonObject RenderFamilyUsage(
        string holderId, string scope, QuotaFamily family, Priority priority, int cores, int limit) => RenderUsage(
            $"{holderId}/usages/{family.IdName}",
            $"{scope}/{priority.TypeName}",
            family.Name,
            $"{family.DisplayName} Cluster {priority.Word} vCPUs",
            cores,
            limit);

    private static JsonObject RenderUsage(string id, string type, string name, string localizedName, int current, int limit) => new()
    {
        ["unit"] = "Count",
        ["currentValue"] = current,
        ["limit"] = limit,
        ["name"] = new JsonObject { ["value"] = name, ["localizedValue"] = localizedName },
        ["type"] = $"{RequestContext.Provider}/{type}/usages",
        ["id"] = id,
    };

    private static JsonObject RenderQuota(string holderId, string scope, QuotaFamily family, int limit, string? location) => new()
    {
        ["unit"] = "Count",
        ["limit"] = limit,
        ["name"] = new JsonObject { ["value"] = family.Name, ["localizedValue"] = family.LocalizedName },
        ["type"] = $"{RequestContext.Provider}/{scope}/dedicatedCores/quotas",
        ["id"] = $"{holderId}/quotas/{family.IdName}",
        ["location"] = location,
    };

    /// <summary>Dedicated or low-priority cores, with their names in the lists.</summary>
    private sealed record Priority(bool IsLow, string TypeName, string Word, string TotalName, string TotalDisplayName);
}
