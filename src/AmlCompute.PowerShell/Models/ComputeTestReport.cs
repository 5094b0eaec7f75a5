namespace AmlCompute;

/// <summary>The result of Test-AmlComputeTarget for one wanted or existing compute target.</summary>
public sealed class ComputeTestReport
{
    internal ComputeTestReport(string? name, string? computeType, string workspaceName, IReadOnlyList<ComputeCheck> checks)
    {
        Name = name;
        ComputeType = computeType;
        WorkspaceName = workspaceName;
        Checks = new TextList<ComputeCheck>([.. checks]);
    }

    /// <summary>Gets the name of the compute target; null if a configuration was tested without one.</summary>
    public string? Name { get; }

    /// <summary>Gets the compute type, in the service's words; null if no settings were given and the target does not exist.</summary>
    public string? ComputeType { get; }

    /// <summary>Gets the type, as <see cref="ComputeType"/>.</summary>
    public string? Type => ComputeType;

    /// <summary>Gets the size of the nodes or of the instance; null for other types, and if it is unknown.</summary>
    public string? VmSize { get; internal init; }

    /// <summary>Gets the name of the workspace.</summary>
    public string WorkspaceName { get; }

    /// <summary>Gets a value indicating whether no check failed. Test-AmlComputeTarget returns it without -Detailed.</summary>
    public bool Passed => Checks.All(check => check.Outcome != ComputeCheckOutcome.Failed);

    /// <summary>
    /// Gets the cost of the smallest number of nodes, or of the instance, for an hour, in <see cref="Currency"/>; null if it is unknown,
    /// without a VM size, and for an existing target.
    /// </summary>
    public decimal? CostFloor => Cost?.Floor;

    /// <summary>
    /// Gets the cost of the most nodes, or of the instance, for an hour, in <see cref="Currency"/>; null in the cases of
    /// <see cref="CostFloor"/>.
    /// </summary>
    public decimal? CostCeiling => Cost?.Ceiling;

    /// <summary>Gets the currency of the costs, such as USD; null if the price is unknown or its list does not name it.</summary>
    public string? Currency => Cost?.Currency;

    /// <summary>Gets the source of the price: vmSizes (the list of sizes) or RetailPrices; null if the price is unknown.</summary>
    public string? PriceSource => Cost?.Source;

    /// <summary>Gets a value indicating whether the costs are those of Spot machines, whose price varies.</summary>
    public bool IsSpot => Cost?.IsSpot ?? false;

    /// <summary>Gets the checks, in the order they ran.</summary>
    public IReadOnlyList<ComputeCheck> Checks { get; }

    /// <summary>Gets the messages of the checks that failed or warn; empty if there are none.</summary>
    public IReadOnlyList<string> Problems => new TextList<string>([.. ChecksWithProblems.Select(check => check.Message)]);

    /// <summary>Gets the cost that the check of the size calculated; null if it did not.</summary>
    private CostRange? Cost => Checks.Select(check => check.Cost).FirstOrDefault(cost => cost is not null);

    private IEnumerable<ComputeCheck> ChecksWithProblems =>
        Checks.Where(check => check.Outcome is ComputeCheckOutcome.Failed or ComputeCheckOutcome.Warning);

    /// <summary>Shows the name, or else the type, and the checks that failed or warn.</summary>
    /// <returns>For example <c>cpu: passed</c>, or <c>cpu: FamilyQuota failed</c>.</returns>
    public override string ToString()
    {
        string problems = string.Join(
            ", ", ChecksWithProblems.Select(check => $"{check.Name} {check.Outcome.ToString().ToLowerInvariant()}"));
        return $"{Name ?? ComputeType}: {(problems.Length == 0 ? "passed" : problems)}";
    }
}
