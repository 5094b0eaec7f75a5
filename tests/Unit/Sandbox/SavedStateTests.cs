using System.Text;
using AmlCompute.Sandbox;
using Xunit;

namespace AmlCompute.Tests.Sandbox;

public sealed class SavedStateTests
{
    private static readonly SandboxOptions Options = new() { ManualClock = true, StrictMembers = true, Seed = 7 };

    private readonly SandboxClient _client = new(Options);

    [Fact]
    public async Task A_restored_sandbox_answers_like_the_saved_one()
    {
        await _client.Create("cpu", SandboxClient.Cluster(min: 2));
        await _client.Create("dev", SandboxClient.Instance(more: ""","idleTimeBeforeShutdown":"PT1H" """));
        await _client.Post("dev", "stop");
        Answer patch = await _client.Patch("cpu", """{"minNodeCount":1}""");
        _client.Advance(10);

        SandboxClient restored = Restore(_client.Service.SaveState());

        foreach (int seconds in (int[])[0, 20, 60, 600])
        {
            _client.Advance(seconds);
            restored.Advance(seconds);
            Assert.Equal(_client.Service.Clock.GetUtcNow(), restored.Service.Clock.GetUtcNow());
            Assert.Equal(await _client.Status(patch), await restored.Status(patch));
            foreach (string path in (string[])["computes", "computes/cpu", "computes/dev"])
            {
                string url = $"{SandboxClient.WorkspacePath}/{path}";
                Assert.Equal((await _client.Send("GET", url)).Raw, (await restored.Send("GET", url)).Raw);
            }
        }
    }

    [Fact]
    public async Task The_state_has_no_secrets_and_keys_are_not_known_after_a_restart()
    {
        await _client.Create("vm", SandboxClient.VirtualMachine());
        await _client.Create("cpu", SandboxClient.Cluster(
            more: ""","userAccountCredentials":{"adminUserName":"me","adminUserPassword":"Secret-1"}"""));
        await _client.Create("dev", SandboxClient.Instance());
        await _client.Post("dev", "customServices", """
            [{"name":"a","environmentVariables":{"TOKEN":{"type":"local","value":"Secret-2"}}}]
            """);
        await _client.Post("dev", "updateDataMounts", """[{"mountName":"a","source":"https://x/y?sv=1&sig=Secret-3"}]""");

        byte[] state = _client.Service.SaveState();
        SandboxClient restored = Restore(state);
        Answer lost = await restored.Post("vm", "listKeys");

        string text = Encoding.UTF8.GetString(state);
        Assert.DoesNotContain("Secret-", text);
        Assert.DoesNotContain("Pa55-word", text);
        Assert.Equal((404, "NotFound"), (lost.Status, lost.Code));
        Assert.Contains("a saved state has no secrets", lost.Message);
        await restored.Create("vm", SandboxClient.VirtualMachine("""{"username":"azureuser"}"""));
        Assert.Equal(404, (await restored.Post("vm", "listKeys")).Status);
        Assert.Equal("me", (await restored.Get("cpu")).Text("properties.properties.userAccountCredentials.adminUserName"));
        Assert.Equal(202, (await restored.Delete("vm", "Detach")).Status);
        restored.Advance(60);
        await restored.Create("vm", SandboxClient.VirtualMachine());
        Assert.Equal("Pa55-word", (await restored.Post("vm", "listKeys")).Text("administratorAccount.password"));
    }

    [Fact]
    public async Task A_type_whose_keys_no_request_sent_has_lost_none()
    {
        await _client.Create("cpu", SandboxClient.Cluster());
        await _client.Create("aks", """{ "location": "eastus", "properties": { "computeType": "AKS", "properties": {} } }""");
        string? config = (await _client.Post("aks", "listKeys")).Text("adminKubeConfig");
        await _client.Create("vm", SandboxClient.VirtualMachine("null"));

        SandboxClient restored = Restore(_client.Service.SaveState());
        Answer keys = await restored.Post("cpu", "listKeys");

        Assert.Equal(200, (await restored.Post("vm", "listKeys")).Status);
        Assert.Equal(config, (await restored.Post("aks", "listKeys")).Text("adminKubeConfig"));
        Assert.Equal(400, keys.Status);
        Assert.Contains("has no keys", keys.Message);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData(
        """
        [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
        """)]
    public async Task A_body_that_an_action_does_not_read_is_not_saved(string body)
    {
        await _client.Create("dev", SandboxClient.Instance());

        Assert.Equal(202, (await _client.Post("dev", "stop", body)).Status);
        SandboxClient restored = Restore(_client.Service.SaveState());
        restored.Advance(60);

        Assert.Equal("Stopped", (await restored.Get("dev")).Text("properties.properties.state"));
    }

