using System.Text.Json;
using System.Text.Json.Nodes;
using AmlCompute.Client.Changes;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Running;
using AmlCompute.Client.Waiting;
using AmlCompute.Models;
using AmlCompute.Models.Json;
using AmlCompute.Settings;
using AmlCompute.Tests.Models;
using Xunit;

namespace AmlCompute.Tests.Client.Running;

public sealed class ChangeRunTests
{
    private static readonly WaitChoice NoWait = new(false, TimeSpan.FromMinutes(30));
    private static readonly WaitChoice Wait = new(true, TimeSpan.FromMinutes(30));

    private readonly TestClient _test = new();

    [Fact]
    public async Task A_change_reads_patches_and_reads_back()
    {
        _test.Service.Answer(200, Recorded.Cluster()).Answer(202, Recorded.Cluster("Updating"), Recorded.Operation).Answer(200, Scaled(12));

        ComputeCluster target = (ComputeCluster)await Update(new ComputeChange().SetValue("MaxNodes", 12), NoWait);

        Assert.Equal(12, target.MaxNodes);
        Assert.Equal([$"GET {TestClient.Url("cpu")}", $"PATCH {TestClient.Url("cpu")}", $"GET {TestClient.Url("cpu")}"], _test.Sent);
        Assert.Equal(
            """{"properties":{"properties":{"scaleSettings":{"minNodeCount":0,"maxNodeCount":12}}}}""",
            _test.Service.Requests[1].Body);
        Assert.Empty(_test.Log.Warnings);
    }

    [Fact]
    public async Task A_change_whose_response_cannot_be_read_is_read_back_with_a_warning()
    {
        _test.Service.Answer(200, Recorded.Cluster()).Answer(200, "<html></html>").Answer(200, Scaled(12));

        ComputeCluster target = (ComputeCluster)await Update(new ComputeChange().SetValue("MaxNodes", 12), NoWait);

        Assert.Equal(12, target.MaxNodes);
        Assert.Equal(
            "cpu: The service accepted the request, but its progress cannot be followed. "
            + "The service answered 200, but its body is not valid JSON.",
            Assert.Single(_test.Log.Warnings));
    }

    [Fact]
    public async Task A_PATCH_carries_all_three_scale_settings_with_those_that_were_just_read()
    {
        string live = Recorded.Cluster()
            .Replace("\"nodeIdleTimeBeforeScaleDown\": null", "\"nodeIdleTimeBeforeScaleDown\": \"PT10M\"", StringComparison.Ordinal)
            .Replace("\"minNodeCount\": 0", "\"minNodeCount\": 1", StringComparison.Ordinal);
        _test.Service.Answer(200, live).Answer(202, Recorded.Cluster("Updating"), Recorded.Operation).Answer(200, Scaled(12));

        await Update(new ComputeChange().SetValue("MaxNodes", 12), NoWait);

        Assert.Equal(
            """
            {"properties":{"properties":{"scaleSettings":{"minNodeCount":1,"maxNodeCount":12,"nodeIdleTimeBeforeScaleDown":"PT10M"}}}}
            """.Trim(),
            _test.Service.Requests[1].Body);
    }

