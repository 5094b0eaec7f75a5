namespace AmlCompute.Client.Findings;

/// <summary>One rule of Find-AmlComputeFinding. It depends only on the facts about a target.</summary>
/// <param name="Id">The name of the rule.</param>
/// <param name="Category">The category of its findings.</param>
/// <param name="Severity">The severity of its findings.</param>
/// <param name="Judge">Returns the verdict on a target; null if the target does not have the problem.</param>
internal sealed record FindingRule(
    string Id, ComputeFindingCategory Category, ComputeFindingSeverity Severity, Func<FindingFacts, FindingLimits, Verdict?> Judge)
{
    /// <summary>Gets the GUID of the built-in Azure Policy that audits the same; null for none.</summary>
    public string? PolicyId { get; init; }

    public bool UsesJobs { get; init; }

    public bool UsesWorkspace { get; init; }

    /// <summary>Gets a value indicating whether the rule reads the attached resource of a target, and runs only when it is named.</summary>
    public bool ReadsResource { get; init; }

    /// <summary>Gets a value indicating whether the rule judges targets whose creation failed; no other rule does.</summary>
    public bool JudgesFailed { get; init; }
}
