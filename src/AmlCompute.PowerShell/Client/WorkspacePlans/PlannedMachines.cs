using System.Text.Json;
using System.Text.Json.Nodes;
using AmlCompute.Client.Changes;
using AmlCompute.Client.Planning;

namespace AmlCompute.Client.WorkspacePlans;

/// <summary>Returns the machines of a target after a change, for the change in its cost.</summary>
internal static class PlannedMachines
{
    /// <summary>Returns the machines of a new target; null for a type without them.</summary>
    public static MachineRange? Of(ComputeConfiguration wanted, Workspace workspace)
    {
        bool isCluster = ComputeTypes.ClassOf(wanted.ComputeType) == typeof(ComputeCluster);
        if (!isCluster && ComputeTypes.ClassOf(wanted.ComputeType) != typeof(ComputeInstance))
        {
            return null;
        }

        (int fewest, int most) = isCluster ? PutBody.ScaleOf(wanted, null) : (1, 1);
        return new MachineRange(
            wanted.Get(ComputeTarget.Members.Location) ?? workspace.Location,
            PutBody.SizeOf(wanted) ?? PutBody.DefaultVmSize,
            isCluster ? wanted.Get(ComputeCluster.Members.OsType) : null,
            isCluster && VmPriorities.IsLowPriority(wanted.Get(ComputeCluster.Members.Priority)),
            fewest,
            most);
    }

    /// <summary>Returns the machines of a target after some of its properties were changed.</summary>
    public static MachineRange? Of(ComputeTarget live, IEnumerable<ComputeDifference> differences)
    {
        JsonObject json = live.ToNode();
        foreach (ComputeDifference difference in differences)
        {
            difference.Member.WriteNode(json, difference.Wanted?.DeepClone());
        }

        return ComputeTypes.Create(JsonSerializer.SerializeToElement(json), live.Workspace).MachineRange;
    }

    /// <summary>Returns the machines of a wanted target after all differences, or those in place, were applied; null for none.</summary>
    public static MachineRange? Of(TargetComparison comparison, Workspace workspace, bool inPlace = false) =>
        comparison.Wanted is not { } wanted ? null
        : comparison.Live is not { } live
            || !live.ComputeType.Equals(wanted.Configuration.ComputeType, StringComparison.OrdinalIgnoreCase)
            ? Of(wanted.Configuration, workspace)
        : Of(live, inPlace ? comparison.InPlace : comparison.Differences);

    /// <summary>Returns the machines of the current target before and after the steps of a plan that changes it.</summary>
    public static (MachineRange? Before, MachineRange? After) Of(TargetPlan plan)
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
                    int running = power.Change.Until == WaitFor.Stopped ? 0 : 1;
                    return (before with { Most = before.Fewest }, before with { Fewest = running, Most = running });
            }
        }

        return (before, plan.Live is null ? null : Of(plan.Live, plan.Differences));
    }
}