    [Fact]
    public async Task An_identity_goes_by_PATCH_in_which_null_removes_one()
    {
        string live = WithIdentity("UserAssigned", "/one", "/two");
        _test.Service.Answer(200, live).Answer(200, WithIdentity("UserAssigned", "/two")).Answer(200, WithIdentity("UserAssigned", "/two"));

        await Update(RemoveIdentity("/one"), NoWait);

        Assert.Equal(["GET", "PATCH", "GET"], Methods);
        Assert.Equal(
            """
            {"location":"eastus","properties":{},"identity":{"type":"UserAssigned","userAssignedIdentities":{"/two":{},"/one":null}}}
            """.Trim(),
            _test.Service.Requests[1].Body);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(405)]
    [InlineData(415)]
    public async Task An_identity_that_the_service_refuses_in_a_PATCH_goes_by_PUT(int status)
    {
        string wanted = WithIdentity("UserAssigned", "/two");
        _test.Service.Answer(200, WithIdentity("UserAssigned", "/one", "/two"))
            .Answer(status, Recorded.Error("BadRequest", "Not by PATCH."))
            .Answer(200, WithIdentity("UserAssigned", "/one", "/two"))
            .Answer(200, wanted).Answer(200, wanted);

        await Update(RemoveIdentity("/one"), NoWait);

        Assert.Equal(["GET", "PATCH", "GET", "PUT", "GET"], Methods);
        Assert.Contains("\"userAssignedIdentities\":{\"/two\":{}}", _test.Service.Requests[3].Body, StringComparison.Ordinal);
        Assert.Empty(_test.Log.Warnings);
    }

    [Fact]
    public async Task An_identity_that_the_service_ignores_in_a_PATCH_goes_by_PUT()
    {
        string live = WithIdentity("UserAssigned", "/one", "/two");
        string wanted = WithIdentity("UserAssigned", "/two");
        _test.Service.Answer(200, live).Answer(200, live).Answer(200, live).Answer(200, wanted).Answer(200, wanted);

        ComputeTarget target = await Update(RemoveIdentity("/one"), NoWait);

        Assert.Equal(["GET", "PATCH", "GET", "PUT", "GET"], Methods);
        Assert.Equal("/two", Assert.Single(target.Identity!.UserAssignedIdentities.Keys));
    }

    [Fact]
    public async Task A_PATCH_that_sets_the_identity_but_not_the_other_values_is_a_warning()
    {
        string after = WithIdentity("UserAssigned", "/two");
        _test.Service.Answer(200, WithIdentity("UserAssigned", "/one", "/two")).Answer(200, after);
        for (int look = 0; look < 4; look++)
        {
            _test.Service.Answer(200, after);
        }

        await Update(RemoveIdentity("/one").SetValue("MaxNodes", 12), NoWait);

        Assert.Equal(["cpu: the service accepted the change, but MaxNodes is 8, not 12."], _test.Log.Warnings);
        Assert.True(_test.Service.IsUsedUp);
    }

    [Fact]
    public async Task A_PUT_that_is_refused_after_an_ignored_PATCH_is_the_error_of_the_PUT()
    {
        string live = WithIdentity("UserAssigned", "/one", "/two");
        _test.Service.Answer(200, live).Answer(200, live).Answer(200, live)
            .Answer(403, Recorded.Error("AuthorizationFailed", "You may not."));

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(() => Update(RemoveIdentity("/one"), NoWait));

        Assert.Equal((ErrorIds.AuthorizationFailed, "You may not."), (exception.ErrorId, exception.Message));
    }

    [Fact]
    public async Task A_long_pause_between_polls_is_one_verbose_line_and_progress()
    {
        _test.Service.Answer(200, Recorded.Cluster())
            .Answer(202, Scaled(12), Recorded.Operation, ("Retry-After", "40"))
            .Answer(200, Recorded.Succeeded).Answer(200, Scaled(12)).Answer(200, Scaled(12));

        await Update(new ComputeChange().SetValue("MaxNodes", 12), Wait);

        string line = Assert.Single(
            _test.Log.VerboseLines, item => item.Contains("after a pause of 00:00:40", StringComparison.Ordinal));
        Assert.StartsWith("Updating compute target 'cpu': Next request at ", line, StringComparison.Ordinal);
        Assert.Contains(_test.Log.ProgressRecords, record => record.Status.StartsWith("Next request at ", StringComparison.Ordinal));
        Assert.True(_test.Log.ProgressRecords[^1].IsCompleted);
    }