    [Fact]
    public async Task Tags_keep_their_values()
    {
        string body = SandboxClient.Cluster().Replace("\"location\"", "\"tags\":{\"key\":\"a\",\"password\":\"b\"},\"location\"");
        await _client.Create("cpu", body);

        Answer restored = await Restore(_client.Service.SaveState()).Get("cpu");
        Assert.Equal(("a", "b"), (restored.Text("tags.key"), restored.Text("tags.password")));
    }

    [Fact]
    public async Task Instance_types_and_their_node_selectors_keep_their_values()
    {
        await _client.Create("k8s", SandboxClient.Kubernetes("""
            {"instanceTypes":{"key":{"nodeSelector":{"key":"gpu"},"resources":{"limits":{"cpu":"2"}}}}}
            """));

        Answer restored = await Restore(_client.Service.SaveState()).Get("k8s");
        Assert.Equal("gpu", restored.Text("properties.properties.instanceTypes.key.nodeSelector.key"));
        Assert.Equal("2", restored.Text("properties.properties.instanceTypes.key.resources.limits.cpu"));
    }

    [Fact]
    public async Task A_body_of_61_levels_can_be_listed_saved_and_restored()
    {
        string bag = new string('[', 58) + new string(']', 58);
        Assert.Equal(400, (await _client.Put("deep", SandboxClient.Cluster(more: $",\"propertyBag\":[{bag}]"))).Status);
        await _client.Create("cpu", SandboxClient.Cluster(more: $",\"propertyBag\":{bag}"));

        Answer list = await _client.Send("GET", $"{SandboxClient.WorkspacePath}/computes");
        Answer restored = await Restore(_client.Service.SaveState()).Send("GET", $"{SandboxClient.WorkspacePath}/computes");

        Assert.Equal((200, list.Raw), (list.Status, restored.Raw));
    }

    [Fact]
    public async Task The_PUT_that_attached_a_machine_is_accepted_again_after_a_restart()
    {
        await _client.Create("vm", SandboxClient.VirtualMachine());

        SandboxClient restored = Restore(_client.Service.SaveState());

        Assert.Equal(201, (await restored.Put("vm", SandboxClient.VirtualMachine())).Status);
        restored.Advance(60);
        Answer other = await restored.Put("vm", SandboxClient.VirtualMachine("""{"username":"root","password":"Pa55-word"}"""));
        Assert.Equal((400, "properties.properties.administratorAccount.username"), (other.Status, other.Target));
    }

    [Fact]
    public async Task The_PUT_of_a_machine_whose_creation_failed_creates_it_again_after_a_restart()
    {
        _client.Service.AddFault(new SandboxFault { FailOperation = true });
        await _client.Put("vm", SandboxClient.VirtualMachine());
        _client.Advance(60);

        SandboxClient restored = Restore(_client.Service.SaveState());
        await restored.Create("vm", SandboxClient.VirtualMachine());

        Assert.Equal("Succeeded", (await restored.Get("vm")).Text("properties.provisioningState"));
    }

    [Fact]
    public async Task An_operation_that_a_fault_lets_fail_fails_after_a_restart_too()
    {
        _client.Service.AddFault(new SandboxFault { FailOperation = true, Code = "Quota", Message = "No cores." });
        Answer put = await _client.Put("cpu", SandboxClient.Cluster());

        SandboxClient restored = Restore(_client.Service.SaveState());
        restored.Advance(60);
        await restored.Create("cpu2", SandboxClient.Cluster());

        Assert.Equal("Failed", await restored.Status(put));
        Assert.Contains("No cores.", (await restored.Get("cpu")).Raw);
        Assert.Equal("Succeeded", (await restored.Get("cpu2")).Text("properties.provisioningState"));
    }

    [Fact]
    public async Task A_deleted_compute_leaves_no_trace()
    {
        byte[] empty = _client.Service.SaveState();
        for (int i = 0; i < 3; i++)
        {
            await _client.Create("cpu", SandboxClient.Cluster());
            await _client.Patch("cpu", """{"maxNodeCount":2}""");
            _client.Advance(60);
            await _client.Delete("cpu");
            _client.Advance(60);
            await _client.Delete("cpu");
        }

        byte[] after = _client.Service.SaveState();
        Answer put = await _client.Put("cpu", SandboxClient.Cluster());

        Assert.Equal(empty.Length, after.Length);
        Assert.Equal("InProgress", await Restore(_client.Service.SaveState()).Status(put));
    }

