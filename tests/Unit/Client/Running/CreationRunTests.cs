using System.Text.Json;
using System.Text.Json.Nodes;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Running;
using AmlCompute.Client.Waiting;
using AmlCompute.Models;
using AmlCompute.Models.Json;
using Xunit;

namespace AmlCompute.Tests.Client.Running;

public sealed class CreationRunTests
{
    private const string Sizes =
        """
        {"value":[{"name":"Standard_NC6"},{"name":"Standard_DS3_v2"},{"name":"Standard_DS2_v2"},{"name":"Standard_D2_v3"},
            {"name":"Standard_F4s_v2"},{"name":"Standard_DS12_v2"},{"name":"Standard_ND40rs_v2"}]}
        """;

    private const string Resource =
        """, "resourceId": "/subscriptions/0b5d8c1e-2f60-4f5c-9f0e-3a1d6c7b8e90/resourceGroups/g/providers/p/t/n" """;

    private static readonly WaitChoice NoWait = new(false, TimeSpan.FromMinutes(30));
    private static readonly WaitChoice Wait = new(true, TimeSpan.FromMinutes(30));
    private static readonly string Creating = Recorded.Cluster("Creating", null, null, null);

    private readonly TestClient _test = new TestClient().Connect();

    [Fact]
    public async Task A_creation_looks_whether_the_name_is_free_and_then_PUTs()
    {
        _test.Service.Answer(404, Recorded.NotFound()).Answer(201, Creating, Recorded.Operation);

        ComputeTarget target = await Put(Cluster("eastus"));

        Assert.Equal("Creating", target.ProvisioningState);
        Assert.Equal([$"GET {TestClient.Url("cpu")}", $"PUT {TestClient.Url("cpu")}"], _test.Sent);
        Assert.Equal(
            """{"properties":{"computeType":"AmlCompute","properties":{"vmSize":"Standard_DS2_v3","scaleSettings":""" +
            """{"minNodeCount":0,"maxNodeCount":4}}},"location":"eastus"}""",
            _test.Service.Requests[1].Body);
    }

    [Fact]
    public async Task An_existing_name_is_refused_and_nothing_is_sent()
    {
        _test.Service.Answer(200, Recorded.Kubernetes("CPU"));

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(() => Put(Cluster("eastus")));

        Assert.Equal((ErrorIds.ComputeTargetExists, "cpu"), (exception.ErrorId, exception.ComputeName));
        Assert.Equal("Compute target 'CPU' already exists in workspace 'ws' and is of type Kubernetes, not AmlCompute.", exception.Message);
        Assert.Single(_test.Sent);
    }

