namespace AmlCompute.Commands.Base;

/// <summary>Sums the cores that the targets of a command need, and warns of each quota that they exceed together.</summary>
internal sealed class QuotaWarnings
{
    /// <summary>The most targets that a warning names.</summary>
    private const int MostNames = 5;

    private readonly List<(string Target, ComputeCheck Check)> _checks = [];

    /// <summary>Adds a check that has a quota, and therefore the cores that it needs and that are left.</summary>
    public void Add(string target, ComputeCheck check) => _checks.Add((target, check));

    /// <summary>
    /// Returns a warning for each quota that the targets exceed together. Of the quotas of a region that the same targets exceed, only the
    /// one that lacks the most cores is named. A target that was added several times counts once, with its largest need.
    /// </summary>
    /// <param name="namesSingleTarget">True to begin a warning about one target with its name also if no other target was added.</param>
    public IEnumerable<string> CreateWarnings(bool namesSingleTarget)
    {
        bool namesTarget =
            namesSingleTarget || _checks.Select(FormatTargetId).Distinct(StringComparer.OrdinalIgnoreCase).Skip(1).Any();
        return _checks
            .GroupBy(item => FormatQuotaId(item.Check.Quota!), StringComparer.OrdinalIgnoreCase)
            .Select(quota => new QuotaTotal([.. quota.GroupBy(FormatTargetId, StringComparer.OrdinalIgnoreCase).Select(FindLargestNeed)]))
            .Where(total => total.MissingCores > 0)
            .GroupBy(total => total.RegionAndTargets)
            .Select(totals => totals.OrderByDescending(total => total.MissingCores).First().CreateWarning(namesTarget));
    }

    private static (string Target, ComputeCheck Check) FindLargestNeed(IEnumerable<(string Target, ComputeCheck Check)> checksOfTarget) =>
        checksOfTarget.OrderBy(item => item.Check.Need).Last();

    private static string FormatQuotaId(QuotaShare quota) =>
        $"{quota.Workspace.SubscriptionId}/{RegionNames.Normalize(quota.Location)}/{quota.Name}";

    private static string FormatTargetId((string Target, ComputeCheck Check) item) => $"{item.Check.Quota!.Workspace.Id}/{item.Target}";

    /// <summary>The cores of one quota that the targets need together.</summary>
    private sealed class QuotaTotal((string Target, ComputeCheck Check)[] checks)
    {
        /// <summary>Gets the region and the targets. Quotas of the same targets have the same text.</summary>
        public string RegionAndTargets { get; } =
            $"{RegionNames.Normalize(checks[0].Check.Quota!.Location)} {string.Join(" ", checks.Select(FormatTargetId))}";

        /// <summary>Gets the cores that the quota lacks; 0 or less if it is sufficient, or if the targets need no more cores.</summary>
        public long MissingCores => NeededCores == 0 ? 0 : NeededCores - AvailableCores;

        /// <summary>Gets the cores that are left, or the whole quota if its use is not known; negative if the quota is exceeded.</summary>
        private int AvailableCores { get; } = checks[0].Check.Have!.Value - checks[0].Check.Quota!.Held;

        /// <summary>Gets the cores that the targets need beside those that they have.</summary>
        private long NeededCores { get; } = checks.Sum(item => Math.Max(0L, item.Check.Need!.Value - item.Check.Quota!.Held));

        public string CreateWarning(bool namesTarget)
        {
            if (checks is [var (target, check)])
            {
                return namesTarget ? $"{target}: {check.Message}" : check.Message;
            }

            string names = NameList.JoinFirst([.. checks.Select(item => item.Target)], MostNames);
            string more = Array.Exists(checks, item => item.Check.Quota!.Held > 0) ? "more " : string.Empty;
            return $"{checks.Length} targets together need {NeededCores} {more}vCPUs; "
                + $"{checks[0].Check.Quota!.DescribeLeft(Math.Max(0, AvailableCores))}: {names}.";
        }
    }
}
