using System.Collections;
using System.Text.Json;
using AmlCompute.Sandbox;
using Xunit;

namespace AmlCompute.Tests.Sandbox;

public sealed class QuotaTests
{
    private readonly SandboxClient _client = new();

    [Fact]
    public async Task Nodes_beyond_the_family_quota_are_refused_in_the_words_of_the_service()
    {
        Answer answer = await _client.Put("cpu", SandboxClient.Cluster(min: 4));

        Assert.Equal((400, "BadRequest"), (answer.Status, answer.Code));
        Assert.Equal(
            "The specified subscription has a Standard DSv2 Family Cluster Dedicated vCPU quota of 6 and cannot accomodate for at least " +
            "4 requested managed compute nodes which map to 8 vCPUs.",
            answer.Message);
    }

    [Fact]
    public async Task A_family_without_quota_takes_a_cluster_without_nodes_only()
    {
        Assert.Equal(201, (await _client.Put("gpu", SandboxClient.Cluster(vmSize: "Standard_E4ds_v5"))).Status);

        Answer answer = await _client.Put("gpu2", SandboxClient.Cluster(min: 1, vmSize: "Standard_E4ds_v5"));

        Assert.Contains("vCPU quota of 0", answer.Message);
    }

    [Fact]
    public async Task Low_priority_nodes_count_against_their_own_total()
    {
        Answer nodes = await _client.Put("spot", SandboxClient.Cluster(min: 4, more: ""","vmPriority":"LowPriority" """));
        Answer tooMany = await _client.Put("low", SandboxClient.Cluster(min: 7, max: 7, more: ""","vmPriority":"LowPriority" """));

        Assert.Equal((201, 400), (nodes.Status, tooMany.Status));
        Assert.Contains("total low priority vCPU quota of 20", tooMany.Message);
    }

    [Fact]
    public async Task A_size_that_is_not_offered_with_low_priority_is_refused()
    {
        Answer answer = await _client.Put(
            "low", SandboxClient.Cluster(vmSize: "Standard_NC64as_T4_v3", more: ""","vmPriority":"LowPriority" """));

        Assert.Equal((400, "properties.properties.vmPriority"), (answer.Status, answer.Target));
    }

    [Fact]
    public async Task The_total_counts_over_all_families()
    {
        await _client.Create("big", SandboxClient.Cluster(vmSize: "Standard_E16s_v3", min: 1));

        Answer answer = await _client.Put("cpu", SandboxClient.Cluster(min: 3));

        Assert.Contains("a total vCPU quota of 20", answer.Message);
    }

    [Fact]
    public async Task What_other_computes_are_entitled_to_is_taken()
    {
        await _client.Create("one", SandboxClient.Cluster(min: 2));
        Assert.Equal(400, (await _client.Put("two", SandboxClient.Cluster(min: 2))).Status);
        Assert.Equal(201, (await _client.Put("dev", SandboxClient.Instance())).Status);

        Assert.Equal(400, (await _client.Put("dev2", SandboxClient.Instance())).Status);
    }

    [Fact]
    public async Task Another_region_has_limits_of_its_own()
    {
        SandboxClient client = new(new SandboxOptions
        {
            ManualClock = true,
            Workspaces =
            [
                new SandboxWorkspace("00000000-0000-0000-0000-000000000000", "sandbox-rg", "near", "East US"),
                new SandboxWorkspace("00000000-0000-0000-0000-000000000000", "sandbox-rg", "far", "westeurope"),
            ],
        });
        await client.Create("cpu", SandboxClient.Cluster(min: 3));
        string body = SandboxClient.Cluster(min: 3);

        Assert.Equal(400, (await client.Send("PUT", $"{Workspace("near")}/computes/cpu", body)).Status);
        Assert.Equal(
            201, (await client.Send("PUT", $"{Workspace("far")}/computes/cpu", body.Replace("eastus", "westeurope"))).Status);

        static string Workspace(string name) => SandboxClient.WorkspacePath.Replace("sandbox-ws", name);
    }

    [Fact]
    public async Task Prices_behind_the_last_page_are_an_empty_page()
    {
        Answer page = await _client.Send("GET", $"/api/retail/prices?$filter=armRegionName eq 'eastus'&$skip={int.MaxValue}");

        Assert.Equal(("0", "null"), (page.Text("Count"), page.Text("NextPageLink")));
    }

    [Fact]
    public async Task A_region_that_a_filter_names_twice_has_its_prices_once()
    {
        const string Size = "armSkuName eq 'Standard_DS2_v2'";
        Answer once = await _client.Send("GET", $"/api/retail/prices?$filter={Size} and armRegionName eq 'eastus'");
        Answer twice = await _client.Send(
            "GET", $"/api/retail/prices?$filter={Size} and (armRegionName eq 'eastus' or armRegionName eq 'eastus')");

        Assert.NotEqual("0", once.Text("Count"));
        Assert.Equal(once.Text("Count"), twice.Text("Count"));
    }