    [Fact]
    public async Task An_existing_target_is_kept_or_replaced_when_the_user_says_so()
    {
        _test.Service.Answer(200, Recorded.Cluster());
        Assert.Equal("Succeeded", (await Put(Cluster("eastus"), ExistingTarget.Keep)).ProvisioningState);
        Assert.Single(_test.Sent);

        _test.Service.Answer(200, Recorded.Cluster()).Answer(201, Creating, Recorded.Operation);
        Assert.Equal("Creating", (await Put(Cluster("eastus", "Standard_DS3_v2"), ExistingTarget.Overwrite)).ProvisioningState);
        Assert.StartsWith("PUT", _test.Sent[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_overwrite_of_a_fixed_setting_is_refused_and_nothing_is_sent()
    {
        _test.Service.Answer(200, Recorded.Cluster());

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            () => Put(Cluster("westus"), ExistingTarget.Overwrite));

        Assert.Equal((ErrorIds.ReplacementRequired, "cpu"), (exception.ErrorId, exception.ComputeName));
        Assert.Contains("Location: eastus -> westus; VmSize: STANDARD_DS3_V2 -> Standard_DS2_v3", exception.Message);
        Assert.Single(_test.Sent);
    }

    [Fact]
    public async Task An_overwrite_without_a_region_keeps_that_of_the_target()
    {
        _test.Service.Answer(200, Recorded.Cluster()).Answer(201, Creating, Recorded.Operation);

        await Put(Cluster(null, "Standard_DS3_v2"), ExistingTarget.Overwrite);

        Assert.Contains("\"location\":\"eastus\"", _test.Service.Requests[1].Body);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(500)]
    public async Task When_it_cannot_be_seen_whether_the_name_is_free_nothing_is_sent(int status)
    {
        for (int i = 0; i < 4; i++)
        {
            _test.Service.Answer(status);
        }

        await Assert.ThrowsAsync<ComputeTargetException>(() => Put(Cluster("eastus"), ExistingTarget.Overwrite));

        Assert.DoesNotContain(_test.Sent, request => request.StartsWith("PUT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_region_of_the_workspace_is_used_where_none_is_given()
    {
        using JsonDocument json = JsonDocument.Parse("""{"location":"westeurope"}""");
        Workspace known = _test.Connection.CreateWorkspace(new WorkspaceReference(_test.Workspace), json.RootElement.Clone());
        _test.Service.Answer(404, Recorded.NotFound()).Answer(201, Creating, Recorded.Operation);

        await new Runner(known, _test.Call).RunAsync(new ConfigurationGoal("cpu", Cluster(null), ExistingTarget.Refuse), NoWait);

        Assert.Contains("\"location\":\"westeurope\"", _test.Service.Requests[1].Body);
    }

    [Theory]
    [InlineData("""{"enableOSPatching":false}""", "2026-05-15-preview")]
    [InlineData("""{"autologgerSettings":{"mlflowAutologger":"Disabled"}}""", "2026-05-15-preview")]
    [InlineData("""{"enableSSO":true}""", "2026-05-01")]
    public async Task A_setting_of_a_preview_version_is_sent_with_that_version(string properties, string version)
    {
        ComputeConfiguration configuration = new(
            ComputeTypes.ComputeInstance, isAttach: false,
            new JsonObject { ["location"] = "eastus", ["properties"] = new JsonObject { ["properties"] = JsonNode.Parse(properties) } });
        _test.Service.Answer(404, Recorded.NotFound()).Answer(200, """{"nameAvailable":true}""")
            .Answer(201, Recorded.Instance("Creating", "Creating"), Recorded.Operation);

        await Put(configuration);

        Assert.EndsWith($"?api-version={version}", _test.Sent[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workspace_that_was_not_read_yet_is_asked_for_its_region()
    {
        _test.Service.Answer(404, Recorded.NotFound())
            .Answer(200, """{"location":"northeurope"}""").Answer(201, Creating, Recorded.Operation);

        await Put(Cluster(null));

        Assert.Equal($"GET {TestClient.WorkspaceUrl}?api-version=2026-05-01", _test.Sent[1]);
        Assert.Contains("\"location\":\"northeurope\"", _test.Service.Requests[2].Body);
    }

    [Fact]
    public async Task A_workspace_without_a_region_is_an_error_and_nothing_is_sent()
    {
        _test.Service.Answer(404, Recorded.NotFound()).Answer(200, "{}");

        Assert.Equal(ErrorIds.InvalidArgument, (await Assert.ThrowsAsync<ComputeTargetException>(() => Put(Cluster(null)))).ErrorId);
        Assert.True(_test.Service.IsUsedUp);
    }

    [Fact]
    public async Task A_configuration_used_in_two_workspaces_gets_the_region_of_each()
    {
        ComputeConfiguration configuration = Cluster(null);
        foreach (string region in new[] { "eastus", "westus" })
        {
            TestClient test = new();
            test.Service.Answer(404, Recorded.NotFound())
                .Answer(200, $$"""{"location":"{{region}}"}""").Answer(201, Creating, Recorded.Operation);

            await test.Run(new ConfigurationGoal("cpu", configuration, ExistingTarget.Refuse), NoWait);

            Assert.Contains($"\"location\":\"{region}\"", test.Service.Requests[2].Body);
        }
    }

    [Fact]
    public async Task A_refused_size_is_an_error_with_the_most_similar_names_of_the_region()
    {
        _test.Service
            .Answer(404, Recorded.NotFound())
            .Answer(
                400, Recorded.Error("BadRequest", "The specified VM size 'Standard_DS2_v3' is not available."), ("x-ms-request-id", "r-1"))
            .Answer(200, Sizes);

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(() => Put(Cluster("eastus")));

        Assert.Equal(
            (ErrorIds.InvalidVmSize, 400, "BadRequest", "r-1", "cpu"),
            (exception.ErrorId, exception.Status, exception.Code, exception.RequestId, exception.ComputeName));
        Assert.StartsWith(
            "The specified VM size 'Standard_DS2_v3' is not available. Sizes with a similar name in eastus: " +
            "Standard_DS2_v2, Standard_D2_v3, ",
            exception.Message,
            StringComparison.Ordinal);
        Assert.DoesNotContain("Standard_ND40rs_v2", exception.Message);
        Assert.Equal("The specified VM size 'Standard_DS2_v3' is not available.", exception.ServiceMessage);
        Assert.Equal("Use the size Standard_DS2_v2. Get-AmlComputeVmSize -Location eastus lists all sizes.", exception.Remedy);
    }

    [Fact]
    public async Task Another_refusal_of_a_size_that_the_region_has_names_no_others()
    {
        const string Words = "The member 'vmSize' cannot be changed.";
        _test.Service.Answer(404, Recorded.NotFound()).Answer(400, Recorded.Error("BadRequest", Words)).Answer(200, Sizes);

        Assert.Equal(Words, (await Assert.ThrowsAsync<ComputeTargetException>(() => Put(Cluster("eastus", "standard_ds2_V2")))).Message);
    }

    [Theory]
    [InlineData(403, "")]
    [InlineData(200, "<html></html>")]
    [InlineData(200, """{"value":[]}""")]
    [InlineData(200, "{}")]
    public async Task A_refused_size_stays_the_error_when_the_sizes_cannot_be_read(int status, string body)
    {
        _test.Service.Answer(404, Recorded.NotFound()).Answer(400, Recorded.Error("BadRequest", "VM size unknown.")).Answer(status, body);

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(() => Put(Cluster("eastus")));

        Assert.Equal((ErrorIds.InvalidVmSize, "VM size unknown."), (exception.ErrorId, exception.Message));
    }

    [Fact]
    public async Task A_creation_refused_because_of_the_number_of_clusters_does_not_recommend_fewer_cores()
    {
        _test.Service.Answer(404, Recorded.NotFound())
            .Answer(400, Recorded.Error("ClusterCoreQuotaReached", "Too many clusters."))
            .Answer(200, """{"value":[{"name":"Standard_A4","family":"aFamily","vCPUs":4}]}""")
            .Answer(200, """{"value":[{"name":{"value":"TotalClusters"},"currentValue":0,"limit":0}]}""")
            .Answer(200, """{"value":[]}""");

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(() => Put(Cluster("eastus", "Standard_A4")));

        Assert.Equal(
            (ErrorIds.QuotaExceeded, "Too many clusters. No more clusters and instances are allowed in eastus."),
            (exception.ErrorId, exception.Message));
        Assert.Equal(
            "Get-AmlComputeUsage TotalClusters -Location eastus shows their number. "
            + "Remove a target that is not used, or use another region.",
            exception.Remedy);
    }

    [Fact]
    public async Task Another_refusal_does_not_read_the_sizes()
    {
        _test.Service.Answer(404, Recorded.NotFound()).Answer(400, Recorded.Error("BadRequest", "No."));

        Assert.Equal(ErrorIds.InvalidArgument, (await Assert.ThrowsAsync<ComputeTargetException>(() => Put(Cluster("eastus")))).ErrorId);
        Assert.Equal(2, _test.Sent.Count);
    }

    [Fact]
    public async Task A_creation_that_is_waited_for_returns_the_final_target()
    {
        _test.Service
            .Answer(404, Recorded.NotFound())
            .Answer(201, Creating, Recorded.Operation)
            .Answer(200, Recorded.InProgress)
            .Answer(200, Recorded.Succeeded)
            .Answer(200, Recorded.Cluster());

        Assert.Equal("Succeeded", (await Put(Cluster("eastus"), wait: Wait)).ProvisioningState);

        Assert.Equal(
            [
                new CallProgress("Creating compute target 'cpu'", "InProgress, 00:00:00", -1, false),
                new CallProgress("Creating compute target 'cpu'", "Done", 100, true),
            ],
            _test.Log.ProgressRecords);
    }

    [Fact]
    public async Task A_creation_whose_answer_does_not_describe_the_target_is_waited_for_without_Wait_too()
    {
        _test.Service.Answer(404, Recorded.NotFound()).Answer(201).Answer(200, Recorded.Cluster());

        Assert.Equal("cpu", (await Put(Cluster("eastus"))).Name);
        Assert.Equal(["GET", "PUT", "GET"], _test.Service.Requests.Select(request => request.Method));
    }

    [Fact]
    public async Task When_the_time_is_up_the_error_says_that_the_creation_goes_on()
    {
        _test.Service.Answer(404, Recorded.NotFound()).Answer(201, Creating, Recorded.Operation);
        for (int i = 0; i < 12; i++)
        {
            _test.Service.Answer(200, Recorded.InProgress);
        }

        ComputeTargetException exception =
            await Assert.ThrowsAsync<ComputeTargetException>(
                () => Put(Cluster("eastus"), wait: new WaitChoice(true, TimeSpan.FromSeconds(90))));

        Assert.Equal((ErrorIds.WaitTimeout, "cpu"), (exception.ErrorId, exception.ComputeName));
        Assert.Equal("Creating compute target 'cpu' did not end within 00:01:30. The operation continues.", exception.Message);
        Assert.Equal("Continue to wait with 'Wait-AmlComputeTarget cpu', or use a longer -Timeout.", exception.Remedy);
        Assert.True(_test.Log.ProgressRecords[^1].IsCompleted);
    }

    [Theory]
    [InlineData(true, "cpu")]
    [InlineData(false, $"-ResourceId {TestClient.WorkspaceId}/computes/cpu")]
    public async Task The_remedy_for_a_failed_creation_deletes_the_target_and_no_namesake(bool isCurrent, string choice)
    {
        TestClient test = isCurrent ? _test : new TestClient();
        test.Service.Answer(404, Recorded.NotFound()).Answer(201, Creating, Recorded.Operation)
            .Answer(200, """{"status":"Failed","error":{"code":"Broken","message":"It broke."}}""");

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            () => test.Run(new ConfigurationGoal("cpu", Cluster("eastus"), ExistingTarget.Refuse), Wait));

        Assert.Equal(
            $"Fix the cause. Then delete it with 'Remove-AmlComputeTarget {choice} -Wait', and create it again.", exception.Remedy);
    }

    [Fact]
    public async Task No_time_at_all_still_sends_the_PUT()
    {
        _test.Service.Answer(404, Recorded.NotFound()).Answer(201, Creating, Recorded.Operation);

        ComputeTargetException exception =
            await Assert.ThrowsAsync<ComputeTargetException>(() => Put(Cluster("eastus"), wait: new WaitChoice(true, TimeSpan.Zero)));

        Assert.Equal(ErrorIds.WaitTimeout, exception.ErrorId);
        Assert.StartsWith("PUT", _test.Sent[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_during_a_wait_is_a_cancellation_and_no_time_out()
    {
        _test.Service.Answer(404, Recorded.NotFound()).Answer(201, Creating, Recorded.Operation).Hang(_test.Cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Put(Cluster("eastus"), wait: Wait));

        Assert.True(_test.Log.ProgressRecords[^1].IsCompleted);
    }

    [Theory]
    [InlineData("Delete", false)]
    [InlineData("Detach", true)]
    public async Task Created_targets_are_deleted_and_attached_targets_are_detached(string action, bool isAttached)
    {
        _test.Service.Answer(200, isAttached ? Recorded.Kubernetes() : Recorded.Cluster()).Answer(202, "", Recorded.Operation);

        ComputeTarget target = await Remove(action, NoWait);

        Assert.Equal(isAttached, target.IsAttached);
        Assert.Equal([$"GET {TestClient.Url("cpu")}", $"DELETE {TestClient.Url("cpu")}&underlyingResourceAction={action}"], _test.Sent);
    }

    [Theory]
    [InlineData("Delete", true, ErrorIds.ComputeTargetAttached)]
    [InlineData("Detach", false, ErrorIds.ComputeTargetNotAttached)]
    public async Task The_one_is_never_done_for_the_other(string action, bool isAttached, string errorId)
    {
        _test.Service.Answer(200, isAttached ? Recorded.Kubernetes() : Recorded.Cluster("Updating"));

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(() => Remove(action, Wait));

        Assert.Equal((errorId, "cpu"), (exception.ErrorId, exception.ComputeName));
        Assert.Single(_test.Sent);
    }

    [Theory]
    [InlineData(ComputeTypes.Kubernetes, Resource, true)]
    [InlineData(ComputeTypes.VirtualMachine, "", true)]
    [InlineData(ComputeTypes.HDInsight, "", true)]
    [InlineData(ComputeTypes.Databricks, """, "resourceId": null""", true)]
    [InlineData(ComputeTypes.DataLakeAnalytics, Resource, true)]
    [InlineData(ComputeTypes.SynapseSpark, Resource, true)]
    [InlineData(ComputeTypes.Aks, Resource, true)]
    [InlineData(ComputeTypes.DataFactory, Resource, true)]
    [InlineData(ComputeTypes.Aks, "", true)]
    [InlineData("Quantum", Resource, true)]
    [InlineData(ComputeTypes.Aks, """, "resourceId": null""", false)]
    [InlineData(ComputeTypes.DataFactory, """, "resourceId": null""", false)]
    [InlineData(ComputeTypes.AmlCompute, Resource, false)]
    [InlineData(ComputeTypes.ComputeInstance, "", false)]
    public async Task A_target_that_may_be_attached_is_not_deleted_if_the_service_does_not_say(
        string type, string resource, bool isAttached)
    {
        foreach (string flag in new[] { "", """, "isAttachedCompute": null""" })
        {
            string body =
                $$"""
                { "name": "cpu", "properties": { "computeType": "{{type}}", "provisioningState": "Succeeded"{{resource}}{{flag}} } }
                """;
            _test.Service.Answer(200, body).Answer(200, body).Answer(202, "", Recorded.Operation);
            int before = _test.Sent.Count;

            ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
                () => Remove(isAttached ? "Delete" : "Detach", NoWait));
            ComputeTarget target = await Remove(isAttached ? "Detach" : "Delete", NoWait);

            Assert.Equal(isAttached ? ErrorIds.ComputeTargetAttached : ErrorIds.ComputeTargetNotAttached, exception.ErrorId);
            Assert.Equal(isAttached, target.IsAttached);
            Assert.DoesNotContain("isAttachedCompute\": true", target.ToJson());
            Assert.Equal(["GET", "GET", "DELETE"], _test.Sent.Skip(before).Select(request => request.Split(' ')[0]));
            Assert.EndsWith($"underlyingResourceAction={(isAttached ? "Detach" : "Delete")}", _test.Sent[^1], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_overwrite_keeps_the_settings_that_are_not_given()
    {
        string live = Recorded.Cluster()
            .Replace("\"tags\": null", """
                "tags": { "team": "vision" }, "identity": { "type": "SystemAssigned", "principalId": "p", "tenantId": "t" }
                """, StringComparison.Ordinal)
            .Replace("\"vmPriority\": null", """
                "vmPriority": "LowPriority", "subnet": { "id": "/subnets/s" }, "laterSetting": { "on": true }
                """, StringComparison.Ordinal)
            .Replace("\"description\": null", "\"description\": \"first\"", StringComparison.Ordinal);
        _test.Service.Answer(200, live).Answer(201, Creating, Recorded.Operation);

        await Put(
            Cluster(null, "Standard_DS3_v2").Set(ComputeTarget.Members.Tags, new Dictionary<string, string?> { ["cost"] = "7" })
                .Set(ComputeCluster.Members.MaxNodes, 5),
            ExistingTarget.Overwrite);

        JsonElement body = JsonSerializer.Deserialize<JsonElement>(_test.Service.Requests[^1].Body!);
        JsonElement properties = body.GetProperty("properties");
        JsonElement inner = properties.GetProperty("properties");
        Assert.Equal(
            ("LowPriority", "/subnets/s", "Linux", 5, "Standard_DS3_v2"),
            (inner.GetProperty("vmPriority").GetString(), inner.GetProperty("subnet").GetProperty("id").GetString(),
                inner.GetProperty("osType").GetString(), inner.GetProperty("scaleSettings").GetProperty("maxNodeCount").GetInt32(),
                inner.GetProperty("vmSize").GetString()));
        Assert.Equal("""{"on":true}""", inner.GetProperty("laterSetting").GetRawText());
        Assert.Equal("first", properties.GetProperty("description").GetString());
        Assert.Equal(
            ("""{"type":"SystemAssigned"}""", """{"cost":"7"}"""),
            (body.GetProperty("identity").GetRawText(), body.GetProperty("tags").GetRawText()));
        Assert.False(properties.TryGetProperty("provisioningState", out _));
        Assert.False(inner.TryGetProperty("allocationState", out _));
    }

    [Theory]
    [InlineData(null, "\"PT2M\"", "\"PT2M\"")]
    [InlineData(null, "null", null)]
    [InlineData(300, "\"PT2M\"", "\"PT5M\"")]
    [InlineData(300, "null", "\"PT5M\"")]
    public async Task An_overwrite_keeps_the_idle_time_of_the_cluster_unless_another_is_given(int? seconds, string live, string? sent)
    {
        const string Member = "nodeIdleTimeBeforeScaleDown";
        TimeSpan? given = seconds is null ? null : TimeSpan.FromSeconds(seconds.Value);
        _test.Service
            .Answer(200, Recorded.Cluster().Replace($"\"{Member}\": null", $"\"{Member}\": {live}", StringComparison.Ordinal))
            .Answer(201, Creating, Recorded.Operation);

        await Put(
            Cluster(null, "Standard_DS3_v2").Set(ComputeCluster.Members.IdleTimeBeforeScaleDown, given), ExistingTarget.Overwrite);

        JsonNode properties = JsonNode.Parse(_test.Service.Requests[1].Body)!["properties"]!["properties"]!;
        Assert.Equal(sent, properties["scaleSettings"]![Member]?.ToJsonString());
    }

    [Theory]
    [InlineData(true, new[] { "GET", "PUT" }, "new")]
    [InlineData(false, new[] { "GET", "POST", "GET", "PUT" }, "old")]
    public async Task An_overwrite_reads_the_credentials_of_the_target_only_if_none_are_given(bool isGiven, string[] methods, string sent)
    {
        const string Id =
            "/subscriptions/0b5d8c1e-2f60-4f5c-9f0e-3a1d6c7b8e90/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm1";
        string live = $$"""
            {
              "name": "cpu", "location": "eastus",
              "properties": {
                "computeType": "VirtualMachine", "provisioningState": "Succeeded", "isAttachedCompute": true, "resourceId": "{{Id}}",
                "properties": { "sshPort": 22, "administratorAccount": null }
              }
            }
            """;
        _test.Service.Answer(200, live);
        if (!isGiven)
        {
            _test.Service.Answer(200, """{"computeType":"VirtualMachine","administratorAccount":{"username":"me","password":"old"}}""");
            _test.Service.Answer(200, live);
        }

        _test.Service.Answer(201, live.Replace("Succeeded", "Creating", StringComparison.Ordinal), Recorded.Operation);
        ComputeConfiguration configuration = new ComputeConfiguration(ComputeTypes.VirtualMachine, isAttach: true)
            .Set(ComputeTarget.Members.ClusterResourceId, Id)
            .Set(ComputeTarget.Members.Location, "eastus");
        if (isGiven)
        {
            configuration.Set(SshMembers.AdminUserName, "me").Set(SshMembers.AdminPassword, SecretText.Protect("new"));
        }

        await Put(configuration, ExistingTarget.Overwrite);

        Assert.Equal(methods, _test.Service.Requests.Select(request => request.Method));
        Assert.Equal(
            $$"""{"username":"me","password":"{{sent}}"}""",
            JsonNode.Parse(_test.Service.Requests[^1].Body)!["properties"]!["properties"]!["administratorAccount"]!.ToJsonString());
    }

    [Fact]
    public async Task A_cluster_that_is_being_updated_is_deleted_though_it_shows_an_internal_id()
    {
        _test.Service.Answer(200, Recorded.Cluster("Updating")).Answer(202, "", Recorded.Operation).Answer(200, Recorded.Succeeded);

        Assert.False((await Remove("Delete", Wait)).IsAttached);
        Assert.Equal([new CallProgress("Deleting compute target 'cpu'", "Done", 100, true)], _test.Log.ProgressRecords);
    }

    [Fact]
    public async Task A_deletion_whose_state_cannot_be_read_names_the_wait_for_the_removal()
    {
        _test.Service.Answer(200, Recorded.Cluster()).Answer(202, "", Recorded.Operation)
            .Answer(403, Recorded.Error("AuthorizationFailed", "Your role has gone."));

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(() => Remove("Delete", Wait));

        Assert.StartsWith(
            "Wait for the operation with 'Wait-AmlComputeTarget cpu -For Removed', or read", exception.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_target_is_not_found_and_nothing_is_deleted()
    {
        _test.Service.Answer(404, Recorded.NotFound()).Answer(403, Recorded.Error("AuthorizationFailed", "No list."));

        Assert.Equal(
            ErrorIds.ComputeTargetNotFound, (await Assert.ThrowsAsync<ComputeTargetException>(() => Remove("Delete", Wait))).ErrorId);
        Assert.All(_test.Sent, sent => Assert.StartsWith("GET ", sent, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(204)]
    [InlineData(404)]
    public async Task A_target_that_vanishes_before_it_is_deleted_is_gone(int status)
    {
        _test.Service.Answer(200, Recorded.Cluster()).Answer(status, status == 404 ? Recorded.NotFound() : "");

        Assert.Equal("cpu", (await Remove("Delete", Wait)).Name);
    }

    [Fact]
    public async Task A_name_that_the_region_has_refuses_a_new_instance_and_nothing_is_sent()
    {
        _test.Service.Answer(404, Recorded.NotFound())
            .Answer(200, """{"nameAvailable":false,"reason":"AlreadyExists","message":"The name is taken in eastus."}""")
            .Answer(404, Recorded.NotFound());

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(() => Put(Instance));

        Assert.Equal(
            (ErrorIds.ComputeNameUnavailable, "The name is taken in eastus."), (exception.ErrorId, exception.Message));
        Assert.Equal(["GET", "POST", "GET"], Methods);
        Assert.Equal("""{"Name":"cpu","Type":"Microsoft.BatchAI/DataScienceInstance"}""", _test.Service.Requests[1].Body);
    }

    [Fact]
    public async Task An_instance_that_another_session_creates_at_the_same_time_is_used()
    {
        _test.Service.Answer(404, Recorded.NotFound())
            .Answer(200, """{"nameAvailable":false,"reason":"AlreadyExists","message":"The name is taken in eastus."}""")
            .Answer(200, Recorded.Instance("Succeeded", "Running"));

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(() => Put(Instance));

        Assert.Equal(ErrorIds.ComputeTargetExists, exception.ErrorId);
        Assert.Equal(["GET", "POST", "GET"], Methods);
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","message":null""")]
    [InlineData(""","message":"" """)]
    public async Task A_name_that_is_taken_without_a_reason_has_a_message(string message)
    {
        _test.Service.Answer(404, Recorded.NotFound()).Answer(200, $$"""{"nameAvailable":false{{message}}}""")
            .Answer(404, Recorded.NotFound());

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(() => Put(Instance));

        Assert.Equal("The name 'cpu' is not available.", exception.Message);
    }

    [Theory]
    [InlineData(200, """{"nameAvailable":true}""")]
    [InlineData(200, """{"nameAvailable":"no"}""")]
    [InlineData(200, "[]")]
    [InlineData(403, "")]
    [InlineData(404, "")]
    [InlineData(409, """{"error":{"code":"Conflict","message":"There is already an active operation submitted."}}""")]
    public async Task Any_other_answer_about_a_name_is_passed_over(int status, string answer)
    {
        _test.Service.Answer(404, Recorded.NotFound()).Answer(status, answer)
            .Answer(201, Recorded.Instance("Creating", "Creating"), Recorded.Operation);

        await Put(Instance);

        Assert.Equal(["GET", "POST", "PUT"], Methods);
        Assert.Empty(_test.Log.Warnings);
    }

    [Fact]
    public async Task A_schedule_without_a_state_is_enabled_and_a_virtual_machine_without_a_port_has_port_22()
    {
        ComputeConfiguration scheduled = Instance.SetNode(
            ComputeInstance.Members.Schedules,
            JsonNode.Parse("""[{"action":"Stop","triggerType":"Cron","cron":{"expression":"0 19 * * *"}}]"""));
        _test.Service.Answer(404, Recorded.NotFound()).Answer(200, """{"nameAvailable":true}""")
            .Answer(201, Recorded.Instance("Creating", "Creating"), Recorded.Operation);
        await Put(scheduled);
        Assert.Contains("\"status\":\"Enabled\"", _test.Service.Requests[2].Body, StringComparison.Ordinal);

        ComputeConfiguration machine = new ComputeConfiguration(ComputeTypes.VirtualMachine, isAttach: true)
            .Set(ComputeTarget.Members.Location, "eastus")
            .Set(
                ComputeTarget.Members.ClusterResourceId,
                "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm");
        _test.Service.Answer(404, Recorded.NotFound()).Answer(201, Recorded.Kubernetes(), Recorded.Operation);
        await Put(machine);
        Assert.Contains("\"sshPort\":22", _test.Service.Requests[4].Body, StringComparison.Ordinal);
    }

    private static ComputeConfiguration Instance => new ComputeConfiguration(ComputeTypes.ComputeInstance, isAttach: false)
        .Set(ComputeTarget.Members.Location, "eastus")
        .Set(ComputeInstance.Members.VmSize, "Standard_DS3_v2");

    private IEnumerable<string> Methods => _test.Service.Requests.Select(request => request.Method);

    private static ComputeConfiguration Cluster(string? location, string size = "Standard_DS2_v3") =>
        new ComputeConfiguration(ComputeTypes.AmlCompute, isAttach: false)
            .Set(ComputeCluster.Members.VmSize, size)
            .Set(ComputeTarget.Members.Location, location);

    private Task<ComputeTarget> Put(
        ComputeConfiguration configuration, ExistingTarget existing = ExistingTarget.Refuse, WaitChoice? wait = null) =>
        _test.Run(new ConfigurationGoal("cpu", configuration, existing), wait ?? NoWait);

    private Task<ComputeTarget> Remove(string action, WaitChoice wait) =>
        _test.Run(new RemovalGoal("cpu", Enum.Parse<UnderlyingResourceAction>(action)), wait);
}
