namespace AmlCompute.Client.Findings;

/// <summary>The rules about targets that do not work or are out of date.</summary>
internal static class HealthRules
{
    public static IReadOnlyList<FindingRule> All { get; } =
    [
        new("UnusableNodes", ComputeFindingCategory.Health, ComputeFindingSeverity.High, UnusableNodes),
        new("FailedTarget", ComputeFindingCategory.Health, ComputeFindingSeverity.High, FailedTarget) { JudgesFailed = true },
        new("ImageOutOfDate", ComputeFindingCategory.Health, ComputeFindingSeverity.Medium, ImageOutOfDate)
        {
            PolicyId = "f110a506-2dcb-422e-bcea-d533fc8c35e2",
        },
        new("OsPatchesPending", ComputeFindingCategory.Health, ComputeFindingSeverity.Medium, OsPatchesPending),
        new("SpotEvicted", ComputeFindingCategory.Health, ComputeFindingSeverity.Medium, SpotEvicted),
        new("AttachedResourceGone", ComputeFindingCategory.Health, ComputeFindingSeverity.High, AttachedResourceGone)
        {
            ReadsResource = true,
        },
    ];

    private static Verdict? UnusableNodes(FindingFacts facts, FindingLimits limits) =>
        facts.Target is not ComputeCluster cluster ? null
        : cluster.NodeStates is not { } nodes || cluster.MinNodes is not { } min || cluster.MaxNodes is not { } max
            ? Verdict.Missing("nodeStateCounts")
        : nodes.Unusable == 0 ? null
        : Verdict.Fixable(
            $"{nodes.Unusable} of {cluster.CurrentNodes ?? nodes.Unusable} nodes are unusable. "
                + "The fix releases the nodes that run no job, and restores the node limits.",
            $"{FixCommand.Set(cluster, $"-MinNodes 0 -MaxNodes {nodes.Running} -Wait")}; "
                + FixCommand.Set(cluster, $"-MinNodes {min} -MaxNodes {max}"));

    private static Verdict? FailedTarget(FindingFacts facts, FindingLimits limits)
    {
        ComputeTarget target = facts.Target;
        if (target.BrokenState is null)
        {
            return target.ProvisioningState is null ? Verdict.Missing("provisioningState") : null;
        }

        string errors = string.Join(" ", target.Errors.Select(error => $"{error}".TrimEnd('.') + "."));
        return Verdict.Replace($"Its state is {target.State}. {errors}".TrimEnd(), target, target.ModifiedOn);
    }

    private static Verdict? ImageOutOfDate(FindingFacts facts, FindingLimits limits) =>
        facts.Target is not ComputeInstance instance ? null
        : instance.OsImageMetadata is not { IsLatestOsImageVersion: { } isLatest } image
            ? Verdict.Missing("osImageMetadata.isLatestOsImageVersion")
        : isLatest ? null
        : Verdict.Replace(
            $"Its operating system image is {image.CurrentImageVersion}; the latest is {image.LatestImageVersion}.", instance);

    private static Verdict? OsPatchesPending(FindingFacts facts, FindingLimits limits)
    {
        // A null status is that of an instance whose operating system the service does not patch.
        if (facts.Target is not ComputeInstance { OsImageMetadata.OsPatchingStatus: { RebootPending: true } status } instance)
        {
            return null;
        }

        string reboot = status.ScheduledRebootTime is { } time ? $" The service restarts it at {time.ToUniversalTime():u}." : string.Empty;
        string job = InstanceStates.Is(instance.State, InstanceStates.JobRunning) ? " The fix ends the job that runs on it." : string.Empty;
        return Verdict.Fixable(
            $"Patches of its operating system need a restart.{reboot}{job}",
            FixCommand.Of(InstanceStates.IsStopped(instance.State) ? "Start-AmlComputeTarget" : "Restart-AmlComputeTarget", instance),
            status.LatestPatchTime);
    }

    private static Verdict? SpotEvicted(FindingFacts facts, FindingLimits limits) =>
        facts.Target is not ComputeCluster cluster || cluster.Priority is VmPriorities.Dedicated ? null
        : cluster.NodeStates is not { } nodes ? Verdict.Missing("nodeStateCounts")
        : nodes.Preempted == 0 ? null
        : Verdict.Replace(
            $"Azure has preempted {nodes.Preempted} Spot {(nodes.Preempted == 1 ? "node" : "nodes")}, and their jobs wait. "
                + "A cluster of dedicated priority is not preempted.",
            cluster);

    private static Verdict? AttachedResourceGone(FindingFacts facts, FindingLimits limits) => facts.Resource switch
    {
        null or { Outcome: ComputeCheckOutcome.Passed } => null,
        { Outcome: ComputeCheckOutcome.Failed } gone => Verdict.Replace(gone.Message, facts.Target),
        { } unknown => Verdict.NotKnown(unknown.Message.TrimEnd('.')),
    };
}
