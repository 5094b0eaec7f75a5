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
        // A collection that a script can index.
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

    /// <summary>Gets the text that tables show above the comparisons of a workspace, as for compute targets.</summary>
    public string? WorkspaceLabel { get; internal init; }

    /// <summary>Gets the result: the target is the same, different, missing or extra.</summary>
    public ComputeComparisonStatus Status { get; }

    /// <summary>Gets the differences, one for each property; empty unless the status is Different.</summary>
    public IReadOnlyList<ComputePropertyDifference> Differences { get; }

    /// <summary>Gets a value indicating whether applying the wanted configuration requires deleting and creating the target.</summary>
    public bool NeedsReplacement => Differences.Any(difference => difference.Change == ComputeChangeKind.Replace);

    /// <summary>Gets the ARM resource id of the compute target; null for a missing one.</summary>
    public string? Id => Target?.Id;

    /// <summary>Gets the file that contains the wanted configuration; null for an extra target, and if no file contains it.</summary>
    public string? Path { get; internal init; }

    /// <summary>
    /// Gets the change in the cost of an hour with the fewest nodes, in <see cref="Currency"/>; null if it is unknown, and for a type
    /// without known machines.
    /// </summary>
    public decimal? CostFloorChange => Cost?.Floor;

    /// <summary>Gets the change in the cost of an hour with the most nodes, or with the instance running; null if it is unknown.</summary>
    public decimal? CostCeilingChange => Cost?.Ceiling;

    /// <summary>Gets the currency of the change, such as USD; null if the change is unknown.</summary>
    public string? Currency => Cost?.Currency;

    /// <summary>Gets a value indicating whether Spot machines, whose price varies, are a part of the change.</summary>
    public bool IsSpot => Cost?.IsSpot ?? false;

    /// <summary>
    /// Gets the change in cost as text: <c>+0.29 to +1.16 USD/h (Spot)</c>, <c>none</c> or <c>unknown</c>; null for a type without known
    /// machines. An extra target counts as removed.
    /// </summary>
    public string? CostChange => Cost?.ToString();

    internal CostDifference? Cost { get; init; }

    /// <summary>Gets the compute target as the service returned it; null for a missing one.</summary>
    public ComputeTarget? Target { get; internal init; }

    /// <summary>Gets the wanted configuration; null for an extra target.</summary>
    internal ComputeConfiguration? Wanted { get; init; }

    /// <summary>Shows the name, the status and the differences.</summary>
    /// <returns>For example <c>cpu: Different (MaxNodes: 4 -> 8)</c>.</returns>
    public override string ToString() =>
        $"{Name}: {Status}{(Differences.Count == 0 ? string.Empty : $" ({string.Join("; ", Differences)})")}";
}

/// <summary>The result of a comparison.</summary>
public enum ComputeComparisonStatus
{
    /// <summary>The target matches its wanted configuration.</summary>
    Same,

    /// <summary>The target exists, and properties differ.</summary>
    Different,

    /// <summary>The configuration is wanted, and the target does not exist.</summary>
    Missing,

    /// <summary>The target exists, and no given configuration contains it.</summary>
    Extra,
}

/// <summary>One property of a compute target that differs from its wanted value.</summary>
public sealed class ComputePropertyDifference
{
    /// <summary>The end of the text about a failed state that the same settings, sent again, may end.</summary>
    internal const string SentAgain = " (sends the settings again)";

    internal ComputePropertyDifference(string name, string jsonPath, string live, string wanted, ComputeChangeKind change)
    {
        Name = name;
        JsonPath = jsonPath;
        Live = live;
        Wanted = wanted;
        Change = change;
    }

    /// <summary>Gets the property of the compute target, such as MaxNodes.</summary>
    public string Name { get; }

    /// <summary>Gets the path of the property in the JSON of the service, names joined by dots.</summary>
    public string JsonPath { get; }

    /// <summary>Gets the live value as text; <c>none</c> if the target has no value.</summary>
    public string Live { get; }

    /// <summary>Gets the wanted value as text; <c>none</c> if the configuration has no value.</summary>
    public string Wanted { get; }

    /// <summary>
    /// Gets <see cref="Live"/> as tables show it: a resource id is reduced to the parts that differ from the other id, and its last name.
    /// </summary>
    public string LiveText => ResourceIdText.Shorten(Live, Wanted);

    /// <summary>
    /// Gets <see cref="Wanted"/> as tables show it: a resource id is reduced to the parts that differ from the other id, and its last name.
    /// </summary>
    public string WantedText => ResourceIdText.Shorten(Wanted, Live);

    /// <summary>Gets the kind of change: in place, or by replacing the compute target.</summary>
    public ComputeChangeKind Change { get; }

    /// <summary>Shows the property, both values (the differing parts of resource ids), and the need for a replacement.</summary>
    /// <returns>For example <c>MaxNodes: 4 -> 8</c>, or <c>Priority: Dedicated -> LowPriority (replace)</c>.</returns>
    public override string ToString() =>
        $"{Name}: {LiveText} -> {WantedText}"
        + (Change == ComputeChangeKind.Replace ? " (replace)"
            : Name == nameof(ComputeTarget.ProvisioningState) ? SentAgain
            : string.Empty);
}

/// <summary>The kind of change that applies a difference.</summary>
public enum ComputeChangeKind
{
    /// <summary>The service changes the existing compute target.</summary>
    InPlace,

    /// <summary>The command deletes the compute target and creates a new one.</summary>
    Replace,
}
