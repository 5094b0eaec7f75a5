using System.Text.Json;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Running;
using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Client.Planning;

public sealed class QuotaChecksTests
{
    private readonly TestClient _test = new();

    [Theory]
    [InlineData("standardDSv2Family", "East US", "Get-AmlComputeUsage 'standardDSv2Family' -Location eastus shows the cores in use.")]
    [InlineData("Standard NCASv3_T4 Family", "eastus", "Get-AmlComputeUsage 'Standard NCASv3_T4 Family' -Location eastus shows")]
    [InlineData(null, "eastus", "Get-AmlComputeUsage -Location eastus shows the cores in use.")]
    public void The_advice_is_a_command_that_runs(string? family, string location, string expected) =>
        Assert.StartsWith(
            expected,
            QuotaChecks.DescribeRemedy(_test.Connect().Workspace, ComputeTypes.AmlCompute, family, location),
            StringComparison.Ordinal);

    [Fact]
    public void The_advice_names_a_workspace_that_is_not_that_of_the_session() =>
        Assert.StartsWith(
            $"Get-AmlComputeUsage 'aFamily' -Location eastus -Workspace '{TestClient.WorkspaceId}' shows the cores in use.",
            QuotaChecks.DescribeRemedy(_test.Workspace, ComputeTypes.AmlCompute, "aFamily", "eastus"),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(ComputeTypes.AmlCompute, "Use fewer nodes or another size.")]
    [InlineData(ComputeTypes.ComputeInstance, "Use another size.")]
    public void Only_a_cluster_can_have_fewer_nodes(string type, string expected) =>
        Assert.EndsWith(
            $"cores in use. {expected}", QuotaChecks.DescribeRemedy(_test.Workspace, type, null, "eastus"), StringComparison.Ordinal);

    [Fact]
    public async Task The_quotas_of_a_size_without_vCPUs_are_not_checked()
    {
        _test.Service.Answer(200, """{"value":[{"name":"Standard_A4","family":"aFamily"}]}""");

        IReadOnlyList<ComputeCheck> checks = await Check(ComputeTypes.ComputeInstance, replaced: null);

        Assert.Equal(
            [
                (ComputeCheckOutcome.Passed, "eastus has Standard_A4 for ComputeInstance: the service does not return its vCPUs."),
                (ComputeCheckOutcome.Skipped,
                    "The quotas were not checked, because the service does not return the vCPUs of Standard_A4."),
            ],
            checks.Select(check => (check.Outcome, check.Message)));
    }

    [Fact]
    public async Task A_negative_number_of_nodes_has_no_cost_and_is_not_compared_with_quotas()
    {
        _test.Service.Answer(
            200,
            """
            {"value":[{"name":"Standard_A4","family":"aFamily","vCPUs":4,
                "estimatedVMPrices":{"values":[{"retailPrice":0.1,"osType":"Linux","vmTier":"Standard"}]}}]}
            """);
        ComputeConfiguration configuration = new ComputeConfiguration(ComputeTypes.AmlCompute, isAttach: false)
            .Set(ComputeCluster.Members.MaxNodes, -1);

        IReadOnlyList<ComputeCheck> checks =
            await new QuotaChecks(new PlanReader(_test.Workspace, _test.Call), configuration, "Standard_A4", null).RunAsync("eastus");

        Assert.Equal(["VmSize", "NodeLimits"], checks.Select(check => check.Name));
        Assert.Null(checks[0].Cost);
    }

