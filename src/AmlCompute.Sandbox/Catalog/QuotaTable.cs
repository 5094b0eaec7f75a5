using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Catalog;

/// <summary>The quotas of a subscription and their use by its computes.</summary>
internal sealed class QuotaTable
{
    private const string TotalClusters = "TotalClusters";
    private const string TotalDedicatedCores = "TotalDedicatedCores";
    private const string TotalLowPriorityCores = "TotalLowPriorityCores";

    // Recorded are 20 dedicated cores, 200 clusters and no low-priority cores; in quotas.tsv, 6 cores instead of 8 for standardDv2Family
    // and none for Standard NCASv3_T4 Family.
    private readonly Dictionary<string, int> _totals = new(StringComparer.OrdinalIgnoreCase)
    {
        [TotalClusters] = 200,
        [TotalDedicatedCores] = 20,
        [TotalLowPriorityCores] = 20,
    };

    private readonly IReadOnlyList<Family> _families;

    /// <summary>Creates the quotas, with limits that differ from the table by the name of the family or of the total.</summary>
    /// <exception cref="ArgumentException">A name is unknown or a limit is negative.</exception>
    public QuotaTable(IReadOnlyDictionary<string, int> limits)
    {
        Dictionary<string, int> given = limits.ToDictionary(limit => limit.Key, limit => limit.Value, StringComparer.OrdinalIgnoreCase);
        _families =
        [
            .. EmbeddedTable.Rows("quotas.tsv").Select(row => new Family(
                row[0],
                row[1],
                given.TryGetValue(row[0], out int limit) ? limit : int.Parse(row[2], CultureInfo.InvariantCulture))),
        ];
        foreach (KeyValuePair<string, int> limit in given)
        {
            ArgumentCheck.Require(limit.Value >= 0, $"Quota '{limit.Key}' must not be negative, but is {limit.Value}.");
            if (_totals.ContainsKey(limit.Key))
            {
                _totals[limit.Key] = limit.Value;
            }
            else if (_families.Any(family => family.Name.EqualsIgnoreCase(limit.Key)))
            {
                // A family can only use cores that the total has.
                _totals[TotalDedicatedCores] = given.TryGetValue(TotalDedicatedCores, out int total)
                    ? total
                    : Math.Max(_totals[TotalDedicatedCores], limit.Value);
            }
            else
            {
                throw new ArgumentException(
                    $"Quota '{limit.Key}' is not the name of a quota. Use {string.Join(", ", _totals.Keys)} or a family such as " +
                    $"{_families[0].Name}.");
            }
        }
    }

    /// <summary>Rejects requested cores if they exceed a limit together with the committed cores of the other computes.</summary>
    public void Check(Workspace workspace, IReadOnlyList<Compute> others, CoreUse requested)
    {
        if (requested.Nodes == 0)
        {
            return;
        }

        IReadOnlyList<CoreUse> committed = CommittedCores(others, requested.LowPriority);
        string kind = requested.LowPriority ? "low priority " : string.Empty;
        int total = _totals[requested.LowPriority ? TotalLowPriorityCores : TotalDedicatedCores];
        Require("subscription", committed.Sum(use => use.Cores), total, $"a total {kind}vCPU quota", requested);

        // The service has no limit by family for low-priority cores, only a total limit.
        if (!requested.LowPriority)
        {
            Family family = _families.First(candidate => IsOf(requested, candidate));
            string quota = $"a {family.DisplayName} Cluster Dedicated vCPU quota";
            Require("subscription", Cores(committed, family), family.Limit, quota, requested);
            IEnumerable<Compute> inWorkspace = others.Where(compute => compute.Workspace == workspace);
            int ofWorkspace = Cores(CommittedCores(inWorkspace, lowPriority: false), family);
            Require("workspace", ofWorkspace, LimitOf(workspace, family), quota, requested);
        }
    }

    /// <summary>Finds the family of the last part of a quota's id: its name, or its displayed name with underscores.</summary>
    public Family? FindFamily(string idName) => _families.FirstOrDefault(family =>
        family.IdName.EqualsIgnoreCase(idName) || family.LocalizedName.Replace(' ', '_').EqualsIgnoreCase(idName));

    /// <summary>Counts the dedicated cores of a family to which the computes of a workspace can scale without another request.</summary>
    public static int Committed(Workspace workspace, Family family) =>
        Cores(CommittedCores(workspace.Computes.Values, lowPriority: false), family);

    /// <summary>Rejects a new cluster or instance if the subscription has the maximum number of them.</summary>
    public void CheckClusters(IEnumerable<Compute> others)
    {
        int current = others.Count(compute => compute.CoresCommitted is not null);
        ServiceError.ThrowIf(
            current >= _totals[TotalClusters],
            $"Operation results in exceeding quota limits of TotalClusters. Maximum allowed: {_totals[TotalClusters]}, " +
            $"Current in use: {current}, Additional requested: 1.");
    }

