using AmlCompute.Client.Changes;
using AmlCompute.Settings;

namespace AmlCompute.Client.Planning;

/// <summary>The goal of Set-AmlComputeTarget: an existing target with other values of some properties, changed in place.</summary>
internal sealed class ChangeGoal(string name, ComputeChange change) : Goal(name)
{
    public override Task<TargetPlan> PlanAsync(ComputeTarget? live, PlanHistory history, IPlanReader reader)
    {
        ComputeTarget target = RequireTarget(live);
        RefuseIfBeingDeleted(target);
        TargetPlan plan = new(Name, target) { Values = change.PlanValues(target) };
        ComputeDifference[] fixedDifferences =
            [.. plan.Differences.Where(difference => difference.Way is ChangeWay.Replace or ChangeWay.Resize)];
        return fixedDifferences.Length == 0
            ? Task.FromResult(ChangeSteps.AddSteps(plan))
            : throw CreateFixedPropertyError(target, fixedDifferences);
    }

    private static ComputeTargetException CreateFixedPropertyError(ComputeTarget target, ComputeDifference[] differences)
    {
        IEnumerable<string> fixedProperties = ComputeMembers.ListMembers(target.GetType())
            .Where(item => item.Value.Access == MemberAccess.Fixed && !MemberComparison.IsNeverReturned(item.Value))
            .Select(item => item.Key).OrderBy(word => word, StringComparer.Ordinal);
        return ComputeTargetException.CreateForTarget(
            target.Name,
            ErrorIds.InvalidArgument,
            $"Compute target '{target.Name}' cannot be changed in place: "
            + $"{string.Join("; ", differences.Select(difference => difference.ToString()))}. {DescribeOtherWay(target, differences)} "
            + $"Fixed properties of type {target.ComputeType}: {string.Join(", ", fixedProperties)}.");
    }

    private static string DescribeOtherWay(ComputeTarget target, ComputeDifference[] differences)
    {
        if (Array.TrueForAll(differences, difference => difference.Way == ChangeWay.Resize))
        {
            return "Resize-AmlComputeTarget changes the size of a compute instance.";
        }

        return target.IsAttached
            ? "Detach it with Disconnect-AmlComputeTarget and attach it again with Connect-AmlComputeTarget."
            : "Remove it with Remove-AmlComputeTarget and create it again with New-AmlComputeTarget, "
                + "or create a second target under another name.";
    }
}
