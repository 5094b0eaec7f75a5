using AmlCompute.Sandbox;
using Xunit;

namespace AmlCompute.Tests.Sandbox;

public sealed class RetirementTests
{
    [Theory]
    [InlineData("2025-09-29", "Standard_NC6s_v3", null)]
    [InlineData("2025-09-30", "Standard_NC6s_v3", "InvalidVmSize")]
    [InlineData("2025-09-30", "standard_nc24rs_v3", "InvalidVmSize")]
    [InlineData("2022-01-01", "Standard_NC6", null)]
    [InlineData("2026-11-28", "Standard_NV12s_v3", "InvalidVmSize")]
    [InlineData("2026-11-28", "Standard_DS2_v2", null)]
    [InlineData("2028-05-01", "Standard_DS2_v2", "InvalidVmSize")]
    [InlineData("2040-01-01", "Standard_D4ds_v5", null)]
    public async Task A_size_is_refused_from_its_retirement_on(string today, string size, string? code)
    {
        SandboxClient client = At(today);

        Answer cluster = await client.Put("gpu", SandboxClient.Cluster(vmSize: size));

        Assert.Equal((code is null ? 201 : 400, code), (cluster.Status, cluster.Code));
        if (code is not null)
        {
            Assert.Equal("properties.properties.vmSize", cluster.Target);
        }
    }

    [Fact]
    public async Task An_existing_cluster_of_a_retired_size_can_be_changed_and_deleted_but_not_made_again()
    {
        SandboxClient client = At("2028-04-30");
        await client.Create("cpu", SandboxClient.Cluster());
        client.Advance(86400);

        Answer patch = await client.Patch("cpu", """{"maxNodeCount":2}""");
        client.Advance(60);

        Assert.Equal(202, patch.Status);
        Assert.Equal(201, (await client.Put("cpu", SandboxClient.Cluster(max: 3))).Status);
        Assert.Equal("InvalidVmSize", (await client.Put("cpu2", SandboxClient.Cluster())).Code);
        client.Advance(60);
        Assert.Equal(202, (await client.Delete("cpu")).Status);
    }

    [Fact]
    public async Task An_instance_is_not_resized_to_a_retired_size()
    {
        SandboxClient client = At("2028-05-01");
        await client.Create("dev", SandboxClient.Instance("Standard_E4s_v3"));

        Answer resize = await client.Post("dev", "resize", """{"targetVMSize":"Standard_DS3_v2"}""");
        Answer sizes = await client.Post("dev", "getAllowedVmSizesForResize");

        Assert.Equal((400, "InvalidVmSize", "targetVMSize"), (resize.Status, resize.Code, resize.Target));
        Assert.DoesNotContain("Standard_DS3_v2", sizes.Raw);
        Assert.Contains("Standard_D4ds_v5", sizes.Raw);
    }

    private static SandboxClient At(string today) => new(SandboxOptions.FromDictionary(
        new System.Collections.Hashtable { ["Clock"] = "Manual", ["StartTime"] = today }));
}
