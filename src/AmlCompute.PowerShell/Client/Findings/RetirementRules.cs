namespace AmlCompute.Client.Findings;

/// <summary>The rules about sizes that Azure has retired or will retire.</summary>
internal static class RetirementRules
{
    public static IReadOnlyList<FindingRule> All { get; } =
    [
        new("RetiredSize", ComputeFindingCategory.Retirement, ComputeFindingSeverity.High, (facts, _) =>
            JudgeRetirement(facts, retirement => retirement.IsOver(facts.Now))),
        new("RetiringSize", ComputeFindingCategory.Retirement, ComputeFindingSeverity.Medium, (facts, limits) =>
            JudgeRetirement(facts, retirement => !retirement.IsOver(facts.Now) && facts.Now + limits.RetiringWithin >= retirement.Date)),
    ];

    private static Verdict? JudgeRetirement(FindingFacts facts, Func<Retirement, bool> isDue)
    {
        if (facts.Target is not (ComputeCluster or ComputeInstance))
        {
            return null;
        }

        if (facts.Target.Machines?.VmSize is not { } size)
        {
            return Verdict.UnknownWithout("vmSize");
        }

        return Retirements.FindForSize(size) is { } retirement && isDue(retirement) ? CreateVerdict(facts, size, retirement) : null;
    }

    private static Verdict CreateVerdict(FindingFacts facts, string size, Retirement retirement)
    {
        string evidence = $"Its size {retirement.Describe(size, facts.Now)}";
        DateTimeOffset? since = retirement.IsOver(facts.Now) ? new DateTimeOffset(retirement.Date) : null;

        // Only an instance can be resized in place.
        return facts.Target is ComputeInstance && retirement.SuccessorSize is { } successor
            ? Verdict.Fixable(
                evidence, FixCommand.WriteCommand("Resize-AmlComputeTarget", facts.Target, $"-VmSize {successor}"), since)
            : Verdict.NeedsReplacement(evidence, facts.Target, since);
    }
}
