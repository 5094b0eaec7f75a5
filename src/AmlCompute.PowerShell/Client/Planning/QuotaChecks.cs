using AmlCompute.Settings;

namespace AmlCompute.Client.Planning;

/// <summary>Checks the VM size and the quotas of a region against all nodes of a cluster or an instance.</summary>
internal sealed class QuotaChecks(IPlanReader reader, ComputeConfiguration configuration, string sizeName, ComputeTarget? replaced)
{
    /// <summary>The most nodes of a cluster unless Azure support has raised the limit.</summary>
    private const int MostNodes = 100;

    private const int FewSizes = 5;

    private readonly bool _lowPriority =
        (configuration.Get(ComputeCluster.Members.Priority) ?? (replaced as ComputeCluster)?.Priority) == VmPriorities.LowPriority;

    private readonly int _mostNodes = Math.Max(MostNodes, (replaced as ComputeCluster)?.MaxNodes ?? 0);

    private readonly (int Min, int Max) _nodes = configuration.ComputeType == ComputeTypes.AmlCompute
        ? PutBody.ScaleOf(configuration, replaced as ComputeCluster)
        : (1, 1);

    private readonly List<ComputeCheck> _checks = [];

    private bool IsCluster => configuration.ComputeType == ComputeTypes.AmlCompute;

    public async Task<IReadOnlyList<ComputeCheck>> RunAsync(string location)
    {
        (IReadOnlyList<VmSize> sizes, ComputeCheck? unknown) = await reader.CheckSizesAsync(location).ConfigureAwait(false);
        if (unknown is not null)
        {
            _checks.Add(unknown);
        }

        VmSize? size = CheckSize(sizes, location);
        CheckNodes();
        if (size is not null)
        {
            await CheckLimitsAsync(location, size, sizes).ConfigureAwait(false);
        }

        return _checks;
    }

    private VmSize? CheckSize(IReadOnlyList<VmSize> sizes, string location)
    {
        const string Check = "VmSize";
        VmSize? size = RegionNames.FindSize(sizes, sizeName);
        string type = configuration.ComputeType;
        if (sizes.Count == 0)
        {
            _checks.Add(new ComputeCheck(Check, ComputeCheckOutcome.Skipped, $"The sizes of {location} could not be read."));
        }
        else if (size is null)
        {
            Refuse(RegionNames.NoSuchSize(sizeName, sizes, location), ErrorIds.InvalidVmSize);
        }
        else if (size.SupportedComputeTypes.Count > 0 && !size.Supports(type))
        {
            Refuse(
                $"The size {size.Name} does not support {type}; it supports {string.Join(", ", size.SupportedComputeTypes)}.",
                ErrorIds.InvalidVmSize);
            size = null;
        }
        else if (_lowPriority && !size.LowPriorityCapable)
        {
            Refuse($"The size {size.Name} is not available with low priority, as Spot.", ErrorIds.InvalidVmSize);
            size = null;
        }
        else
        {
            _checks.Add(new ComputeCheck(
                Check, ComputeCheckOutcome.Passed, $"{location} has {size.Name} for {type}: {Counted(size.VCpus, "vCPU")}.")
            {
                Cost = CostRange.Of(size, _lowPriority, _nodes.Min, _nodes.Max),
            });
            if (_lowPriority)
            {
                string price = size.LowPriorityPricePerHour is { } estimate
                    ? FormattableString.Invariant($"an estimate is {estimate:0.00##} {size.Currency} for a node and an hour")
                    : "the service has no estimate";
                _checks.Add(new ComputeCheck(
                    "Spot",
                    ComputeCheckOutcome.Passed,
                    $"LowPriority nodes are Spot virtual machines: Azure can evict them at any time. The price varies; {price}."));
            }
        }

        return size;

        void Refuse(string message, string errorId) =>
            _checks.Add(new ComputeCheck(Check, ComputeCheckOutcome.Failed, message) { ErrorId = errorId });
    }

    private void CheckNodes()
    {
        const string Check = "NodeLimits";
        if (!IsCluster)
        {
            return;
        }

        JsonMember max = ComputeCluster.Members.MaxNodes;
        if (NodeLimits.ProblemOf(_nodes.Min, _nodes.Max) is { } problem)
        {
            _checks.Add((problem with { Check = Check }).ToCheck(configuration));
            return;
        }

        bool isTooLarge = _nodes.Max > _mostNodes;
        string message = isTooLarge
            ? new SettingProblem(
                max,
                $"{max} is {_nodes.Max}, but a cluster has at most {_mostNodes} nodes unless Azure support has raised the limit.")
                .MessageIn(configuration)
            : $"{_nodes.Min} to {Counted(_nodes.Max, "node")}.";
        _checks.Add(new ComputeCheck(Check, isTooLarge ? ComputeCheckOutcome.Failed : ComputeCheckOutcome.Passed, message)
        {
            Have = _mostNodes,
            Need = _nodes.Max,
        });
    }

