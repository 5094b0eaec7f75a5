using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Catalog;

/// <summary>
/// The quotas of a subscription, which are the same in each region. They reject a request that needs more cores or computes than the limits
/// allow.
/// </summary>
internal sealed class QuotaTable
{
    public const string TotalClusters = "TotalClusters";
    public const string TotalDedicatedCores = "TotalDedicatedCores";
    public const string TotalLowPriorityCores = "TotalLowPriorityCores";

    // These totals and the limits in quotas.tsv are those of a recorded region, with three exceptions: the region has no low-priority
    // cores, 6 cores of standardDv2Family, and none of Standard NCASv3_T4 Family.
    private readonly Dictionary<string, int> _totals = new(StringComparer.OrdinalIgnoreCase)
    {
        [TotalClusters] = 200,
        [TotalDedicatedCores] = 20,
        [TotalLowPriorityCores] = 20,
    };

    /// <param name="changedLimits">The limits that differ from the table, by the name of the family or total in any case.</param>
    /// <exception cref="ArgumentException">A name is unknown or occurs in two spellings, or a limit is negative.</exception>
    public QuotaTable(IReadOnlyDictionary<string, int> changedLimits)
    {
        Dictionary<string, int> limits = changedLimits.ToDictionary(
            limit => limit.Key, limit => limit.Value, StringComparer.OrdinalIgnoreCase);
        Families =
        [
            .. EmbeddedTable.ReadRows("quotas.tsv").Select(row => new QuotaFamily(
                row[0],
                row[1],
                limits.TryGetValue(row[0], out int limit) ? limit : int.Parse(row[2], CultureInfo.InvariantCulture))),
        ];
        foreach (KeyValuePair<string, int> limit in limits)
        {
            ArgumentCheck.Require(limit.Value >= 0, $"Quota '{limit.Key}' must not be negative, but is {limit.Value}.");
            if (_totals.ContainsKey(limit.Key))
            {
                _totals[limit.Key] = limit.Value;
            }
            else if (!Families.Any(family => family.Name.EqualsIgnoreCase(limit.Key)))
            {
                throw new ArgumentException(
                    $"Quota '{limit.Key}' is not the name of a quota. Use {string.Join(", ", _totals.Keys)} or a family such as " +
                    $"{Families[0].Name}.");
            }
            else if (!limits.ContainsKey(TotalDedicatedCores))
            {
                // A family can only use cores that the total has.
                _totals[TotalDedicatedCores] = Math.Max(_totals[TotalDedicatedCores], limit.Value);
            }
        }
    }

    public IReadOnlyList<QuotaFamily> Families { get; }

    /// <summary>Gets the limit of a family in a workspace: the one that updateQuotas set, or else that of the subscription.</summary>
    public static int GetLimit(Workspace workspace, QuotaFamily family) =>
        workspace.FamilyLimits.TryGetValue(family.Name, out int limit) ? limit : family.Limit;

    /// <summary>Counts the dedicated cores of a family that the computes of a workspace have, or need for their minimum of nodes.</summary>
    public static int CountCommittedCores(Workspace workspace, QuotaFamily family) =>
        family.SumCores(ListCommitted(workspace.Computes.Values, isLowPriority: false));

    /// <summary>Gets the limit of a total, such as <see cref="TotalClusters"/>.</summary>
    public int GetTotal(string name) => _totals[name];

    /// <summary>
    /// Finds the family that the last part of a quota's id names: its name or localized name, with _ for each blank. Null if there is none.
    /// </summary>
    public QuotaFamily? FindFamily(string idName) => Families.FirstOrDefault(family =>
        family.IdName.EqualsIgnoreCase(idName) || family.LocalizedName.Replace(' ', '_').EqualsIgnoreCase(idName));

    /// <summary>Rejects requested cores if they exceed a limit together with the committed cores of the other computes.</summary>
    public void CheckCores(Workspace workspace, IReadOnlyList<Compute> otherComputes, CoreUse requested)
    {
        if (FindExceededLimit(workspace, otherComputes, requested) is { } problem)
        {
            throw ServiceError.BadRequest(problem);
        }
    }

    /// <summary>Finds the first limit that the request exceeds, and returns its error message; null if the request fits.</summary>
    public string? FindExceededLimit(Workspace workspace, IReadOnlyList<Compute> otherComputes, CoreUse requested)
    {
        if (requested.Nodes == 0)
        {
            return null;
        }

        IReadOnlyList<CoreUse> committed = ListCommitted(otherComputes, requested.IsLowPriority);
        int committedCores = committed.Sum(use => use.Cores);
        if (requested.IsLowPriority)
        {
            // The service has no limit by family for low-priority cores, only a total limit.
            return DescribeExceededLimit(
                "subscription", "a total low priority vCPU quota", committedCores, _totals[TotalLowPriorityCores], requested);
        }

        // Each size belongs to a family with a quota: quotas.tsv has all families of the tables of sizes.
        QuotaFamily family = Families.First(candidate => candidate.HasSize(requested));
        string quota = $"a {family.DisplayName} Cluster Dedicated vCPU quota";
        IEnumerable<Compute> inWorkspace = otherComputes.Where(compute => compute.Workspace == workspace);
        int workspaceCores = family.SumCores(ListCommitted(inWorkspace, isLowPriority: false));
        return DescribeExceededLimit("subscription", "a total vCPU quota", committedCores, _totals[TotalDedicatedCores], requested)
            ?? DescribeExceededLimit("subscription", quota, family.SumCores(committed), family.Limit, requested)
            ?? DescribeExceededLimit("workspace", quota, workspaceCores, GetLimit(workspace, family), requested);
    }

    /// <summary>Rejects a new cluster or instance if the others already reach the limit.</summary>
    public void CheckClusterCount(IEnumerable<Compute> otherComputes)
    {
        int current = otherComputes.Count(compute => compute.CoresCommitted is not null);
        ServiceError.ThrowIf(
            current >= _totals[TotalClusters],
            $"Operation results in exceeding quota limits of TotalClusters. Maximum allowed: {_totals[TotalClusters]}, " +
            $"Current in use: {current}, Additional requested: 1.");
    }

    private static IReadOnlyList<CoreUse> ListCommitted(IEnumerable<Compute> computes, bool isLowPriority) =>
        [.. computes.Select(compute => compute.CoresCommitted).OfType<CoreUse>().Where(use => use.IsLowPriority == isLowPriority)];

    /// <summary>Returns the error message of the service if the cores exceed a limit, otherwise null.</summary>
    // The service spells 'accommodate' with one m.
    private static string? DescribeExceededLimit(string scope, string quota, int committedCores, int limit, CoreUse requested) =>
        committedCores + requested.Cores > limit
            ? $"The specified {scope} has {quota} of {limit} and cannot accomodate for at least {requested.Nodes} requested managed " +
                $"compute node{(requested.Nodes == 1 ? " which maps" : "s which map")} to {requested.Cores} vCPUs."
            : null;
}
