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
            "The specified subscription has a Standard DSv2 Family vCPU quota of 6 and cannot accomodate for at least 4 requested managed compute nodes " +
            "which map to 8 vCPUs.",
            answer.Message);
    }

    [Fact]
    public async Task A_family_without_quota_takes_a_cluster_without_nodes_only()
    {
        Assert.Equal(201, (await _client.Put("gpu", SandboxClient.Cluster(vmSize: "Standard_NC6s_v3"))).Status);

        Answer answer = await _client.Put("gpu2", SandboxClient.Cluster(min: 1, vmSize: "Standard_NC6s_v3"));

        Assert.Contains("vCPU quota of 0", answer.Message);
    }

    [Fact]
    public async Task Low_priority_nodes_count_against_their_own_total()
    {
        Answer answer = await _client.Put("low", SandboxClient.Cluster(min: 1, more: ""","vmPriority":"LowPriority" """));

        Assert.Equal(400, answer.Status);
        Assert.Contains("total low priority vCPU quota of 0", answer.Message);
    }

    [Fact]
    public async Task A_size_that_is_not_offered_with_low_priority_is_refused()
    {
        Answer answer = await _client.Put("low", SandboxClient.Cluster(vmSize: "Standard_NC64as_T4_v3", more: ""","vmPriority":"LowPriority" """));

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
    public async Task A_stopped_instance_keeps_its_cores_unless_told_to_release_them()
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
    public async Task Usages_show_what_is_allocated()
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
        Assert.Equal(66, names.Length);
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
        Assert.Equal(["AmlCompute", "ComputeInstance"], unpriced.GetProperty("supportedComputeTypes").EnumerateArray().Select(type => type.GetString()));
    }

    [Fact]
    public async Task Every_size_belongs_to_a_family_with_a_limit()
    {
        SandboxClient client = new(new SandboxOptions { ManualClock = true });
        Answer sizes = await client.Send("GET", SandboxClient.LocationPath + "/vmSizes");
        Answer usages = await client.Send("GET", SandboxClient.LocationPath + "/usages");
        HashSet<string> families = new(
            usages["value"].EnumerateArray().Select(row => row.GetProperty("name").GetProperty("value").GetString()!), StringComparer.OrdinalIgnoreCase);

        Assert.All(sizes["value"].EnumerateArray(), size => Assert.Contains(size.GetProperty("family").GetString()!, families));
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