    /// <summary>Lists the use of each limit; expanded, also the cores of each workspace and each compute that uses some.</summary>
    public JsonArray Usages(string subscriptionId, IReadOnlyList<Compute> computes, bool expand)
    {
        IReadOnlyList<CoreUse> uses = [.. computes.Select(compute => compute.CoresInUse).OfType<CoreUse>()];
        string root = $"/subscriptions/{subscriptionId}";
        JsonArray rows = [];
        rows.Add(Usage(root, "totalClusters", TotalClusters, "Total Clusters", uses.Count, _totals[TotalClusters]));
        AddCores(lowPriority: false, TotalDedicatedCores, "Dedicated", "Cluster Dedicated", "dedicatedCores");
        AddCores(lowPriority: true, TotalLowPriorityCores, "LowPriority", "Cluster Low Priority", "lowPriorityCores");
        return rows;

        void AddCores(bool lowPriority, string total, string word, string words, string kind)
        {
            IReadOnlyList<CoreUse> ofKind = [.. uses.Where(use => use.LowPriority == lowPriority)];
            rows.Add(Usage(
                root, $"total{word}Cores", total, $"Total {words} Regional vCPUs", ofKind.Sum(use => use.Cores), _totals[total]));
            foreach (Family family in _families)
            {
                rows.Add(Usage(
                    $"{root}/usages/{family.IdName}",
                    $"vmFamily/{kind}",
                    family.Name,
                    $"{family.DisplayName} Cluster {word} vCPUs",
                    Cores(ofKind, family),
                    lowPriority ? -1 : family.Limit));
                if (expand)
                {
                    AddUsers(family, lowPriority, word, kind);
                }
            }
        }

        void AddUsers(Family family, bool lowPriority, string word, string kind)
        {
            foreach (IGrouping<Workspace, Compute> workspace in computes
                .Where(compute => compute.CoresInUse is { Cores: > 0 } use && use.LowPriority == lowPriority && IsOf(use, family))
                .GroupBy(compute => compute.Workspace))
            {
                AddUser("workspaces", workspace.Key.Id, workspace.Sum(compute => compute.CoresInUse!.Cores));
                foreach (Compute compute in workspace)
                {
                    AddUser("workspaces/computes", compute.Id, compute.CoresInUse!.Cores);
                }
            }

            void AddUser(string scope, string id, int cores) => rows.Add(Usage(
                $"{id}/usages/{family.IdName}", $"{scope}/{kind}", family.Name, $"{family.DisplayName} Cluster {word} vCPUs", cores, -1));
        }
    }

    /// <summary>Lists the quota of each family for the subscription and for each workspace of the region.</summary>
    public JsonArray Quotas(string subscriptionId, string location, IReadOnlyList<Workspace> workspaces)
    {
        JsonArray rows = [];
        foreach (Family family in _families)
        {
            rows.Add(Quota($"/subscriptions/{subscriptionId}/quotas/{family.IdName}", "vmFamily", family, family.Limit, null));
            foreach (Workspace workspace in workspaces)
            {
                rows.Add(Quota($"{workspace.Id}/quotas/{family.IdName}", "workspaces", family, LimitOf(workspace, family), location));
            }
        }

        return rows;
    }

    private static IReadOnlyList<CoreUse> CommittedCores(IEnumerable<Compute> computes, bool lowPriority) =>
        [.. computes.Select(compute => compute.CoresCommitted).OfType<CoreUse>().Where(use => use.LowPriority == lowPriority)];

    private static int LimitOf(Workspace workspace, Family family) =>
        workspace.FamilyLimits.TryGetValue(family.Name, out int limit) ? limit : family.Limit;

    private static int Cores(IReadOnlyList<CoreUse> uses, Family family) => uses.Where(use => IsOf(use, family)).Sum(use => use.Cores);

    // The service spells 'accommodate' with one m.
    private static void Require(string holder, int committed, int limit, string quota, CoreUse requested) => ServiceError.ThrowIf(
        committed + requested.Cores > limit,
        $"The specified {holder} has {quota} of {limit} and cannot accomodate for at least {requested.Nodes} requested managed " +
        $"compute node{(requested.Nodes == 1 ? " which maps" : "s which map")} to {requested.Cores} vCPUs.");

    private static bool IsOf(CoreUse use, Family family) => use.Size.Family.EqualsIgnoreCase(family.Name);

    private static JsonObject Usage(string id, string type, string name, string localizedName, int current, int limit) => new()
    {
        ["unit"] = "Count",
        ["currentValue"] = current,
        ["limit"] = limit,
        ["name"] = new JsonObject { ["value"] = name, ["localizedValue"] = localizedName },
        ["type"] = $"{RequestContext.Provider}/{type}/usages",
        ["id"] = id,
    };

    private static JsonObject Quota(string id, string scope, Family family, int limit, string? location) => new()
    {
        ["unit"] = "Count",
        ["limit"] = limit,
        ["name"] = new JsonObject { ["value"] = family.Name, ["localizedValue"] = family.LocalizedName },
        ["type"] = $"{RequestContext.Provider}/{scope}/dedicatedCores/quotas",
        ["id"] = id,
        ["location"] = location,
    };

    /// <summary>A family of VM sizes and the limit of its dedicated cores.</summary>
    internal sealed record Family(string Name, string DisplayName, int Limit)
    {
        public string IdName => Name.Replace(' ', '_');

        public string LocalizedName => $"{DisplayName} Cluster Dedicated vCPUs";
    }
}