    [Fact]
    public async Task A_change_that_the_service_accepts_and_does_not_apply_is_a_warning()
    {
        _test.Service.Answer(200, Recorded.Cluster())
            .Answer(202, Recorded.Cluster("Updating"), Recorded.Operation).Answer(200, Recorded.Succeeded);
        for (int look = 0; look < 4; look++)
        {
            _test.Service.Answer(200, Recorded.Cluster());
        }

        await Update(new ComputeChange().SetValue("MaxNodes", 12), Wait);

        Assert.Equal(["cpu: the service accepted the change, but MaxNodes is 8, not 12."], _test.Log.Warnings);
        Assert.True(_test.Service.IsUsedUp);
    }

    [Fact]
    public async Task A_late_read_is_not_a_warning()
    {
        _test.Service.Answer(200, Recorded.Cluster())
            .Answer(202, Recorded.Cluster("Updating"), Recorded.Operation).Answer(200, Recorded.Succeeded)
            .Answer(200, Recorded.Cluster()).Answer(200, Recorded.Cluster()).Answer(200, Scaled(12));

        Assert.Equal(12, ((ComputeCluster)await Update(new ComputeChange().SetValue("MaxNodes", 12), Wait)).MaxNodes);
        Assert.Empty(_test.Log.Warnings);
    }

    [Fact]
    public async Task A_PUT_keeps_unknown_members_and_omits_members_that_only_the_service_writes()
    {
        JsonObject live = JsonNode.Parse(Recorded.Cluster())!.AsObject();
        live["sku"] = new JsonObject { ["name"] = "S" };
        live["systemData"] = new JsonObject { ["createdBy"] = "me" };
        live["properties"]!["fromTheFuture"] = new JsonObject { ["a"] = 1 };
        live["properties"]!["properties"]!["newSetting"] = "kept";
        live["properties"]!["properties"]!["userAccountCredentials"] =
            new JsonObject { ["adminUserName"] = "me", ["adminUserPassword"] = null };
        _test.Service.Answer(200, live.ToJsonString())
            .Answer(201, live.ToJsonString(), Recorded.Operation).Answer(200, live.ToJsonString());

        await Update(new ComputeChange().SetValue("Description", "new"), NoWait);

        Assert.Equal($"PUT {TestClient.Url("cpu")}", _test.Sent[1]);
        Assert.Equal(
            """{"location":"eastus","tags":null,"properties":""" +
            """{"disableLocalAuth":false,"description":"new","computeType":"AmlCompute","computeLocation":"eastus","properties":""" +
            """{"vmSize":"STANDARD_DS3_V2","vmPriority":null,"scaleSettings":""" +
            """{"maxNodeCount":8,"minNodeCount":0,"nodeIdleTimeBeforeScaleDown":null},"osType":"Linux","propertyBag":""" +
            """{},"newSetting":"kept"},"fromTheFuture":{"a":1}},"sku":{"name":"S"}}""",
            _test.Service.Requests[1].Body);
    }

