using System.Collections;
using AmlCompute.Sandbox;
using Xunit;

namespace AmlCompute.Tests.Sandbox;

public sealed class FaultTests
{
    private readonly SandboxClient _client = new();

    [Fact]
    public async Task A_fault_answers_once_and_lets_the_next_request_through()
    {
        _client.Service.AddFault(new SandboxFault { Status = 429, RetryAfter = "7" });

        Answer hit = await _client.Send("GET", SandboxClient.WorkspacePath);
        Answer next = await _client.Send("GET", SandboxClient.WorkspacePath);

        Assert.Equal((429, "TooManyRequests", "7"), (hit.Status, hit.Code, hit.Header("Retry-After")));
        Assert.Equal(200, next.Status);
    }

    [Fact]
    public async Task A_fault_hits_only_the_method_and_path_it_names_after_the_ones_it_skips()
    {
        await _client.Create("cpu", SandboxClient.Cluster());
        _client.Service.AddFault(new SandboxFault { Method = "get", Path = "*/computes/CPU", Skip = 1, Count = 2, Status = 503 });

        List<int> statuses = [];
        for (int i = 0; i < 4; i++)
        {
            statuses.Add((await _client.Get("cpu")).Status);
            Assert.Equal(200, (await _client.Send("GET", SandboxClient.WorkspacePath + "/computes")).Status);
            Assert.Equal(404, (await _client.Get("cpu2")).Status);
        }

        Assert.Equal([200, 503, 503, 200], statuses);
    }

    [Fact]
    public async Task Count_zero_hits_for_ever()
    {
        _client.Service.AddFault(new SandboxFault { Status = 500, Count = 0, Skip = 1 });

        int[] statuses = [
            .. await Task.WhenAll(
                Enumerable.Range(0, 5).Select(async _ => (await _client.Send("GET", SandboxClient.WorkspacePath)).Status))];

        Assert.Equal([200, 500, 500, 500, 500], statuses);
    }

    [Fact]
    public async Task A_fault_changes_nothing_and_returns_its_answer()
    {
        _client.Service.AddFault(new SandboxFault { Method = "PUT", Status = 403, Code = "AuthorizationFailed", Message = "not you" });
        _client.Service.AddFault(new SandboxFault { Method = "PUT", Status = 200, Body = "<html>", ContentType = "text/html" });

        Answer refused = await _client.Put("cpu", SandboxClient.Cluster());
        Answer html = await _client.Put("cpu", SandboxClient.Cluster());

        Assert.Equal(("AuthorizationFailed", "not you"), (refused.Code, refused.Message));
        Assert.Equal(("<html>", "text/html"), (html.Raw, html.Header("Content-Type")));
        Assert.Equal(404, (await _client.Get("cpu")).Status);
    }

