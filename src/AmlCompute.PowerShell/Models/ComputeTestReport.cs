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

    /// <summary>Gets the name; null if a configuration was tested without one.</summary>
    public string? Name { get; }

    /// <summary>Gets the compute type, in the service's words; null if the target does not exist.</summary>
    public string? ComputeType { get; }

    /// <summary>Gets the type, as <see cref="ComputeType"/>.</summary>
    public string? Type => ComputeType;

    /// <summary>Gets the size of the nodes or of the instance; null for other types.</summary>
    public string? VmSize { get; internal init; }

    /// <summary>Gets the name of the workspace.</summary>
    public string WorkspaceName { get; }

    /// <summary>Gets a value indicating whether no check failed. Test-AmlComputeTarget returns it without -Detailed.</summary>
    public bool Passed => Checks.All(check => check.Outcome != ComputeCheckOutcome.Failed);

    /// <summary>
    /// Gets the cost of the smallest number of nodes for an hour, in <see cref="Currency"/>; null if the price is unknown, and without a VM
    /// size.
    /// </summary>
    public decimal? CostFloor => Cost?.Floor;

    /// <summary>Gets the cost of the largest number of nodes, or of the instance, for an hour; null if the price is unknown.</summary>
    public decimal? CostCeiling => Cost?.Ceiling;

    /// <summary>Gets the currency of the costs, such as USD; null if the price is unknown.</summary>
    public string? Currency => Cost?.Currency;

    /// <summary>Gets the source of the price: vmSizes (the list of sizes) or RetailPrices; null if the price is unknown.</summary>
    public string? PriceSource => Cost?.Source;

    /// <summary>Gets a value indicating whether the costs are those of Spot machines, whose price varies.</summary>
    public bool IsSpot => Cost?.IsSpot ?? false;

    private CostRange? Cost => Checks.Select(check => check.Cost).FirstOrDefault(cost => cost is not null);

    /// <summary>Gets the checks, in the order they ran.</summary>
    public IReadOnlyList<ComputeCheck> Checks { get; }

    /// <summary>Gets the messages of the checks that failed or warn; empty if all passed.</summary>
    public IReadOnlyList<string> Problems => new TextList<string>([.. NotPassed.Select(check => check.Message)]);

    private IEnumerable<ComputeCheck> NotPassed =>
        Checks.Where(check => check.Outcome is ComputeCheckOutcome.Failed or ComputeCheckOutcome.Warning);

    /// <summary>Shows the name and the checks that did not pass.</summary>
    /// <returns>For example <c>cpu: passed</c>, or <c>cpu: FamilyQuota failed</c>.</returns>
    public override string ToString()
    {
        string text = string.Join(", ", NotPassed.Select(check => $"{check.Name} {check.Outcome.ToString().ToLowerInvariant()}"));
        return $"{Name ?? ComputeType}: {(text.Length == 0 ? "passed" : text)}";
    }
}

/// <summary>One check of Test-AmlComputeTarget.</summary>
public sealed class ComputeCheck
{
    internal ComputeCheck(string name, ComputeCheckOutcome outcome, string message)
    {
        Name = name;
        Outcome = outcome;
        Message = message;
    }

    /// <summary>Gets the subject of the check, such as Name, VmSize or FamilyQuota.</summary>
    public string Name { get; }

    /// <summary>Gets the outcome of the check.</summary>
    public ComputeCheckOutcome Outcome { get; }

    /// <summary>Gets the finding as text.</summary>
    public string Message { get; }

    internal CostRange? Cost { get; init; }

    /// <summary>Gets the available number of cores, nodes or clusters; null if the check counts nothing.</summary>
    public int? Have { get; internal init; }

    /// <summary>Gets the required number of cores, nodes or clusters; null if the check counts nothing.</summary>
    public int? Need { get; internal init; }

    /// <summary>
    /// Gets the names of virtual machine sizes that would pass the check; empty if the check did not look for any or found none.
    /// </summary>
    public IReadOnlyList<string> FittingSizes { get; internal init => field = new TextList<string>([.. value]); } = TextList<string>.None;

    /// <summary>Gets the id of the error with which New- or Connect-AmlComputeTarget would stop; null if they would continue.</summary>
    public string? ErrorId { get; internal init; }

    /// <summary>Gets a value indicating whether the service creates the target despite the check, which limits only its growth.</summary>
    internal bool IsTakenAnyway { get; init; }

    /// <summary>Gets the quota whose cores the check counts; null for another check.</summary>
    internal QuotaShare? Quota { get; init; }

    internal string? Remedy { get; init; }

    internal bool NamesTarget { get; init; }

    /// <summary>Creates the error with which New- or Connect-AmlComputeTarget would stop.</summary>
    internal ComputeTargetException ToError(string computeName) =>
        new(ErrorId!, Message) { ComputeName = computeName, Remedy = Remedy, LacksName = !NamesTarget };

    /// <summary>Shows the name, the outcome and the finding.</summary>
    /// <returns>For example <c>FamilyQuota failed: ...</c>.</returns>
    public override string ToString() => $"{Name} {Outcome.ToString().ToLowerInvariant()}: {Message}";
}

/// <summary>The share of one target in a quota for cores.</summary>
/// <param name="Name">The quota, such as <c>dedicated quota of standardDSv2Family</c>.</param>
/// <param name="Location">The region of the quota.</param>
/// <param name="Workspace">The workspace of the target.</param>
/// <param name="Held">The cores that the target has now, which the service counts as used.</param>
internal sealed record QuotaShare(string Name, string Location, Workspace Workspace, int Held);

/// <summary>The outcome of a check.</summary>
public enum ComputeCheckOutcome
{
    /// <summary>The check passed.</summary>
    Passed,

    /// <summary>The configuration can fail, or can only work in part.</summary>
    Warning,

    /// <summary>The configuration will fail.</summary>
    Failed,

    /// <summary>The check could not run, or no longer applied.</summary>
    Skipped,
}