    [Fact]
    public async Task Preview_members_go_with_a_preview_version()
    {
        _test.Service.Answer(200, Instance()).Answer(201, Instance(), Recorded.Operation).Answer(200, Instance());

        await Update(new ComputeChange().SetValue("EnableRootAccess", false), NoWait);

        Assert.EndsWith("api-version=2026-05-15-preview", _test.Sent[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preview_member_that_becomes_as_usual_goes_with_a_preview_version()
    {
        string live = Instance().Replace("\"enableRootAccess\":true", "\"enableRootAccess\":false", StringComparison.Ordinal);
        _test.Service.Answer(200, live).Answer(201, live, Recorded.Operation).Answer(200, live);

        await Update(new ComputeChange().SetValue("EnableRootAccess", true), NoWait);

        Assert.EndsWith("api-version=2026-05-15-preview", _test.Sent[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"enableOSPatching\":true", "2026-05-15-preview")]
    [InlineData("\"enableRootAccess\":false", "2026-05-15-preview")]
    [InlineData("\"releaseQuotaOnStop\":true", "2026-05-15-preview")]
    [InlineData("\"autologgerSettings\":{\"mlflowAutologger\":\"Enabled\"}", "2026-05-15-preview")]
    [InlineData("\"autologgerSettings\":null,\"enableOSPatching\":null", "2026-05-01")]
    [InlineData("\"enableOSPatching\":false,\"enableRootAccess\":true,\"releaseQuotaOnStop\":false", "2026-05-01")]
    public async Task Preview_members_that_are_only_sent_back_go_with_a_preview_version_too_unless_they_are_as_usual(
        string members, string version)
    {
        string live = Instance().Replace("\"enableRootAccess\":true", members, StringComparison.Ordinal);
        _test.Service.Answer(200, live).Answer(201, live, Recorded.Operation).Answer(200, live);

        await Update(new ComputeChange().SetValue("Description", "new"), NoWait);

        Assert.EndsWith($"?api-version={version}", _test.Sent[1], StringComparison.Ordinal);
        Assert.Contains(members, _test.Service.Requests[1].Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        ComputeTypes.ComputeInstance, """{"state":"Running","sshSettings":{"sshPublicAccess":"Disabled","adminPublicKey":null}}""",
        """{"sshSettings":{"sshPublicAccess":"Disabled"}}""")]
    [InlineData(ComputeTypes.ComputeInstance, """{"vmSize":"A","sshSettings":{"adminPublicKey":null}}""", """{"vmSize":"A"}""")]
    [InlineData(
        ComputeTypes.Kubernetes, """{"namespace":"ml","relayConnectionString":null,"serviceBusConnectionString":null}""",
        """{"namespace":"ml"}""")]
    [InlineData(ComputeTypes.HDInsight, """{"sshPort":22,"administratorAccount":null}""", """{"sshPort":22}""")]
    [InlineData(ComputeTypes.Databricks, """{"databricksAccessToken":null,"workspaceUrl":"adb"}""", """{"workspaceUrl":"adb"}""")]
    [InlineData(ComputeTypes.Aks, """{"agentCount":3,"sslConfiguration":{"cert":null,"key":null}}""", """{"agentCount":3}""")]
    public void Secrets_that_the_service_shows_as_null_are_not_sent_back(string type, string live, string sent)
    {
        ComputeTarget target = TestTargets.Read(
            $$$"""{"name":"t","properties":{"computeType":"{{{type}}}","provisioningState":"Succeeded","properties":{{{live}}}}}""");

        Assert.Equal(sent, PutBody.BuildForExisting(target)["properties"]!["properties"]!.ToJsonString());
    }

    [Theory]
    [InlineData(
        ComputeTypes.AmlCompute,
        """{"userAccountCredentials":{"adminUserName":"me","adminUserSshPublicKey":"ssh-rsa AAAA","adminUserPassword":null}}""",
        """{"userAccountCredentials":{"adminUserName":"me","adminUserSshPublicKey":"ssh-rsa AAAA"}}""")]
    [InlineData(
        ComputeTypes.ComputeInstance,
        """{"schedules":{"computeStartStop":[{"id":"s","action":"Stop","provisioningStatus":"Completed","schedule":{"id":"r"}}]}}""",
        """{"schedules":{"computeStartStop":[{"id":"s","action":"Stop"}]}}""")]
    public void A_public_key_and_schedules_are_sent_without_the_additions_of_the_service(string type, string live, string sent)
    {
        ComputeTarget target = TestTargets.Read(
            $$$"""{"name":"t","properties":{"computeType":"{{{type}}}","provisioningState":"Succeeded","properties":{{{live}}}}}""");

        Assert.Equal(sent, PutBody.BuildForExisting(target)["properties"]!["properties"]!.ToJsonString());
    }

    [Theory]
    [InlineData("Enabled", false, "attach the target again with Connect-AmlComputeTarget.")]
    [InlineData("Enabled", true, "New-AmlComputeTarget -Force.")]
    [InlineData("enabled", false, "attach the target again with Connect-AmlComputeTarget.")]
    [InlineData("Auto", true, null)]
    [InlineData("Disabled", true, null)]
    public async Task A_certificate_that_nothing_gives_back_is_a_warning(string status, bool isMade, string? remedy)
    {
        string live = Aks(status, isMade);
        _test.Service.Answer(200, live).Answer(201, live, Recorded.Operation).Answer(200, live);

        await Update(new ComputeChange().SetValue("Description", "new"), NoWait);

        Assert.Contains(
            $$"""{"status":"{{status}}","cname":"www.example.org"}""", _test.Service.Requests[1].Body, StringComparison.Ordinal);
        string[] certificates = [.. _test.Log.Warnings.Where(warning => warning.Contains("certificate", StringComparison.Ordinal))];
        if (remedy is null)
        {
            Assert.Empty(certificates);
        }
        else
        {
            Assert.EndsWith(remedy, Assert.Single(certificates), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_certificate_that_is_given_once_more_is_sent_with_what_else_changes()
    {
        string live = Aks("Enabled", isMade: true);
        _test.Service.Answer(200, live).Answer(201, live, Recorded.Operation).Answer(200, live);
        ComputeConfiguration configuration = new ComputeConfiguration(ComputeTypes.Aks, isAttach: false)
            .Set(AksCompute.Members.SslCertificate, SecretText.Protect("c"))
            .Set(AksCompute.Members.SslKey, SecretText.Protect("k"))
            .Set(AksCompute.Members.SslCname, "new.example.org");

        await Update(ComputeChange.FromConfiguration(configuration), NoWait);

        Assert.Contains(
            """{"status":"Enabled","cname":"new.example.org","cert":"c","key":"k"}""", _test.Service.Requests[1].Body,
            StringComparison.Ordinal);
        Assert.DoesNotContain(_test.Log.Warnings, warning => warning.Contains("certificate", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_error_of_a_wait_names_the_given_time_and_not_the_time_that_was_left()
    {
        TestClient test = new(new PollClock(longestPause: TimeSpan.FromSeconds(6)));
        const string Busy = """{"error":{"code":"Conflict","message":"There is already an active operation submitted."}}""";
        test.Service.Answer(200, Recorded.Cluster()).Answer(409, Busy).Answer(200, Recorded.Cluster("Updating"))
            .Answer(200, Recorded.Cluster()).Answer(202, Scaled(12), Recorded.Operation);
        for (int look = 0; look < 4; look++)
        {
            test.Service.Answer(200, Recorded.InProgress);
        }

        ComputeTargetException exception =
            await Assert.ThrowsAsync<ComputeTargetException>(() => test.Run(
                new ChangeGoal("cpu", new ComputeChange().SetValue("MaxNodes", 12)), new WaitChoice(true, TimeSpan.FromSeconds(10))));

        Assert.Equal(ErrorIds.WaitTimeout, exception.ErrorId);
        Assert.StartsWith("Updating compute target 'cpu' did not end within 00:00:10.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_busy_target_is_tried_again_until_it_is_free()
    {
        const string Busy = """{"error":{"code":"Conflict","message":"There is already an active operation submitted."}}""";
        _test.Service.Answer(200, Recorded.Cluster()).Answer(409, Busy).Answer(200, Recorded.Cluster("Updating"))
            .Answer(200, Recorded.Cluster()).Answer(202, Scaled(12), Recorded.Operation).Answer(200, Scaled(12));

        Assert.Equal(12, ((ComputeCluster)await Update(new ComputeChange().SetValue("MaxNodes", 12), NoWait)).MaxNodes);
        Assert.True(_test.Service.IsUsedUp);
    }

    [Fact]
    public async Task When_the_time_is_up_the_error_names_what_runs()
    {
        const string Busy = """{"error":{"code":"Conflict","message":"There is already an active operation submitted."}}""";
        _test.Service.Answer(200, Recorded.Cluster()).Answer(409, Busy).Answer(200, Recorded.Cluster("Updating"));

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            () => Update(new ComputeChange().SetValue("MaxNodes", 12), new WaitChoice(false, TimeSpan.Zero)));

        Assert.Equal((ErrorIds.OperationConflict, 409), (exception.ErrorId, exception.Status));
        Assert.Contains("Updating", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_that_is_being_deleted_is_not_changed()
    {
        _test.Service.Answer(200, Recorded.Cluster("Deleting"));

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            () => Update(new ComputeChange().SetValue("MaxNodes", 12), Wait));

        Assert.Equal((ErrorIds.OperationConflict, "Compute target 'cpu' is being deleted."), (exception.ErrorId, exception.Message));
        Assert.Equal(["GET"], Methods);
        Assert.Empty(_test.Clock.Pauses);
    }

    [Theory]
    [InlineData(false, "Updating", 1)]
    [InlineData(true, "Succeeded", 3)]
    public async Task A_value_that_the_target_has_is_not_sent_and_only_Wait_waits_for_the_target(bool waits, string state, int requests)
    {
        _test.Service.Answer(200, Recorded.Cluster("Updating")).Answer(200, Recorded.Cluster("Updating")).Answer(200, Recorded.Cluster());

        Assert.Equal(state, (await Update(new ComputeChange().SetValue("MaxNodes", 8), waits ? Wait : NoWait)).ProvisioningState);

        Assert.Equal(Enumerable.Repeat("GET", requests), Methods);
    }

    [Theory]
    [InlineData("Failed", false)]
    [InlineData("Canceled", false)]
    [InlineData("failed", true)]
    public async Task A_failed_change_is_sent_again_although_the_target_shows_its_values(string state, bool waits)
    {
        _test.Service.Answer(200, Recorded.Cluster(state)).Answer(200, Recorded.Cluster()).Answer(200, Recorded.Cluster());

        ComputeTarget target = await Update(new ComputeChange().SetValue("MaxNodes", 8), waits ? Wait : NoWait);

        Assert.Equal(["GET", "PATCH", "GET"], Methods);
        Assert.Equal(
            """{"properties":{"properties":{"scaleSettings":{"minNodeCount":0,"maxNodeCount":8}}}}""", _test.Service.Requests[1].Body);
        Assert.Equal("Succeeded", target.ProvisioningState);
        Assert.Empty(_test.Log.Warnings);
    }

    [Fact]
    public async Task A_failed_change_that_went_by_PUT_is_sent_again_by_PUT()
    {
        _test.Service.Answer(200, Recorded.Cluster("Failed")).Answer(200, Recorded.Cluster()).Answer(200, Recorded.Cluster());

        await Update(new ComputeChange().SetValue("Description", null), NoWait);

        Assert.Equal(["GET", "PUT", "GET"], Methods);
    }

    [Theory]
    [InlineData("Succeeded", 8, true)]
    [InlineData("Succeeded", 12, false)]
    [InlineData("Updating", 8, false)]
    [InlineData("Updating", 12, false)]
    public async Task Without_Wait_the_target_is_read_once_and_a_dropped_value_is_a_warning(string state, int accepted, bool warns)
    {
        _test.Service
            .Answer(200, Recorded.Cluster())
            .Answer(202, Scaled(accepted), Recorded.Operation)
            .Answer(200, Recorded.Cluster(state));

        await Update(new ComputeChange().SetValue("MaxNodes", 12), NoWait);

        Assert.Equal(["GET", "PATCH", "GET"], Methods);
        Assert.Equal(warns ? ["cpu: the service accepted the change, but MaxNodes is 8, not 12."] : [], _test.Log.Warnings);
    }

    [Theory]
    [InlineData("cluster", "VmSize", "^Remove it with 'Remove-AmlComputeTarget -ResourceId [^ ]*/computes/cpu -Wait'")]
    [InlineData("instance", "VmSize", "^Resize-AmlComputeTarget -ResourceId [^ ]*/computes/[a-z0-9-]+ -VmSize other$")]
    [InlineData("instance", "VmSize,SubnetId", "^Remove it with 'Remove-AmlComputeTarget -ResourceId [^ ]*/computes/[a-z0-9-]+ -Wait'")]
    [InlineData("machine", "Address", "^Detach it with 'Disconnect-AmlComputeTarget -ResourceId ")]
    public async Task A_fixed_value_is_refused_with_the_command_that_can_change_it(string live, string names, string remedy)
    {
        _test.Service.Answer(200, live == "cluster" ? Recorded.Cluster() : live == "instance" ? Instance() : Machine);
        ComputeChange change = new();
        foreach (string name in names.Split(','))
        {
            change.SetValue(name, "other");
        }

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(() => Update(change, NoWait));

        Assert.Equal(ErrorIds.InvalidArgument, exception.ErrorId);
        Assert.Contains("-> other.", exception.Message, StringComparison.Ordinal);
        Assert.Matches(remedy, exception.Remedy);
        Assert.Single(_test.Sent);
    }

    [Theory]
    [InlineData("AmlCompute")]
    [InlineData("amlcompute")]
    public async Task Limits_that_would_cross_are_refused(string type)
    {
        _test.Service.Answer(200, Recorded.Cluster().Replace("\"AmlCompute\"", $"\"{type}\"", StringComparison.Ordinal));

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            () => Update(new ComputeChange().SetValue("MinNodes", 9), NoWait));

        Assert.StartsWith("Compute target 'cpu' would have -MinNodes 9 and -MaxNodes 8;", exception.Message, StringComparison.Ordinal);
        Assert.Single(_test.Sent);
    }

    [Fact]
    public async Task Crossed_limits_of_the_target_are_not_an_error_if_nothing_changes()
    {
        _test.Service.Answer(200, Recorded.Cluster().Replace("\"minNodeCount\": 0", "\"minNodeCount\": 9", StringComparison.Ordinal));

        Assert.Equal(8, ((ComputeCluster)await Update(new ComputeChange().SetValue("MaxNodes", 8), NoWait)).MaxNodes);
    }

    [Fact]
    public async Task A_PUT_carries_what_an_action_could_change_except_data_mounts()
    {
        _test.Service.Answer(200, Instance()).Answer(200).Answer(200, Instance())
            .Answer(201, Instance(), Recorded.Operation).Answer(200, Instance());

        await Update(
            new ComputeChange()
                .SetValue("Description", "new")
                .SetValue("IdleTimeBeforeShutdown", TimeSpan.FromHours(1))
                .SetValue("DataMounts", JsonNode.Parse("""[{"mountName":"images","source":"azureml://images"}]""")),
            NoWait);

        Assert.Equal(["GET", "POST", "GET", "PUT", "GET"], Methods);
        Assert.Contains("/updateDataMounts?", _test.Sent[1], StringComparison.Ordinal);
        Assert.Contains("\"idleTimeBeforeShutdown\":\"PT60M\"", _test.Service.Requests[3].Body, StringComparison.Ordinal);
        Assert.DoesNotContain("images", _test.Service.Requests[3].Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("IdleTimeBeforeShutdown", "updateIdleShutdownSetting", """{"idleTimeBeforeShutdown":"PT60M"}""")]
    [InlineData("CustomServices", "customServices", "[]")]
    public async Task A_value_with_an_action_of_its_own_goes_without_a_PUT(string name, string action, string body)
    {
        const string Member = "\"enableRootAccess\":true";
        string before = Instance().Replace(Member, "\"customServices\":[{\"name\":\"rstudio\"}]", StringComparison.Ordinal);
        string after = Instance().Replace(Member, "\"idleTimeBeforeShutdown\":\"PT60M\"", StringComparison.Ordinal);
        _test.Service.Answer(200, before).Answer(200).Answer(200, after);

        await Update(new ComputeChange().SetValue(name, name == "CustomServices" ? null : TimeSpan.FromHours(1)), NoWait);

        Assert.Equal(["GET", "POST", "GET"], Methods);
        Assert.Contains($"/{action}?", _test.Sent[1], StringComparison.Ordinal);
        Assert.Equal(body, _test.Service.Requests[1].Body);
    }

    [Theory]
    [InlineData(200, """{"administratorAccount":{"username":"me","password":"p"}}""", true)]
    [InlineData(200, "", false)]
    [InlineData(400, "", false)]
    [InlineData(403, "", false)]
    public async Task Credentials_that_cannot_be_read_do_not_keep_a_change_from_being_sent(int status, string keys, bool areSent)
    {
        _test.Service.Answer(200, Machine).Answer(status, keys).Answer(200, Machine)
            .Answer(201, Machine, Recorded.Operation).Answer(200, Machine);

        await Update(new ComputeChange().SetValue("Description", "new"), NoWait);

        Assert.Equal(["GET", "POST", "GET", "PUT", "GET"], Methods);
        Assert.Equal(areSent, _test.Service.Requests[3].Body.Contains("\"password\":\"p\"", StringComparison.Ordinal));
        Assert.Equal(
            status == 200 ? 0 : 1,
            _test.Log.Warnings.Count(warning => warning.StartsWith("cpu: The credentials could not be read", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Credentials_that_the_service_returns_as_null_are_not_sent()
    {
        _test.Service.Answer(200, Machine).Answer(200, """{"administratorAccount":null}""").Answer(200, Machine)
            .Answer(201, Machine, Recorded.Operation).Answer(200, Machine);

        await Update(new ComputeChange().SetValue("Description", "new"), NoWait);

        Assert.DoesNotContain("administratorAccount", _test.Service.Requests[3].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_outage_while_credentials_are_read_sends_no_change()
    {
        _test.Service.Answer(200, Machine);
        for (int i = 0; i < 4; i++)
        {
            _test.Service.Answer(503);
        }

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            () => Update(new ComputeChange().SetValue("Description", "new"), NoWait));

        Assert.Equal(ErrorIds.ServiceUnavailable, exception.ErrorId);
        Assert.DoesNotContain("PUT", Methods);
    }

    private const string Machine = """
        {
          "name": "cpu", "location": "eastus",
          "properties": {
            "computeType": "VirtualMachine", "provisioningState": "Succeeded", "isAttachedCompute": true,
            "resourceId": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm1",
            "properties": { "sshPort": 22, "administratorAccount": null }
          }
        }
        """;

    private IEnumerable<string> Methods => _test.Service.Requests.Select(request => request.Method);

    private static string Scaled(int max) =>
        Recorded.Cluster().Replace("\"maxNodeCount\": 8", $"\"maxNodeCount\": {max}", StringComparison.Ordinal);

    private static string Aks(string status, bool isMade) => $$"""
        {
          "name": "cpu", "location": "eastus",
          "properties": {
            "computeType": "AKS", "provisioningState": "Succeeded", "isAttachedCompute": {{(isMade ? "false" : "true")}},
            "properties": { "sslConfiguration": { "status": "{{status}}", "cert": null, "key": null, "cname": "www.example.org" } }
          }
        }
        """;

    private static ComputeChange RemoveIdentity(string id) =>
        new ComputeChange().EditValue(
            "Identity", identity => IdentityEdit.AddAndRemove(identity, null, [], [id], ParameterSource.CommandLine));

    private static string WithIdentity(string type, params string[] ids)
    {
        JsonObject live = JsonNode.Parse(Recorded.Cluster())!.AsObject();
        live["identity"] = ComputeIdentity.CreateJson(type, ids);
        return live.ToJsonString();
    }

    private static string Instance() =>
        """
        {"name":"cpu","location":"eastus","properties":{"computeType":"ComputeInstance","provisioningState":"Succeeded",
            "properties":{"state":"Running","enableRootAccess":true}}}
        """;

    private Task<ComputeTarget> Update(ComputeChange change, WaitChoice wait) =>
        _test.Run(new ChangeGoal("cpu", change), wait);
}