    [Fact]
    public async Task No_operation_gets_the_id_of_one_of_a_deleted_compute()
    {
        Answer put = await _client.Put("cpu", SandboxClient.Cluster());
        Answer delete = await _client.Delete("cpu");
        _client.Advance(60);

        SandboxClient restored = Restore(Restore(_client.Service.SaveState()).Service.SaveState());
        Answer later = await restored.Put("cpu", SandboxClient.Cluster());

        Assert.DoesNotContain(Operation(later), (string[])[Operation(put), Operation(delete)]);

        static string Operation(Answer answer) => new Uri(answer.Header("Azure-AsyncOperation")!).Segments[^1];
    }

    [Fact]
    public async Task A_state_of_an_earlier_emulator_has_no_number_of_the_next_operation()
    {
        Answer put = await _client.Put("cpu", SandboxClient.Cluster());
        string state = Encoding.UTF8.GetString(_client.Service.SaveState());
        Assert.Contains("\"nextOperation\": 1,", state);

        SandboxClient restored = Restore(Encoding.UTF8.GetBytes(state.Replace("\"nextOperation\": 1,", string.Empty)));
        await restored.Create("cpu2", SandboxClient.Cluster());

        Assert.Equal("Succeeded", await restored.Status(put));
    }

    [Fact]
    public async Task A_deleted_compute_does_not_return_if_its_path_had_empty_segments()
    {
        await _client.Send("PUT", $"/{SandboxClient.WorkspacePath}/computes//cpu", SandboxClient.Cluster());
        await _client.Delete("cpu");
        _client.Advance(60);

        Assert.Equal(404, (await Restore(_client.Service.SaveState()).Get("cpu")).Status);
    }

    [Fact]
    public async Task A_refused_quota_stays_refused_after_a_restart_without_the_compute_that_used_its_cores()
    {
        await _client.Create("cpu", SandboxClient.Cluster(min: 2));
        Answer update = await _client.Send(
            "POST",
            SandboxClient.LocationPath + "/updateQuotas",
            $$"""
            {"value":[
              {"id":"{{SandboxClient.WorkspacePath}}/quotas/standardDSv2Family","limit":2},
              {"id":"{{SandboxClient.WorkspacePath}}/quotas/standardDv2Family","limit":2}]}
            """);
        Assert.Contains("InvalidQuotaBelowClusterMinimum", update.Raw);
        await _client.Delete("cpu");
        _client.Advance(60);

        SandboxClient restored = Restore(_client.Service.SaveState());

        Answer quotas = await _client.Send("GET", SandboxClient.LocationPath + "/quotas");
        Assert.Contains("\"limit\": 2,", quotas.Raw);
        Assert.Equal(quotas.Raw, (await restored.Send("GET", SandboxClient.LocationPath + "/quotas")).Raw);
    }

    [Fact]
    public async Task A_saved_state_of_a_saved_state_is_the_same()
    {
        await _client.Create("cpu", SandboxClient.Cluster(min: 1));
        await _client.Send(
            "POST",
            SandboxClient.LocationPath + "/updateQuotas",
            $$"""{"value":[{"id":"{{SandboxClient.WorkspacePath}}/quotas/standardDSv2Family","limit":4}]}""");
        byte[] once = _client.Service.SaveState();

        Assert.Equal(Encoding.UTF8.GetString(once), Encoding.UTF8.GetString(Restore(once).Service.SaveState()));
    }

    [Fact]
    public async Task A_damaged_failure_is_refused_as_such()
    {
        _client.Service.AddFault(new SandboxFault { FailOperation = true, Code = "Quota" });
        await _client.Put("cpu", SandboxClient.Cluster());
        string state = Encoding.UTF8.GetString(_client.Service.SaveState()).Replace("\"Quota\"", "\"Quo\\nta\"");

        Assert.Throws<InvalidDataException>(() => Restore(Encoding.UTF8.GetBytes(state)));
    }