    [Theory]
    [InlineData("EastUS")]
    [InlineData("east us")]
    public async Task The_name_of_a_region_must_be_exact_for_prices(string region)
    {
        Answer page = await _client.Send("GET", $"/api/retail/prices?$filter=armRegionName eq '{region}'");

        Assert.Equal("0", page.Text("Count"));
    }

    [Fact]
    public async Task A_patch_is_held_to_the_quota_too()
    {
        await _client.Create("cpu", SandboxClient.Cluster(max: 9));

        Assert.Equal(400, (await _client.Patch("cpu", """{"minNodeCount":9}""")).Status);
        Assert.Equal(202, (await _client.Patch("cpu", """{"minNodeCount":3}""")).Status);
    }

    [Fact]
    public async Task Cores_are_free_again_when_a_cluster_is_gone()
    {
        await _client.Create("one", SandboxClient.Cluster(min: 3));
        await _client.Delete("one");
        Assert.Equal(400, (await _client.Put("two", SandboxClient.Cluster(min: 3))).Status);

        _client.Advance(60);

        Assert.Equal(201, (await _client.Put("two", SandboxClient.Cluster(min: 3))).Status);
    }

    [Fact]
    public async Task A_stopped_instance_keeps_its_cores_unless_it_releases_its_quota()
    {
        await _client.Create("keeps", SandboxClient.Instance());
        await _client.Create("frees", SandboxClient.Instance(more: ""","releaseQuotaOnStop":true"""));
        await _client.Post("keeps", "stop");
        await _client.Post("frees", "stop");
        _client.Advance(60);

        Assert.Equal(400, (await _client.Put("cpu", SandboxClient.Cluster(min: 3))).Status);
        Assert.Equal(201, (await _client.Put("cpu", SandboxClient.Cluster(min: 2))).Status);
        Assert.Equal(400, (await _client.Post("frees", "start")).Status);
    }

    [Theory]
    [InlineData("resize")]
    [InlineData("delete")]
    public async Task Released_cores_stay_free_while_the_stopped_instance_is_resized_or_deleted(string action)
    {
        await _client.Create("frees", SandboxClient.Instance(more: ""","releaseQuotaOnStop":true"""));
        await _client.Post("frees", "stop");
        _client.Advance(60);

        Answer accepted = action == "delete"
            ? await _client.Delete("frees")
            : await _client.Post("frees", "resize", """{"targetVMSize":"Standard_DS1_v2"}""");

        Assert.Equal(202, accepted.Status);
        Assert.Equal(201, (await _client.Put("cpu", SandboxClient.Cluster(min: 3))).Status);
        Answer usages = await _client.Send("GET", SandboxClient.LocationPath + "/usages");
        Assert.Equal(0, Row(usages, "totalDedicatedCores/usages", "TotalDedicatedCores").Current);
    }

    [Fact]
    public async Task Two_hundred_clusters_are_the_limit()
    {
        for (int i = 0; i < 200; i++)
        {
            Assert.Equal(201, (await _client.Put($"c{i}x", SandboxClient.Cluster())).Status);
        }

        Answer answer = await _client.Put("more", SandboxClient.Cluster());

        Assert.Equal(400, answer.Status);
        Assert.Contains("TotalClusters", answer.Message);
        Assert.Equal(201, (await _client.Put("aks", SandboxClient.Kubernetes())).Status);
    }

