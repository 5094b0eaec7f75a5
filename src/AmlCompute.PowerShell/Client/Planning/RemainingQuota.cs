namespace AmlCompute.Client.Planning;

/// <summary>One limit for the cores of new machines.</summary>
/// <param name="Check">The name of the check: FamilyQuota, WorkspaceQuota or TotalQuota.</param>
/// <param name="Quota">The quota in messages, such as "total dedicated quota".</param>
/// <param name="Remaining">The remaining cores, including <paramref name="Held"/>; null if the service returns no limit.</param>
/// <param name="Held">The cores of the replaced or enlarged target that the quota counts; 0 for none.</param>
/// <param name="IsUseKnown">False if the cores in use are not known, so that all cores count as remaining.</param>
internal sealed record QuotaLimit(string Check, string Quota, int? Remaining, int Held = 0, bool IsUseKnown = true);

/// <summary>The cores of a target that is replaced, which the service counts as used until the target is deleted.</summary>
/// <param name="Family">The family of its size; null without cores in the checked region and priority, and if it is unknown.</param>
/// <param name="Count">The number of its cores in that region and priority; 0 also if its size is unknown.</param>
internal sealed record FreedCores(string? Family, long Count);

/// <summary>Finds the remaining quota of one priority, dedicated or low, in the usages and quotas of a region.</summary>
/// <param name="usages">The usages of the region.</param>
/// <param name="quotas">The quotas of the region, of the subscription and of all its workspaces.</param>
/// <param name="workspace">The workspace of the new machines.</param>
/// <param name="isLowPriority">True for low-priority cores; false for dedicated ones.</param>
/// <param name="freed">The cores of the replaced target.</param>
internal sealed class RemainingQuota(
    IReadOnlyList<ComputeUsage> usages,
    IReadOnlyList<ComputeQuota> quotas,
    Workspace workspace,
    bool isLowPriority,
    FreedCores freed)
{
    /// <summary>Gets the number of clusters and instances that can still be created; null if it is unknown or not limited.</summary>
    public int? Clusters => usages.FirstOrDefault(usage =>
        IsSameName(usage.Name, "TotalClusters") && usage.Scope == QuotaId.Subscription)?.Available;

    private string PriorityText => isLowPriority ? "low-priority" : "dedicated";

    /// <summary>Returns the limits for the cores of a size.</summary>
    /// <param name="family">The family of the size, such as standardDSv2Family; null if it is not known.</param>
    public IEnumerable<QuotaLimit> ListLimits(string? family)
    {
        ComputeUsage? familyUsage = FindUsage(family);

        // A usage without a limit means that the family has no limit of its own.
        if (familyUsage is null || familyUsage.Limit is not null)
        {
            string quotaName = $"{PriorityText} quota of {family ?? "the family of the size"}";
            yield return CreateLimit("FamilyQuota", quotaName, familyUsage, countsFreedCores: IsSameName(family, freed.Family));
        }

        ComputeQuota? workspaceQuota = quotas.FirstOrDefault(quota =>
            IsSameName(quota.Name, family) && quota.Scope == QuotaId.Workspace && quota.BelongsTo(workspace));
        if (!isLowPriority && workspaceQuota?.Limit is { } limit && limit < (familyUsage?.Limit ?? int.MaxValue))
        {
            yield return new QuotaLimit("WorkspaceQuota", $"quota of {family} of workspace {workspace.Name}", limit, IsUseKnown: false);
        }

        ComputeUsage? total = FindUsage(isLowPriority ? "TotalLowPriorityCores" : "TotalDedicatedCores");
        yield return CreateLimit("TotalQuota", $"total {PriorityText} quota", total, countsFreedCores: true);
    }

    private static bool IsSameName(string? name, string? other) =>
        name is not null && string.Equals(name, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns the usage of the subscription with this name and the priority; null if the service does not return it.</summary>
    private ComputeUsage? FindUsage(string? name) => usages.FirstOrDefault(usage =>
        IsSameName(usage.Name, name)
        && usage.Scope == QuotaId.Subscription
        && usage.Priority == (isLowPriority ? VmPriorities.LowPriority : VmPriorities.Dedicated));

    private QuotaLimit CreateLimit(string check, string quota, ComputeUsage? usage, bool countsFreedCores)
    {
        int held = countsFreedCores ? ClampToInt(freed.Count) : 0;
        return new QuotaLimit(check, quota, usage?.Limit is { } limit ? ClampToInt((long)limit - usage.Used + held) : null, held);
    }

    /// <summary>Returns the count between 0 and the largest int, which the service returns as the limit of some quotas.</summary>
    private static int ClampToInt(long count) => (int)Math.Min(int.MaxValue, Math.Max(0, count));
}
