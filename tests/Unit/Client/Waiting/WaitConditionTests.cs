using System.Text.Json;
using AmlCompute.Client.Waiting;
using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Client.Waiting;

public sealed class WaitConditionTests
{
    private const string Quota =
        """[{"error":{"code":"ClusterCoreQuotaReached","message":"The subscription has a total vCPU quota of 0."}}]""";

    public static TheoryData<WaitFor, int?, string, string> Table => new()
    {
        // The condition, the minimum of nodes, the target, and the result: holds, waits, or the error id.
        { WaitFor.Provisioned, null, Recorded.Cluster("Creating", null, null, null), "waits" },
        { WaitFor.Provisioned, null, Recorded.Cluster("Updating", null, null, null), "waits" },
        { WaitFor.Provisioned, null, Recorded.Cluster("Deleting"), "waits" },
        { WaitFor.Provisioned, null, Recorded.Cluster("Succeeded", "Resizing", 0, 2), "holds" },
        { WaitFor.Provisioned, null, Recorded.Cluster("Failed"), ErrorIds.ProvisioningFailed },
        { WaitFor.Provisioned, null, Recorded.Cluster("Canceled"), ErrorIds.ProvisioningFailed },
        { WaitFor.Provisioned, null, Recorded.Cluster("Failed", errors: Quota), ErrorIds.QuotaExceeded },
        { WaitFor.Provisioned, null, Recorded.Kubernetes(), "holds" },
        { WaitFor.Provisioned, null, Recorded.Instance("SettingUp", "Creating"), "waits" },
        { WaitFor.Provisioned, null, """{"name":"q","properties":{"computeType":"Quantum","provisioningState":"Succeeded"}}""", "holds" },

        { WaitFor.Provisioned, null, Recorded.Instance("UserSetupFailed"), ErrorIds.ProvisioningFailed },
        { WaitFor.Provisioned, null, Recorded.Instance("Unusable"), ErrorIds.ProvisioningFailed },

        { WaitFor.Usable, null, Recorded.Cluster("Creating", null, null, null), "waits" },
        { WaitFor.Usable, null, Recorded.Cluster("Succeeded", "Resizing", 0, 2), "waits" },
        { WaitFor.Usable, null, Recorded.Cluster("Succeeded", "Steady", 0, 0), "holds" },
        { WaitFor.Usable, null, Recorded.Cluster("Failed"), ErrorIds.ProvisioningFailed },
        { WaitFor.Usable, null, Recorded.Kubernetes(), "holds" },
        { WaitFor.Usable, null, Recorded.Instance("Running"), "holds" },
        { WaitFor.Usable, null, Recorded.Instance("Stopped"), "holds" },
        { WaitFor.Usable, null, Recorded.Instance("UserSettingUp"), "waits" },
        { WaitFor.Usable, null, Recorded.Instance("CreateFailed"), ErrorIds.ProvisioningFailed },
        { WaitFor.Usable, null, Recorded.Instance("SetupFailed"), ErrorIds.ProvisioningFailed },
        { WaitFor.Usable, null, Recorded.Instance("UserSetupFailed"), ErrorIds.ProvisioningFailed },
        { WaitFor.Usable, null, Recorded.Instance("Unusable"), ErrorIds.ProvisioningFailed },

        { WaitFor.Provisioned, 2, Recorded.Cluster("Succeeded", "Resizing", 1, 2), "waits" },
        { WaitFor.Provisioned, 2, Recorded.Cluster("Succeeded", "Steady", 1, 1), "waits" },
        { WaitFor.Provisioned, 2, Recorded.Cluster("Succeeded", "Resizing", 2, 3), "waits" },
        { WaitFor.Provisioned, 2, Recorded.Cluster("Succeeded", "Steady", null, null), "waits" },
        { WaitFor.Provisioned, 2, Recorded.Cluster("Succeeded", "Steady", 2, 2), "holds" },
        { WaitFor.Provisioned, 2, Recorded.Cluster("Succeeded", "Steady", 3, 3), "holds" },
        { WaitFor.Provisioned, 0, Recorded.Cluster("Succeeded", "Steady", 0, 0), "holds" },
        { WaitFor.Provisioned, 9, Recorded.Cluster("Succeeded", "Steady", 0, 0), ErrorIds.InvalidArgument },
        { WaitFor.Provisioned, 2, ShortOfCores(1, 1), ErrorIds.QuotaExceeded },
        { WaitFor.Provisioned, 1, ShortOfCores(1, 1), "holds" },
        { WaitFor.Provisioned, 2, Recorded.Kubernetes(), ErrorIds.UnsupportedComputeType },
        { WaitFor.Provisioned, 2, Recorded.Instance("Running"), ErrorIds.UnsupportedComputeType },

        { WaitFor.Steady, null, Recorded.Cluster("Succeeded", "Steady", 2, 2), "holds" },
        { WaitFor.Steady, null, Recorded.Cluster("Succeeded", "Resizing", 2, 2), "waits" },
        { WaitFor.Steady, null, Recorded.Cluster("Succeeded", "Steady", 1, 2), "waits" },
        { WaitFor.Steady, null, Recorded.Cluster("Succeeded", "Steady", null, null), "waits" },
        { WaitFor.Steady, null, Recorded.Cluster("Updating", "Steady", 2, 2), "waits" },
        { WaitFor.Steady, 3, Recorded.Cluster("Succeeded", "Steady", 2, 2), "waits" },
        { WaitFor.Steady, null, Recorded.Instance("Running"), ErrorIds.UnsupportedComputeType },
        { WaitFor.Steady, null, Recorded.Kubernetes(), ErrorIds.UnsupportedComputeType },

        { WaitFor.Running, null, Recorded.Instance("Running"), "holds" },
        { WaitFor.Running, null, Recorded.Instance("JobRunning"), "holds" },
        { WaitFor.Running, null, Recorded.Instance("Starting"), "waits" },
        { WaitFor.Running, null, Recorded.Instance("Stopped"), "waits" },
        { WaitFor.Running, null, Recorded.Instance("Running", "Creating"), "waits" },
        { WaitFor.Running, null, Recorded.Instance("CreateFailed", "Creating"), ErrorIds.ProvisioningFailed },
        { WaitFor.Running, null, Recorded.Instance("SetupFailed"), ErrorIds.ProvisioningFailed },
        { WaitFor.Running, null, Recorded.Instance("UserSetupFailed"), ErrorIds.ProvisioningFailed },
        { WaitFor.Running, null, Recorded.Instance("Unusable"), ErrorIds.ProvisioningFailed },
        { WaitFor.Running, null, Recorded.Instance("CreateFailed", "Failed"), ErrorIds.ProvisioningFailed },
        { WaitFor.Running, null, Recorded.Cluster(), ErrorIds.UnsupportedComputeType },

        { WaitFor.Stopped, null, Recorded.Instance("Stopped"), "holds" },
        { WaitFor.Stopped, null, Recorded.Instance("Stopping"), "waits" },
        { WaitFor.Stopped, null, Recorded.Instance("Running"), "waits" },
        { WaitFor.Stopped, null, Recorded.Instance("Unusable"), ErrorIds.ProvisioningFailed },
        { WaitFor.Stopped, null, Recorded.Kubernetes(), ErrorIds.UnsupportedComputeType },

        { WaitFor.Removed, null, Recorded.Cluster("Deleting"), "waits" },
        { WaitFor.Removed, null, Recorded.Cluster(), "waits" },
        { WaitFor.Removed, null, Recorded.Cluster("Failed"), "waits" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void A_target_holds_waits_or_is_hopeless(WaitFor kind, int? minNodeCount, string json, string expected)
    {
        ComputeTarget target = Target(json);
        string actual;
        try
        {
            actual = new WaitCondition(kind, minNodeCount).IsMetBy(target, target.Name) ? "holds" : "waits";
        }
        catch (ComputeTargetException exception)
        {
            actual = exception.ErrorId;
            Assert.Equal(target.Name, exception.ComputeName);
        }

        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData("Steady", 0, 1, "waits")]
    [InlineData("Steady", 0, 2, "fails")]
    [InlineData("Steady", 1, 2, "fails")]
    [InlineData("Steady", 2, 2, "holds")]
    [InlineData("Resizing", 0, 2, "waits")]
    public void A_cluster_that_stays_short_of_its_minimum_fails_at_the_second_reading(
        string allocation, int current, int readings, string expected)
    {
        ComputeTarget target = Target(Recorded.Cluster("Succeeded", allocation, current, 2)
            .Replace("\"propertyBag\": {}", $"\"errors\": {Quota}", StringComparison.Ordinal)
            .Replace("\"minNodeCount\": 0", "\"minNodeCount\": 2", StringComparison.Ordinal));

        string actual;
        try
        {
            actual = new WaitCondition(WaitFor.Usable).IsMetBy(target, "cpu", shortReadings: readings) ? "holds" : "waits";
        }
        catch (ComputeTargetException exception)
        {
            actual = "fails";
            Assert.Equal((ErrorIds.ProvisioningFailed, "ClusterCoreQuotaReached"), (exception.ErrorId, exception.Code));
            Assert.Contains("total vCPU quota of 0", exception.Message, StringComparison.Ordinal);
            Assert.Same(target, exception.Target);
        }

        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData(WaitFor.Provisioned)]
    [InlineData(WaitFor.Usable)]
    [InlineData(WaitFor.Running)]
    [InlineData(WaitFor.Stopped)]
    [InlineData(WaitFor.Steady)]
    public void A_target_that_is_gone_is_not_found(WaitFor kind) =>
        Assert.Equal(
            ErrorIds.ComputeTargetNotFound,
            Assert.Throws<ComputeTargetException>(() => new WaitCondition(kind).IsMetBy(null, "cpu")).ErrorId);

    [Theory]
    [InlineData("desk", "Wait-AmlComputeTarget desk")]
    [InlineData("cpu", "Use at most -MinNodeCount 8, or raise the maximum with 'Set-AmlComputeTarget cpu -MaxNodes 9'.")]
    public void A_wait_for_nodes_that_cannot_come_has_the_next_command(string name, string expected)
    {
        Workspace workspace = new TestClient().Connect().Workspace;
        string json = name == "cpu" ? Recorded.Cluster() : Recorded.Instance("Running", name: name);
        ComputeTarget target = ComputeTypes.Create(JsonDocument.Parse(json).RootElement, workspace);

        Assert.Equal(
            expected, Assert.Throws<ComputeTargetException>(() => new WaitCondition(WaitFor.Usable, 9).IsMetBy(target, name)).Remedy);
    }

    [Theory]
    [InlineData(1, "cpu: The cluster keeps 0 nodes without jobs; it has 1 node only when jobs need them.")]
    [InlineData(2, "cpu: The cluster keeps 0 nodes without jobs; it has 2 nodes only when jobs need them.")]
    public void More_nodes_than_the_minimum_are_a_warning(int count, string expected) =>
        Assert.Equal(expected, new WaitCondition(WaitFor.Usable, count).FindWarning(Target(Recorded.Cluster())));

    [Theory]
    [InlineData("cpu", WaitFor.Usable, null, "Wait-AmlComputeTarget cpu")]
    [InlineData("cpu", WaitFor.Steady, 2, "Wait-AmlComputeTarget cpu -For Steady -MinNodeCount 2")]
    [InlineData("it's", WaitFor.Removed, null, "Wait-AmlComputeTarget 'it''s' -For Removed")]
    [InlineData("-x", WaitFor.Usable, null, "Wait-AmlComputeTarget '-x'")]
    public void The_command_of_a_wait_can_be_run_for_any_name(string name, WaitFor kind, int? count, string expected) =>
        Assert.Equal(expected, new WaitCondition(kind, count).WriteCommand(new TestClient().Connect().Workspace, name));

    [Theory]
    [InlineData("cpu", $"Wait-AmlComputeTarget -ResourceId {TestClient.WorkspaceId}/computes/cpu -For Removed")]
    [InlineData("it's", $"Wait-AmlComputeTarget -ResourceId '{TestClient.WorkspaceId}/computes/it''s' -For Removed")]
    public void The_command_of_a_wait_in_another_workspace_has_the_id_of_the_target(string name, string expected) =>
        Assert.Equal(expected, new WaitCondition(WaitFor.Removed).WriteCommand(new TestClient().Workspace, name));

    [Fact]
    public void The_command_that_removes_a_failed_target_of_another_workspace_has_its_id()
    {
        ComputeTarget target = Target(Recorded.Cluster("Failed"));

        ComputeTargetException exception =
            Assert.Throws<ComputeTargetException>(() => new WaitCondition(WaitFor.Usable).IsMetBy(target, "cpu"));

        Assert.EndsWith(
            $" delete it with 'Remove-AmlComputeTarget -ResourceId {TestClient.WorkspaceId}/computes/cpu' first.", exception.Remedy);
    }

    [Fact]
    public void A_target_that_is_gone_is_removed() => Assert.True(new WaitCondition(WaitFor.Removed).IsMetBy(null, "cpu"));

    [Theory]
    [InlineData(null, false)]
    [InlineData("Failed", false)]
    [InlineData("Deleting", true)]
    [InlineData("Succeeded", true)]
    public void A_removal_has_failed_when_the_target_fails_while_it_is_watched(string? before, bool isFailure)
    {
        WaitCondition condition = new(WaitFor.Removed);
        ComputeTarget target = Target(Recorded.Cluster("Failed"));

        Exception? exception = Record.Exception(() => condition.IsMetBy(target, "cpu", before));

        Assert.Equal(isFailure, exception is ComputeTargetException { ErrorId: ErrorIds.ProvisioningFailed });
    }

    [Theory]
    [InlineData(WaitFor.Provisioned, null, "Creating", "", true)]
    [InlineData(WaitFor.Provisioned, null, "Succeeded", "", false)]
    [InlineData(WaitFor.Provisioned, null, "Failed", "", false)]
    [InlineData(WaitFor.Provisioned, null, "Succeeded", """, "properties":null""", true)]
    [InlineData(WaitFor.Provisioned, null, "Succeeded", """, "properties":{"vmSize":"S"}""", true)]
    [InlineData(WaitFor.Provisioned, 2, "Succeeded", """, "properties":{"allocationState":"Steady","targetNodeCount":2}""", false)]
    [InlineData(WaitFor.Provisioned, 2, "Updating", "", true)]
    [InlineData(WaitFor.Steady, null, "Succeeded", """, "properties":{"allocationState":"Steady"}""", false)]
    [InlineData(
        WaitFor.Steady, null, "Succeeded", """, "properties":{"allocationState":"Steady","currentNodeCount":0,"targetNodeCount":0}""",
        true)]
    [InlineData(WaitFor.Removed, null, "Succeeded", "", true)]
    [InlineData(WaitFor.Removed, null, null, "", false)]
    [InlineData(WaitFor.Provisioned, null, null, "", false)]
    public void A_list_entry_is_enough_if_it_has_the_members_of_the_condition(
        WaitFor kind, int? minNodeCount, string? state, string properties, bool isEnough)
    {
        string provisioningState = state is null ? "null" : $"\"{state}\"";
        ComputeTarget entry = Target(
            $$"""{"name":"cpu","properties":{"computeType":"AmlCompute","provisioningState":{{provisioningState}}{{properties}} } }""");

        Assert.Equal(isEnough, new WaitCondition(kind, minNodeCount).CanCheckEntry(entry));
    }

    [Theory]
    [InlineData("Creating", """, "properties":{"state":"CreateFailed"}""", true)]
    [InlineData("Creating", "", false)]
    [InlineData("Succeeded", """, "properties":{"vmSize":"S"}""", false)]
    [InlineData("Succeeded", """, "properties":{"state":"Stopped"}""", true)]
    public void An_instance_in_a_list_is_enough_with_its_state(string state, string properties, bool isEnough)
    {
        ComputeTarget entry = Target(
            $$"""{"name":"ci","properties":{"computeType":"ComputeInstance","provisioningState":"{{state}}"{{properties}} } }""");

        Assert.Equal(isEnough, new WaitCondition(WaitFor.Running).CanCheckEntry(entry));
        Assert.Equal(isEnough, new WaitCondition(WaitFor.Stopped).CanCheckEntry(entry));
    }

    private static string ShortOfCores(int current, int target) =>
        Recorded.Cluster("Succeeded", "Steady", current, target)
            .Replace("\"propertyBag\": {}", $"\"errors\": {Quota}", StringComparison.Ordinal);

    private static ComputeTarget Target(string json) =>
        ComputeTypes.Create(JsonDocument.Parse(json).RootElement, new TestClient().Workspace);
}
