using System.Text.RegularExpressions;

namespace AmlCompute.Client.Findings;

/// <summary>The rules about sizes that Azure has retired or will retire.</summary>
internal static class RetirementRules
{
    public static IReadOnlyList<FindingRule> All { get; } =
    [
        new("RetiredSize", ComputeFindingCategory.Retirement, ComputeFindingSeverity.High, (facts, limits) =>
            Retiring(facts, retirement => retirement.IsOver(facts.Now))),
        new("RetiringSize", ComputeFindingCategory.Retirement, ComputeFindingSeverity.Medium, (facts, limits) =>
            Retiring(facts, retirement => !retirement.IsOver(facts.Now) && facts.Now + limits.RetiringWithin >= retirement.Date)),
    ];

    private static Verdict? Retiring(FindingFacts facts, Func<Retirement, bool> isDue) =>
        facts.Target is not (ComputeCluster or ComputeInstance) ? null
        : facts.Target.MachineSize is not { } size ? Verdict.Missing("vmSize")
        : Retirements.OfSize(size) is { } retirement && isDue(retirement) ? FindingOf(facts, size, retirement)
        : null;

    private static Verdict FindingOf(FindingFacts facts, string size, Retirement retirement)
    {
        string evidence = $"Its size {retirement.Describe(size, facts.Now)}";
        DateTimeOffset? since = retirement.IsOver(facts.Now) ? new DateTimeOffset(retirement.Date) : null;
        Match successor = Regex.Match(retirement.Successor, @"\bStandard_\w+", RegexOptions.CultureInvariant);

        // Only an instance can be resized in place.
        return facts.Target is ComputeInstance && successor.Success
            ? Verdict.Fixable(
                evidence, FixCommand.Of("Resize-AmlComputeTarget", facts.Target, $"-VmSize {successor.Value}"), since)
            : Verdict.Replace(evidence, facts.Target, since);
    }
}
