using AmlCompute.Settings;

namespace AmlCompute.Client.Planning;

/// <summary>Checks that a region has the VM size of a cluster or an instance, and that the quotas suffice for all of its nodes.</summary>
/// <param name="reader">Reads the sizes, usages and quotas of the region.</param>
/// <param name="configuration">The wanted settings; a missing priority, system or node limit is that of the replaced cluster.</param>
/// <param name="sizeName">The name of the size, in any casing.</param>
/// <param name="replaced">
/// The target that is overwritten, replaced or enlarged, whose cores are freed in its region; null for a new target.
/// </param>
internal sealed class QuotaChecks(IPlanReader reader, ComputeConfiguration configuration, string sizeName, ComputeTarget? replaced)
{
    /// <summary>The limit of nodes of a cluster unless Azure support has raised it.</summary>
    private const int DefaultNodeLimit = 100;

    private const int MostFittingSizes = 5;

    private readonly bool _isLowPriority = configuration.ComputeType == ComputeTypes.AmlCompute
        && VmPriorities.IsLowPriority(configuration.Get(ComputeCluster.Members.Priority) ?? (replaced as ComputeCluster)?.Priority);

    /// <summary>Linux or Windows, which decides on the price; an instance has Linux.</summary>
    private readonly string _osType = configuration.ComputeType == ComputeTypes.AmlCompute
        ? configuration.Get(ComputeCluster.Members.OsType) ?? (replaced as ComputeCluster)?.OsType ?? "Linux"
        : "Linux";

    /// <summary>The limit of nodes of the cluster. A cluster that is already larger shows that its limit was raised.</summary>
    private readonly int _nodeLimit = Math.Max(DefaultNodeLimit, (replaced as ComputeCluster)?.MaxNodes ?? 0);

    /// <summary>The fewest and the most nodes; 1 for an instance.</summary>
    private readonly (int Min, int Max) _nodes = configuration.ComputeType == ComputeTypes.AmlCompute
        ? PutBody.GetNodeLimits(configuration, replaced as ComputeCluster)
        : (1, 1);

    private bool IsCluster => configuration.ComputeType == ComputeTypes.AmlCompute;

    /// <summary>Gets a value indicating whether no node limit is negative, so that cores and costs can be computed.</summary>
    private bool HasValidNodes => _nodes is ( >= 0, >= 0);

    /// <summary>
    /// Returns the checks of the size, of Spot and of the node limits; those of the quotas only if the size can be used and no limit is
    /// negative. A region that is not valid or has no sizes is a failed check.
    /// </summary>
    public async Task<IReadOnlyList<ComputeCheck>> RunAsync(string location)
    {
        (IReadOnlyList<VmSize> sizes, ComputeCheck? unknownRegion) = await reader.CheckSizesAsync(location).ConfigureAwait(false);
        VmSize? size = VmSize.FindByName(sizes, sizeName);
        ComputeCheck sizeCheck = CheckSize(size, sizes, location);
        List<ComputeCheck> checks = unknownRegion is null ? [sizeCheck] : [unknownRegion, sizeCheck];
        bool isAvailable = sizeCheck.Outcome == ComputeCheckOutcome.Passed;
        if (isAvailable && _isLowPriority)
        {
            checks.Add(DescribeSpot(size!));
        }

        if (IsCluster)
        {
            checks.Add(CheckNodeLimits());
        }

        if (isAvailable && HasValidNodes)
        {
            checks.AddRange(await CheckQuotasAsync(location, size!, sizes).ConfigureAwait(false));
        }

        return checks;
    }

    /// <summary>Returns the remedy for a quota that does not suffice.</summary>
    /// <param name="workspace">The workspace of the wanted target.</param>
    /// <param name="computeType">The type of the wanted target; only a cluster can have fewer nodes.</param>
    /// <param name="family">The family of the size; null if it is not known.</param>
    /// <param name="location">The region of the quota.</param>
    public static string DescribeRemedy(Workspace workspace, string computeType, string? family, string location)
    {
        // Some families have blanks in their names.
        string? name = family is { Length: > 0 } ? CommandText.Quote(family) : null;
        string fewerNodes = computeType == ComputeTypes.AmlCompute ? "fewer nodes or " : string.Empty;
        return $"{CommandText.WriteUsageList(workspace, location, name)} shows the cores in use. Use {fewerNodes}another size.";
    }

