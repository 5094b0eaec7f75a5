using AmlCompute.Client.Planning;

namespace AmlCompute.Client.WorkspacePlans;

/// <summary>
/// The goal of a target that Sync-AmlComputeTarget has compared. It refuses to overwrite a target that changed after the comparison, which
/// the user has approved. A target that is gone is created, because that overwrites nothing.
/// </summary>
/// <param name="goal">The goal that plans the steps.</param>
/// <param name="compared">The target at the time of the comparison; null if it was missing or being deleted.</param>
internal sealed class ComparedGoal(Goal goal, ComputeTarget? compared) : Goal(goal.Name)
{
    public override async Task<TargetPlan> PlanAsync(ComputeTarget? live, PlanHistory history, IPlanReader reader)
    {
        TargetPlan plan = await goal.PlanAsync(live, history, reader).ConfigureAwait(false);
        if (history.HasSent || live is null || plan.Steps.Count == 0)
        {
            return plan;
        }

        string precondition = Precondition.CreateJson(plan with { Live = compared });
        return Precondition.FindChange(precondition, Name, live, "comparison") is { } change
            ? throw ComputeTargetException.CreateForTarget(
                Name,
                ErrorIds.PlanStale,
                $"{change} The target was not changed.",
                "Run Sync-AmlComputeTarget again to compare the current target.")
            : plan;
    }
}
