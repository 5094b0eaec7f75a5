namespace AmlCompute.Client.Planning;

/// <summary>One limit for the cores of new machines.</summary>
/// <param name="Check">The name of the check.</param>
/// <param name="Quota">The name of the quota.</param>
/// <param name="Remaining">The remaining cores, with those of the replaced target; null if they are unknown.</param>
/// <param name="Held">The cores of the replaced target.</param>
/// <param name="IsUseKnown">False if the cores in use are not known, so that all cores count as remaining.</param>
internal sealed record QuotaLimit(string Check, string Quota, int? Remaining, int Held = 0, bool IsUseKnown = true);

/// <summary>The cores of a target that is replaced, which the service counts as used until the target is deleted.</summary>
/// <param name="Family">The family of its size; null if it has no cores of the priority that is checked.</param>
/// <param name="Count">The number of its cores.</param>
internal sealed record FreedCores(string? Family, int Count);

/// <summary>Finds the remaining quota of one priority, dedicated or low, in the usages and quotas of a region.</summary>
internal sealed class RemainingQuota(
    IReadOnlyList<ComputeUsage> usages,
    IReadOnlyList<ComputeQuota> quotas,
    Workspace workspace,
    bool isLowPriority,
    FreedCores freed)
{
    /// <summary>Gets the number of clusters and instances that can still be created; null if it is unknown.</summary>
    public int? Clusters => usages.FirstOrDefault(usage => IsSameName(usage.Name, "TotalClusters"))?.Available;

    private string PriorityText => isLowPriority ? "low-priority" : "dedicated";

    /// <summary>Returns the limits for cores of a family.</summary>
    public IEnumerable<QuotaLimit> ListLimits(string? family)
    {
        ComputeUsage? ofFamily = FindUsage(family);
        if (ofFamily is null || ofFamily.Limit is not null)
        {
            yield return CreateLimit("FamilyQuota", $"{PriorityText} quota of {family}", ofFamily, IsSameName(family, freed.Family));
        }

        ComputeQuota? ofWorkspace = quotas.FirstOrDefault(quota =>
            IsSameName(quota.Name, family) && quota.Scope == QuotaId.Workspace && quota.BelongsTo(workspace));
        if (!isLowPriority && ofWorkspace?.Limit is { } limit && limit < (ofFamily?.Limit ?? int.MaxValue))
        {
            yield return new QuotaLimit("WorkspaceQuota", $"quota of {family} of workspace {workspace.Name}", limit, IsUseKnown: false);
        }

        ComputeUsage? total = FindUsage(isLowPriority ? "TotalLowPriorityCores" : "TotalDedicatedCores");
        yield return CreateLimit("TotalQuota", $"total {PriorityText} quota", total, freed.Family is not null);
    }

    private static bool IsSameName(string? name, string? other) =>
        name is not null && string.Equals(name, other, StringComparison.OrdinalIgnoreCase);

    private ComputeUsage? FindUsage(string? name) => usages.FirstOrDefault(usage =>
        IsSameName(usage.Name, name)
        && usage.Scope == QuotaId.Subscription
        && usage.Priority == (isLowPriority ? VmPriorities.LowPriority : VmPriorities.Dedicated));

    private QuotaLimit CreateLimit(string check, string quota, ComputeUsage? usage, bool countsFreedCores)
    {
        int held = countsFreedCores ? freed.Count : 0;
        return new QuotaLimit(check, quota, usage?.Limit is { } limit ? Math.Max(0, limit - usage.Used + held) : null, held);
    }
}
