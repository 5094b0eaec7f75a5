namespace AmlCompute.Client.Prices;

/// <summary>Sums the costs of targets in groups of the same values, such as owner and region. Currencies are never mixed.</summary>
/// <param name="by">The properties to group by, each once: those of <see cref="PropertyNames"/>, or Tag:name.</param>
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
        ["Priority"] = target => target.Machines?.IsLowPriority switch
        {
            null => null,
            true => VmPriorities.LowPriority,
            false => VmPriorities.Dedicated,
        },
    };

    private readonly Func<ComputeTarget, string?>[] _readers = [.. by.Select(CreateReader)];

    /// <summary>Gets the names of the properties to group by; tags are not among them.</summary>
    public static IEnumerable<string> PropertyNames => Properties.Keys;

    /// <summary>
    /// Returns the costs of the groups, the highest number first, in any currency. If a group has one currency, its targets without a known
    /// price are counted in it; otherwise they are a group without a currency.
    /// </summary>
    public IReadOnlyList<ComputeCost> SumCosts(IReadOnlyList<ComputeTarget> targets) =>
    [
        .. targets
            .GroupBy(target => Array.ConvertAll(_readers, read => read(target)), new ValuesComparer())
            .SelectMany(group => SumGroup(group.Key, [.. group]))

            // A group without a known cost is last.
            .OrderByDescending(cost => cost.CostPerHour ?? -1)
            .ThenByDescending(cost => cost.CostCeiling ?? -1)
            .ThenBy(cost => cost.Name, StringComparer.Ordinal),
    ];

    /// <summary>Returns a function that reads a property or tag of a target.</summary>
    private static Func<ComputeTarget, string?> CreateReader(string property)
    {
        if (property.StartsWith(TagPrefix, StringComparison.OrdinalIgnoreCase) && property.Length > TagPrefix.Length)
        {
            string name = property.Substring(TagPrefix.Length);
            return target => target.Tags.FirstOrDefault(tag => tag.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
        }

        if (Properties.TryGetValue(property, out Func<ComputeTarget, string?>? reader))
        {
            return reader;
        }

        string allowed = $"{string.Join(", ", Properties.Keys)}, and Tag:<name>, such as Tag:team.";
        string message = $"-By '{property}' is not valid. Allowed values: {allowed} {Suggestions.DidYouMean(property, Properties.Keys)}";
        throw ComputeTargetException.CreateUnknownName(message.TrimEnd(), property, Properties.Keys);
    }

    /// <summary>Returns the cost of a group in each of its currencies.</summary>
    private IEnumerable<ComputeCost> SumGroup(string?[] values, IReadOnlyList<ComputeTarget> targets)
    {
        ILookup<string?, ComputeTarget> byCurrency = targets.ToLookup(target => target.Price?.Currency, StringComparer.OrdinalIgnoreCase);
        string[] currencies = [.. byCurrency.Select(group => group.Key).OfType<string>()];

        // With one currency, the targets without a price are in its group: they do not change the sums, and are counted as unknown.
        return currencies.Length == 1
            ? [new ComputeCost(by, values, currencies[0], targets)]
            : byCurrency.OrderBy(group => group.Key is null).Select(group => new ComputeCost(by, values, group.Key, [.. group]));
    }

    /// <summary>Compares the values of groups without case, as -Tag does.</summary>
    private sealed class ValuesComparer : IEqualityComparer<string?[]>
    {
        public bool Equals(string?[]? x, string?[]? y) => x!.SequenceEqual(y!, StringComparer.OrdinalIgnoreCase);

        public int GetHashCode(string?[] obj) =>
            obj.Aggregate(17, (hash, value) => (hash * 31) + (value is null ? 0 : StringComparer.OrdinalIgnoreCase.GetHashCode(value)));
    }
}
