namespace AmlCompute.Client.Findings;

/// <summary>The rules about targets that do not work or are out of date.</summary>
internal static class HealthRules
{
    public static IReadOnlyList<FindingRule> All { get; } =
    [
        new("UnusableNodes", ComputeFindingCategory.Health, ComputeFindingSeverity.High, JudgeUnusableNodes),
        new("FailedTarget", ComputeFindingCategory.Health, ComputeFindingSeverity.High, JudgeFailedTarget) { JudgesFailed = true },
        new("ImageOutOfDate", ComputeFindingCategory.Health, ComputeFindingSeverity.Medium, JudgeImageOutOfDate)
        {
            PolicyId = "f110a506-2dcb-422e-bcea-d533fc8c35e2",
        },
        new("OsPatchesPending", ComputeFindingCategory.Health, ComputeFindingSeverity.Medium, JudgeOsPatchesPending),
        new("SpotEvicted", ComputeFindingCategory.Health, ComputeFindingSeverity.Medium, JudgeSpotEvicted),
        new("AttachedResourceGone", ComputeFindingCategory.Health, ComputeFindingSeverity.High, JudgeAttachedResourceGone)
        {
            ReadsResource = true,
        },
    ];

    private static Verdict? JudgeUnusableNodes(FindingFacts facts, FindingLimits limits)
    {
        if (facts.Target is not ComputeCluster cluster)
        {
            return null;
        }

        if (cluster.NodeStates is not { } nodes)
        {
            return Verdict.UnknownWithout("nodeStateCounts");
        }

        if (nodes.Unusable <= 0)
        {
            return null;
        }

        // Without the limits, the fix could not restore them.
        if (cluster.MinNodes is not { } min || cluster.MaxNodes is not { } max)
        {
            return Verdict.UnknownWithout("scaleSettings");
        }

        return Verdict.Fixable(
            $"{nodes.Unusable} of {Math.Max(cluster.CurrentNodes ?? 0, nodes.Unusable)} nodes "
                + $"{(nodes.Unusable == 1 ? "is" : "are")} unusable. "
                + "The fix releases the nodes that run no job, and restores the node limits.",
            $"{FixCommand.WriteSetCommand(cluster, $"-MinNodes 0 -MaxNodes {nodes.Running} -Wait")}; "
                + FixCommand.WriteSetCommand(cluster, $"-MinNodes {min} -MaxNodes {max}"));
    }

    private static Verdict? JudgeFailedTarget(FindingFacts facts, FindingLimits limits)
    {
        ComputeTarget target = facts.Target;
        if (target.BrokenState is null)
        {
            return target.ProvisioningState is null ? Verdict.UnknownWithout("provisioningState") : null;
        }

        IEnumerable<string> errors = target.Errors.Select(error => $"{error}".TrimEnd('.')).Where(text => text.Length > 0);
        string evidence = string.Concat(errors.Prepend($"Its state is {target.BrokenState}").Select(text => $"{text}. ")).TrimEnd();
        return Verdict.NeedsReplacement(evidence, target, target.ModifiedOn);
    }

    private static Verdict? JudgeImageOutOfDate(FindingFacts facts, FindingLimits limits) => facts.Target switch
    {
        ComputeInstance { OsImageMetadata.IsLatestOsImageVersion: true } => null,
        ComputeInstance { OsImageMetadata: { IsLatestOsImageVersion: false } image } instance => Verdict.NeedsReplacement(
            $"Its operating system image is {image.CurrentImageVersion ?? "not the latest"}; "
                + $"the latest is {image.LatestImageVersion ?? "unknown"}.",
            instance),
        ComputeInstance => Verdict.UnknownWithout("osImageMetadata.isLatestOsImageVersion"),
        _ => null,
    };

    private static Verdict? JudgeOsPatchesPending(FindingFacts facts, FindingLimits limits)
    {
        if (facts.Target is ComputeInstance { HasDetails: false })
        {
            return Verdict.UnknownWithout("properties.properties");
        }

        // A null status is that of an instance whose operating system the service does not patch.
        if (facts.Target is not ComputeInstance { OsImageMetadata.OsPatchingStatus: { RebootPending: true } status } instance)
        {
            return null;
        }

        // The time of a restart can be past, such as that of an instance that was stopped then.
        string reboot = status.ScheduledRebootTime is { } time && time > facts.Now
            ? $" The service restarts it at {time:u}."
            : string.Empty;
        string job = InstanceStates.AreEqual(instance.State, InstanceStates.JobRunning)
            ? " The fix ends the job that runs on it."
            : string.Empty;
        string command = InstanceStates.IsStopped(instance.State) ? "Start-AmlComputeTarget" : "Restart-AmlComputeTarget";
        return Verdict.Fixable(
            $"Patches of its operating system need a restart.{reboot}{job}",
            FixCommand.WriteCommand(command, instance),
            status.LatestPatchTime);
    }

    private static Verdict? JudgeSpotEvicted(FindingFacts facts, FindingLimits limits) => facts.Target switch
    {
        ComputeCluster { Priority: VmPriorities.Dedicated } => null,
        ComputeCluster { NodeStates: null } => Verdict.UnknownWithout("nodeStateCounts"),
        ComputeCluster { NodeStates: { Preempted: > 0 } nodes } cluster => Verdict.NeedsReplacement(
            $"Azure has preempted {nodes.Preempted} Spot {(nodes.Preempted == 1 ? "node" : "nodes")}, and their jobs wait. "
                + "A cluster of dedicated priority is not preempted.",
            cluster),
        _ => null,
    };

    private static Verdict? JudgeAttachedResourceGone(FindingFacts facts, FindingLimits limits) => facts.Resource switch
    {
        null or { Outcome: ComputeCheckOutcome.Passed } => null,
        { Outcome: ComputeCheckOutcome.Failed } gone => Verdict.NeedsReplacement(gone.Message, facts.Target),
        { } unknown => Verdict.Unknown(unknown.Message.TrimEnd('.')),
    };
}
