using System.Text.Json;
using AmlCompute.Client.Planning;
using AmlCompute.Client.WorkspacePlans;
using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Client.WorkspacePlans;

/// <summary>The state that a step was planned for, held against a later one.</summary>
public sealed class PreconditionTests
{
    private readonly TestClient _test = new();

    [Fact]
    public void A_target_of_another_type_is_out_of_date_even_if_it_has_the_same_time_of_creation()
    {
        string precondition = Precondition.CreateJson(new TargetPlan("cpu", Target("AmlCompute")) { Steps = [new PatchStep([])] });

        Assert.Null(Precondition.FindChange(precondition, "cpu", Target("AmlCompute")));
        Assert.Equal(
            "Compute target 'cpu' is now of type ComputeInstance; at the time of the plan it was of type AmlCompute.",
            Precondition.FindChange(precondition, "cpu", Target("ComputeInstance")));
    }

    [Fact]
    public void The_state_counts_only_for_a_step_that_changes_it()
    {
        ComputeTarget running = Target("ComputeInstance", "Running"), stopped = Target("ComputeInstance", "Stopped");

        string patch = Precondition.CreateJson(new TargetPlan("cpu", running) { Steps = [new PatchStep([])] });
        string resize = Precondition.CreateJson(new TargetPlan("cpu", running) { Steps = [new ResizeStep("Standard_DS2_v2")] });

        Assert.Null(Precondition.FindChange(patch, "cpu", stopped));
        Assert.Equal(
            "The state of compute target 'cpu' is Stopped; at the time of the plan it was Running.",
            Precondition.FindChange(resize, "cpu", stopped));
    }

    [Fact]
    public void A_state_that_the_service_does_not_return_is_unknown()
    {
        TargetPlan plan = new("cpu", Target("ComputeInstance")) { Steps = [new ResizeStep("Standard_DS2_v2")] };
        ComputeTarget stateless = ComputeTypes.Create(
            JsonSerializer.Deserialize<JsonElement>(
                """{"name":"cpu","properties":{"computeType":"ComputeInstance","createdOn":"2026-01-01T00:00:00Z"}}"""),
            _test.Workspace);

        Assert.Equal(
            "The state of compute target 'cpu' is unknown; at the time of the plan it was Running.",
            Precondition.FindChange(Precondition.CreateJson(plan), "cpu", stateless));
    }

    [Fact]
    public void A_target_that_is_being_deleted_is_as_good_as_gone()
    {
        ComputeTarget deleting = Target("AmlCompute", provisioningState: "Deleting");
        string change = Precondition.CreateJson(new TargetPlan("cpu", Target("AmlCompute")) { Steps = [new PatchStep([])] });

        Assert.Equal("Compute target 'cpu' was removed after the plan.", Precondition.FindChange(change, "cpu", deleting));
        Assert.Null(Precondition.FindChange(string.Empty, "cpu", deleting));
    }

    private ComputeTarget Target(string type, string state = "Running", string provisioningState = "Succeeded")
    {
        string json =
            $$$"""
            { "name": "cpu", "properties": { "computeType": "{{{type}}}", "provisioningState": "{{{provisioningState}}}",
                "createdOn": "2026-01-01T00:00:00Z", "properties": { "state": "{{{state}}}" } } }
            """;
        return ComputeTypes.Create(JsonSerializer.Deserialize<JsonElement>(json), _test.Workspace);
    }
}
