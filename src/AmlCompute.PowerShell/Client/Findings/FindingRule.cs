namespace AmlCompute.Client.Findings;

/// <summary>One rule of Find-AmlComputeFinding. It depends only on the facts about a target and on the limits.</summary>
/// <param name="id">The name of the rule.</param>
/// <param name="category">The category of its findings.</param>
/// <param name="severity">The severity of its findings.</param>
/// <param name="judge">Returns the verdict on a target; null if the target does not have the problem.</param>
internal sealed class FindingRule(
    string id, ComputeFindingCategory category, ComputeFindingSeverity severity, Func<FindingFacts, FindingLimits, Verdict?> judge)
{
    public string Id { get; } = id;

    public ComputeFindingCategory Category { get; } = category;

    public ComputeFindingSeverity Severity { get; } = severity;

    /// <summary>Gets the GUID of the built-in Azure Policy that audits the same; null for none.</summary>
    public string? PolicyId { get; init; }

    /// <summary>Gets a value indicating whether the rule needs the jobs of the workspace.</summary>
    public bool UsesJobs { get; init; }

    /// <summary>Gets a value indicating whether the rule needs the workspace, read from the service.</summary>
    public bool UsesWorkspace { get; init; }

    /// <summary>
    /// Gets a value indicating whether the rule needs the check of the attached resource; such a rule runs only if the user names it.
    /// </summary>
    public bool ReadsResource { get; init; }

    /// <summary>
    /// Gets a value indicating whether the rule also judges a target that is broken or is being created. A rule with
    /// <see cref="ReadsResource"/> always does.
    /// </summary>
    public bool JudgesFailed { get; init; }

    /// <summary>Returns the verdict on a target; null if the target does not have the problem.</summary>
    public Verdict? JudgeTarget(FindingFacts facts, FindingLimits limits) => judge(facts, limits);
}
