using System.Text.Json;
using AmlCompute.Client.Changes;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Running;
using AmlCompute.Models;
using AmlCompute.Settings;
using Xunit;

namespace AmlCompute.Tests.Client.Planning;

/// <summary>The checks before a creation.</summary>
public sealed class PreflightTests
{
    private const string Sizes =
        """{"value":[{"name":"Standard_DS3_v2","family":"standardDSv2Family","vCPUs":4,"supportedComputeTypes":["AmlCompute"]}]}""";

    private const string Nothing = """{"value":[]}""";

    private readonly TestClient _test = new();

    [Theory]
    [InlineData("AmlCompute")]
    [InlineData("amlcompute")]
    [InlineData("AMLCOMPUTE")]
    public async Task The_type_of_an_existing_target_is_compared_without_regard_to_case(string type)
    {
        string live = Recorded.Cluster().Replace("\"AmlCompute\"", $"\"{type}\"", StringComparison.Ordinal);
        _test.Service.Answer(200, live).Answer(200, live);

        TargetPlan kept = await _test.Plan(new ConfigurationGoal("cpu", Cluster(1, 4), ExistingTarget.Keep));
        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            () => _test.Plan(new ConfigurationGoal("cpu", Cluster(1, 4), ExistingTarget.Refuse)));

