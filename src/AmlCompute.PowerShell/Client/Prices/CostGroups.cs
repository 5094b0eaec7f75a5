namespace AmlCompute.Client.Prices;

/// <summary>Sums the costs of targets in groups. Currencies are never mixed.</summary>
/// <param name="by">The properties to group by: those of <see cref="Known"/>, or Tag:name.</param>
/// <exception cref="ComputeTargetException">A property is unknown.</exception>
internal sealed class CostGroups(IReadOnlyList<string> by)
{
    private const string TagPrefix = "Tag:";

    private static readonly Dictionary<string, Func<ComputeTarget, string?>> Properties = new(StringComparer.OrdinalIgnoreCase)
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

    private readonly Func<ComputeTarget, string?>[] _values = [.. by.Select(ValueOf)];

    public static IEnumerable<string> Known => Properties.Keys;

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

    private static Func<ComputeTarget, string?> ValueOf(string property)
    {
        if (property.StartsWith(TagPrefix, StringComparison.OrdinalIgnoreCase) && property.Length > TagPrefix.Length)
        {
            string tag = property.Substring(TagPrefix.Length);
            return target => target.Tags.FirstOrDefault(item => item.Key.Equals(tag, StringComparison.OrdinalIgnoreCase)).Value;
        }

        if (Properties.TryGetValue(property, out Func<ComputeTarget, string?>? value))
        {
            return value;
        }

        string allowed = $"{string.Join(", ", Properties.Keys)}, and Tag:<name>, such as Tag:team.";
        string message = $"-By '{property}' is not valid. Allowed values: {allowed} {Suggestions.DidYouMean(property, Properties.Keys)}";
        throw ComputeTargetException.CreateUnknownName(message.TrimEnd(), property, Properties.Keys);
    }

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
            // Targets without a price do not change the sums; ComputeCost counts them as unknown.
            return [new ComputeCost(by, values, currencies[0].Key, targets)];
        }

        IEnumerable<ComputeCost> priced = currencies.Select(currency => new ComputeCost(by, values, currency.Key, [.. currency]));
        return unpriced.Length == 0 ? priced : priced.Append(new ComputeCost(by, values, null, unpriced));
    }

    /// <summary>Compares the values of groups; the service compares names and tags without case.</summary>
    private sealed class ValuesComparer : IEqualityComparer<string?[]>
    {
        public bool Equals(string?[]? x, string?[]? y) => x!.SequenceEqual(y!, StringComparer.OrdinalIgnoreCase);

        public int GetHashCode(string?[] obj) =>
            obj.Aggregate(17, (hash, value) => (hash * 31) + (value is null ? 0 : StringComparer.OrdinalIgnoreCase.GetHashCode(value)));
    }
}
