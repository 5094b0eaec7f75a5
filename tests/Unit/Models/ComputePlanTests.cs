using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Models;

public sealed class ComputePlanTests
{
    [Fact]
    public void The_time_of_a_plan_is_in_UTC_also_if_a_file_has_it_in_local_time()
    {
        DateTimeOffset local = new(2026, 11, 29, 14, 0, 0, TimeSpan.FromHours(9));
        ComputePlan plan = new(ComputePlan.CurrentFormat, TestTargets.Workspace.Id, local, "00ff", []);
        Assert.Equal(TimeSpan.Zero, plan.CreatedOn.Offset);
        Assert.Equal(local, plan.CreatedOn);
    }
}