        Assert.Equal(type, kept.Live!.ComputeType);
        Assert.Empty(kept.Steps);
        Assert.Equal($"Compute target 'cpu' already exists in workspace 'ws' and is of type {type}.", exception.Message);
    }

    [Theory]
    [InlineData("Standard_DS3_v2")]
    [InlineData(null)]
    public async Task Node_limits_that_do_not_fit_are_one_failed_check_with_and_without_a_size(string? size)
    {
        ComputeConfiguration configuration = Cluster(5, 2).Set(ComputeCluster.Members.VmSize, size);
        _test.Service.Answer(200, Sizes).Answer(200, Nothing).Answer(200, Nothing);

        Preflight preflight = new(new PlanReader(_test.Workspace, _test.Call));
        (IReadOnlyList<ComputeCheck> checks, _) = await preflight.CheckAsync(null, configuration, ExistingTarget.Refuse);

        ComputeCheck failed = Assert.Single(checks, item => item.Outcome == ComputeCheckOutcome.Failed);
        Assert.Equal(("NodeLimits", ErrorIds.InvalidArgument), (failed.Name, failed.ErrorId));
        Assert.Contains("5", failed.Message, StringComparison.Ordinal);
        Assert.True(_test.Service.IsUsedUp);
    }

    [Theory]
    [InlineData("Standard_NC6s_v3", true)]
    [InlineData("standard_nc6S_V3", true)]
    [InlineData("Standard_D4ds_v5", false)]
    public async Task A_retired_size_is_a_problem_that_names_its_successor(string size, bool isRetired)
    {
        _test.Service.Answer(200, Sizes.Replace("Standard_DS3_v2", size, StringComparison.Ordinal))
            .Answer(200, Nothing).Answer(200, Nothing);
        ComputeConfiguration configuration = Cluster(0, 1).Set(ComputeCluster.Members.VmSize, size);

        (IReadOnlyList<ComputeCheck> checks, _) = await new Preflight(new PlanReader(_test.Workspace, _test.Call))
            .CheckAsync(null, configuration, ExistingTarget.Refuse);

        ComputeCheck[] retirements = [.. checks.Where(check => check.Name == "Retirement")];
        Assert.Equal(isRetired ? 1 : 0, retirements.Length);
        Assert.All(
            retirements,
            check => Assert.Equal(
                (ComputeCheckOutcome.Failed, $"The size {size} was retired on 2025-09-30. Use the NC A100 v4 series, such as " +
                    "Standard_NC24ads_A100_v4."),
                (check.Outcome, check.Message)));
    }

    [Fact]
    public async Task A_network_without_subnets_has_none_to_choose_from()
    {
        const string Network = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/net";
        _test.Service.Answer(200, $$$"""{"value":[{"id":"{{{Network}}}","name":"net","properties":{"subnets":[]}}]}""");

        ComputeCheck? check = await ResourceChecks.FindMissingSubnetAsync(
            new PlanReader(_test.Workspace, _test.Call), $"{Network}/subnets/training");

        Assert.Equal("Virtual network 'net' has no subnet 'training'. It has no subnets.", check?.Message);
    }

    [Fact]
    public async Task Unusable_nodes_are_counted_if_the_service_does_not_return_the_number_of_nodes()
    {
        _test.Service.Answer(
            200,
            """
            {"name":"cpu","properties":{"computeType":"AmlCompute","provisioningState":"Succeeded",
                "properties":{"nodeStateCounts":{"unusableNodeCount":2}}}}
            """);

        ComputeTestReport report = await new TargetTest(new PlanReader(_test.Workspace, _test.Call)).TestExistingAsync("cpu");

        Assert.Equal("Unusable nodes: 2.", Assert.Single(report.Checks, check => check.Name == "Nodes").Message);
    }

    [Fact]
    public async Task Nodes_without_states_are_not_checked()
    {
        _test.Service.Answer(
            200,
            """{"name":"cpu","properties":{"computeType":"AmlCompute","provisioningState":"Succeeded","properties":{}}}""");

        ComputeTestReport report = await new TargetTest(new PlanReader(_test.Workspace, _test.Call)).TestExistingAsync("cpu");

        Assert.Equal(ComputeCheckOutcome.Skipped, Assert.Single(report.Checks, check => check.Name == "Nodes").Outcome);
    }

    [Fact]
    public async Task A_state_that_the_service_does_not_return_is_not_checked()
    {
        _test.Service.Answer(200, """{"name":"cpu","properties":{"computeType":"DataFactory"}}""");

        ComputeTestReport report = await new TargetTest(new PlanReader(_test.Workspace, _test.Call)).TestExistingAsync("cpu");

        Assert.Equal(ComputeCheckOutcome.Skipped, Assert.Single(report.Checks, check => check.Name == "State").Outcome);
    }

    [Fact]
    public async Task A_schedule_that_is_not_created_yet_has_not_failed()
    {
        _test.Service.Answer(
            200,
            """
            {"name":"box","properties":{"computeType":"ComputeInstance","provisioningState":"Succeeded",
                "properties":{"schedules":{"computeStartStop":[{"action":"Stop","provisioningStatus":"Provisioning"}]}}}}
            """);

        ComputeTestReport report = await new TargetTest(new PlanReader(_test.Workspace, _test.Call)).TestExistingAsync("box");

        Assert.Equal("No schedule has failed.", Assert.Single(report.Checks, check => check.Name == "Schedules").Message);
    }

    [Theory]
    [InlineData("Failed", ComputeCheckOutcome.Failed)]
    [InlineData("Canceled", ComputeCheckOutcome.Failed)]
    [InlineData("Succeeded", ComputeCheckOutcome.Passed)]
    public async Task A_target_whose_state_is_failed_does_not_pass_the_check_of_its_state(string state, ComputeCheckOutcome outcome)
    {
        _test.Service.Answer(200, $$$"""{"name":"cpu","properties":{"computeType":"AmlCompute","provisioningState":"{{{state}}}"}}""");

        ComputeTestReport report = await new TargetTest(new PlanReader(_test.Workspace, _test.Call)).TestExistingAsync("cpu");

        ComputeCheck check = Assert.Single(report.Checks, check => check.Name == "State");
        Assert.Equal((outcome, $"The state is {state}."), (check.Outcome, check.Message));
    }

    [Fact]
    public async Task An_instance_without_a_size_that_replaces_a_cluster_is_checked_with_the_default_size()
    {
        _test.Service
            .Answer(200, Sizes.Replace("\"AmlCompute\"", "\"ComputeInstance\"", StringComparison.Ordinal))
            .Answer(200, Nothing).Answer(200, Nothing);
        ComputeConfiguration configuration = new ComputeConfiguration(ComputeTypes.ComputeInstance, isAttach: false)
            .Set(ComputeTarget.Members.Location, "eastus");
        ComputeTarget cluster = ComputeTypes.Create(
            JsonSerializer.Deserialize<JsonElement>(
                """{"name":"a1","properties":{"computeType":"AmlCompute","properties":{"vmSize":"Standard_A4"}}}"""),
            _test.Workspace);

        IReadOnlyList<ComputeCheck> checks = await new Preflight(new PlanReader(_test.Workspace, _test.Call))
            .RequireReplacementAsync("a1", configuration, cluster);

        Assert.Equal(
            "eastus has Standard_DS3_v2 for ComputeInstance: 4 vCPUs.", Assert.Single(checks, check => check.Name == "VmSize").Message);
    }

    [Fact]
    public async Task The_quotas_of_a_cluster_are_those_of_the_region_of_its_machines()
    {
        _test.Service.Answer(200, Sizes).Answer(200, Nothing).Answer(200, Nothing);
        _test.Service.Answer(200, Sizes).Answer(200, Nothing).Answer(200, Nothing);
        ComputeTarget cluster = ComputeTypes.Create(
            JsonSerializer.Deserialize<JsonElement>(
                """
                {"name":"a1","location":"eastus","properties":{"computeType":"AmlCompute","computeLocation":"westeurope",
                    "properties":{"vmSize":"Standard_DS3_v2","scaleSettings":{"minNodeCount":0,"maxNodeCount":1}}}}
                """),
            _test.Workspace);
        Preflight preflight = new(new PlanReader(_test.Workspace, _test.Call));
        ComputeChange change = new ComputeChange().SetValue(nameof(ComputeCluster.MaxNodes), 2);

        _ = await preflight.CheckGrowthAsync(new TargetPlan("a1", cluster) { Values = change.PlanValues(cluster) });
        _ = await preflight.RequireReplacementAsync("a1", new ComputeConfiguration(ComputeTypes.AmlCompute, isAttach: false), cluster);

        Assert.NotEmpty(_test.Sent);
        Assert.All(_test.Sent, request => Assert.Contains("/locations/westeurope/", request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_replacement_that_exceeds_a_quota_recommends_the_command_that_shows_the_use()
    {
        const string Usage = """{"value":[{"name":{"value":"TotalDedicatedCores"},"limit":2,"type":"dedicatedCores"}]}""";
        _test.Service.Answer(200, Sizes).Answer(200, Usage).Answer(200, Nothing);
        ComputeTarget instance = Instance("Standard_A4");

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            () => new Preflight(new PlanReader(_test.Connect().Workspace, _test.Call))
                .RequireReplacementAsync("a1", Cluster(1, 1).Set(ComputeCluster.Members.VmSize, "Standard_DS3_v2"), instance));

        Assert.Equal(ErrorIds.QuotaExceeded, exception.ErrorId);
        Assert.StartsWith("Get-AmlComputeUsage 'standardDSv2Family' -Location eastus ", exception.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_size_of_an_existing_instance_is_changed_with_the_recommended_command()
    {
        _test.Service.Answer(200, Instance("Standard_A4").ToJson());
        ComputeConfiguration configuration = new ComputeConfiguration(ComputeTypes.ComputeInstance, isAttach: false)
            .Set(ComputeInstance.Members.VmSize, "Standard_DS3_v2");

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            () => _test.Connect().Plan(new ConfigurationGoal("a1", configuration, ExistingTarget.Overwrite)));

        Assert.Equal(
            (ErrorIds.ReplacementRequired, "Resize-AmlComputeTarget a1 -VmSize Standard_DS3_v2"), (exception.ErrorId, exception.Remedy));
    }

    [Theory]
    [InlineData(0, 4, "Set-AmlComputeTarget cpu -MinNodes 1")]
    [InlineData(2, 4, null)]
    [InlineData(0, 0, null)]
    public async Task A_start_of_a_cluster_recommends_a_minimum_only_if_that_starts_a_node(int minNodes, int maxNodes, string? remedy)
    {
        _test.Service.Answer(200, $$$"""
            {"name":"cpu","properties":{"computeType":"AmlCompute","provisioningState":"Succeeded",
                "properties":{"scaleSettings":{"minNodeCount":{{{minNodes}}},"maxNodeCount":{{{maxNodes}}} } } } }
            """);

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            () => _test.Connect().Plan(new PowerGoal("cpu", PowerChange.Start)));

        Assert.Equal((ErrorIds.UnsupportedComputeType, remedy), (exception.ErrorId, exception.Remedy));
    }

    [Fact]
    public void An_instance_that_stays_unusable_is_deleted_with_the_recommended_command() =>
        Assert.EndsWith(
            "If the instance stays unusable, delete it with 'Remove-AmlComputeTarget ci -Wait', and create it again.",
            new PowerStep(PowerChange.Start).DescribeRemedy("ci"),
            StringComparison.Ordinal);

    [Fact]
    public async Task A_size_of_AKS_with_one_core_has_one_vCPU()
    {
        _test.Service.Answer(200, Sizes.Replace("\"vCPUs\":4", "\"vCPUs\":1", StringComparison.Ordinal));
        ComputeConfiguration configuration = new ComputeConfiguration(ComputeTypes.Aks, isAttach: false)
            .Set(ComputeTarget.Members.Location, "eastus")
            .Set(AksCompute.Members.VmSize, "Standard_DS3_v2");

        (IReadOnlyList<ComputeCheck> checks, _) = await new Preflight(new PlanReader(_test.Workspace, _test.Call))
            .CheckAsync(null, configuration, ExistingTarget.Refuse);

        Assert.Equal("eastus has Standard_DS3_v2: 1 vCPU.", Assert.Single(checks, check => check.Name == "VmSize").Message);
    }

    [Fact]
    public async Task A_target_that_is_missing_is_a_failed_check_also_if_the_list_for_a_suggestion_is_refused()
    {
        _test.Service
            .Answer(404, """{"error":{"code":"ComputeNotFound","message":"Not found."}}""")
            .Answer(403, """{"error":{"code":"AuthorizationFailed","message":"No."}}""");

        ComputeTestReport report = await new TargetTest(new PlanReader(_test.Workspace, _test.Call)).TestExistingAsync("cpu");

        Assert.Equal(("Exists", ComputeCheckOutcome.Failed), (report.Checks[0].Name, report.Checks[0].Outcome));
    }

    [Fact]
    public async Task A_resource_id_that_is_not_valid_is_not_checked()
    {
        ComputeCheck check = await ResourceChecks.CheckAttachedAsync(new PlanReader(_test.Workspace, _test.Call), "no id");

        Assert.Equal(ComputeCheckOutcome.Skipped, check.Outcome);
        Assert.Equal("Resource 'no id' cannot be checked because its id is not valid.", check.Message);
    }

    private ComputeTarget Instance(string size) => ComputeTypes.Create(
        JsonSerializer.Deserialize<JsonElement>(
            $$$"""{"name":"a1","properties":{"computeType":"ComputeInstance","properties":{"vmSize":"{{{size}}}" } } }"""),
        _test.Workspace);

    private static ComputeConfiguration Cluster(int minNodes, int maxNodes) =>
        new ComputeConfiguration(ComputeTypes.AmlCompute, isAttach: false)
            .Set(ComputeTarget.Members.Location, "eastus")
            .Set(ComputeCluster.Members.MinNodes, minNodes)
            .Set(ComputeCluster.Members.MaxNodes, maxNodes);
}