    /// <summary>Returns the vCPUs of a size for a message, such as <c>4 vCPUs</c>, or that they are not known.</summary>
    public static string WriteVCpus(VmSize size) =>
        size.VCpus > 0 ? WriteCount(size.VCpus, "vCPU") : "the service does not return its vCPUs";

    private static string WriteCount(long count, string unit) => count == 1 ? $"1 {unit}" : $"{count} {unit}s";

    private ComputeCheck CheckSize(VmSize? size, IReadOnlyList<VmSize> sizes, string location)
    {
        const string Check = "VmSize";
        if (sizes.Count == 0)
        {
            return new ComputeCheck(
                Check, ComputeCheckOutcome.Skipped, $"The size was not checked, because the service returned no sizes for {location}.");
        }

        string? problem = size is null ? UnknownNames.DescribeSize(sizeName, sizes, location) : FindMissingFeature(size);
        if (problem is not null)
        {
            return new ComputeCheck(Check, ComputeCheckOutcome.Failed, problem)
            {
                ErrorId = ErrorIds.InvalidVmSize,
                Remedy = $"{CommandText.WriteSizeList(reader.Workspace, location)} lists the sizes of the region; "
                    + $"-SupportedFor {configuration.ComputeType} selects those for this type.",
            };
        }

        string message = $"{location} has {size!.Name} for {configuration.ComputeType}: {WriteVCpus(size)}.";
        return new ComputeCheck(Check, ComputeCheckOutcome.Passed, message)
        {
            Cost = HasValidNodes ? CostRange.Create(size, _isLowPriority, _nodes.Min, _nodes.Max, _osType) : null,
        };
    }

    /// <summary>Returns a sentence if the size does not support the compute type or the low priority; null if it does.</summary>
    private string? FindMissingFeature(VmSize size)
    {
        if (!size.MaySupport(configuration.ComputeType))
        {
            return $"The size {size.Name} does not support {configuration.ComputeType}; "
                + $"it supports {string.Join(", ", size.SupportedComputeTypes)}.";
        }

        return _isLowPriority && !size.LowPriorityCapable
            ? $"The size {size.Name} does not support the priority {VmPriorities.LowPriority}, which is Spot."
            : null;
    }

