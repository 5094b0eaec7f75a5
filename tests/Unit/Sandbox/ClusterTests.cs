using System.Text.Json;
using AmlCompute.Sandbox;
using Xunit;

namespace AmlCompute.Tests.Sandbox;

public sealed class ClusterTests
{
    private const string Inner = "properties.properties.";

    private readonly SandboxClient _client = new();

    [Fact]
    public async Task A_new_cluster_answers_201_with_nulls_where_the_service_fills_in_later()
    {
        Answer answer = await _client.Put("cpu", SandboxClient.Cluster());

        Assert.Equal(201, answer.Status);
        Assert.Equal("Creating", answer.Text("properties.provisioningState"));
        Assert.Equal("null", answer.Text("tags"));
        Assert.Equal("null", answer.Text(Inner + "vmPriority"));
        Assert.Equal("null", answer.Text(Inner + "scaleSettings.nodeIdleTimeBeforeScaleDown"));
        Assert.Equal("null", answer.Text(Inner + "currentNodeCount"));
        Assert.Equal("null", answer.Text(Inner + "targetNodeCount"));
        Assert.Equal("STANDARD_DS2_V2", answer.Text(Inner + "vmSize"));
        Assert.Null(answer.Text("properties.computeLocation"));
        Assert.Null(answer.Text(Inner + "allocationStateTransitionTime"));
        Assert.Null(answer.Text(Inner + "propertyBag"));
        Assert.Null(answer.Text(Inner + "userAccountCredentials"));
        Assert.Equal(answer.Text("properties.createdOn"), answer.Text("properties.modifiedOn"));
    }

    [Fact]
    public async Task The_values_set_by_the_service_are_there_after_the_creation()
    {
        await _client.Create("cpu", SandboxClient.Cluster(), seconds: 60);

        Answer answer = await _client.Get("cpu");

        Assert.Equal(200, answer.Status);
        Assert.Equal("Succeeded", answer.Text("properties.provisioningState"));
        Assert.Equal("eastus", answer.Text("properties.computeLocation"));
        Assert.Equal("{}", answer.Text("tags"));
        Assert.Equal("Dedicated", answer.Text(Inner + "vmPriority"));
        Assert.Equal("PT2M", answer.Text(Inner + "scaleSettings.nodeIdleTimeBeforeScaleDown"));
        Assert.Equal("Enabled", answer.Text(Inner + "remoteLoginPortPublicAccess"));
        Assert.Equal("Steady", answer.Text(Inner + "allocationState"));
        Assert.Equal("2026-01-01T00:00:08+00:00", answer.Text(Inner + "allocationStateTransitionTime"));
        Assert.Equal("0", answer.Text(Inner + "currentNodeCount"));
    }

    [Fact]
    public async Task Members_come_in_the_order_of_the_recordings()
    {
        await _client.Create("cpu", SandboxClient.Cluster());

        Assert.Equal(
            [
                "createdOn", "modifiedOn", "disableLocalAuth", "description", "resourceId", "computeType", "computeLocation",
                "provisioningState",
                "provisioningErrors", "provisioningWarnings", "isAttachedCompute", "properties",
            ],
            (await _client.Get("cpu")).Names("properties"));
    }

    [Fact]
    public async Task The_operation_runs_for_thirty_seconds()
    {
        Answer put = await _client.Put("cpu", SandboxClient.Cluster());

        _client.Advance(29.9);
        Assert.Equal("InProgress", await _client.Status(put));
        _client.Advance(0.1);
        Answer status = await _client.Send("GET", put.Header("Azure-AsyncOperation")!);

        Assert.Equal("{\n  \"status\": \"Succeeded\",\n  \"percentComplete\": 100.0\n}", status.Raw);
        Assert.Null(put.Header("Location"));
        Assert.Null(put.Header("Retry-After"));
    }

