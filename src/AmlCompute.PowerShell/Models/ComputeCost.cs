namespace AmlCompute;

/// <summary>
/// The cost of a group of compute targets, in one currency. Measure-AmlComputeCost emits it. The prices are the public ones: without
/// discounts, disks, addresses and traffic.
/// </summary>
public sealed class ComputeCost
{
    internal ComputeCost(IReadOnlyList<string> by, IReadOnlyList<string?> values, string? currency, IReadOnlyList<ComputeTarget> targets)
    {
        Values = new TextMap(
            Enumerable.Range(0, by.Count).ToDictionary(i => by[i], i => values[i], StringComparer.OrdinalIgnoreCase));
        Name = by.Count == 0 ? "Total" : string.Join(", ", values.Select(value => value ?? "(none)"));
        Currency = currency;
        Targets = targets.Count;
        Machines = targets.Sum(target => target.Machines?.Count ?? 0);
        CostPerHour = Sum(targets, target => target.CostOf(target.Machines!.Count));
        ComputeTarget[] spot = [.. targets.Where(target => target.Machines is { IsLowPriority: true })];
        SpotCostPerHour = spot.Length == 0 ? 0 : Sum(spot, target => target.CostOf(target.Machines!.Count));
        CostFloor = Sum(targets, target => target.CostOf(target.MachineRange!.Fewest));
        CostCeiling = Sum(targets, target => target.CostOf(target.MachineRange!.Most));
        Unknown = targets.Count(target => target.Machines is { } use && target.CostOf(use.Count) is null);
    }

    /// <summary>Gets the values of the group, joined; Total without -By.</summary>
    public string Name { get; }

    /// <summary>Gets the values of the group by the words of -By; null for a target without such a value.</summary>
    public IReadOnlyDictionary<string, string?> Values { get; }

    /// <summary>Gets the number of targets.</summary>
    public int Targets { get; }

    /// <summary>Gets the number of nodes and instances that run now.</summary>
    public int Machines { get; }

    /// <summary>
    /// Gets the cost of an hour, in <see cref="Currency"/>: the sum of the targets whose price is known; null if none of those that run is
    /// known. It includes <see cref="SpotCostPerHour"/>.
    /// </summary>
    public decimal? CostPerHour { get; }

    /// <summary>Gets the cost of 730 hours.</summary>
    public decimal? CostPerMonth => CostPerHour * MachinePrice.HoursPerMonth;

    /// <summary>Gets the part of <see cref="CostPerHour"/> that Spot machines cost, whose price varies; null if it is unknown.</summary>
    public decimal? SpotCostPerHour { get; }

    /// <summary>Gets the cost of an hour if each cluster has its smallest number of nodes.</summary>
    public decimal? CostFloor { get; }

    /// <summary>Gets the cost of an hour if each cluster has its largest number of nodes and each instance runs.</summary>
    public decimal? CostCeiling { get; }

    /// <summary>Gets the currency, such as USD; null for targets whose price is unknown.</summary>
    public string? Currency { get; }

    /// <summary>Gets the number of targets that run and whose price is unknown; no sum includes them.</summary>
    public int Unknown { get; }

    /// <summary>Shows the name and the cost.</summary>
    /// <returns>For example <c>team-a: 1.16 USD per hour</c>.</returns>
    public override string ToString() => CostPerHour is null
        ? $"{Name}: unknown"
        : FormattableString.Invariant($"{Name}: {CostPerHour:0.00##} {Currency} per hour").Replace("  ", " ");

    private static decimal? Sum(IReadOnlyList<ComputeTarget> targets, Func<ComputeTarget, decimal?> cost)
    {
        decimal?[] costs = [.. targets.Where(target => target.Machines is not null).Select(cost)];
        decimal? known = costs.Sum();

        // Machines that are off cost nothing. Beside one whose price is unknown, their 0 is not the cost of the group.
        return costs.All(value => value is null) || (known == 0 && costs.Contains(null)) ? null : known;
    }
}