    [Theory]
    [InlineData("", "damaged")]
    [InlineData("null", "damaged")]
    [InlineData("[1]", "damaged")]
    [InlineData("{", "damaged")]
    [InlineData("{}", "not a state of the emulator")]
    [InlineData("""{"format":"AmlCompute.Sandbox","version":2}""", "has version 2, but this emulator reads version 1")]
    [InlineData("""{"format":"AmlCompute.Sandbox","version":1}""", "damaged")]
    [InlineData("""{"format":"AmlCompute.Sandbox","version":1,"now":"soon","seed":1,"requests":[]}""", "damaged")]
    [InlineData("""{"format":"AmlCompute.Sandbox","version":1,"now":"2026-01-01T00:00:00+00:00","seed":1,"requests":[null]}""", "damaged")]
    [InlineData(
        """
        {"format":"AmlCompute.Sandbox","version":1,"now":"2026-01-01T00:00:00+00:00","seed":1,"requests":[
          {"time":"2026-01-01T00:00:00+00:00","path":"/x","query":"","operation":1}]}
        """,
        "damaged")]
    [InlineData(
        """
        {"format":"AmlCompute.Sandbox","version":1,"now":"2026-01-01T00:00:00+00:00","seed":1,"requests":[
          {"time":"2026-01-01T00:00:00+00:00","method":"PUT","path":"/x","query":"","operation":1,"body":{"a":"\ud800"}}]}
        """,
        "damaged")]
    [InlineData(
        """
        {"format":"AmlCompute.Sandbox","version":1,"now":"2026-01-01T00:00:00+00:00","seed":99999999999,"requests":[]}
        """,
        "damaged")]
    [InlineData("""{"format":"AmlCompute.Sandbox"}""", "damaged")]
    public void A_broken_state_is_one_sentence(string text, string part)
    {
        InvalidDataException error = Assert.Throws<InvalidDataException>(
            () => new SandboxService(Options, Encoding.UTF8.GetBytes(text)));

        Assert.Contains(part, error.Message);
    }

    [Fact]
    public async Task A_state_of_other_workspaces_is_refused()
    {
        await _client.Create("cpu", SandboxClient.Cluster());

        InvalidDataException error = Assert.Throws<InvalidDataException>(
            () => new SandboxService(new SandboxOptions { WorkspaceName = "other" }, _client.Service.SaveState()));

        Assert.Contains("does not fit the options", error.Message);
    }

    [Theory]
    [InlineData("2026-01-01T00:00:00+00:00", "2025-12-31T23:59:59+00:00", "2026-01-02T00:00:00+00:00")]
    [InlineData("2026-01-02T00:00:01+00:00", "2026-01-02T00:00:01+00:00", "2026-01-02T00:00:00+00:00")]
    [InlineData("2026-01-01T00:00:00+00:00", "2026-01-01T00:00:00+00:00", "9999-12-31T00:00:00+00:00")]
    public void A_state_whose_times_are_not_in_order_is_refused(string first, string second, string now)
    {
        string state = $$"""
            {"format":"AmlCompute.Sandbox","version":1,"now":"{{now}}","seed":1,"requests":[
              {"time":"{{first}}","method":"DELETE","path":"{{SandboxClient.WorkspacePath}}/computes/a",
                "query":"api-version=2026-05-01","operation":0},
              {"time":"{{second}}","method":"DELETE","path":"{{SandboxClient.WorkspacePath}}/computes/a",
                "query":"api-version=2026-05-01","operation":0}]}
            """;

        InvalidDataException error = Assert.Throws<InvalidDataException>(() => Restore(Encoding.UTF8.GetBytes(state)));

        Assert.Contains("its times are not in order", error.Message);
    }

    [Fact]
    public void A_failure_of_a_request_that_starts_no_operation_is_refused()
    {
        _client.Service.AddJob(new SandboxJob { Name = "train" });
        string state = Encoding.UTF8.GetString(_client.Service.SaveState());
        Assert.Contains("\"failure\": null", state);
        state = state.Replace("\"failure\": null", "\"failure\": { \"code\": \"Quota\", \"message\": \"No cores.\" }");

        InvalidDataException error = Assert.Throws<InvalidDataException>(() => Restore(Encoding.UTF8.GetBytes(state)));

        Assert.Contains("It has a failure, but it starts no operation.", error.Message);
    }

    [Theory]
    [InlineData("\"Nodes\": 1", "\"Nodes\": 0")]
    [InlineData("\"Nodes\": 1", "\"Nodes\": null")]
    [InlineData("\"Nodes\": 1", "\"Colour\": 1")]
    [InlineData("\"Status\": \"Queued\"", "\"Status\": [1]")]
    [InlineData("\"Duration\": \"00:10:00\"", "\"Duration\": \"soon\"")]
    [InlineData("\"Tags\": {}", "\"Tags\": { \"a\": 1, \"b\": null }")]
    public void A_job_that_is_damaged_is_refused_or_has_the_default(string text, string damaged)
    {
        _client.Service.AddJob(new SandboxJob { Name = "train" });
        string state = Encoding.UTF8.GetString(_client.Service.SaveState());
        Assert.Contains(text, state);

        Exception? error = Record.Exception(() => Restore(Encoding.UTF8.GetBytes(state.Replace(text, damaged))));

        Assert.True(damaged.Contains("null") ? error is null : error is InvalidDataException, error?.ToString());
    }

    private static SandboxClient Restore(byte[] state) => new(new SandboxOptions { ManualClock = true }, state);
}
