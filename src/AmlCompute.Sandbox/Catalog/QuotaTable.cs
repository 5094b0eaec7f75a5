using System.Text.Json.Nodes;
using AmlCompute.Sandbox.State;
using AmlCompute.Sandbox.Wire;

namespace AmlCompute.Sandbox.Catalog;

/// <summary>Limits of a subscription, and what its computes hold of them.</summary>
internal static class QuotaTable
{
    public const int TotalClusters = 200;

    private const int TotalDedicatedCores = 20;
    private const int TotalLowPriorityCores = 0;
    private const string Provider = "Microsoft.MachineLearningServices";

    private static readonly IReadOnlyList<Family> Families =
        [.. EmbeddedTable.Rows("quotas.tsv").Select(row => new Family(row[0], row[1], int.Parse(row[2], CultureInfo.InvariantCulture)))];

    /// <summary>Refuses a wish that the limits do not leave room for beside what the other computes are entitled to.</summary>
    public static void Check(IEnumerable<Compute> others, CoreUse wish)
    {
        if (wish.Nodes == 0)
        {
            return;
        }

        IReadOnlyList<CoreUse> held =
            [.. others.Select(compute => compute.CoresCommitted).OfType<CoreUse>().Where(use => use.LowPriority == wish.LowPriority)];
        string kind = wish.LowPriority ? "low priority " : string.Empty;
        int total = wish.LowPriority ? TotalLowPriorityCores : TotalDedicatedCores;
        Require(held.Sum(use => use.Cores), total, $"a total {kind}vCPU quota", wish);

        // Low-priority cores have no limit by family, only the one in total.
        if (!wish.LowPriority)
        {
            Family family = Families.First(candidate => IsOf(wish, candidate));
            Require(held.Where(use => IsOf(use, family)).Sum(use => use.Cores), family.Limit, $"a {family.DisplayName} vCPU quota", wish);
        }
    }

    /// <summary>Refuses one cluster or instance too many.</summary>
    public static void CheckClusters(IEnumerable<Compute> others)
    {
        int current = others.Count(compute => compute.CoresCommitted is not null);
        if (current >= TotalClusters)
        {
            throw ServiceError.BadRequest(
                $"Operation results in exceeding quota limits of TotalClusters. Maximum allowed: {TotalClusters}, " +
                $"Current in use: {current}, Additional requested: 1.");
        }
    }

    public static JsonArray Usages(string subscriptionId, IReadOnlyList<Compute> computes)
    {
        IReadOnlyList<CoreUse> uses = [.. computes.Select(compute => compute.CoresInUse).OfType<CoreUse>()];
        string root = $"/subscriptions/{subscriptionId}";
        JsonArray rows = [];
        rows.Add(Usage(root, "totalClusters", "TotalClusters", "Total Clusters", uses.Count, TotalClusters));
        AddCores(lowPriority: false, TotalDedicatedCores, "Dedicated", "Cluster Dedicated", "dedicatedCores");
        AddCores(lowPriority: true, TotalLowPriorityCores, "LowPriority", "Cluster Low Priority", "lowPriorityCores");
        return rows;

        void AddCores(bool lowPriority, int limit, string word, string words, string kind)
        {
            IReadOnlyList<CoreUse> ofKind = [.. uses.Where(use => use.LowPriority == lowPriority)];
            rows.Add(Usage(
                root, $"total{word}Cores", $"Total{word}Cores", $"Total {words} Regional vCPUs", ofKind.Sum(use => use.Cores), limit));
            foreach (Family family in Families)
            {
                rows.Add(Usage(
                    $"{root}/usages/{family.IdName}",
                    $"vmFamily/{kind}",
                    family.Name,
                    $"{family.DisplayName} Cluster {word} vCPUs",
                    ofKind.Where(use => IsOf(use, family)).Sum(use => use.Cores),
                    lowPriority ? -1 : family.Limit));
            }
        }
    }

    /// <summary>Each family once for the subscription and once for each workspace of the region.</summary>
    public static JsonArray Quotas(string subscriptionId, string location, IReadOnlyList<Workspace> workspaces)
    {
        JsonArray rows = [];
        foreach (Family family in Families)
        {
            rows.Add(Quota($"/subscriptions/{subscriptionId}/quotas/{family.IdName}", "vmFamily", family, null));
            foreach (Workspace workspace in workspaces)
            {
                rows.Add(Quota($"{workspace.Id}/quotas/{family.IdName}", "workspaces", family, location));
            }
        }

        return rows;
    }

    private static void Require(int held, int limit, string quota, CoreUse wish)
    {
        if (held + wish.Cores > limit)
        {
            // The service's own spelling.
            throw ServiceError.BadRequest(
                $"The specified subscription has {quota} of {limit} and cannot accomodate for at least {wish.Nodes} requested managed " +
                $"compute node{(wish.Nodes == 1 ? " which maps" : "s which map")} to {wish.Cores} vCPUs.");
        }
    }

    private static bool IsOf(CoreUse use, Family family) => string.Equals(use.Size.Family, family.Name, StringComparison.OrdinalIgnoreCase);

    private static JsonObject Usage(string id, string type, string name, string localizedName, int current, int limit) => new()
    {
        ["unit"] = "Count",
        ["currentValue"] = current,
        ["limit"] = limit,
        ["name"] = new JsonObject { ["value"] = name, ["localizedValue"] = localizedName },
        ["type"] = $"{Provider}/{type}/usages",
        ["id"] = id,
    };

    private static JsonObject Quota(string id, string scope, Family family, string? location) => new()
    {
        ["unit"] = "Count",
        ["limit"] = family.Limit,
        ["name"] = new JsonObject { ["value"] = family.Name, ["localizedValue"] = $"{family.DisplayName} Cluster Dedicated vCPUs" },
        ["type"] = $"{Provider}/{scope}/dedicatedCores/quotas",
        ["id"] = id,
        ["location"] = location,
    };

    private sealed record Family(string Name, string DisplayName, int Limit)
    {
        public string IdName => Name.Replace(' ', '_');
    }
}
