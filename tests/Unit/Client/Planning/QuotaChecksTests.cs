using AmlCompute.Client.Planning;
using Xunit;

namespace AmlCompute.Tests.Client.Planning;

public sealed class QuotaChecksTests
{
    [Theory]
    [InlineData("standardDSv2Family", "East US", "Get-AmlComputeUsage standardDSv2Family -Location eastus shows the cores in use.")]
    [InlineData(null, "eastus", "Get-AmlComputeUsage -Location eastus shows the cores in use.")]
    public void The_advice_is_a_command_that_runs(string? family, string location, string expected) =>
        Assert.StartsWith(expected, QuotaChecks.DescribeRemedy(family, location), StringComparison.Ordinal);
}