    [Fact]
    public async Task An_estimate_without_a_currency_has_no_blank_in_its_place()
    {
        _test.Service
            .Answer(
                200,
                """
                {"value":[{"name":"Standard_A4","family":"aFamily","vCPUs":4,"lowPriorityCapable":true,
                    "estimatedVMPrices":{"values":[{"retailPrice":0.1,"osType":"Linux","vmTier":"LowPriority"}]}}]}
                """)
            .Answer(200, """{"value":[]}""")
            .Answer(200, """{"value":[]}""");
        ComputeConfiguration configuration = new ComputeConfiguration(ComputeTypes.AmlCompute, isAttach: false)
            .Set(ComputeCluster.Members.Priority, VmPriorities.LowPriority);

        IReadOnlyList<ComputeCheck> checks =
            await new QuotaChecks(new PlanReader(_test.Workspace, _test.Call), configuration, "Standard_A4", null).RunAsync("eastus");

        Assert.EndsWith(
            "The price varies; an estimate is 0.10 for a node and an hour.",
            Assert.Single(checks, check => check.Name == "Spot").Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_size_that_fits_is_suggested_if_the_service_does_not_return_its_types()
    {
        _test.Service
            .Answer(
                200,
                """
                {"value":[{"name":"Standard_A64","family":"aFamily","vCPUs":64,"supportedComputeTypes":["AmlCompute"]},
                    {"name":"Standard_B2","family":"bFamily","vCPUs":2}]}
                """)
            .Answer(200, $$"""{"value":[{{Usage("aFamily", 4)}},{{Usage("bFamily", 8)}},{{Usage("TotalDedicatedCores", 100)}}]}""")
            .Answer(200, """{"value":[]}""");
        ComputeConfiguration configuration = new ComputeConfiguration(ComputeTypes.AmlCompute, isAttach: false)
            .Set(ComputeCluster.Members.MinNodes, 1)
            .Set(ComputeCluster.Members.MaxNodes, 1);

        IReadOnlyList<ComputeCheck> checks =
            await new QuotaChecks(new PlanReader(_test.Workspace, _test.Call), configuration, "Standard_A64", null).RunAsync("eastus");

        ComputeCheck family = Assert.Single(checks, check => check.Name == "FamilyQuota");
        Assert.Equal(["Standard_B2"], family.FittingSizes);
        Assert.Equal(
            "1 node of Standard_A64 needs 64 vCPUs; 4 are left of the dedicated quota of aFamily. "
            + "The minimum of 1 node alone needs 64 vCPUs. Sizes that would fit: Standard_B2.",
            family.Message);
    }

    [Fact]
    public async Task The_cost_of_a_Windows_cluster_has_the_price_of_Windows()
    {
        _test.Service
            .Answer(
                200,
                """
                {"value":[{"name":"Standard_A4","family":"aFamily","vCPUs":4,
                    "estimatedVMPrices":{"billingCurrency":"USD","values":[
                        {"retailPrice":0.1,"osType":"Linux","vmTier":"Standard"},
                        {"retailPrice":0.3,"osType":"Windows","vmTier":"Standard"}]}}]}
                """)
            .Answer(200, $$"""{"value":[{{Usage("aFamily", 1)}}]}""")
            .Answer(200, """{"value":[]}""");
        ComputeConfiguration configuration = new ComputeConfiguration(ComputeTypes.AmlCompute, isAttach: false)
            .Set(ComputeCluster.Members.OsType, "windows")
            .Set(ComputeCluster.Members.MaxNodes, 2);

        IReadOnlyList<ComputeCheck> checks =
            await new QuotaChecks(new PlanReader(_test.Workspace, _test.Call), configuration, "Standard_A4", null).RunAsync("eastus");

        Assert.Equal(0.6m, checks[0].Cost?.Ceiling);
        Assert.StartsWith(
            "2 nodes of Standard_A4 need 8 vCPUs; 1 is left of the dedicated quota of aFamily.",
            Assert.Single(checks, check => check.Name == "FamilyQuota").Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instance_that_replaces_a_low_priority_cluster_is_checked_as_dedicated()
    {
        _test.Service
            .Answer(200, """{"value":[{"name":"Standard_A4","family":"aFamily","vCPUs":4,"supportedComputeTypes":["ComputeInstance"]}]}""")
            .Answer(200, $$"""{"value":[{{Usage("aFamily", 8)}},{{Usage("TotalDedicatedCores", 8)}}]}""")
            .Answer(200, """{"value":[]}""");

        IReadOnlyList<ComputeCheck> checks = await Check(ComputeTypes.ComputeInstance, Replaced(
            """{"computeType":"AmlCompute","properties":{"vmSize":"Standard_A4","vmPriority":"LowPriority"}}"""));

        Assert.Equal(["VmSize", "FamilyQuota", "TotalQuota"], checks.Select(check => check.Name));
        Assert.All(checks, check => Assert.Equal(ComputeCheckOutcome.Passed, check.Outcome));
    }

    [Theory]
    [InlineData("""{"computeType":"AmlCompute","properties":{}}""", 0)]
    [InlineData("""{"computeType":"VirtualMachine","properties":{}}""", 1)]
    public async Task Only_a_cluster_or_an_instance_leaves_its_place_to_the_target_that_replaces_it(string replaced, int need)
    {
        _test.Service
            .Answer(200, """{"value":[{"name":"Standard_A4","family":"aFamily","vCPUs":4}]}""")
            .Answer(200, $$"""{"value":[{{Usage("TotalClusters", 0)}}]}""")
            .Answer(200, """{"value":[]}""");

        ComputeCheck clusters = Assert.Single(
            await Check(ComputeTypes.AmlCompute, Replaced(replaced)), check => check.Name == "TotalClusters");

        Assert.Equal((0, need), (clusters.Have, clusters.Need));
    }

    [Fact]
    public async Task A_target_in_another_region_does_not_leave_its_place_or_its_cores()
    {
        _test.Service
            .Answer(200, """{"value":[{"name":"Standard_A4","family":"aFamily","vCPUs":4}]}""")
            .Answer(200, $$"""{"value":[{{Usage("TotalClusters", 0)}},{{Usage("TotalDedicatedCores", 0)}}]}""")
            .Answer(200, """{"value":[]}""");

        IReadOnlyList<ComputeCheck> checks = await Check(ComputeTypes.ComputeInstance, Replaced(
            """{"computeType":"ComputeInstance","computeLocation":"westeurope","properties":{"vmSize":"Standard_A4"}}"""));

        Assert.Equal(
            [("TotalClusters", 1), ("TotalQuota", 4)],
            checks.Where(check => check.Outcome == ComputeCheckOutcome.Failed).Select(check => (check.Name, check.Need!.Value)));
    }

    [Fact]
    public async Task The_advice_for_the_number_of_clusters_does_not_name_cores()
    {
        _test.Service
            .Answer(200, """{"value":[{"name":"Standard_A4","family":"aFamily","vCPUs":4}]}""")
            .Answer(200, $$"""{"value":[{{Usage("TotalClusters", 0)}}]}""")
            .Answer(200, """{"value":[]}""");

        IReadOnlyList<ComputeCheck> checks = await Check(ComputeTypes.ComputeInstance, replaced: null);

        Assert.Equal(
            $"Get-AmlComputeUsage TotalClusters -Location eastus -Workspace '{TestClient.WorkspaceId}' shows their number. "
            + "Remove a target that is not used, or use another region.",
            Assert.Single(checks, check => check.Name == "TotalClusters").Remedy);
    }

    [Fact]
    public async Task The_advice_for_a_size_that_a_region_does_not_have_lists_the_sizes_of_that_region()
    {
        _test.Service.Answer(200, """{"value":[{"name":"Standard_B2"}]}""");

        IReadOnlyList<ComputeCheck> checks = await Check(ComputeTypes.ComputeInstance, replaced: null);

        Assert.Equal(
            $"Get-AmlComputeVmSize -Location eastus -Workspace '{TestClient.WorkspaceId}' lists the sizes of the region; "
                + "-SupportedFor ComputeInstance selects those for this type.",
            checks[0].Remedy);
    }

    [Theory]
    [InlineData(0, "No more clusters and instances are allowed in eastus.")]
    [InlineData(1, "1 more cluster or instance is allowed in eastus.")]
    [InlineData(2, "2 more clusters and instances are allowed in eastus.")]
    public async Task The_number_of_allowed_clusters_and_instances_is_a_sentence(int limit, string message)
    {
        _test.Service
            .Answer(200, """{"value":[{"name":"Standard_A4","family":"aFamily","vCPUs":4}]}""")
            .Answer(200, $$"""{"value":[{{Usage("TotalClusters", limit)}}]}""")
            .Answer(200, """{"value":[]}""");

        IReadOnlyList<ComputeCheck> checks = await Check(ComputeTypes.AmlCompute, Replaced("""{"computeType":"AmlCompute"}"""));

        Assert.Equal(message, Assert.Single(checks, check => check.Name == "TotalClusters").Message);
    }

    [Fact]
    public void The_number_of_allowed_clusters_is_that_of_the_subscription()
    {
        ComputeUsage[] usages =
        [
            .. new[] { TestClient.WorkspaceId, $"/subscriptions/{TestClient.SubscriptionId}" }.Select((owner, index) => new ComputeUsage(
                JsonSerializer.Deserialize<JsonElement>($$"""{"id":"{{owner}}","name":{"value":"TotalClusters"},"limit":{{index + 3}}}"""),
                "eastus")),
        ];

        Assert.Equal(4, new RemainingQuota(usages, [], _test.Workspace, isLowPriority: false, new FreedCores(null, 0)).Clusters);
    }

    [Fact]
    public void A_limit_that_is_the_largest_number_stays_the_largest_when_cores_are_freed()
    {
        QuotaLimit family = ListLimits("aFamily", new FreedCores("aFamily", 8), Usage("aFamily", int.MaxValue))[0];

        Assert.Equal(("FamilyQuota", int.MaxValue, 8), (family.Check, family.Remaining, family.Held));
    }

    [Fact]
    public void A_size_without_a_family_has_a_limit_that_is_not_known()
    {
        QuotaLimit family = ListLimits(null, new FreedCores(null, 0), Usage("TotalDedicatedCores", 10))[0];

        Assert.Equal(("dedicated quota of the family of the size", (int?)null), (family.Quota, family.Remaining));
    }

    [Fact]
    public void Freed_cores_of_a_size_without_a_family_count_for_the_total()
    {
        QuotaLimit total = ListLimits(null, new FreedCores(null, 8), Usage("TotalDedicatedCores", 10))[1];

        Assert.Equal(("TotalQuota", 18, 8), (total.Check, total.Remaining, total.Held));
    }

    private Task<IReadOnlyList<ComputeCheck>> Check(string type, ComputeTarget? replaced) => new QuotaChecks(
        new PlanReader(_test.Workspace, _test.Call), new ComputeConfiguration(type, isAttach: false), "Standard_A4", replaced)
        .RunAsync("eastus");

    private ComputeTarget Replaced(string properties) => ComputeTypes.Create(
        JsonSerializer.Deserialize<JsonElement>($$"""{"name":"a1","properties":{{properties}}}"""), _test.Workspace);

    private QuotaLimit[] ListLimits(string? family, FreedCores freed, string usage)
    {
        using JsonDocument json = JsonDocument.Parse(usage);
        ComputeUsage read = new(json.RootElement.Clone(), "eastus");
        return [.. new RemainingQuota([read], [], _test.Workspace, isLowPriority: false, freed).ListLimits(family)];
    }

    private static string Usage(string name, int limit) =>
        $$"""{"name":{"value":"{{name}}" },"currentValue":0,"limit":{{limit}},"type":"dedicatedCores"}""";
}
