using AmlCompute.Client.Planning;
using AmlCompute.Client.WorkspacePlans;
using AmlCompute.Models;
using AmlCompute.Tests.Files;
using Xunit;

namespace AmlCompute.Tests.Client.WorkspacePlans;

/// <summary>The goal of a step of a saved plan.</summary>
public sealed class PlannedGoalTests
{
    private readonly TestClient _test = new();

    [Fact]
    public async Task A_failed_target_that_has_recovered_after_the_plan_needs_no_step()
    {
        ConfigurationGoal goal = new(
            "cpu",
            FileText.Read("name: cpu\ntype: amlcompute\nlocation: eastus\nmax_instances: 8").Configuration,
            ExistingTarget.Update);
        _test.Service.Answer(200, Recorded.Cluster("Failed"));
        TargetPlan plan = await _test.Plan(goal);
        ComputePlanStep step = new(plan.Action, "cpu", ComputeTypes.AmlCompute, plan.DescribeDifferences(), [])
        {
            Precondition = Precondition.CreateJson(plan),
        };
        _test.Service.Answer(200, Recorded.Cluster());

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            () => _test.Plan(new PlannedGoal(goal, step)));

        Assert.Equal(ErrorIds.PlanStale, exception.ErrorId);
        Assert.Equal("Compute target 'cpu' now needs no step. The step was not applied.", exception.Message);
    }
}