    /// <summary>Returns a passed check whose message explains Spot, because the price and the eviction surprise users.</summary>
    private ComputeCheck DescribeSpot(VmSize size)
    {
        string price = size.FindPrice(isSpot: true, _osType) is (var perHour, var currency, _)
            ? $"an estimate is {FormattableString.Invariant($"{perHour:0.00##} {currency}").TrimEnd()} for a node and an hour"
            : "the service has no estimate";
        return new ComputeCheck(
            "Spot",
            ComputeCheckOutcome.Passed,
            $"LowPriority nodes are Spot virtual machines: Azure can evict them at any time. The price varies; {price}.");
    }

    private ComputeCheck CheckNodeLimits()
    {
        const string Check = "NodeLimits";
        if (LimitRules.FindNodeLimitProblem(_nodes.Min, _nodes.Max) is { } problem)
        {
            return (problem with { Check = Check }).ToCheck(configuration);
        }

        JsonMember max = ComputeCluster.Members.MaxNodes;
        bool isTooLarge = _nodes.Max > _nodeLimit;
        string message = isTooLarge
            ? new SettingProblem(
                max,
                $"{max} is {_nodes.Max}, but a cluster has at most {_nodeLimit} nodes unless Azure support has raised the limit.")
                .FormatMessage(configuration)
            : $"{_nodes.Min} to {WriteCount(_nodes.Max, "node")}.";
        return new ComputeCheck(Check, isTooLarge ? ComputeCheckOutcome.Failed : ComputeCheckOutcome.Passed, message)
        {
            Have = _nodeLimit,
            Need = _nodes.Max,
        };
    }

    private async Task<IReadOnlyList<ComputeCheck>> CheckQuotasAsync(string location, VmSize size, IReadOnlyList<VmSize> sizes)
    {
        if (size.VCpus <= 0)
        {
            return [CreateSkippedCheck($"The quotas were not checked, because the service does not return the vCPUs of {size.Name}.")];
        }

        try
        {
            IReadOnlyList<ComputeUsage> usages = await reader.ReadUsagesAsync(location).ConfigureAwait(false);
            IReadOnlyList<ComputeQuota> quotas = await reader.ReadQuotasAsync(location).ConfigureAwait(false);
            RemainingQuota remaining = new(usages, quotas, reader.Workspace, _isLowPriority, CountFreedCores(sizes, location));
            return CheckRemaining(remaining, location, size, sizes);
        }
        catch (ComputeTargetException exception) when (exception.ErrorId == ErrorIds.AuthorizationFailed)
        {
            return [CreateSkippedCheck($"The usages and quotas of {location} cannot be read: {exception.Message}")];
        }

        static ComputeCheck CreateSkippedCheck(string message) => new("Quota", ComputeCheckOutcome.Skipped, message);
    }

    /// <summary>Compares the clusters and the cores with the remaining quotas.</summary>
    private ComputeCheck[] CheckRemaining(RemainingQuota remaining, string location, VmSize size, IReadOnlyList<VmSize> sizes)
    {
        QuotaLimit[] limits = [.. remaining.ListLimits(size.Family)];
        string[] fittingSizes = Array.TrueForAll(limits, limit => Suffices(limit, size)) ? [] : FindFittingSizes(remaining, size, sizes);
        QuotaLimit lowest = limits.OrderBy(limit => limit.Remaining ?? int.MaxValue).First();
        IEnumerable<ComputeCheck> coreChecks =
            limits.Select(limit => CheckCores(limit, location, size, fittingSizes, namesSizes: limit == lowest));
        return remaining.Clusters is { } clusters ? [CheckClusterCount(clusters, location), .. coreChecks] : [.. coreChecks];
    }

    private ComputeCheck CheckClusterCount(int remaining, string location)
    {
        int need = FindReplacedIn(location) is ComputeCluster or ComputeInstance ? 0 : 1;
        bool isEnough = need <= remaining;
        string more = remaining switch
        {
            <= 0 => "No more clusters and instances are",
            1 => "1 more cluster or instance is",
            _ => $"{remaining} more clusters and instances are",
        };
        return new ComputeCheck(
            "TotalClusters", isEnough ? ComputeCheckOutcome.Passed : ComputeCheckOutcome.Failed, $"{more} allowed in {location}.")
        {
            Have = remaining,
            Need = need,
            ErrorId = isEnough ? null : ErrorIds.QuotaExceeded,
            Remedy = isEnough
                ? null
                : $"{CommandText.WriteUsageList(reader.Workspace, location, "TotalClusters")} shows their number. "
                    + "Remove a target that is not used, or use another region.",
        };
    }

    /// <summary>Returns the names of the sizes most similar to the wanted one for which every quota suffices.</summary>
    private string[] FindFittingSizes(RemainingQuota remaining, VmSize wanted, IReadOnlyList<VmSize> sizes) =>
    [
        .. sizes
            .Where(size => size.MaySupport(configuration.ComputeType) && size.VCpus > 0 && size.Gpus > 0 == wanted.Gpus > 0)
            .Where(size => !_isLowPriority || size.LowPriorityCapable)
            .Where(size => Retirements.FindForSize(size.Name)?.NeedsWarning(reader.Now) != true)
            .Where(size => remaining.ListLimits(size.Family).All(limit => Suffices(limit, size)))
            .OrderBy(size => Math.Abs(size.VCpus - wanted.VCpus))
            .ThenBy(size => Math.Abs(size.MemoryGB - wanted.MemoryGB))
            .Select(size => size.Name)
            .Take(MostFittingSizes),
    ];

    /// <summary>Returns true if a limit has the cores of all nodes; true also for a limit that is not known.</summary>
    private bool Suffices(QuotaLimit limit, VmSize size) => limit.Remaining is null || CountNeededCores(size) <= limit.Remaining;

    /// <summary>Checks one limit for the cores of all nodes. Of several messages, only one names the sizes that fit.</summary>
    private ComputeCheck CheckCores(QuotaLimit limit, string location, VmSize size, string[] fittingSizes, bool namesSizes)
    {
        if (limit.Remaining is not { } remaining)
        {
            return new ComputeCheck(
                limit.Check, ComputeCheckOutcome.Skipped, $"The service does not return a limit for the {limit.Quota}.");
        }

        int need = CountNeededCores(size);
        QuotaShare share = new(limit.Quota, location, reader.Workspace, limit.Held, limit.IsUseKnown);
        string message = $"{DescribeNeed(size, need)}; {share.DescribeLeft(remaining)}.";
        if (Suffices(limit, size))
        {
            return new ComputeCheck(limit.Check, ComputeCheckOutcome.Passed, message) { Have = remaining, Need = need, Quota = share };
        }

        // The service creates a cluster whose minimum of nodes fits, and adds nodes up to the quota.
        bool startsAnyway = CountCores(size, _nodes.Min) <= remaining;
        string growth = IsCluster ? DescribeGrowth(size, remaining, startsAnyway) : string.Empty;
        string sizes = namesSizes && fittingSizes.Length > 0
            ? $" Sizes that would fit: {string.Join(", ", fittingSizes)}."
            : string.Empty;
        return new ComputeCheck(limit.Check, ComputeCheckOutcome.Failed, message + growth + sizes)
        {
            Have = remaining,
            Need = need,
            Quota = share,
            FittingSizes = fittingSizes,
            ErrorId = startsAnyway ? null : ErrorIds.QuotaExceeded,
            Remedy = DescribeRemedy(reader.Workspace, configuration.ComputeType, size.Family, location),
            AllowsCreation = startsAnyway,
        };
    }

    /// <summary>Returns the start of a sentence: the machines, and the cores that they need.</summary>
    private string DescribeNeed(VmSize size, int need)
    {
        if (!IsCluster)
        {
            return $"An instance of {size.Name} needs {WriteCount(need, "vCPU")}";
        }

        bool isDefault = configuration.Get(ComputeCluster.Members.MaxNodes) is null && replaced is not ComputeCluster;
        string source = isDefault
            ? new SettingProblem(ComputeCluster.Members.MaxNodes, $", the default of {ComputeCluster.Members.MaxNodes},")
                .FormatText(configuration)
            : string.Empty;
        string verb = _nodes.Max == 1 ? "needs" : "need";
        return $"{WriteCount(_nodes.Max, "node")}{source} of {size.Name} {verb} {WriteCount(need, "vCPU")}";
    }

    private string DescribeGrowth(VmSize size, int remaining, bool startsAnyway) => startsAnyway
        ? $" The cluster would get at most {WriteCount(remaining / size.VCpus, "node")}."
        : $" The minimum of {WriteCount(_nodes.Min, "node")} alone needs {WriteCount(CountCores(size, _nodes.Min), "vCPU")}.";

    /// <summary>Returns the cores of all nodes, at most the largest int, which is also the largest limit.</summary>
    private int CountNeededCores(VmSize size) => (int)Math.Min(int.MaxValue, CountCores(size, _nodes.Max));

    /// <summary>Returns the cores of some nodes; the product of two large numbers does not fit into an int.</summary>
    private static long CountCores(VmSize size, int nodes) => size.VCpus * (long)nodes;

    /// <summary>Returns the cores of the replaced target that the service counts as used in the region and the checked priority.</summary>
    private FreedCores CountFreedCores(IReadOnlyList<VmSize> sizes, string location)
    {
        (string? name, int nodes, bool isLowPriority) = FindReplacedIn(location) switch
        {
            ComputeCluster cluster => (cluster.VmSize, cluster.CurrentNodes ?? 0, VmPriorities.IsLowPriority(cluster.Priority)),
            ComputeInstance instance => (instance.VmSize, 1, false),
            _ => (null, 0, false),
        };
        VmSize? size = isLowPriority == _isLowPriority ? VmSize.FindByName(sizes, name) : null;
        return new FreedCores(size?.Family, size is null ? 0 : CountCores(size, nodes));
    }

    /// <summary>Returns the replaced target; null without one, and for one in another region, which has its own quotas.</summary>
    private ComputeTarget? FindReplacedIn(string location) =>
        replaced?.Region is { } region && RegionNames.Normalize(region) != RegionNames.Normalize(location) ? null : replaced;
}
