namespace AmlCompute.Commands.Base;

/// <summary>The cores that the targets of a command need of each quota.</summary>
internal sealed class QuotaWarnings
{
    private const int MostNames = 5;

    private readonly List<(string Target, ComputeCheck Check)> _needs = [];

    /// <summary>Adds a check with a quota.</summary>
    public void Add(string target, ComputeCheck check) => _needs.Add((target, check));

    /// <summary>
    /// Returns a warning for each quota that the targets exceed together. Of the quotas of a region that the same targets exceed, only the
    /// one that lacks the most cores is named. A target that was added several times counts once, with its largest need.
    /// </summary>
    /// <param name="namesOne">True to begin a warning about one target with its name also if no other target was added.</param>
    public IEnumerable<string> Texts(bool namesOne)
    {
        namesOne |= _needs.Select(IdOf).Distinct(StringComparer.OrdinalIgnoreCase).Skip(1).Any();
        return _needs
            .GroupBy(need => (need.Check.Quota!.Workspace.SubscriptionId, need.Check.Quota.Location, need.Check.Quota.Name))
            .Select(quota => new Total(
                [.. quota.GroupBy(IdOf, StringComparer.OrdinalIgnoreCase).Select(same => same.OrderBy(need => need.Check.Need).Last())]))
            .Where(total => total.Need > total.Left)
            .GroupBy(total => total.Key)
            .Select(same => same.OrderBy(total => total.Left - total.Need).First().Text(namesOne));
    }

    private static string IdOf((string Target, ComputeCheck Check) need) => $"{need.Check.Quota!.Workspace.Id}/{need.Target}";

    private sealed class Total((string Target, ComputeCheck Check)[] needs)
    {
        /// <summary>Gets the region and the targets, by which quotas of the same targets are found.</summary>
        public string Key { get; } = $"{needs[0].Check.Quota!.Location} {string.Join(" ", needs.Select(IdOf))}";

        private IEnumerable<string> Targets => needs.Select(need => need.Target);

        public int Left { get; } = needs[0].Check.Have!.Value - needs[0].Check.Quota!.Held;

        public long Need { get; } = needs.Sum(need => Math.Max(0L, need.Check.Need!.Value - need.Check.Quota!.Held));

        public string Text(bool namesOne)
        {
            if (needs is [var one])
            {
                return namesOne ? $"{one.Target}: {one.Check.Message}" : one.Check.Message;
            }

            string names = string.Join(", ", Targets.Take(MostNames)) + (needs.Length - MostNames) switch
            {
                <= 0 => string.Empty,
                1 => " and 1 other",
                var others => $" and {others} others",
            };
            string more = Array.Exists(needs, need => need.Check.Quota!.Held > 0) ? "more " : string.Empty;
            return $"{needs.Length} targets together need {Need} {more}vCPUs; "
                + $"{Math.Max(0, Left)} are left of the {needs[0].Check.Quota!.Name}: {names}.";
        }
    }
}