    [Fact]
    public async Task Minimum_nodes_arrive_preparing_and_become_idle()
    {
        SandboxClient client = new(new SandboxOptions { ManualClock = true, ReadLag = TimeSpan.Zero });
        await client.Create("cpu", SandboxClient.Cluster(min: 2), seconds: 30);

        Answer resizing = await client.Get("cpu");
        Assert.Equal(("Resizing", "0", "2"), Allocation(resizing));
        client.Advance(40);
        Answer preparing = await client.Get("cpu");
        Assert.Equal(("Steady", "2", "2"), Allocation(preparing));
        Assert.Equal("2", preparing.Text(Inner + "nodeStateCounts.preparingNodeCount"));
        Assert.Equal("2026-01-01T00:01:08+00:00", preparing.Text(Inner + "allocationStateTransitionTime"));
        client.Advance(60);
        Answer idle = await client.Get("cpu");
        Assert.Equal("2", idle.Text(Inner + "nodeStateCounts.idleNodeCount"));
        Assert.Equal("0", idle.Text(Inner + "nodeStateCounts.preparingNodeCount"));
    }

    [Fact]
    public async Task The_first_reads_after_creation_are_stale_and_later_ones_are_not()
    {
        Answer put = await _client.Put("cpu", SandboxClient.Cluster(min: 1));
        _client.Advance(34.9);
        Answer stale = await _client.Get("cpu");
        _client.Advance(0.1);
        Answer fresh = await _client.Get("cpu");

        Assert.Equal("Succeeded", await _client.Status(put));
        Assert.Equal("Succeeded", stale.Text("properties.provisioningState"));
        Assert.Equal(("Resizing", "0", "0"), Allocation(stale));
        Assert.Equal("2026-01-01T00:00:00+00:00", stale.Text(Inner + "allocationStateTransitionTime"));
        Assert.Equal(("Resizing", "0", "1"), Allocation(fresh));
    }

