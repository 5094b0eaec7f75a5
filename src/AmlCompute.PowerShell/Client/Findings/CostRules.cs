using System.Globalization;

namespace AmlCompute.Client.Findings;

/// <summary>The rules about costs and quota.</summary>
internal static class CostRules
{
    /// <summary>The shortest idle time that the service accepts.</summary>
    private static readonly TimeSpan ShortestIdleTime = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan UsualIdleTime = TimeSpan.FromHours(1);

    public static IReadOnlyList<FindingRule> All { get; } =
    [
        new("InstanceWithoutJobs", ComputeFindingCategory.Cost, ComputeFindingSeverity.Low, InstanceWithoutJobs) { UsesJobs = true },
        new("NoIdleShutdown", ComputeFindingCategory.Cost, ComputeFindingSeverity.Medium, NoIdleShutdown)
        {
            PolicyId = "679ddf89-ab8f-48a5-9029-e76054077449",
        },
        new("ClusterKeepsNodes", ComputeFindingCategory.Cost, ComputeFindingSeverity.Medium, ClusterKeepsNodes) { UsesJobs = true },
        new("StoppedForLong", ComputeFindingCategory.Cost, ComputeFindingSeverity.Low, StoppedForLong),
        new("QuotaHeldUnused", ComputeFindingCategory.Cost, ComputeFindingSeverity.Low, QuotaHeldUnused),
    ];

    private static Verdict? InstanceWithoutJobs(FindingFacts facts, FindingLimits limits)
    {
        if (facts.Target is not ComputeInstance instance || !InstanceStates.Is(instance.State, InstanceStates.Running))
        {
            return null;
        }

        TimeSpan longest = limits.IdleFor > ShortestIdleTime ? limits.IdleFor : ShortestIdleTime;
        if (instance.IdleTimeBeforeShutdown <= longest)
        {
            return null;
        }

        DateTimeOffset? started = instance.LastOperation?.OperationTime ?? instance.CreatedOn;
        return WithoutJobs(facts, limits, started, since => Verdict.Fixable(
            $"No job has run on it since {since:u}. Use through Jupyter, VS Code and terminals cannot be seen by ARM; "
            + "the idle shutdown measures it.",
            FixIdleTime(instance, longest),
            since));
    }

    private static Verdict? NoIdleShutdown(FindingFacts facts, FindingLimits limits) =>
        facts.Target is not ComputeInstance instance || instance.IdleTimeBeforeShutdown is not null ? null
        : !instance.HasDetails ? Verdict.Missing("properties.properties")
        : Verdict.Fixable("It has no idle shutdown.", FixIdleTime(instance, UsualIdleTime));

    private static Verdict? ClusterKeepsNodes(FindingFacts facts, FindingLimits limits) =>
        facts.Target is not ComputeCluster cluster ? null
        : cluster.MinNodes is not { } min ? Verdict.Missing("scaleSettings.minNodeCount")
        : min <= 0 ? null
        : WithoutJobs(facts, limits, cluster.CreatedOn, since => Verdict.Fixable(
            $"It keeps at least {min} {(min == 1 ? "node" : "nodes")}, and no job has run on it since {since:u}.",
            FixCommand.Set(cluster, "-MinNodes 0"),
            since));

    private static Verdict? StoppedForLong(FindingFacts facts, FindingLimits limits) =>
        Stopped(facts, limits.StoppedFor, (instance, since) => Verdict.Replace(
            $"It has been stopped since {since:u}; its disks still cost money.", instance, since));

    private static Verdict? QuotaHeldUnused(FindingFacts facts, FindingLimits limits) =>
        Stopped(facts, limits.IdleFor, (instance, since) => instance.ReleaseQuotaOnStop switch
        {
            true => null,
            null => Verdict.Missing("releaseQuotaOnStop"),
            _ => Verdict.Fixable(
                $"It has been stopped since {since:u}, and its cores still count against the quota.",
                FixCommand.Set(instance, "-ReleaseQuotaOnStop $true"),
                since),
        });

    private static Verdict? Stopped(FindingFacts facts, TimeSpan limit, Func<ComputeInstance, DateTimeOffset, Verdict?> find) =>
        facts.Target is not ComputeInstance instance || !InstanceStates.IsStopped(instance.State) ? null
        : instance.LastOperation?.OperationTime is not { } since ? Verdict.Missing("lastOperation.operationTime")
        : facts.IsPast(since, limit) ? find(instance, since)
        : null;

    /// <summary>Returns a verdict if no job has used the target for the idle time, or if that is not known.</summary>
    private static Verdict? WithoutJobs(
        FindingFacts facts, FindingLimits limits, DateTimeOffset? started, Func<DateTimeOffset, Verdict> find)
    {
        if (started > facts.Now - limits.IdleFor)
        {
            return null;
        }

        if (facts.Jobs is null)
        {
            return Verdict.NotKnown(facts.JobsProblem);
        }

        (bool isUsed, string? unknown, DateTimeOffset? lastEnd) = facts.Jobs.UseOf(facts.Target, facts.Now - limits.IdleFor);
        if (isUsed)
        {
            return null;
        }

        DateTimeOffset? since = lastEnd > started || started is null ? lastEnd : started;
        return unknown is not null ? Verdict.NotKnown(unknown)
            : since is { } time ? find(time)
            : Verdict.Missing("createdOn");
    }

    private static string FixIdleTime(ComputeInstance instance, TimeSpan longest)
    {
        TimeSpan time = longest < UsualIdleTime ? longest : UsualIdleTime;
        string text = time == UsualIdleTime ? "1h" : $"{((int)time.TotalMinutes).ToString(CultureInfo.InvariantCulture)}m";
        return FixCommand.Set(instance, $"-IdleTimeBeforeShutdown {text}");
    }
}
