using System.Globalization;

namespace AmlCompute.Client.Findings;

/// <summary>The rules about costs and quota.</summary>
internal static class CostRules
{
    /// <summary>The shortest idle time that the service accepts.</summary>
    private static readonly TimeSpan ShortestIdleTime = TimeSpan.FromMinutes(15);

    /// <summary>The idle time of the fixes; that of InstanceWithoutJobs is shorter if the limit of the user is.</summary>
    private static readonly TimeSpan UsualIdleTime = TimeSpan.FromHours(1);

    public static IReadOnlyList<FindingRule> All { get; } =
    [
        new("InstanceWithoutJobs", ComputeFindingCategory.Cost, ComputeFindingSeverity.Low, JudgeInstanceWithoutJobs) { UsesJobs = true },
        new("NoIdleShutdown", ComputeFindingCategory.Cost, ComputeFindingSeverity.Medium, JudgeNoIdleShutdown)
        {
            PolicyId = "679ddf89-ab8f-48a5-9029-e76054077449",
        },
        new("ClusterKeepsNodes", ComputeFindingCategory.Cost, ComputeFindingSeverity.Medium, JudgeClusterKeepsNodes) { UsesJobs = true },
        new("StoppedForLong", ComputeFindingCategory.Cost, ComputeFindingSeverity.Low, JudgeStoppedForLong),
        new("QuotaHeldUnused", ComputeFindingCategory.Cost, ComputeFindingSeverity.Low, JudgeQuotaHeldUnused),
    ];

    private static Verdict? JudgeInstanceWithoutJobs(FindingFacts facts, FindingLimits limits)
    {
        if (facts.Target is ComputeInstance { HasDetails: false })
        {
            return Verdict.UnknownWithout("properties.properties");
        }

        if (facts.Target is not ComputeInstance instance || !InstanceStates.AreEqual(instance.State, InstanceStates.Running))
        {
            return null;
        }

        // An instance with an idle shutdown within the limit is not a finding, because the service shuts it down when it is idle.
        TimeSpan longest = limits.IdleFor > ShortestIdleTime ? limits.IdleFor : ShortestIdleTime;
        if (instance.IdleTimeBeforeShutdown <= longest)
        {
            return null;
        }

        DateTimeOffset? started = instance.LastOperation?.OperationTime ?? instance.CreatedOn;
        return JudgeWithoutJobs(facts, limits, started, since => Verdict.Fixable(
            $"No job has run on it since {since:u}. Use through Jupyter, VS Code and terminals cannot be seen by ARM; "
            + "the idle shutdown measures it.",
            WriteIdleTimeFix(instance, longest),
            since));
    }

    private static Verdict? JudgeNoIdleShutdown(FindingFacts facts, FindingLimits limits) => facts.Target switch
    {
        ComputeInstance { IdleTimeBeforeShutdown: not null } => null,
        ComputeInstance { HasDetails: false } => Verdict.UnknownWithout("properties.properties"),
        ComputeInstance instance => Verdict.Fixable("It has no idle shutdown.", WriteIdleTimeFix(instance, UsualIdleTime)),
        _ => null,
    };

    private static Verdict? JudgeClusterKeepsNodes(FindingFacts facts, FindingLimits limits) => facts.Target switch
    {
        ComputeCluster { MinNodes: null } => Verdict.UnknownWithout("scaleSettings.minNodeCount"),
        ComputeCluster { MinNodes: > 0 and var min } cluster =>
            JudgeWithoutJobs(facts, limits, cluster.CreatedOn, since => Verdict.Fixable(
                $"It keeps at least {min} {(min == 1 ? "node" : "nodes")}, and no job has run on it since {since:u}.",
                FixCommand.WriteSetCommand(cluster, "-MinNodes 0"),
                since)),
        _ => null,
    };

    private static Verdict? JudgeStoppedForLong(FindingFacts facts, FindingLimits limits) =>
        JudgeStopped(facts, limits.StoppedFor, (instance, since) => Verdict.NeedsReplacement(
            $"It has been stopped since {since:u}; its disks still cost money.", instance, since));

    private static Verdict? JudgeQuotaHeldUnused(FindingFacts facts, FindingLimits limits) =>
        JudgeStopped(facts, limits.IdleFor, (instance, since) => instance.ReleaseQuotaOnStop switch
        {
            true => null,
            null => Verdict.UnknownWithout("releaseQuotaOnStop"),
            _ => Verdict.Fixable(
                $"It has been stopped since {since:u}, and its cores still count against the quota.",
                FixCommand.WriteSetCommand(instance, "-ReleaseQuotaOnStop $true"),
                since),
        });

    /// <summary>
    /// Judges an instance that has been stopped for a duration, counted from its last operation. Returns null for other targets, and an
    /// unknown verdict if the service did not return its details or the time of that operation.
    /// </summary>
    private static Verdict? JudgeStopped(FindingFacts facts, TimeSpan duration, Func<ComputeInstance, DateTimeOffset, Verdict?> judge)
    {
        if (facts.Target is ComputeInstance { HasDetails: false })
        {
            return Verdict.UnknownWithout("properties.properties");
        }

        if (facts.Target is not ComputeInstance instance || !InstanceStates.IsStopped(instance.State))
        {
            return null;
        }

        if (instance.LastOperation?.OperationTime is not { } since)
        {
            return Verdict.UnknownWithout("lastOperation.operationTime");
        }

        return facts.IsLongAgo(since, duration) ? judge(instance, since) : null;
    }

    /// <summary>
    /// Judges a target that no job has used for the idle time; returns null for a target that was used or started within that time. The
    /// time of its start, or of its creation, is null if it is unknown.
    /// </summary>
    private static Verdict? JudgeWithoutJobs(
        FindingFacts facts, FindingLimits limits, DateTimeOffset? started, Func<DateTimeOffset, Verdict> judge)
    {
        if (started is { } start && !facts.IsLongAgo(start, limits.IdleFor))
        {
            return null;
        }

        if (facts.Jobs is null)
        {
            return Verdict.Unknown(facts.JobsProblem);
        }

        (bool isUsed, string? unknown, DateTimeOffset? lastEnd) = facts.Jobs.FindUse(facts.Target, facts.Now - limits.IdleFor);
        if (isUsed)
        {
            return null;
        }

        if (unknown is not null)
        {
            return Verdict.Unknown(unknown);
        }

        DateTimeOffset? since = lastEnd > started || started is null ? lastEnd : started;
        return since is { } time ? judge(time) : Verdict.UnknownWithout("createdOn");
    }

    /// <summary>Returns the command that sets the usual idle time, or the longest one if that is shorter.</summary>
    private static string WriteIdleTimeFix(ComputeInstance instance, TimeSpan longest)
    {
        TimeSpan time = longest < UsualIdleTime ? longest : UsualIdleTime;
        string text = time == UsualIdleTime ? "1h" : $"{((int)time.TotalMinutes).ToString(CultureInfo.InvariantCulture)}m";
        return FixCommand.WriteSetCommand(instance, $"-IdleTimeBeforeShutdown {text}");
    }
}
