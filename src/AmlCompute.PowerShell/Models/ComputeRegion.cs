namespace AmlCompute;

/// <summary>A region, with the quota of the subscription there for a number of nodes of one size. Find-AmlComputeRegion emits it.</summary>
public sealed class ComputeRegion
{
    /// <summary>Compares the cores of the nodes with the quotas.</summary>
    /// <param name="location">The region.</param>
    /// <param name="wanted">The wanted nodes.</param>
    /// <param name="size">The size as the region lists it; null if the region does not have it.</param>
    /// <param name="usages">The usages of the region, of which only those of the subscription count.</param>
    /// <param name="workspaceLimit">The quota of the workspace for the family of the size; null if it is unknown or there is none.</param>
    /// <param name="price">The price of a node; null if it is unknown.</param>
    internal ComputeRegion(
        string location,
        WantedNodes wanted,
        VmSize? size,
        IReadOnlyList<ComputeUsage> usages,
        int? workspaceLimit,
        MachinePrice? price)
    {
        Location = location;
        VmSize = size?.Name ?? wanted.VmSize;
        Available = size is not null && size.MaySupport(ComputeTypes.AmlCompute) && (!wanted.IsSpot || size.LowPriorityCapable);
        Nodes = wanted.Count;
        Needed = (size?.VCpus ?? 0) * (long)wanted.Count;
        string priority = wanted.IsSpot ? VmPriorities.LowPriority : VmPriorities.Dedicated;
        Left = FindUsage(size?.Family)?.Available;
        WorkspaceLimit = wanted.IsSpot ? null : workspaceLimit;
        TotalLeft = FindUsage(wanted.IsSpot ? "TotalLowPriorityCores" : "TotalDedicatedCores")?.Available;
        RetiresOn = size?.RetiresOn;
        IsRetired = size?.IsRetired == true;
        IsSpot = wanted.IsSpot;
        Fits = DecideFit();
        CostPerHour = Available ? price?.PerHour * wanted.Count : null;
        Currency = Available ? price?.Currency : null;
        PriceSource = Available ? price?.Source : null;

        ComputeUsage? FindUsage(string? name) => name is null ? null : usages.FirstOrDefault(usage =>
            usage.Scope == QuotaId.Subscription
            && usage.Priority == priority
            && string.Equals(usage.Name, name, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Gets the region, such as westeurope.</summary>
    public string Location { get; }

    /// <summary>Gets the name of the size, such as Standard_DS3_v2.</summary>
    public string VmSize { get; }

    /// <summary>
    /// Gets a value indicating whether the service lists the size for clusters of the region, in the wanted priority; a size that it lists
    /// without compute types counts. <see cref="Fits"/> shows whether the quota is sufficient.
    /// </summary>
    public bool Available { get; }

    /// <summary>Gets the wanted number of nodes.</summary>
    public int Nodes { get; }

    /// <summary>Gets the virtual CPUs of all nodes; 0 if the region does not have the size, or if its CPUs are unknown.</summary>
    public long Needed { get; }

    /// <summary>Gets the unused quota of the family of the size, in virtual CPUs; null if it is unknown or has no limit.</summary>
    public int? Left { get; }

    /// <summary>Gets the unused total quota, in virtual CPUs; null if it is unknown or has no limit.</summary>
    public int? TotalLeft { get; }

    /// <summary>
    /// Gets the quota of the workspace for the family of the size, in virtual CPUs; null if it is unknown or there is none, for Spot nodes,
    /// and in other regions than that of the workspace. The service does not return the use of this quota.
    /// </summary>
    public int? WorkspaceLimit { get; }

    /// <summary>
    /// Gets a value indicating whether the quotas are sufficient for the nodes: false also if the size is retired or not
    /// <see cref="Available"/>; null if no quota is too small, but the total or, except for Spot nodes, that of the family is unknown or
    /// has no limit, and if the virtual CPUs of the size are unknown.
    /// </summary>
    public bool? Fits { get; }

    /// <summary>
    /// Gets the day (UTC) on which Azure retires the size; null if no retirement is announced, or if the region does not have the size.
    /// </summary>
    public DateTime? RetiresOn { get; }

    /// <summary>Gets a value indicating whether the size is retired, so that the service refuses it for a new target.</summary>
    public bool IsRetired { get; }

    /// <summary>
    /// Gets the cost of all nodes with Linux for an hour, in <see cref="Currency"/>; null if the price is unknown, or if the size is not
    /// <see cref="Available"/>.
    /// </summary>
    public decimal? CostPerHour { get; }

    /// <summary>Gets <see cref="CostPerHour"/> for 730 hours, in <see cref="Currency"/>; null if it is unknown.</summary>
    public decimal? CostPerMonth => CostPerHour * MachinePrice.HoursPerMonth;

    /// <summary>Gets the currency of the costs, such as USD; null if the cost is unknown.</summary>
    public string? Currency { get; }

    /// <summary>Gets the source of the price: vmSizes (the list of sizes) or RetailPrices; null if the cost is unknown.</summary>
    public string? PriceSource { get; }

    /// <summary>Gets a value indicating whether the nodes are Spot machines, whose price varies.</summary>
    public bool IsSpot { get; }

    /// <summary>Shows the region and the result: fits, quota too small, quota or vCPUs unknown, retired, or not available.</summary>
    /// <returns>For example <c>westeurope: fits</c>.</returns>
    public override string ToString()
    {
        string result =
            !Available ? "not available"
            : IsRetired ? "retired"
            : Fits switch { true => "fits", false => "quota too small", _ => Needed > 0 ? "quota unknown" : "vCPUs unknown" };
        return $"{Location}: {result}";
    }

    /// <summary>Decides <see cref="Fits"/>: compares the cores of all nodes with each quota.</summary>
    private bool? DecideFit()
    {
        if (!Available || IsRetired || Needed > TotalLeft || Needed > Left || Needed > WorkspaceLimit)
        {
            return false;
        }

        // The service limits Spot cores by the total only, so a family without a limit does not count.
        bool isKnown = Needed > 0 && TotalLeft is not null && (Left is not null || IsSpot);
        return isKnown ? true : null;
    }
}
