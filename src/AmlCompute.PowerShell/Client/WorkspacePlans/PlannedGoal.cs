using AmlCompute.Client.Planning;

namespace AmlCompute.Client.WorkspacePlans;

/// <summary>A goal that is reached only by the step that was planned and only from the state that it was planned for.</summary>
internal sealed class PlannedGoal(Goal goal, ComputePlanStep step) : Goal(goal.Name)
{
    public override async Task<TargetPlan> PlanAsync(ComputeTarget? live, PlanHistory history, IPlanReader reader)
    {
        if (history.HasSent)
        {
            // The run itself has changed the target. Only the rest of its steps is left.
            return await goal.PlanAsync(live, history, reader).ConfigureAwait(false);
        }

        if (Precondition.ChangeSince(step.Precondition, Name, live) is { } change)
        {
            throw Stale(change);
        }

        TargetPlan plan = await goal.PlanAsync(live, history, reader).ConfigureAwait(false);
        string changes = string.Join("; ", plan.DescribeDifferences().AsEnumerable());
        return plan.IsBlocked || (plan.Action == step.Action && changes == step.Changes)
            ? plan
            : throw Stale($"Compute target '{Name}' now needs another step: {plan.Action} {changes}.");
    }

    private ComputeTargetException Stale(string change) => ComputeTargetException.About(
        Name, ErrorIds.PlanStale, $"{change} The step was not applied.", "Create a new plan with New-AmlComputePlan.");
}
