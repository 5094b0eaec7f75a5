using AmlCompute.Client.Regions;
using AmlCompute.Settings;

namespace AmlCompute.Client.Planning;

/// <summary>Whether a region has the machines that a cluster or an instance wants: the size, and the quotas for all of its nodes.</summary>
internal sealed class QuotaChecks
{
    /// <summary>What a cluster may have without asking Azure for more.</summary>
    private const int MostNodes = 100;

    private const int FewSizes = 5;

    private readonly Workspace _workspace;
    private readonly ComputeConfiguration _configuration;
    private readonly string _sizeName;
    private readonly ComputeTarget? _replaced;
    private readonly bool _lowPriority;
    private readonly int _mostNodes;
    private readonly int _minNodes;
    private readonly int _maxNodes;
    private readonly List<ComputeCheck> _checks = [];

    /// <param name="workspace">The workspace it will be in.</param>
    /// <param name="configuration">What is wanted.</param>
    /// <param name="sizeName">The size that is wanted.</param>
    /// <param name="replaced">The target whose machines become free, if it takes the place of one.</param>
    public QuotaChecks(Workspace workspace, ComputeConfiguration configuration, string sizeName, ComputeTarget? replaced)
    {
        _workspace = workspace;
        _configuration = configuration;
        _sizeName = sizeName;
        _replaced = replaced;
        _lowPriority = (configuration.Get(ComputeCluster.Members.Priority) ?? (replaced as ComputeCluster)?.Priority) == VmPriorities.LowPriority;
        _mostNodes = Math.Max(MostNodes, (replaced as ComputeCluster)?.MaxNodes ?? 0);
        (_minNodes, _maxNodes) = IsCluster ? PutBody.ScaleOf(configuration, replaced as ComputeCluster) : (1, 1);
    }

    private bool IsCluster => _configuration.ComputeType == ComputeTypes.AmlCompute;

    public async Task<IReadOnlyList<ComputeCheck>> RunAsync(RegionCatalog region)
    {
        (IReadOnlyList<VmSize> sizes, ComputeCheck? unknown) = await region.CheckSizesAsync().ConfigureAwait(false);
        if (unknown is not null)
        {
            _checks.Add(unknown);
        }

        VmSize? size = CheckSize(sizes, region.Location);
        CheckNodes();
        if (size is not null)
        {
            await CheckLimitsAsync(region, size, sizes).ConfigureAwait(false);
        }

        return _checks;
    }

    private VmSize? CheckSize(IReadOnlyList<VmSize> sizes, string location)
    {
        const string Check = "VmSize";
        VmSize? size = RegionCatalog.Find(sizes, _sizeName);
        string type = _configuration.ComputeType;
        if (sizes.Count == 0)
        {
            _checks.Add(new ComputeCheck(Check, ComputeCheckOutcome.Skipped, $"The sizes of {location} are not known."));
        }
        else if (size is null)
        {
            Refuse(RegionCatalog.NoSuchSize(_sizeName, sizes, location), ErrorIds.InvalidVmSize);
        }
        else if (size.SupportedComputeTypes.Count > 0 && !size.Supports(type))
        {
            Refuse($"The size {size.Name} is not for {type}, but for {string.Join(", ", size.SupportedComputeTypes)}.", ErrorIds.InvalidVmSize);
            size = null;
        }
        else if (_lowPriority && !size.LowPriorityCapable)
        {
            Refuse($"The size {size.Name} is not offered with low priority.", ErrorIds.InvalidVmSize);
            size = null;
        }
        else
        {
            _checks.Add(new ComputeCheck(Check, ComputeCheckOutcome.Passed, $"{location} has {size.Name} for {type}: {Counted(size.VCpus, "vCPU")}."));
        }

        return size;

        void Refuse(string message, string errorId) => _checks.Add(new ComputeCheck(Check, ComputeCheckOutcome.Failed, message) { ErrorId = errorId });
    }

