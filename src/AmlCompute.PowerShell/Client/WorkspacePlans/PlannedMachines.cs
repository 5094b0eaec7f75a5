using AmlCompute.Client.Changes;
using AmlCompute.Client.Planning;

namespace AmlCompute.Client.WorkspacePlans;

/// <summary>Predicts the machines of a target after a change, for the change in its cost; null for a type without machines.</summary>
internal static class PlannedMachines
{
    /// <summary>
    /// Returns the machines of a new target. Their region is that of the machines or else of the resource in the configuration, or else
    /// that of the workspace.
    /// </summary>
    public static MachineRange? PredictNew(ComputeConfiguration wanted, Workspace workspace)
    {
        bool isCluster = ComputeTypes.GetClass(wanted.ComputeType) == typeof(ComputeCluster);
        if (!isCluster && ComputeTypes.GetClass(wanted.ComputeType) != typeof(ComputeInstance))
        {
            return null;
        }

        (int fewest, int most) = isCluster ? PutBody.GetNodeLimits(wanted, null) : (1, 1);
        return new MachineRange(
            wanted.Get(ComputeTarget.Members.ComputeLocation) ?? wanted.Get(ComputeTarget.Members.Location) ?? workspace.Location,
            PutBody.FindSentVmSize(wanted, replaced: null),
            isCluster ? wanted.Get(ComputeCluster.Members.OsType) : null,
            isCluster && VmPriorities.IsLowPriority(wanted.Get(ComputeCluster.Members.Priority)),
            fewest,
            most);
    }

    /// <summary>Returns the machines of a target after some of its properties were changed.</summary>
    public static MachineRange? PredictChanged(ComputeTarget live, IEnumerable<ComputeDifference> differences)
    {
        JsonObject json = live.ToNode();
        foreach (ComputeDifference difference in differences)
        {
            difference.Member.WriteNode(json, difference.Wanted?.DeepClone());
        }

        return ComputeTypes.Create(JsonSerializer.SerializeToElement(json), live.Workspace).MachineRange;
    }

    /// <summary>
    /// Returns the machines after some of the differences were applied; those of a new target if the target is missing or of another type;
    /// null for an unwanted target.
    /// </summary>
    public static MachineRange? PredictCompared(
        TargetComparison comparison, IEnumerable<ComputeDifference> applied, Workspace workspace)
    {
        if (comparison.Wanted?.Configuration is not { } wanted)
        {
            return null;
        }

        return comparison.Live is { } live && live.ComputeType.Equals(wanted.ComputeType, StringComparison.OrdinalIgnoreCase)
            ? PredictChanged(live, applied)
            : PredictNew(wanted, workspace);
    }

    /// <summary>
    /// Returns the machines of the current target before and after the steps of a plan. The first step that removes, resizes, starts,
    /// stops or restarts the target decides.
    /// </summary>
    public static (MachineRange? Before, MachineRange? After) PredictPlanned(TargetPlan plan)
    {
        MachineRange? before = plan.Live?.MachineRange;
        foreach (PlanStep step in plan.Steps)
        {
            switch (step)
            {
                case RemoveStep:
                    return (before, null);
                case ResizeStep resize:
                    return (before, before is null ? null : before with { VmSize = resize.Size });
                case PowerStep power when before is not null:
                    // The range of an instance ends with 1, because it can be started at any time. Here its state is certain.
                    int running = power.Change.FinalState == WaitFor.Stopped ? 0 : 1;
                    return (before with { Most = before.Fewest }, before with { Fewest = running, Most = running });
            }
        }

        return (before, plan.Live is null ? null : PredictChanged(plan.Live, plan.Differences));
    }
}
