namespace AmlCompute;

/// <summary>
/// A problem of a compute target: its costs, its security, its health, or a retirement. Find-AmlComputeFinding emits it, and commands that
/// take targets accept it from the pipeline by its resource id.
/// </summary>
public sealed class ComputeFinding
{
    internal ComputeFinding(ComputeTarget target) => Target = target;

    /// <summary>Gets the id of the rule, such as NoIdleShutdown; docs/findings.md describes each.</summary>
    public string Rule { get; internal init; } = string.Empty;

    /// <summary>Gets the category of the rule.</summary>
    public ComputeFindingCategory Category { get; internal init; }

    /// <summary>Gets the severity of the rule.</summary>
    public ComputeFindingSeverity Severity { get; internal init; }

    /// <summary>Gets the name of the compute target.</summary>
    public string Name => Target.Name;

    /// <summary>Gets the compute type of the target, in the service's words.</summary>
    public string ComputeType => Target.ComputeType;

    /// <summary>Gets the name of the workspace that contains the target.</summary>
    public string WorkspaceName => Target.WorkspaceName;

    /// <summary>Gets a value indicating whether the target belongs to the current workspace of the session.</summary>
    public bool IsInCurrentWorkspace => Target.IsInCurrentWorkspace;

    /// <summary>Gets the ARM resource id of the compute target.</summary>
    public string ResourceId => Target.Id;

    /// <summary>
    /// Gets the owner of the target: the tag owner unless it is empty, or else the user of an instance; null if neither is known.
    /// </summary>
    public string? Owner { get; internal init; }

    /// <summary>Gets the time since when the finding has been true, with its offset; null if it is unknown.</summary>
    public DateTimeOffset? Since { get; internal init; }

    /// <summary>Gets the cost of the machines that run now for 730 hours, in <see cref="Currency"/>; null if it is unknown.</summary>
    public decimal? CostPerMonth { get; internal init; }

    /// <summary>Gets the currency of the cost, such as USD; null if the price is unknown.</summary>
    public string? Currency { get; internal init; }

    /// <summary>Gets a value indicating whether the cost is that of Spot machines, whose price varies.</summary>
    public bool IsSpot { get; internal init; }

    /// <summary>Gets the observed values as sentences, with the data that a replacement loses if the target needs one.</summary>
    public string Evidence { get; internal init; } = string.Empty;

    /// <summary>Gets the resource id of the built-in Azure Policy definition for the same setting; null if there is none.</summary>
    public string? Policy { get; internal init; }

    /// <summary>
    /// Gets the command that corrects the target in place, or two commands with a semicolon between them; null if only a replacement
    /// corrects it.
    /// </summary>
    public string? Fix { get; internal init; }

    /// <summary>Gets a value indicating whether only a replacement of the target corrects it.</summary>
    public bool NeedsReplacement => Fix is null;

    internal ComputeTarget Target { get; }

    /// <summary>Shows the rule, the target and the evidence, for example <c>NoIdleShutdown dev-box: It has no idle shutdown.</c>.</summary>
    public override string ToString() => $"{Rule} {Name}: {Evidence}";
}
