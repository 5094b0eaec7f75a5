using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Models;

public sealed class ComputeClusterTests
{
    [Fact]
    public void A_cluster_that_was_just_asked_for_has_no_counts_yet()
    {
        ComputeCluster cluster = TestTargets.Read<ComputeCluster>("""
            {
              "name": "cpu", "tags": null, "location": "eastus",
              "properties": {
                "computeType": "AmlCompute", "provisioningState": "Creating", "provisioningErrors": null, "isAttachedCompute": false,
                "properties": {
                  "vmSize": "STANDARD_DS3_V2", "vmPriority": null,
                  "scaleSettings": { "maxNodeCount": 8, "minNodeCount": 0, "nodeIdleTimeBeforeScaleDown": null },
                  "currentNodeCount": null, "targetNodeCount": null, "nodeStateCounts": null, "allocationState": null, "errors": null
                }
              }
            }
            """);
        Assert.Equal("Creating", cluster.State);
        Assert.Equal(8, cluster.MaxNodes);
        Assert.Null(cluster.CurrentNodes);
        Assert.Null(cluster.NodeStates);
        Assert.Null(cluster.IdleTimeBeforeScaleDown);
        Assert.Empty(cluster.Tags);
        Assert.Empty(cluster.Errors);
    }

    [Theory]
    [InlineData("Succeeded", "Steady", "Steady")]
    [InlineData("Succeeded", "Resizing", "Resizing")]
    [InlineData("Succeeded", null, "Succeeded")]
    [InlineData("Updating", "Steady", "Updating")]
    [InlineData("Failed", null, "Failed")]
    public void The_state_is_how_it_is_provisioned_and_then_how_it_is_allocated(string provisioning, string? allocation, string expected)
    {
        string json = allocation is null ? "null" : $"\"{allocation}\"";
        ComputeTarget target = TestTargets.Read(
            $$"""
            { "properties": { "computeType": "AmlCompute", "provisioningState": "{{provisioning}}",
                "properties": { "allocationState": {{json}} } } }
            """);
        Assert.Equal(expected, target.State);
    }

    [Theory]
    [InlineData("{ \"currentNodeCount\": 1, \"scaleSettings\": { \"maxNodeCount\": 4 } }", "1/4")]
    [InlineData("{ \"scaleSettings\": { \"maxNodeCount\": 4 } }", "0/4")]
    [InlineData("{ \"currentNodeCount\": 1 }", null)]
    [InlineData("{}", null)]
    public void The_number_of_nodes_is_shown_only_with_its_limit(string properties, string? expected) =>
        Assert.Equal(expected, TestTargets.ReadProperties<ComputeCluster>("AmlCompute", properties).Nodes);

    [Theory]
    [InlineData("PT2M", 120)]
    [InlineData("PT1M40S", 100)]
    [InlineData("PT3M20S", 200)]
    [InlineData("P1DT1H", 90000)]
    [InlineData("PT0S", 0)]
    [InlineData("00:02:00", null)]
    [InlineData("soon", null)]
    [InlineData("P99999999999D", null)]
    public void A_duration_is_read_from_ISO_8601_and_nothing_else(string text, int? seconds)
    {
        ComputeCluster cluster = TestTargets.ReadProperties<ComputeCluster>(
            "AmlCompute", $$"""{ "scaleSettings": { "nodeIdleTimeBeforeScaleDown": "{{text}}" } }""");
        Assert.Equal(seconds is null ? null : TimeSpan.FromSeconds(seconds.Value), cluster.IdleTimeBeforeScaleDown);
    }

    [Fact]
    public void Node_states_are_shown_by_the_states_that_have_nodes()
    {
        NodeStateCounts counts = TestTargets.ReadProperties<ComputeCluster>(
            "AmlCompute", """{ "nodeStateCounts": { "idleNodeCount": 2, "preparingNodeCount": 1, "runningNodeCount": 0 } }""").NodeStates!;
        Assert.Equal(2, counts.Idle);
        Assert.Equal(1, counts.Preparing);
        Assert.Equal(0, counts.Leaving);
        Assert.Equal("2 idle, 1 preparing", counts.ToString());
        Assert.Equal(
            "none", TestTargets.ReadProperties<ComputeCluster>("AmlCompute", """{ "nodeStateCounts": {} }""").NodeStates!.ToString());
    }

    [Theory]
    [InlineData("\"currentNodeCount\": 3, \"nodeStateCounts\": { \"preemptedNodeCount\": 1 }", 2)]
    [InlineData("\"currentNodeCount\": 1, \"nodeStateCounts\": { \"preemptedNodeCount\": 2 }", 0)]
    [InlineData("\"currentNodeCount\": 3", 3)]
    [InlineData("\"nodeStateCounts\": { \"preemptedNodeCount\": 1 }", null)]
    public void A_preempted_node_costs_nothing(string counts, int? expected) => Assert.Equal(
        new MachineUse("STANDARD_DS3_V2", null, true, expected),
        TestTargets.ReadProperties<ComputeCluster>(
            "AmlCompute", $$"""{ "vmSize": "STANDARD_DS3_V2", "vmPriority": "LowPriority", {{counts}} }""").Machines);

    [Theory]
    [InlineData("2001:db8::1", 50000, "[2001:db8::1]:50000")]
    [InlineData("2001:db8::1", null, "2001:db8::1")]
    [InlineData("20.1.2.3", 50000, "20.1.2.3:50000")]
    [InlineData(null, 50000, null)]
    [InlineData("", 50000, null)]
    public void The_address_of_a_node_has_its_port(string? address, int? port, string? expected)
    {
        string json = System.Text.Json.JsonSerializer.Serialize(new { publicIpAddress = address, port });
        Assert.Equal(
            expected, new ComputeNode(TestTargets.Parse(json), TestTargets.ReadProperties<ComputeCluster>("AmlCompute", "{}")).Address);
    }
}