    [Fact]
    public async Task A_change_or_deletion_soon_after_creation_shows_the_truth()
    {
        await _client.Create("cpu", SandboxClient.Cluster(), seconds: 30);
        await _client.Create("cpu2", SandboxClient.Cluster(), seconds: 30);
        await _client.Patch("cpu", """{"maxNodeCount":2}""");

        Assert.Equal(("Steady", "0", "0"), Allocation(await _client.Get("cpu")));
        await _client.Delete("cpu2");
        Assert.Equal("Deleting", (await _client.Get("cpu2")).Text("properties.provisioningState"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task The_counts_of_node_states_sum_to_the_current_count(int lag)
    {
        SandboxClient client = new(new SandboxOptions { ManualClock = true, ReadLag = TimeSpan.FromSeconds(lag) });
        await client.Put("cpu", SandboxClient.Cluster(min: 3));
        for (int i = 0; i < 40; i++)
        {
            if (i == 20)
            {
                await client.Patch("cpu", """{"minNodeCount":1,"nodeIdleTimeBeforeScaleDown":"PT10S"}""");
            }

            Answer answer = await client.Get("cpu");

            Assert.Equal(
                answer[Inner + "currentNodeCount"].GetInt32(),
                answer[Inner + "nodeStateCounts"].EnumerateObject().Sum(state => state.Value.GetInt32()));
            client.Advance(10);
        }

        Assert.Equal(("Steady", "1", "1"), Allocation(await client.Get("cpu")));
    }

    [Fact]
    public async Task One_big_step_ends_where_many_small_ones_do()
    {
        SandboxClient stepped = new();
        await _client.Put("cpu", SandboxClient.Cluster(min: 3));
        await stepped.Put("cpu", SandboxClient.Cluster(min: 3));

        _client.Advance(3600);
        for (int i = 0; i < 360; i++)
        {
            stepped.Advance(10);
            await stepped.Get("cpu");
        }

        Assert.Equal((await stepped.Get("cpu")).Raw, (await _client.Get("cpu")).Raw);
    }

    [Fact]
    public async Task A_patch_answers_202_with_a_body_and_scales_up_when_it_is_done()
    {
        await _client.Create("cpu", SandboxClient.Cluster());

        Answer patch = await _client.Patch("cpu", """{"minNodeCount":1}""");

        Assert.Equal(202, patch.Status);
        Assert.Equal("Updating", patch.Text("properties.provisioningState"));
        Assert.Equal("null", patch.Text(Inner + "currentNodeCount"));
        Assert.Equal("4", patch.Text(Inner + "scaleSettings.maxNodeCount"));
        Assert.Contains("Microsoft.BatchAI/workspaces/sandbox-ws/clusters/cpu", patch.Text("properties.resourceId"));
        _client.Advance(30);
        Assert.Equal("Succeeded", await _client.Status(patch));
        Answer updated = await _client.Get("cpu");
        Assert.Equal("null", updated.Text("properties.resourceId"));
        Assert.Equal(("Resizing", "0", "1"), Allocation(updated));
        _client.Advance(60);
        Assert.Equal(("Steady", "1", "1"), Allocation(await _client.Get("cpu")));
    }

    [Fact]
    public async Task Nodes_above_a_lowered_minimum_leave_after_the_idle_time()
    {
        await _client.Create("cpu", SandboxClient.Cluster(min: 2));
        await _client.Patch("cpu", """{"minNodeCount":0,"nodeIdleTimeBeforeScaleDown":"PT100S"}""");

        _client.Advance(30 + 99);
        Assert.Equal(("Steady", "2", "2"), Allocation(await _client.Get("cpu")));
        _client.Advance(1);
        Answer leaving = await _client.Get("cpu");
        Assert.Equal(("Resizing", "2", "0"), Allocation(leaving));
        Assert.Equal("2", leaving.Text(Inner + "nodeStateCounts.leavingNodeCount"));
        Assert.Equal("PT1M40S", leaving.Text(Inner + "scaleSettings.nodeIdleTimeBeforeScaleDown"));
        _client.Advance(20);
        Assert.Equal(("Steady", "0", "0"), Allocation(await _client.Get("cpu")));
    }

    [Fact]
    public async Task A_minimum_raised_again_within_the_idle_time_keeps_the_nodes()
    {
        await _client.Create("cpu", SandboxClient.Cluster(min: 2));
        await _client.Patch("cpu", """{"minNodeCount":0}""");
        _client.Advance(60);
        await _client.Patch("cpu", """{"minNodeCount":2}""");

        _client.Advance(3600);

        Assert.Equal(("Steady", "2", "2"), Allocation(await _client.Get("cpu")));
    }

    [Fact]
    public async Task Nodes_above_a_lowered_maximum_leave_at_once()
    {
        await _client.Create("cpu", SandboxClient.Cluster(min: 3));
        await _client.Patch("cpu", """{"minNodeCount":0,"maxNodeCount":1}""");

        _client.Advance(30 + 20);

        Assert.Equal(("Steady", "1", "1"), Allocation(await _client.Get("cpu")));
    }

    [Fact]
    public async Task A_put_over_an_existing_cluster_is_201_and_creating_again()
    {
        await _client.Create("cpu", SandboxClient.Cluster());

        Answer again = await _client.Put("cpu", SandboxClient.Cluster(max: 6));

        Assert.Equal(201, again.Status);
        Assert.Equal("Creating", again.Text("properties.provisioningState"));
        Assert.Equal("6", again.Text(Inner + "scaleSettings.maxNodeCount"));
        Assert.Equal("2026-01-01T00:00:00+00:00", again.Text("properties.createdOn"));
        Assert.Equal("2026-01-01T00:05:00+00:00", again.Text("properties.modifiedOn"));
        _client.Advance(30);
        Assert.Equal("Succeeded", (await _client.Get("cpu")).Text("properties.provisioningState"));
    }

    [Fact]
    public async Task A_deleted_cluster_is_listed_as_deleting_for_a_minute_and_then_gone()
    {
        await _client.Create("cpu", SandboxClient.Cluster(min: 1));

        Answer delete = await _client.Delete("cpu");

        Assert.Equal(202, delete.Status);
        Assert.Equal("", delete.Raw);
        Assert.Null(delete.Header("Content-Type"));
        Answer deleting = await _client.Get("cpu");
        Assert.Equal("Deleting", deleting.Text("properties.provisioningState"));
        Assert.Equal("1", deleting.Text(Inner + "nodeStateCounts.leavingNodeCount"));
        _client.Advance(60);
        Assert.Equal("Succeeded", await _client.Status(delete));
        Assert.Equal(404, (await _client.Get("cpu")).Status);
        Assert.Equal(204, (await _client.Delete("cpu")).Status);
    }

    [Fact]
    public async Task Deleting_during_creation_cancels_the_creation()
    {
        Answer put = await _client.Put("cpu", SandboxClient.Cluster());

        Assert.Equal(202, (await _client.Delete("cpu")).Status);

        Assert.Equal("Canceled", await _client.Status(put));
        _client.Advance(60);
        Assert.Equal(404, (await _client.Get("cpu")).Status);
    }

    [Fact]
    public async Task A_name_can_be_used_again_after_its_cluster_is_gone()
    {
        await _client.Create("cpu", SandboxClient.Cluster(min: 2));
        await _client.Delete("cpu");
        _client.Advance(60);

        await _client.Create("cpu", SandboxClient.Cluster(min: 1));

        Assert.Equal(("Steady", "1", "1"), Allocation(await _client.Get("cpu")));
    }

    [Fact]
    public async Task Nodes_are_listed_with_their_states_and_ports()
    {
        await _client.Create("cpu", SandboxClient.Cluster(min: 2));

        Answer nodes = await _client.Post("cpu", "listNodes");

        Assert.Equal("AmlCompute", nodes.Text("computeType"));
        Assert.Equal("idle", nodes.Text("nodes.0.nodeState"));
        Assert.Equal("50000", nodes.Text("nodes.0.port"));
        Assert.Equal("50001", nodes.Text("nodes.1.port"));
        Assert.NotEqual(nodes.Text("nodes.0.nodeId"), nodes.Text("nodes.1.nodeId"));
        Assert.Equal(JsonValueKind.Null, nodes["nodes.0.runId"].ValueKind);
        Assert.Null(nodes.Text("nextLink"));
    }

    [Fact]
    public async Task A_new_node_has_the_port_and_address_of_one_that_has_left()
    {
        await _client.Create("cpu", SandboxClient.Cluster(min: 2));
        Answer first = await _client.Post("cpu", "listNodes");
        await _client.Patch("cpu", """{"minNodeCount":0,"maxNodeCount":1}""");
        _client.Advance(60);
        await _client.Patch("cpu", """{"minNodeCount":2,"maxNodeCount":2}""");
        _client.Advance(300);

        Answer second = await _client.Post("cpu", "listNodes");

        foreach (string member in (string[])["port", "privateIpAddress"])
        {
            Assert.Equal(first.Text($"nodes.1.{member}"), second.Text($"nodes.1.{member}"));
        }

        Assert.Equal(first.Text("nodes.0.nodeId"), second.Text("nodes.0.nodeId"));
        Assert.NotEqual(first.Text("nodes.1.nodeId"), second.Text("nodes.1.nodeId"));
    }

    [Fact]
    public async Task An_empty_cluster_lists_no_nodes()
    {
        await _client.Create("cpu", SandboxClient.Cluster());

        Assert.Equal("{\n  \"computeType\": \"AmlCompute\",\n  \"nodes\": []\n}", (await _client.Post("cpu", "listNodes")).Raw);
    }

    [Fact]
    public async Task Lists_of_nodes_are_paged_and_go_on_by_get()
    {
        SandboxClient client = new(new() { ManualClock = true, PageSize = 2 });
        await client.Create("cpu", SandboxClient.Cluster(min: 3));

        Answer first = await client.Post("cpu", "listNodes");
        Answer second = await client.Send("GET", first.Text("nextLink")!);

        Assert.Equal(2, first["nodes"].GetArrayLength());
        Assert.Equal("50002", second.Text("nodes.0.port"));
        Assert.Null(second.Text("nextLink"));
    }

    [Fact]
    public async Task Remote_login_is_off_by_default_in_a_virtual_network()
    {
        await _client.Create("cpu", SandboxClient.Cluster(more: ""","subnet":{"id":"/subscriptions/1/s"}"""));

        Assert.Equal("Disabled", (await _client.Get("cpu")).Text(Inner + "remoteLoginPortPublicAccess"));
    }

    [Fact]
    public async Task A_get_shows_the_account_without_its_password()
    {
        await _client.Create("cpu", SandboxClient.Cluster(
            more:
            """
            ,"userAccountCredentials":{"adminUserName":"me","adminUserPassword":"Secret-1","adminUserSshPublicKey":"ssh-rsa AAA"}
            """));

        Answer answer = await _client.Get("cpu");

        Assert.Equal("me", answer.Text(Inner + "userAccountCredentials.adminUserName"));
        Assert.Equal("ssh-rsa AAA", answer.Text(Inner + "userAccountCredentials.adminUserSshPublicKey"));
        Assert.Equal("null", answer.Text(Inner + "userAccountCredentials.adminUserPassword"));
        Assert.DoesNotContain("Secret-1", answer.Raw);
    }

    private static (string?, string?, string?) Allocation(Answer answer) => (
        answer.Text(Inner + "allocationState"), answer.Text(Inner + "currentNodeCount"), answer.Text(Inner + "targetNodeCount"));
}