    private async Task CheckLimitsAsync(string location, VmSize size, IReadOnlyList<VmSize> sizes)
    {
        RemainingQuota remaining;
        try
        {
            IReadOnlyList<ComputeUsage> usages = await reader.ReadUsagesAsync(location).ConfigureAwait(false);
            IReadOnlyList<ComputeQuota> quotas = await reader.ReadLimitsAsync(location).ConfigureAwait(false);
            remaining = new RemainingQuota(usages, quotas, reader.Workspace, _lowPriority, Freed(sizes));
        }
        catch (ComputeTargetException exception) when (exception.ErrorId == ErrorIds.AuthorizationFailed)
        {
            _checks.Add(new ComputeCheck(
                "Quota",
                ComputeCheckOutcome.Skipped,
                $"The usages and quotas of {location} could not be read: {exception.Message}"));
            return;
        }

        if (remaining.Clusters is { } clusters)
        {
            int need = replaced is null ? 1 : 0;
            bool isFree = need <= clusters;
            _checks.Add(new ComputeCheck(
                "TotalClusters",
                isFree ? ComputeCheckOutcome.Passed : ComputeCheckOutcome.Failed,
                $"{(isFree ? $"{clusters}" : "No")} more clusters and instances are allowed in {location}.")
            {
                Have = clusters,
                Need = need,
                ErrorId = isFree ? null : ErrorIds.QuotaExceeded,
            });
        }

        string[] fitting = SizesThatFit(remaining, size, sizes);
        Limit[] limits = [.. remaining.Limits(size.Family)];
        Limit least = limits.OrderBy(limit => limit.Have ?? int.MaxValue).First();
        _checks.AddRange(limits.Select(limit => CheckCores(limit, location, size, fitting, namesFitting: limit == least)));
    }

    private string[] SizesThatFit(RemainingQuota remaining, VmSize wanted, IReadOnlyList<VmSize> sizes) =>
    [
        .. sizes
            .Where(size => size.Supports(configuration.ComputeType) && size.Gpus > 0 == wanted.Gpus > 0)
            .Where(size => !_lowPriority || size.LowPriorityCapable)
            .Where(size => Retirements.OfSize(size.Name)?.NeedsWarning(reader.Now) != true)
            .Where(size => remaining.Limits(size.Family).All(limit => limit.Have is null || size.VCpus * (long)_nodes.Max <= limit.Have))
            .OrderBy(size => Math.Abs(size.VCpus - wanted.VCpus))
            .ThenBy(size => Math.Abs(size.MemoryGB - wanted.MemoryGB))
            .Select(size => size.Name)
            .Take(FewSizes),
    ];

    private ComputeCheck CheckCores(Limit limit, string location, VmSize size, string[] fitting, bool namesFitting)
    {
        (string check, string quota, int? have, int held) = limit;
        QuotaShare share = new(quota, location, reader.Workspace, held);
        if (have is null)
        {
            return new ComputeCheck(check, ComputeCheckOutcome.Skipped, $"The service does not return the {quota}.");
        }

        int need = (int)Math.Min(int.MaxValue, size.VCpus * (long)_nodes.Max);
        bool isDefault = configuration.Get(ComputeCluster.Members.MaxNodes) is null && replaced is not ComputeCluster;
        string source = isDefault
            ? new SettingProblem(ComputeCluster.Members.MaxNodes, $", the default of {ComputeCluster.Members.MaxNodes},")
                .TextIn(configuration)
            : string.Empty;
        string needs = IsCluster
            ? $"{Counted(_nodes.Max, "node")}{source} of {size.Name} {(_nodes.Max == 1 ? "needs" : "need")} {Counted(need, "vCPU")}"
            : $"An instance of {size.Name} needs {Counted(need, "vCPU")}";
        string message = $"{needs}; {have} are left of the {quota}.";
        if (need <= have)
        {
            return new ComputeCheck(check, ComputeCheckOutcome.Passed, message) { Have = have, Need = need, Quota = share };
        }

        bool starts = size.VCpus * (long)_nodes.Min <= have;
        if (IsCluster)
        {
            message += starts
                ? $" It would get {Counted(have.Value / size.VCpus, "node")} at most."
                : $" MinNodes {_nodes.Min} alone need {size.VCpus * (long)_nodes.Min}.";
        }

        if (namesFitting)
        {
            message += fitting.Length == 0 ? " No other size would fit." : $" Sizes that would fit: {string.Join(", ", fitting)}.";
        }

        return new ComputeCheck(check, ComputeCheckOutcome.Failed, message)
        {
            Have = have,
            Need = need,
            Quota = share,
            FittingSizes = fitting,
            ErrorId = starts ? null : ErrorIds.QuotaExceeded,
            Remedy = RemedyOf(size.Family, location),
            IsTakenAnyway = starts,
        };
    }

