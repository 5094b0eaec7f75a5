namespace AmlCompute;

/// <summary>
/// The difference between one compute target of a workspace and its wanted configuration. Compare-AmlComputeTarget emits one for each
/// target.
/// </summary>
public sealed class ComputeComparison
{
    internal ComputeComparison(
        string name, string computeType, string workspaceName, ComputeComparisonStatus status, IList<ComputePropertyDifference> differences)
    {
        Name = name;
        ComputeType = computeType;
        WorkspaceName = workspaceName;
        Status = status;

        // Scripts index the differences, so they need a list.
        Differences = new TextList<ComputePropertyDifference>(differences);
    }

    /// <summary>Gets the name of the compute target.</summary>
    public string Name { get; }

    /// <summary>Gets the compute type, in the service's words: the wanted type, or the live type of an extra target.</summary>
    public string ComputeType { get; }

    /// <summary>Gets the type, as <see cref="ComputeType"/>.</summary>
    public string Type => ComputeType;

    /// <summary>Gets the name of the workspace.</summary>
    public string WorkspaceName { get; }

    /// <summary>Gets the text that tables show above the comparisons of a workspace: <see cref="ComputeTarget.WorkspaceLabel"/>.</summary>
    public string? WorkspaceLabel { get; internal init; }

    /// <summary>Gets the result of the comparison: Same, Different, Missing or Extra.</summary>
    public ComputeComparisonStatus Status { get; }

    /// <summary>Gets the differences, one for each property; empty unless the status is Different.</summary>
    public IReadOnlyList<ComputePropertyDifference> Differences { get; }

    /// <summary>Gets a value indicating whether only a replacement of the target can apply all differences.</summary>
    public bool NeedsReplacement => Differences.Any(difference => difference.Change == ComputeChangeKind.Replace);

    /// <summary>Gets the ARM resource id of the compute target; null for a missing one.</summary>
    public string? Id => Target?.Id;

    /// <summary>
    /// Gets the path of the file that contains the wanted configuration; null for an extra target, and for a configuration that did not
    /// come from a file.
    /// </summary>
    public string? Path { get; internal init; }

    /// <summary>
    /// Gets the change in the cost of an hour with the fewest nodes, or with the instance in its current state, in <see cref="Currency"/>;
    /// a new instance runs. Null if it is unknown, and for a type without known machines.
    /// </summary>
    public decimal? CostFloorChange => Cost?.Floor;

    /// <summary>
    /// Gets the change in the cost of an hour with the most nodes, or with the instance running, in <see cref="Currency"/>; null if it is
    /// unknown, and for a type without known machines.
    /// </summary>
    public decimal? CostCeilingChange => Cost?.Ceiling;

    /// <summary>
    /// Gets the currency of the changes, such as USD; null if both are unknown, if no price is known, or if the prices have two currencies.
    /// </summary>
    public string? Currency => Cost?.Currency;

    /// <summary>Gets a value indicating whether Spot machines, whose price varies, are a part of the change.</summary>
    public bool IsSpot => Cost?.IsSpot ?? false;

    /// <summary>
    /// Gets the change in cost as text: <c>+0.29 to +1.16 USD/h (Spot)</c>, <c>none</c> or <c>unknown</c>; null for a type without known
    /// machines. An extra target counts as removed.
    /// </summary>
    public string? CostChange => Cost?.ToString();

    /// <summary>Gets the compute target as the service returned it; null for a missing one.</summary>
    public ComputeTarget? Target { get; internal init; }

    /// <summary>Gets the ARM resource id of the workspace; empty for a step of a plan.</summary>
    internal string WorkspaceId { get; init; } = string.Empty;

    /// <summary>Gets the wanted configuration; null for an extra target, and for a step of a plan.</summary>
    internal ComputeConfiguration? Wanted { get; init; }

    /// <summary>Gets the change in cost; null for a type without known machines, and if it was not estimated.</summary>
    internal CostDifference? Cost { get; init; }

    /// <summary>Shows the name, the status and the differences, for example <c>cpu: Different (MaxNodes: 4 -> 8)</c>.</summary>
    public override string ToString()
    {
        string details = Differences.Count == 0 ? string.Empty : $" ({string.Join("; ", Differences)})";
        return $"{Name}: {Status}{details}";
    }
}