    private void CheckNodes()
    {
        const string Check = "NodeLimits";
        if (!IsCluster)
        {
            return;
        }

        _checks.Add(
            !NodeLimits.GoTogether(_minNodes, _maxNodes)
                ? new ComputeCheck(Check, ComputeCheckOutcome.Failed, $"MinNodes {_minNodes} and MaxNodes {_maxNodes} do not fit: {NodeLimits.Rule}.") { ErrorId = ErrorIds.InvalidArgument }
            : _maxNodes > _mostNodes
                ? new ComputeCheck(Check, ComputeCheckOutcome.Failed, $"A cluster has at most {_mostNodes} nodes, unless Azure has raised the limit on request; MaxNodes is {_maxNodes}.")
                {
                    Have = _mostNodes,
                    Need = _maxNodes,
                }
            : new ComputeCheck(Check, ComputeCheckOutcome.Passed, $"{_minNodes} to {Counted(_maxNodes, "node")}.") { Have = _mostNodes, Need = _maxNodes });
    }

    private async Task CheckLimitsAsync(RegionCatalog region, VmSize size, IReadOnlyList<VmSize> sizes)
    {
        Room room;
        try
        {
            IReadOnlyList<ComputeUsage> usages = await region.ReadUsagesAsync().ConfigureAwait(false);
            IReadOnlyList<ComputeQuota> quotas = await region.ReadLimitsAsync().ConfigureAwait(false);
            room = new Room(usages, quotas, _workspace, _lowPriority, Freed(sizes));
        }
        catch (ComputeTargetException exception) when (exception.ErrorId == ErrorIds.AuthorizationFailed)
        {
            _checks.Add(new ComputeCheck("Quota", ComputeCheckOutcome.Skipped, $"Usages and quotas of {region.Location} could not be read: {exception.Message}"));
            return;
        }

        if (room.Clusters is { } clusters)
        {
            int need = _replaced is null ? 1 : 0;
            _checks.Add(need <= clusters
                ? new ComputeCheck("TotalClusters", ComputeCheckOutcome.Passed, $"{clusters} more clusters and instances are allowed in {region.Location}.") { Have = clusters, Need = need }
                : new ComputeCheck("TotalClusters", ComputeCheckOutcome.Failed, $"No more clusters and instances are allowed in {region.Location}.") { Have = clusters, Need = need, ErrorId = ErrorIds.QuotaExceeded });
        }

        string[] fitting = [.. sizes
            .Where(candidate => candidate.Supports(_configuration.ComputeType) && (!_lowPriority || candidate.LowPriorityCapable) && candidate.Gpus > 0 == size.Gpus > 0)
            .Where(candidate => room.Limits(candidate.Family).All(limit => limit.Have is null || candidate.VCpus * (long)_maxNodes <= limit.Have))
            .OrderBy(candidate => Math.Abs(candidate.VCpus - size.VCpus)).ThenBy(candidate => Math.Abs(candidate.MemoryGB - size.MemoryGB))
            .Select(candidate => candidate.Name).Take(FewSizes)];
        bool isFirst = true;
        foreach ((string check, string what, int? have) in room.Limits(size.Family))
        {
            ComputeCheck cores = CheckCores(check, what, have, size, fitting, isFirst);
            isFirst &= cores.Outcome != ComputeCheckOutcome.Failed;
            _checks.Add(cores);
        }
    }

