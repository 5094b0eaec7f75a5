using AmlCompute.Tests.Client;
using AmlCompute.Tests.Fidelity;
using Xunit;

namespace AmlCompute.Tests.Commands.Reading;

/// <summary>The warnings of Measure-AmlComputeCost.</summary>
public sealed class MeasureTests
{
    [Fact]
    public void A_cost_without_the_number_of_nodes_is_not_reported_as_a_missing_price()
    {
        TargetsService service = new();
        service.Bodies["cpu"] = [Recorded.Cluster(current: null)];
        using ModuleShell shell = new(service.Handler);

        Assert.Equal(
            ["CostPerHour does not include 1 target, because the service did not return how many machines run."],
            shell.Run("Measure-AmlComputeCost cpu").Warnings);
    }
}
