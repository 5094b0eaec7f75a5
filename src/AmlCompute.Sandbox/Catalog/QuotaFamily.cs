namespace AmlCompute.Sandbox.Catalog;

/// <summary>A family of VM sizes, and the limit of its dedicated cores in the subscription.</summary>
internal sealed record QuotaFamily(string Name, string DisplayName, int Limit)
{
    /// <summary>The last part of the ids of the family's usages and quotas.</summary>
    public string IdName => Name.Replace(' ', '_');

    /// <summary>The name of the quota that users see.</summary>
    public string LocalizedName => $"{DisplayName} Cluster Dedicated vCPUs";

    /// <summary>Counts the cores of the family in several uses.</summary>
    public int SumCores(IEnumerable<CoreUse> uses) => uses.Where(HasSize).Sum(use => use.Cores);

    /// <summary>Checks that the size of a use belongs to the family.</summary>
    public bool HasSize(CoreUse use) => use.Size.Family.EqualsIgnoreCase(Name);
}
