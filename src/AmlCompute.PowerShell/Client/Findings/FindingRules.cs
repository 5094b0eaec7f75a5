namespace AmlCompute.Client.Findings;

/// <summary>Selects the rules of Find-AmlComputeFinding, and applies them to targets.</summary>
internal static class FindingRules
{
    /// <summary>The start of the resource id of a built-in policy, before its GUID.</summary>
    private const string PolicyPrefix = "/providers/Microsoft.Authorization/policyDefinitions/";

    public static IReadOnlyList<FindingRule> All { get; } =
        [.. CostRules.All, .. HealthRules.All, .. SecurityRules.All, .. RetirementRules.All];

    /// <summary>
    /// Returns the rules with one of the names and in one of the categories. No categories mean all; no names mean all rules that do not
    /// need the check of the attached resource.
    /// </summary>
    /// <exception cref="ComputeTargetException">A name is unknown, or no rule is left.</exception>
    public static IReadOnlyList<FindingRule> SelectRules(string[] names, ComputeFindingCategory[] categories)
    {
        IEnumerable<string> ids = All.Select(rule => rule.Id);
        if (Array.Find(names, name => !ids.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw ComputeTargetException.CreateUnknownName(
                $"-Rule: '{unknown}' is not a rule. {Suggestions.DidYouMean(unknown, ids)}Allowed: {string.Join(", ", ids)}.",
                unknown,
                ids);
        }

        FindingRule[] selected = [.. All.Where(IsNamed).Where(rule => categories.Length == 0 || categories.Contains(rule.Category))];
        return selected.Length > 0 ? selected : throw ComputeTargetException.CreateInvalidArgument(
            $"None of the rules of -Rule ({string.Join(", ", names)}) is in -Category {string.Join(", ", categories)}.");

        bool IsNamed(FindingRule rule) =>
            names.Length == 0 ? !rule.ReadsResource : names.Contains(rule.Id, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>
    /// Returns true if one of the rules cannot judge the target by the facts that were read; false for a target that is broken, or is being
    /// created or deleted.
    /// </summary>
    public static bool IsFactMissing(IEnumerable<FindingRule> rules, FindingFacts facts, FindingLimits limits) =>
        IsUsable(facts.Target) && rules.Any(rule => rule.JudgeTarget(facts, limits) is { UnknownReason: not null });

    /// <summary>
    /// Applies rules to a target: returns its findings, and each rule that lacks a fact with the reason; neither for a target that is being
    /// deleted.
    /// </summary>
    public static (IReadOnlyList<ComputeFinding> Findings, IReadOnlyList<(string Rule, string Reason)> Unknown) ApplyRules(
        IReadOnlyList<FindingRule> rules, FindingFacts facts, FindingLimits limits)
    {
        List<ComputeFinding> findings = [];
        List<(string Rule, string Reason)> unknown = [];
        ComputeTarget target = facts.Target;
        if (target.IsBeingDeleted)
        {
            return (findings, unknown);
        }

        bool isUsable = IsUsable(target);
        foreach (FindingRule rule in rules.Where(rule => isUsable || rule.JudgesFailed || rule.ReadsResource))
        {
            Verdict? verdict = rule.JudgeTarget(facts, limits);
            if (verdict?.UnknownReason is { } reason)
            {
                unknown.Add((rule.Id, reason));
            }
            else if (verdict is not null)
            {
                findings.Add(CreateFinding(target, rule, verdict));
            }
        }

        return (findings, unknown);
    }

    private static ComputeFinding CreateFinding(ComputeTarget target, FindingRule rule, Verdict verdict) => new(target)
    {
        Rule = rule.Id,
        Category = rule.Category,
        Severity = rule.Severity,
        Owner = target.OwnerTagOrUser,
        CostPerMonth = target.MonthlyCost,
        Currency = target.Price?.Currency,
        IsSpot = target.Machines?.IsLowPriority ?? false,
        Since = verdict.Since,
        Evidence = verdict.Evidence,
        Policy = rule.PolicyId is null ? null : PolicyPrefix + rule.PolicyId,
        Fix = verdict.Fix,
    };

    /// <summary>Returns true for a target that was created, is not broken and is not being deleted, which all rules judge.</summary>
    private static bool IsUsable(ComputeTarget target) =>
        !target.IsBeingDeleted
        && target.BrokenState is null
        && !InstanceStates.AreEqual(target.ProvisioningState, ProvisioningStates.Creating);
}
