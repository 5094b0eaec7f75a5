using AmlCompute.Client.Planning;

namespace AmlCompute.Client.WorkspacePlans;

/// <summary>
/// The goal of one step of a saved plan. It refuses a target that changed after the plan, and a target that now needs another step.
/// </summary>
internal sealed class PlannedGoal(Goal goal, ComputePlanStep step) : Goal(goal.Name)
{
    public override async Task<TargetPlan> PlanAsync(ComputeTarget? live, PlanHistory history, IPlanReader reader)
    {
        if (history.HasSent)
        {
            // The run itself has changed the target, so the state of the plan no longer applies to its other steps.
            return await goal.PlanAsync(live, history, reader).ConfigureAwait(false);
        }

        if (Precondition.FindChange(step.Precondition, Name, live) is { } change)
        {
            throw CreateStaleError(change);
        }

        TargetPlan plan = await goal.PlanAsync(live, history, reader).ConfigureAwait(false);
        string changes = string.Join("; ", plan.DescribeDifferences().AsEnumerable());
        if (plan.IsBlocked || (plan.Action == step.Action && changes == step.Changes))
        {
            return plan;
        }

        string need = plan.Action == ComputeSyncAction.None ? "no step" : $"another step: {plan.Action} {changes}".TrimEnd();
        throw CreateStaleError($"Compute target '{Name}' now needs {need}.");
    }

    private ComputeTargetException CreateStaleError(string change) => ComputeTargetException.CreateForTarget(
        Name, ErrorIds.PlanStale, $"{change} The step was not applied.", "Create a new plan with New-AmlComputePlan.");
}