    /// <summary>Returns the command that shows the use of a quota.</summary>
    public static string RemedyOf(string? family, string location) =>
        $"Get-AmlComputeUsage {family} -Location {location} shows the cores in use. Use fewer nodes or another -VmSize.";

    private static string Counted(int count, string unit) => count == 1 ? $"1 {unit}" : $"{count} {unit}s";

    /// <summary>Returns the cores of the target that is replaced, which the service counts as used.</summary>
    private (string? Family, int Cores) Freed(IReadOnlyList<VmSize> sizes)
    {
        (string? name, int nodes, bool lowPriority) = replaced switch
        {
            ComputeCluster cluster => (cluster.VmSize, cluster.CurrentNodes ?? 0, cluster.Priority == VmPriorities.LowPriority),
            ComputeInstance instance => (instance.VmSize, 1, false),
            _ => (null, 0, false),
        };
        VmSize? size = lowPriority == _lowPriority ? RegionNames.FindSize(sizes, name) : null;
        return (size?.Family, (size?.VCpus ?? 0) * nodes);
    }

    /// <param name="Check">The name of the check.</param>
    /// <param name="Quota">The name of the quota.</param>
    /// <param name="Have">The remaining cores, with those of the replaced target; null if they are unknown.</param>
    /// <param name="Held">The cores of the replaced target.</param>
    private sealed record Limit(string Check, string Quota, int? Have, int Held = 0);

    /// <summary>The remaining quota of one priority.</summary>
    private sealed class RemainingQuota(
        IReadOnlyList<ComputeUsage> usages,
        IReadOnlyList<ComputeQuota> quotas,
        Workspace workspace,
        bool lowPriority,
        (string? Family, int Cores) freed)
    {
        public int? Clusters => usages.FirstOrDefault(usage => Is(usage.Name, "TotalClusters"))?.Available;

        private string Words => lowPriority ? "low-priority" : "dedicated";

        /// <summary>Returns the limits for cores of a family.</summary>
        public IEnumerable<Limit> Limits(string? family)
        {
            ComputeUsage? ofFamily = FindUsage(family);
            if (ofFamily is null || ofFamily.Limit is not null)
            {
                yield return Left("FamilyQuota", $"{Words} quota of {family}", ofFamily, Is(family, freed.Family));
            }

            ComputeQuota? ofWorkspace = quotas.FirstOrDefault(quota =>
                Is(quota.Name, family) && quota.Scope == QuotaId.Workspace && quota.IsOf(workspace));
            if (!lowPriority && ofWorkspace?.Limit is { } limit && limit < (ofFamily?.Limit ?? int.MaxValue))
            {
                yield return new Limit("WorkspaceQuota", $"quota of {family} of workspace {workspace.Name}", limit);
            }

            ComputeUsage? total = FindUsage(lowPriority ? "TotalLowPriorityCores" : "TotalDedicatedCores");
            yield return Left("TotalQuota", $"total {Words} quota", total, freed.Family is not null);
        }

        private static bool Is(string? left, string? right) =>
            left is not null && string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

        private ComputeUsage? FindUsage(string? name) => usages.FirstOrDefault(usage =>
            Is(usage.Name, name)
            && usage.Scope == QuotaId.Subscription
            && usage.Priority == (lowPriority ? VmPriorities.LowPriority : VmPriorities.Dedicated));

        private Limit Left(string check, string quota, ComputeUsage? usage, bool holds)
        {
            int held = holds ? freed.Cores : 0;
            return new Limit(check, quota, usage?.Limit is { } limit ? Math.Max(0, limit - usage.Used + held) : null, held);
        }
    }
}