    private ComputeCheck CheckCores(string check, string what, int? have, VmSize size, string[] fitting, bool tellsFitting)
    {
        if (have is null)
        {
            return new ComputeCheck(check, ComputeCheckOutcome.Skipped, $"The service tells no {what}.");
        }

        int need = (int)Math.Min(int.MaxValue, size.VCpus * (long)_maxNodes);
        string needs = IsCluster ? $"{Counted(_maxNodes, "node")} of {size.Name} {(_maxNodes == 1 ? "needs" : "need")} {Counted(need, "vCPU")}" : $"An instance of {size.Name} needs {Counted(need, "vCPU")}";
        if (need <= have)
        {
            return new ComputeCheck(check, ComputeCheckOutcome.Passed, $"{needs}; {have} are left of the {what}.") { Have = have, Need = need };
        }

        bool starts = size.VCpus * (long)_minNodes <= have;
        string part = !IsCluster ? string.Empty : starts ? $" It would get {Counted(have.Value / size.VCpus, "node")} at most." : $" MinNodes {_minNodes} alone need {size.VCpus * (long)_minNodes}.";
        string fit = !tellsFitting ? string.Empty : fitting.Length == 0 ? " No other size would fit." : $" Sizes that would fit: {string.Join(", ", fitting)}.";
        return new ComputeCheck(check, ComputeCheckOutcome.Failed, $"{needs}; {have} are left of the {what}.{part}{fit}")
        {
            Have = have,
            Need = need,
            FittingSizes = fitting,
            ErrorId = starts ? null : ErrorIds.QuotaExceeded,
            IsTakenAnyway = starts,
        };
    }

    private static string Counted(int count, string unit) => count == 1 ? $"1 {unit}" : $"{count} {unit}s";

    /// <summary>The cores of the target that is replaced, which are counted as used.</summary>
    private (string? Family, int Cores) Freed(IReadOnlyList<VmSize> sizes)
    {
        (string? name, int nodes, bool lowPriority) = _replaced switch
        {
            ComputeCluster cluster => (cluster.VmSize, cluster.CurrentNodes ?? 0, cluster.Priority == VmPriorities.LowPriority),
            ComputeInstance instance => (instance.VmSize, 1, false),
            _ => (null, 0, false),
        };
        VmSize? size = lowPriority == _lowPriority ? RegionCatalog.Find(sizes, name) : null;
        return (size?.Family, (size?.VCpus ?? 0) * nodes);
    }

    /// <summary>What is left of the limits that count for one priority.</summary>
    private sealed class Room(IReadOnlyList<ComputeUsage> usages, IReadOnlyList<ComputeQuota> quotas, Workspace workspace, bool lowPriority, (string? Family, int Cores) freed)
    {
        public int? Clusters => usages.FirstOrDefault(usage => Is(usage.Name, "TotalClusters"))?.Available;

        private string Words => lowPriority ? "low-priority" : "dedicated";

        /// <summary>The limits for cores of a family: its check, what it is in words, and how much is left; null where that is not known.</summary>
        public IEnumerable<(string Check, string What, int? Have)> Limits(string? family)
        {
            ComputeUsage? ofFamily = Of(family);
            if (ofFamily is null || ofFamily.Limit is not null)
            {
                yield return ("FamilyQuota", $"{Words} quota of {family}", Left(ofFamily, Is(family, freed.Family)));
            }

            if (!lowPriority && quotas.FirstOrDefault(quota => Is(quota.Name, family) && quota.Scope == QuotaId.Workspace && quota.IsOf(workspace))?.Limit is { } limit && limit < (ofFamily?.Limit ?? int.MaxValue))
            {
                yield return ("WorkspaceQuota", $"quota of {family} of workspace {workspace.Name}", limit);
            }

            yield return ("TotalQuota", $"total {Words} quota", Left(Of(lowPriority ? "TotalLowPriorityCores" : "TotalDedicatedCores"), freed.Family is not null));
        }

        private static bool Is(string? left, string? right) => left is not null && string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

        private ComputeUsage? Of(string? name) => usages.FirstOrDefault(usage =>
            Is(usage.Name, name) && usage.Scope == QuotaId.Subscription && usage.Priority == (lowPriority ? VmPriorities.LowPriority : VmPriorities.Dedicated));

        /// <summary>With what the replaced target holds, which is counted as used now.</summary>
        private int? Left(ComputeUsage? usage, bool holds) => usage?.Limit is not { } limit ? null : Math.Max(0, limit - usage.Used + (holds ? freed.Cores : 0));
    }
}
