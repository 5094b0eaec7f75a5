namespace AmlCompute.Client.Findings;

/// <summary>The rules of Find-AmlComputeFinding.</summary>
internal static class FindingRules
{
    private const string PolicyPrefix = "/providers/Microsoft.Authorization/policyDefinitions/";

    public static IReadOnlyList<FindingRule> All { get; } =
        [.. CostRules.All, .. HealthRules.All, .. SecurityRules.All, .. RetirementRules.All];

    /// <summary>Returns the rules that have one of the names and are in one of the categories; without either, it does not count.</summary>
    public static IReadOnlyList<FindingRule> Select(string[] names, ComputeFindingCategory[] categories)
    {
        IEnumerable<string> ids = All.Select(rule => rule.Id);
        if (Array.Find(names, name => !ids.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw ComputeTargetException.Unknown(
                $"-Rule: '{unknown}' is not a rule. {Suggestions.DidYouMean(unknown, ids)}Allowed: {string.Join(", ", ids)}.",
                unknown,
                ids);
        }

        FindingRule[] selected =
        [
            .. All.Where(rule => (names.Length == 0 ? !rule.ReadsResource : names.Contains(rule.Id, StringComparer.OrdinalIgnoreCase))
                && (categories.Length == 0 || categories.Contains(rule.Category))),
        ];
        return selected.Length > 0 ? selected : throw ComputeTargetException.Invalid(
            $"None of the rules of -Rule ({string.Join(", ", names)}) is in -Category {string.Join(", ", categories)}.");
    }

    /// <summary>Returns true if one of the rules cannot judge the target without a fact that was not read yet.</summary>
    public static bool NeedMore(IEnumerable<FindingRule> rules, FindingFacts facts, FindingLimits limits) =>
        IsReady(facts.Target) && rules.Any(rule => rule.Judge(facts, limits) is { Unknown: not null });

    /// <summary>Applies rules to a target: returns its findings, and each rule that lacks a fact with the reason.</summary>
    public static (IReadOnlyList<ComputeFinding> Findings, IReadOnlyList<(string Rule, string Reason)> Unknown) Apply(
        IReadOnlyList<FindingRule> rules, FindingFacts facts, FindingLimits limits)
    {
        List<ComputeFinding> findings = [];
        List<(string Rule, string Reason)> unknown = [];
        ComputeTarget target = facts.Target;
        bool isReady = IsReady(target);
        foreach (FindingRule rule in target.IsBeingDeleted ? [] : rules.Where(rule => isReady || rule.JudgesFailed || rule.ReadsResource))
        {
            if (rule.Judge(facts, limits) is not { } verdict)
            {
                continue;
            }

            if (verdict.Unknown is { } reason)
            {
                unknown.Add((rule.Id, reason));
                continue;
            }

            findings.Add(new ComputeFinding(target)
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
            });
        }

        return (findings, unknown);
    }

    private static bool IsReady(ComputeTarget target) =>
        target.BrokenState is null && target.ProvisioningState != ProvisioningStates.Creating;
}
