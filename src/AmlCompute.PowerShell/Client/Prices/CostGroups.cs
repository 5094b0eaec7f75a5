namespace AmlCompute.Client.Prices;

/// <summary>Sums the costs of targets in groups. Currencies are never mixed.</summary>
internal sealed class CostGroups
{
    private const string TagPrefix = "Tag:";

    private static readonly Dictionary<string, Func<ComputeTarget, string?>> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Name"] = target => target.Name,
        ["Workspace"] = target => target.WorkspaceName,
        ["ResourceGroup"] = target => target.ResourceGroupName,
        ["Subscription"] = target => target.SubscriptionId,
        ["Owner"] = target => target.OwnerTagOrUser,
        ["Type"] = target => target.ComputeType,
        ["Location"] = target => target.Region,
        ["VmSize"] = target => target.Machines?.VmSize,
        ["Priority"] = target =>
            target.Machines is not { } use ? null : use.IsLowPriority ? VmPriorities.LowPriority : VmPriorities.Dedicated,
    };

    private readonly IReadOnlyList<string> _by;
    private readonly Func<ComputeTarget, string?>[] _values;

    /// <param name="by">The words: those of <see cref="Known"/>, and Tag:name.</param>
    /// <exception cref="ComputeTargetException">A word is unknown.</exception>
    public CostGroups(IReadOnlyList<string> by)
    {
        _by = by;
        _values = [.. by.Select(ValueOf)];
    }

    public static IEnumerable<string> Known => Words.Keys;

    /// <summary>
    /// Returns the costs of the groups, the highest first. Targets without a known price are counted with the other targets of their group,
    /// or as a group without a currency.
    /// </summary>
    public IReadOnlyList<ComputeCost> Sum(IReadOnlyList<ComputeTarget> targets) =>
    [
        .. targets
            .GroupBy(target => Array.ConvertAll(_values, value => value(target)), new ValuesComparer())
            .SelectMany(group => SumGroup(group.Key, [.. group]))
            .OrderByDescending(cost => cost.CostPerHour ?? -1)
            .ThenByDescending(cost => cost.CostCeiling ?? -1)
            .ThenBy(cost => cost.Name, StringComparer.Ordinal),
    ];

    private static Func<ComputeTarget, string?> ValueOf(string word)
    {
        if (word.StartsWith(TagPrefix, StringComparison.OrdinalIgnoreCase) && word.Length > TagPrefix.Length)
        {
            string tag = word.Substring(TagPrefix.Length);
            return target => TagOf(target, tag);
        }

        string near = Suggestions.Near(word, Words.Keys).FirstOrDefault() is { } known ? $" Did you mean '{known}'?" : string.Empty;
        return Words.TryGetValue(word, out Func<ComputeTarget, string?>? value) ? value : throw ComputeTargetException.Unknown(
            $"-By '{word}' is not valid. Allowed values: {string.Join(", ", Words.Keys)}, and Tag:<name>, such as Tag:team.{near}",
            word,
            Words.Keys);
    }

    private static string? TagOf(ComputeTarget target, string name) =>
        target.Tags.FirstOrDefault(tag => tag.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private IEnumerable<ComputeCost> SumGroup(string?[] values, IReadOnlyList<ComputeTarget> targets)
    {
        IGrouping<string, ComputeTarget>[] currencies =
        [
            .. targets.Where(target => target.Price is not null)
                .GroupBy(target => target.Price!.Currency, StringComparer.OrdinalIgnoreCase),
        ];
        ComputeTarget[] unpriced = [.. targets.Where(target => target.Price is null)];
        if (currencies.Length == 1)
        {
            // Its targets without a price do not change the sums.
            return [new ComputeCost(_by, values, currencies[0].Key, targets)];
        }

        IEnumerable<ComputeCost> priced = currencies.Select(currency => new ComputeCost(_by, values, currency.Key, [.. currency]));
        return unpriced.Length == 0 ? priced : priced.Append(new ComputeCost(_by, values, null, unpriced));
    }

    /// <summary>
    /// Compares the values of groups without case, as the service compares names. Values of a tag that differ in case are one group.
    /// </summary>
    private sealed class ValuesComparer : IEqualityComparer<string?[]>
    {
        public bool Equals(string?[]? x, string?[]? y) => x!.SequenceEqual(y!, StringComparer.OrdinalIgnoreCase);

        public int GetHashCode(string?[] obj) =>
            obj.Aggregate(17, (hash, value) => (hash * 31) + (value is null ? 0 : StringComparer.OrdinalIgnoreCase.GetHashCode(value)));
    }
}
