namespace AmlCompute;

/// <summary>
/// The cost of a group of compute targets, in one currency. Measure-AmlComputeCost emits it. The prices are the public ones: they have no
/// discounts, and do not include disks, addresses and traffic. A cost is the sum of the known costs of the targets. It is null if none is
/// known, or if the sum is 0 and a cost is unknown.
/// </summary>
public sealed class ComputeCost
{
    /// <summary>Sums the costs of the targets that have the given values in the properties of -By, null for no value.</summary>
    internal ComputeCost(
        IReadOnlyList<string> properties, IReadOnlyList<string?> values, string? currency, IReadOnlyList<ComputeTarget> targets)
    {
        Values = new TextMap(Enumerable.Range(0, properties.Count)
            .ToDictionary(index => properties[index], index => values[index], StringComparer.OrdinalIgnoreCase));
        Name = properties.Count == 0 ? "Total" : string.Join(", ", values.Select(value => value ?? "(none)"));
        Currency = currency;
        Targets = targets.Count;
        Machines = targets.Sum(target => target.Machines?.Count ?? 0);
        CostPerHour = SumKnownCosts(targets, CalculateCurrentCost);
        ComputeTarget[] spotTargets = [.. targets.Where(target => target.Machines is { IsLowPriority: true })];
        SpotCostPerHour = spotTargets.Length == 0 ? 0 : SumKnownCosts(spotTargets, CalculateCurrentCost);
        CostFloor = SumKnownCosts(targets, target => target.CalculateCost(target.MachineRange!.Fewest));
        CostCeiling = SumKnownCosts(targets, target => target.CalculateCost(target.MachineRange!.Most));
        Unknown = targets.Count(target => target.Machines is not null && CalculateCurrentCost(target) is null);
    }

    /// <summary>Gets the values of the group, joined by commas, with (none) for null; Total without -By.</summary>
    public string Name { get; }

    /// <summary>Gets the values of the group by the words of -By; null for a target without such a value.</summary>
    public IReadOnlyDictionary<string, string?> Values { get; }

    /// <summary>Gets the number of targets.</summary>
    public int Targets { get; }

    /// <summary>Gets the number of nodes and instances that run now.</summary>
    public int Machines { get; }

    /// <summary>Gets the cost of the running machines for an hour, in <see cref="Currency"/>, with <see cref="SpotCostPerHour"/>.</summary>
    public decimal? CostPerHour { get; }

    /// <summary>Gets <see cref="CostPerHour"/> for 730 hours, in <see cref="Currency"/>.</summary>
    public decimal? CostPerMonth => CostPerHour * MachinePrice.HoursPerMonth;

    /// <summary>Gets the part of <see cref="CostPerHour"/> that Spot machines cost, whose price varies; 0 without such machines.</summary>
    public decimal? SpotCostPerHour { get; }

    /// <summary>
    /// Gets the cost of an hour if each cluster has its smallest number of nodes, with the instances that run now, in
    /// <see cref="Currency"/>.
    /// </summary>
    public decimal? CostFloor { get; }

    /// <summary>Gets the cost of an hour if each cluster has its most nodes and each instance runs, in <see cref="Currency"/>.</summary>
    public decimal? CostCeiling { get; }

    /// <summary>Gets the currency of the costs, such as USD; null if no price is known.</summary>
    public string? Currency { get; }

    /// <summary>
    /// Gets the number of targets whose current cost is unknown, because the service or the price list omits a value;
    /// <see cref="CostPerHour"/> does not include them.
    /// </summary>
    public int Unknown { get; }

    /// <summary>Shows the name and the cost; without a currency if nothing runs and no price is known.</summary>
    /// <returns>For example <c>team-a: 1.16 USD per hour</c>, or <c>team-a: unknown</c>.</returns>
    public override string ToString()
    {
        string unit = Currency is null ? "per hour" : $"{Currency} per hour";
        return CostPerHour is null ? $"{Name}: unknown" : FormattableString.Invariant($"{Name}: {CostPerHour:0.00##} {unit}");
    }

    private static decimal? CalculateCurrentCost(ComputeTarget target) => target.CalculateCost(target.Machines?.Count);

    /// <summary>Sums the known costs of the targets with machines; null as in the summary of the class.</summary>
    private static decimal? SumKnownCosts(IReadOnlyList<ComputeTarget> targets, Func<ComputeTarget, decimal?> calculateCost)
    {
        decimal?[] costs = [.. targets.Where(target => target.Machines is not null).Select(calculateCost)];
        decimal? sum = costs.Sum();

        // Machines that are off cost 0. If the price of all others is unknown, the sum of 0 is not the cost of the group.
        bool isUnknown = costs.All(cost => cost is null) || (sum == 0 && costs.Contains(null));
        return isUnknown ? null : sum;
    }
}