    [Theory]
    [InlineData(412, "BadRequest")]
    [InlineData(502, "InternalServerError")]
    public async Task A_fault_without_a_code_has_one_that_fits_the_status(int status, string code)
    {
        _client.Service.AddFault(new SandboxFault { Status = status });

        Answer answer = await _client.Get("cpu");

        Assert.Equal((status, code), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_connection_reset_never_reaches_the_service()
    {
        _client.Service.AddFault(new SandboxFault { Method = "PUT", ConnectionReset = true });

        await Assert.ThrowsAsync<IOException>(() => _client.Put("cpu", SandboxClient.Cluster()));

        Assert.Equal(404, (await _client.Get("cpu")).Status);
        Assert.Null(_client.Service.Requests[0].Status);
    }

    [Fact]
    public async Task A_delay_alone_only_holds_the_answer_back_in_sandbox_time()
    {
        _client.Service.AddFault(new SandboxFault { Delay = TimeSpan.FromSeconds(10) });

        Task<Answer> pending = _client.Put("cpu", SandboxClient.Cluster());
        _client.Advance(9);
        Assert.False(pending.IsCompleted);
        _client.Advance(1);

        Answer answer = await pending;
        Assert.Equal((201, "10.000"), (answer.Status, answer.Header("x-request-time")));
        Assert.Equal("2026-01-01T00:00:10+00:00", answer.Text("properties.createdOn"));
    }

    [Fact]
    public async Task A_failed_creation_keeps_the_name_until_it_is_deleted()
    {
        _client.Service.AddFault(
            new SandboxFault { Path = "*/computes/cpu", FailOperation = true, Code = "ClusterCoreQuotaReached", Message = "no cores" });

        Answer put = await _client.Put("cpu", SandboxClient.Cluster(min: 1));
        Assert.Equal(201, put.Status);
        _client.Advance(30);

        Answer status = await _client.Send("GET", put.Header("Azure-AsyncOperation")!);
        Assert.Equal(("Failed", "ClusterCoreQuotaReached"), (status.Text("status"), status.Code));
        Answer failed = await _client.Get("cpu");
        Assert.Equal("Failed", failed.Text("properties.provisioningState"));
        Assert.Equal("no cores", failed.Text("properties.provisioningErrors.0.error.message"));
        Assert.Equal("0", failed.Text("properties.properties.currentNodeCount"));
        Assert.Equal(400, (await _client.Put("cpu", SandboxClient.Cluster(min: 2))).Status);
        Answer patch = await _client.Patch("cpu", """{"minNodeCount":2}""");
        Assert.Equal(400, patch.Status);
        Assert.Contains("Delete it", patch.Message);
        Assert.Equal(202, (await _client.Delete("cpu")).Status);
        _client.Advance(60);
        Assert.Equal(201, (await _client.Put("cpu", SandboxClient.Cluster(min: 2))).Status);
    }

    [Fact]
    public async Task The_same_body_again_repairs_a_failed_creation()
    {
        _client.Service.AddFault(new SandboxFault { FailOperation = true });
        await _client.Create("cpu", SandboxClient.Cluster(min: 1));

        await _client.Create("cpu", SandboxClient.Cluster(min: 1));

        Answer answer = await _client.Get("cpu");
        Assert.Equal("Succeeded", answer.Text("properties.provisioningState"));
        Assert.Equal("null", answer.Text("properties.provisioningErrors"));
        Assert.Equal("1", answer.Text("properties.properties.currentNodeCount"));
    }

    /// <summary>A comparison of each member twice at each level would take days.</summary>
    [Fact]
    public async Task A_deeply_nested_body_is_compared_at_once()
    {
        const int Depth = 50;
        string bag = $"{string.Concat(Enumerable.Repeat("""{"a":""", Depth))}1{new string('}', Depth)}";
        string body = SandboxClient.Cluster(more: $""","propertyBag":{bag}""");
        _client.Service.AddFault(new SandboxFault { FailOperation = true });
        await _client.Create("cpu", body);

        Answer again = await _client.Put("cpu", body);

        Assert.Equal(201, again.Status);
    }

    [Fact]
    public async Task A_failed_creation_holds_no_cores()
    {
        _client.Service.AddFault(new SandboxFault { FailOperation = true, Count = 2 });
        await _client.Create("cpu", SandboxClient.Cluster(min: 3));
        await _client.Create("dev", SandboxClient.Instance());

        Assert.Equal("CreateFailed", (await _client.Get("dev")).Text("properties.properties.state"));
        Assert.Equal(201, (await _client.Put("cpu2", SandboxClient.Cluster(min: 3))).Status);
    }

    [Fact]
    public async Task An_instance_whose_creation_failed_holds_no_cores_while_it_is_deleted()
    {
        _client.Service.AddFault(new SandboxFault { FailOperation = true });
        await _client.Create("dev", SandboxClient.Instance());

        await _client.Delete("dev");

        Assert.Equal("Deleting", (await _client.Get("dev")).Text("properties.provisioningState"));
        Assert.Equal(201, (await _client.Put("cpu", SandboxClient.Cluster(min: 3))).Status);
    }

    [Fact]
    public async Task The_same_body_again_is_held_to_the_quota_if_the_creation_failed()
    {
        _client.Service.AddFault(new SandboxFault { FailOperation = true });
        await _client.Create("dev", SandboxClient.Instance());
        await _client.Create("cpu", SandboxClient.Cluster(min: 3));

        Assert.Equal(400, (await _client.Put("dev", SandboxClient.Instance())).Status);
    }

    [Fact]
    public async Task Only_requests_that_start_an_operation_use_up_a_failed_one()
    {
        _client.Service.AddFault(new SandboxFault { FailOperation = true });
        await _client.Get("cpu");
        await _client.Put("cpu", "{}");

        await _client.Create("cpu", SandboxClient.Cluster());

        Assert.Equal("Failed", (await _client.Get("cpu")).Text("properties.provisioningState"));
    }

    [Fact]
    public async Task A_failed_patch_leaves_a_failed_cluster_that_can_be_patched_again()
    {
        await _client.Create("cpu", SandboxClient.Cluster());
        _client.Service.AddFault(new SandboxFault { Method = "PATCH", FailOperation = true });
        await _client.Patch("cpu", """{"minNodeCount":1}""");
        _client.Advance(300);

        Answer failed = await _client.Get("cpu");
        Assert.Equal(("Failed", "0"), (failed.Text("properties.provisioningState"), failed.Text("properties.properties.currentNodeCount")));
        await _client.Patch("cpu", """{"minNodeCount":1}""");
        _client.Advance(300);
        Answer repaired = await _client.Get("cpu");
        Assert.Equal(
            ("Succeeded", "1"), (repaired.Text("properties.provisioningState"), repaired.Text("properties.properties.currentNodeCount")));
        Assert.Equal("null", repaired.Text("properties.provisioningErrors"));
    }

    [Fact]
    public async Task A_failed_deletion_leaves_the_compute()
    {
        await _client.Create("cpu", SandboxClient.Cluster());
        _client.Service.AddFault(new SandboxFault { Method = "DELETE", FailOperation = true });

        Answer delete = await _client.Delete("cpu");
        _client.Advance(60);

        Assert.Equal("Failed", await _client.Status(delete));
        Assert.Equal("Failed", (await _client.Get("cpu")).Text("properties.provisioningState"));
        await _client.Delete("cpu");
        _client.Advance(60);
        Assert.Equal(404, (await _client.Get("cpu")).Status);
    }

    [Fact]
    public async Task A_cluster_whose_deletion_failed_scales_to_its_minimum_again()
    {
        await _client.Create("cpu", SandboxClient.Cluster(min: 2));
        _client.Service.AddFault(new SandboxFault { Method = "DELETE", FailOperation = true });

        await _client.Delete("cpu");
        _client.Advance(60);

        Assert.Equal("0", (await _client.Get("cpu")).Text("properties.properties.currentNodeCount"));
        _client.Advance(120);
        Assert.Equal("2", (await _client.Get("cpu")).Text("properties.properties.nodeStateCounts.idleNodeCount"));
    }

    [Fact]
    public void A_fault_is_read_from_a_dictionary_in_any_case()
    {
        SandboxFault fault = SandboxFault.FromDictionary(
            new Hashtable { ["status"] = 503, ["RETRYAFTER"] = 5, ["delay"] = 1.5, ["count"] = "3" });

        Assert.Equal((503, "5", TimeSpan.FromSeconds(1.5), 3), (fault.Status, fault.RetryAfter, fault.Delay, fault.Count));
    }

    [Fact]
    public void An_unknown_key_is_refused_with_the_allowed_ones()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => SandboxFault.FromDictionary(new Hashtable { ["Staus"] = 503 }));

        Assert.Contains("'Staus'", error.Message);
        Assert.Contains("ConnectionReset", error.Message);
    }

    [Theory]
    [InlineData("Status", "many")]
    [InlineData("Status", 99)]
    [InlineData("Count", -1)]
    [InlineData("Count", 1.5)]
    [InlineData("Delay", "soon")]
    [InlineData("ConnectionReset", "perhaps")]
    [InlineData("Path", 5)]
    [InlineData("Path", "")]
    [InlineData("Method", "")]
    public void A_value_of_the_wrong_kind_is_refused_by_key(string key, object value)
    {
        Hashtable values = new() { ["Status"] = 500, [key] = value };

        Assert.Contains(key, Assert.Throws<ArgumentException>(() => SandboxFault.FromDictionary(values)).Message);
    }

    [Fact]
    public void A_retry_after_that_is_no_text_and_no_number_is_refused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => SandboxFault.FromDictionary(new Hashtable { ["Status"] = 429, ["RetryAfter"] = true }));

        Assert.Equal("RetryAfter of a sandbox fault must be a string or a number, not 'True' (Boolean).", error.Message);
    }

    [Fact]
    public void A_fault_without_effect_or_with_two_is_refused()
    {
        Assert.Throws<ArgumentException>(() => _client.Service.AddFault(new SandboxFault { Method = "GET" }));
        Assert.Throws<ArgumentException>(() => _client.Service.AddFault(new SandboxFault { Status = 500, ConnectionReset = true }));
        Assert.Throws<ArgumentException>(() => _client.Service.AddFault(new SandboxFault { Body = "x", ConnectionReset = true }));
        Assert.Throws<ArgumentException>(() => _client.Service.AddFault(new SandboxFault { Code = "x", ConnectionReset = true }));
        Assert.Throws<ArgumentException>(() => new SandboxService(new SandboxOptions { Faults = [new SandboxFault()] }));
    }
}