    [Fact]
    public async Task Usages_count_the_allocated_cores()
    {
        await _client.Create("cpu", SandboxClient.Cluster(min: 2));
        await _client.Create("dev", SandboxClient.Instance());

        Answer usages = await _client.Send("GET", SandboxClient.LocationPath + "/usages");

        Assert.Equal((2, 200), Row(usages, "totalClusters/usages", "TotalClusters"));
        Assert.Equal((6, 20), Row(usages, "totalDedicatedCores/usages", "TotalDedicatedCores"));
        Assert.Equal((6, 6), Row(usages, "vmFamily/dedicatedCores/usages", "standardDSv2Family"));
        Assert.Equal((0, -1), Row(usages, "vmFamily/lowPriorityCores/usages", "standardDSv2Family"));
        JsonElement spaced = Find(usages, "vmFamily/dedicatedCores/usages", "Standard NCASv3_T4 Family");
        Assert.EndsWith("/usages/Standard_NCASv3_T4_Family", spaced.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Quotas_list_each_family_for_the_subscription_and_for_the_workspace()
    {
        Answer quotas = await _client.Send("GET", SandboxClient.LocationPath + "/quotas");

        JsonElement subscription = Find(quotas, "vmFamily/dedicatedCores/quotas", "standardDSv2Family");
        JsonElement workspace = Find(quotas, "workspaces/dedicatedCores/quotas", "standardDSv2Family");
        Assert.Equal(6, subscription.GetProperty("limit").GetInt32());
        Assert.Equal(JsonValueKind.Null, subscription.GetProperty("location").ValueKind);
        Assert.Equal("eastus", workspace.GetProperty("location").GetString());
        Assert.Equal(SandboxClient.WorkspacePath + "/quotas/standardDSv2Family", workspace.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Sizes_come_in_the_order_of_the_service_with_prices_where_known()
    {
        Answer sizes = await _client.Send("GET", SandboxClient.LocationPath + "/vmSizes");

        string[] names = [.. sizes["value"].EnumerateArray().Select(size => size.GetProperty("name").GetString()!)];
        Assert.Equal(111, names.Length);
        Assert.Equal(names.OrderBy(name => name.ToUpperInvariant(), StringComparer.Ordinal), names);
        Assert.True(Array.IndexOf(names, "Standard_A2m_v2") < Array.IndexOf(names, "Standard_A2_v2"));
        Assert.Contains("\"memoryGB\": 2.0", sizes.Raw);
        JsonElement priced = sizes["value"].EnumerateArray().Single(size => size.GetProperty("name").GetString() == "Standard_D16as_v4");
        JsonElement price = priced.GetProperty("estimatedVMPrices").GetProperty("values")[0];
        Assert.Equal(0.77, price.GetProperty("retailPrice").GetDouble());
        Assert.Equal("Linux", price.GetProperty("osType").GetString());
        Assert.Equal("Standard", price.GetProperty("vmTier").GetString());
        JsonElement unpriced = sizes["value"][0];
        Assert.False(unpriced.TryGetProperty("estimatedVMPrices", out _));
        Assert.Equal(
            ["AmlCompute", "ComputeInstance"],
            unpriced.GetProperty("supportedComputeTypes").EnumerateArray().Select(type => type.GetString()));
    }

    [Fact]
    public async Task Every_family_with_a_limit_has_a_size()
    {
        Answer sizes = await _client.Send("GET", SandboxClient.LocationPath + "/vmSizes");
        Answer usages = await _client.Send("GET", SandboxClient.LocationPath + "/usages");
        HashSet<string> families = new(
            sizes["value"].EnumerateArray().Select(size => size.GetProperty("family").GetString()!), StringComparer.OrdinalIgnoreCase);
        string[] limits =
        [
            .. usages["value"].EnumerateArray().Where(row => row.GetProperty("type").GetString()!.Contains("/vmFamily/dedicatedCores/"))
                .Select(row => row.GetProperty("name").GetProperty("value").GetString()!),
        ];

        Assert.Equal(62, limits.Length);
        Assert.All(limits, family => Assert.Contains(family, families));
    }

    [Fact]
    public async Task The_first_sample_of_the_Python_SDK_v1_runs_with_all_its_nodes()
    {
        await _client.Create("cpu-cluster", SandboxClient.Cluster(min: 4, max: 4, vmSize: "STANDARD_D2_V2"));

        Assert.Equal("4", (await _client.Get("cpu-cluster")).Text("properties.properties.currentNodeCount"));
    }

    [Theory]
    [InlineData("standarddsv2family", 24, "TotalDedicatedCores", 24)]
    [InlineData("standardDSv2Family", 8, "TotalDedicatedCores", 20)]
    [InlineData("TotalLowPriorityCores", 0, "TotalLowPriorityCores", 0)]
    [InlineData("TotalClusters", 3, "TotalClusters", 3)]
    public async Task The_option_Quota_changes_a_limit_and_raises_the_total(string name, int limit, string total, int expected)
    {
        SandboxClient client = new(SandboxOptions.FromDictionary(new Hashtable { ["Quota"] = new Hashtable { [name] = limit } }));

        Answer usages = await client.Send("GET", SandboxClient.LocationPath + "/usages");

        Assert.Equal((limit, expected), (LimitOf(name), LimitOf(total)));

        int LimitOf(string wanted) => usages["value"].EnumerateArray().First(row => IsNamed(row, wanted)).GetProperty("limit").GetInt32();

        static bool IsNamed(JsonElement row, string wanted) => string.Equals(
            row.GetProperty("name").GetProperty("value").GetString(), wanted, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Every_size_belongs_to_a_family_with_a_limit()
    {
        SandboxClient client = new(new SandboxOptions { ManualClock = true });
        Answer sizes = await client.Send("GET", SandboxClient.LocationPath + "/vmSizes");
        Answer usages = await client.Send("GET", SandboxClient.LocationPath + "/usages");
        HashSet<string> families = new(
            usages["value"].EnumerateArray().Select(row => row.GetProperty("name").GetProperty("value").GetString()!),
            StringComparer.OrdinalIgnoreCase);

        Assert.All(
            sizes["value"].EnumerateArray(), size => Assert.Contains(size.GetProperty("family").GetString()!, families),
            throwIfEmpty: true);
    }

    [Fact]
    public async Task A_quota_of_a_workspace_can_be_lowered_and_is_kept_to()
    {
        Answer update = await UpdateQuotas((WorkspaceQuota("standardDSv2Family"), 2));

        Assert.Equal((200, "Success", "2", "Count"), (
            update.Status, update.Text("value.0.status"), update.Text("value.0.limit"), update.Text("value.0.unit")));
        Answer quotas = await _client.Send("GET", SandboxClient.LocationPath + "/quotas");
        Assert.Equal(2, Find(quotas, "workspaces/dedicatedCores/quotas", "standardDSv2Family").GetProperty("limit").GetInt32());
        Assert.Equal(6, Find(quotas, "vmFamily/dedicatedCores/quotas", "standardDSv2Family").GetProperty("limit").GetInt32());
        Answer refused = await _client.Put("cpu", SandboxClient.Cluster(min: 2));
        Assert.Contains("The specified workspace has a Standard DSv2 Family Cluster Dedicated vCPU quota of 2", refused.Message);
        Assert.Equal(201, (await _client.Put("cpu", SandboxClient.Cluster(min: 1))).Status);
    }

    [Fact]
    public async Task Each_row_of_an_update_of_quotas_has_its_own_result()
    {
        await _client.Create("cpu", SandboxClient.Cluster(min: 2));

        Answer update = await UpdateQuotas(
            (WorkspaceQuota("standardDSv2Family"), 7),
            (WorkspaceQuota("standardDSv2Family"), 3),
            (WorkspaceQuota("noFamily"), 1),
            (WorkspaceQuota("standardDSv2Family").Replace("sandbox-ws", "other-ws"), 1),
            ("/subscriptions/00000000-0000-0000-0000-000000000000/quotas/standardDSv2Family", 1),
            (WorkspaceQuota("Standard_DSv2_Family_Cluster_Dedicated_vCPUs"), 4));

        Assert.Equal(
            [
                "InvalidQuotaExceedsSubscriptionLimit", "InvalidQuotaBelowClusterMinimum", "InvalidVMFamilyName", "Failure", "Failure",
                "Success"],
            update["value"].EnumerateArray().Select(row => row.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task Quotas_of_a_workspace_are_updated_in_its_own_region_only()
    {
        Answer update = await _client.Send(
            "POST", SandboxClient.LocationPath.Replace("eastus", "westus") + "/updateQuotas",
            QuotaBody((WorkspaceQuota("standardDSv2Family"), 1)));

        Assert.Equal("OperationNotEnabledForRegion", update.Text("value.0.status"));
    }

    [Theory]
    [InlineData("{}", "value")]
    [InlineData("""{"value":[{"limit":1}]}""", "value[0].id")]
    [InlineData("""{"value":[{"id":"x"}]}""", "value[0].limit")]
    [InlineData("""{"value":[null]}""", "value[0]")]
    [InlineData("""{"value":[{"id":"x","limit":1,"unit":"Miles"}]}""", "value[0].unit")]
    public async Task A_wrong_update_of_quotas_is_refused_with_its_path(string body, string path)
    {
        Answer answer = await _client.Send("POST", SandboxClient.LocationPath + "/updateQuotas", body);

        Assert.Equal((400, path), (answer.Status, answer.Target));
    }

    private Task<Answer> UpdateQuotas(params (string Id, int Limit)[] rows) =>
        _client.Send("POST", SandboxClient.LocationPath + "/updateQuotas", QuotaBody(rows));

    private static string WorkspaceQuota(string family) => $"{SandboxClient.WorkspacePath}/quotas/{family}";

    private static string QuotaBody(params (string Id, int Limit)[] rows)
    {
        IEnumerable<string> items = rows.Select(row =>
            $$"""{"id":"{{row.Id}}","type":"Microsoft.MachineLearningServices/workspaces/quotas","limit":{{row.Limit}},"unit":"Count"}""");
        return $$"""{"value":[{{string.Join(",", items)}}]}""";
    }

    private static JsonElement Find(Answer answer, string type, string name) => answer["value"].EnumerateArray().Single(row =>
        row.GetProperty("type").GetString() == $"Microsoft.MachineLearningServices/{type}"
        && row.GetProperty("name").GetProperty("value").GetString() == name);

    private static (int Current, int Limit) Row(Answer answer, string type, string name)
    {
        JsonElement row = Find(answer, type, name);
        return (row.GetProperty("currentValue").GetInt32(), row.GetProperty("limit").GetInt32());
    }
}
