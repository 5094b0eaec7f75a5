using AmlCompute.Client.Planning;

namespace AmlCompute.Client.WorkspacePlans;

/// <summary>
/// A goal that is reached only from the state that was compared and that the user has approved. A target that another client has brought
/// to the goal needs no step, and one that is gone is created, which overwrites nothing.
/// </summary>
internal sealed class ComparedGoal(Goal goal, ComputeTarget? compared) : Goal(goal.Name)
{
    public override async Task<TargetPlan> PlanAsync(ComputeTarget? live, PlanHistory history, IPlanReader reader)
    {
        TargetPlan plan = await goal.PlanAsync(live, history, reader).ConfigureAwait(false);
        if (history.HasSent || live is null || plan.Steps.Count == 0)
        {
            return plan;
        }

        string precondition = Precondition.Of(plan with { Live = compared });
        return Precondition.ChangeSince(precondition, Name, live, "comparison") is { } change
            ? throw ComputeTargetException.About(
                Name,
                ErrorIds.PlanStale,
                $"{change} The target was not changed.",
                "Run Sync-AmlComputeTarget again to compare the current target.")
            : plan;
    }
}
