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
        ComputeDifference[] refused =
            [.. plan.Differences.Where(difference => difference.Way is ChangeWay.Replace or ChangeWay.Resize)];
        return refused.Length == 0
            ? Task.FromResult(ChangeSteps.AddSteps(plan))
            : throw CreateFixedPropertyError(target, refused);
    }

    private static ComputeTargetException CreateFixedPropertyError(ComputeTarget target, ComputeDifference[] differences)
    {
        string message = $"Compute target '{target.Name}' cannot be changed in place: {string.Join("; ", differences.AsEnumerable())}.";
        if (Array.TrueForAll(differences, difference => difference.Way == ChangeWay.Resize))
        {
            return ComputeTargetException.CreateForTarget(
                target.Name, ErrorIds.InvalidArgument, message, ResizeGoal.WriteCommand(target, differences[0]));
        }

        string choice = CommandText.WriteTarget(target.Workspace, target.Name);
        IEnumerable<string> fixedProperties = ComputeMembers.ListMembers(target.GetType())
            .Where(item => item.Value.Access == MemberAccess.Fixed && !MemberComparison.IsNeverReturned(item.Value))
            .Select(item => item.Key).OrderBy(word => word, StringComparer.Ordinal);
        return ComputeTargetException.CreateForTarget(
            target.Name,
            ErrorIds.InvalidArgument,
            $"{message} Fixed properties of type {target.ComputeType}: {string.Join(", ", fixedProperties)}.",
            target.IsAttached
                ? $"Detach it with 'Disconnect-AmlComputeTarget {choice} -Wait', and attach it again with Connect-AmlComputeTarget."
                : $"Remove it with 'Remove-AmlComputeTarget {choice} -Wait', and create it again with New-AmlComputeTarget; "
                    + "or create a second target under another name.");
    }
}
