using System.Text.Json;
using AmlCompute.Sandbox;
using Xunit;

namespace AmlCompute.Tests.Sandbox;

public sealed class WireTests
{
    private readonly SandboxClient _client = new();

    [Fact]
    public async Task The_workspace_has_its_region_and_a_mark_of_the_sandbox()
    {
        Answer answer = await _client.Send("GET", SandboxClient.WorkspacePath);

        Assert.Equal(200, answer.Status);
        Assert.Equal(SandboxClient.WorkspacePath, answer.Text("id"));
        Assert.Equal("eastus", answer.Text("location"));
        Assert.Equal("Succeeded", answer.Text("properties.provisioningState"));
        Assert.Contains("sandbox", answer.Text("properties.description"));
    }

    [Fact]
    public async Task Names_in_a_path_are_compared_without_case()
    {
        await _client.Create("Cpu", SandboxClient.Cluster());

        Answer answer = await _client.Send("GET", SandboxClient.WorkspacePath.ToUpperInvariant() + "/COMPUTES/cPU");

        Assert.Equal("Cpu", answer.Text("name"));
        Assert.Equal(SandboxClient.WorkspacePath + "/computes/Cpu", answer.Text("id"));
    }

    [Theory]
    [InlineData("/subscriptions/none/resourceGroups/sandbox-rg/{p}/workspaces/sandbox-ws", "SubscriptionNotFound")]
    [InlineData("/subscriptions/{s}/resourceGroups/no-rg/{p}/workspaces/w", "ResourceGroupNotFound")]
    [InlineData("/subscriptions/{s}/resourceGroups/sandbox-rg/{p}/workspaces/w", "ResourceNotFound")]
    [InlineData("/subscriptions/none/{p}/locations/eastus/vmSizes", "SubscriptionNotFound")]
    [InlineData("/subscriptions/{s}/{p}/locations/eastus/colours", "InvalidResourceType")]
    [InlineData("/subscriptions/{s}/resourceGroups/sandbox-rg/{p}/workspaces/sandbox-ws/datastores", "InvalidResourceType")]
    [InlineData("/tenants", "InvalidResourceType")]
    public async Task What_is_not_there_is_404(string path, string code)
    {
        path = path.Replace("{s}", "00000000-0000-0000-0000-000000000000").Replace("{p}", "providers/Microsoft.MachineLearningServices");

        Answer answer = await _client.Send("GET", path);

        Assert.Equal((404, code), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PATCH")]
    public async Task A_missing_compute_is_404_and_named(string method)
    {
        Answer answer = await _client.Send(method, SandboxClient.WorkspacePath + "/computes/nobody", "{}");

        Assert.Equal((404, "ResourceNotFound"), (answer.Status, answer.Code));
        Assert.Contains("workspaces/sandbox-ws/computes/nobody", answer.Message);
    }

    [Theory]
    [InlineData("", "MissingApiVersionParameter")]
    [InlineData("?api-version=", "MissingApiVersionParameter")]
    [InlineData("?api-version=soon", "InvalidApiVersionParameter")]
    [InlineData("?api-version=2021-04-01", "NoRegisteredProviderFound")]
    [InlineData("?api-version=2099-01-01", "NoRegisteredProviderFound")]
    [InlineData("?api-version=2099-01-01-preview", "NoRegisteredProviderFound")]
    [InlineData("?api-version=2026-05-01%0A", "InvalidApiVersionParameter")]
    public async Task An_api_version_is_needed(string query, string code)
    {
        SandboxResponse response = await _client.Service.SendAsync(
            new SandboxRequest("GET", new Uri("https://h" + SandboxClient.WorkspacePath + query)), CancellationToken.None);

        Answer answer = new(response);
        Assert.Equal((400, code), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task An_unknown_api_version_is_answered_with_the_known_ones()
    {
        SandboxClient old = new(new SandboxOptions { ApiVersions = ["2024-04-01", "2023-04-01"] });

        Answer compute = await old.Send("GET", SandboxClient.WorkspacePath + "/computes/cpu");
        Answer sizes = await old.Send("GET", SandboxClient.LocationPath + "/vmSizes?api-version=soon");

        Assert.Equal(
            "No registered resource provider found for location 'eastus' and API version '2026-05-01' for type 'workspaces/computes'. " +
            "The supported api-versions are '2024-04-01, 2023-04-01'. The supported locations are 'eastus'.",
            compute.Message);
        Assert.Equal("The api-version 'soon' is invalid. The supported versions are '2024-04-01,2023-04-01'.", sizes.Message);
        Assert.Equal(200, (await old.Send("GET", SandboxClient.LocationPath + "/vmSizes?api-version=2023-04-01")).Status);
    }

    [Fact]
    public async Task Tools_find_the_cloud_at_the_address_of_the_service()
    {
        Answer old = await _client.Send("GET", "https://localhost:5000/metadata/endpoints?api-version=2015-01-01");
        SandboxResponse response = await _client.Service.SendAsync(
            new SandboxRequest("GET", new Uri("https://localhost:5000/metadata/endpoints?api-version=2022-09-01")), CancellationToken.None);
        using JsonDocument clouds = JsonDocument.Parse(response.Body);

        Assert.Equal("https://localhost:5000/", old.Text("authentication.loginEndpoint"));
        JsonElement cloud = Assert.Single(clouds.RootElement.EnumerateArray());
        Assert.Equal("https://localhost:5000/", cloud.GetProperty("resourceManager").GetString());
        Assert.Equal("https://localhost:5000/", cloud.GetProperty("authentication").GetProperty("audiences")[0].GetString());
    }

    [Theory]
    [InlineData("2021-07-01")]
    [InlineData("2022-10-01-preview")]
    [InlineData("2026-05-01")]
    public async Task Versions_from_2021_07_01_on_are_served(string version)
    {
        Assert.Equal(200, (await _client.Send("GET", $"{SandboxClient.WorkspacePath}?api-version={version}")).Status);
    }

    [Theory]
    [InlineData("DELETE", "")]
    [InlineData("POST", "/computes")]
    [InlineData("POST", "/computes/cpu")]
    [InlineData("GET", "/computes/cpu/start")]
    [InlineData("GET", "/computes/cpu/listNodes")]
    public async Task Other_methods_are_not_allowed(string method, string path)
    {
        Assert.Equal(405, (await _client.Send(method, SandboxClient.WorkspacePath + path)).Status);
    }

    [Fact]
    public async Task Answers_carry_the_recorded_headers()
    {
        Answer answer = await _client.Send("GET", SandboxClient.WorkspacePath);

        Assert.Equal("application/json; charset=utf-8", answer.Header("Content-Type"));
        Assert.Equal("no-cache", answer.Header("Cache-Control"));
        Assert.Equal(answer.Header("x-ms-request-id"), answer.Header("x-ms-correlation-request-id"));
        Assert.StartsWith("EASTUS:20260101T000000Z:", answer.Header("x-ms-routing-request-id"));
        Assert.Equal("249", answer.Header("x-ms-ratelimit-remaining-subscription-reads"));
        Assert.Equal("3749", answer.Header("x-ms-ratelimit-remaining-subscription-global-reads"));
    }

    [Fact]
    public async Task Rate_limit_counters_count_down_and_recover_with_time()
    {
        await _client.Put("cpu", SandboxClient.Cluster());
        Answer second = await _client.Put("cpu2", SandboxClient.Cluster());
        _client.Advance(60);
        Answer later = await _client.Put("cpu3", SandboxClient.Cluster());
        Answer delete = await _client.Delete("cpu");

        Assert.Equal("198", second.Header("x-ms-ratelimit-remaining-subscription-writes"));
        Assert.Equal("199", later.Header("x-ms-ratelimit-remaining-subscription-writes"));
        Assert.Equal("199", delete.Header("x-ms-ratelimit-remaining-subscription-deletes"));
    }

    [Fact]
    public async Task Bodies_are_indented_by_two_with_line_feeds()
    {
        Answer answer = await _client.Send("GET", SandboxClient.WorkspacePath);

        Assert.StartsWith("{\n  \"id\": \"/subscriptions/", answer.Raw);
        Assert.DoesNotContain('\r', answer.Raw);
        Assert.Contains("+00:00", (await _client.Put("cpu", SandboxClient.Cluster())).Raw);
    }

    [Fact]
    public async Task Operation_addresses_are_long_in_the_region_of_the_workspace_and_readable_with_any_version()
    {
        Answer put = await _client.Put("cpu", SandboxClient.Cluster().Replace("eastus", "westeurope"));
        string address = put.Header("Azure-AsyncOperation")!;

        Assert.Matches(
            "^https://management[.]azure[.]com/subscriptions/0{8}-0{4}-0{4}-0{4}-0{12}" +
            "/providers/Microsoft[.]MachineLearningServices/locations/eastus/computeOperationsStatus/" +
            "[0-9a-f-]{36}[?]api-version=2026-05-01&service=new&t=[0-9]+&c=[A-Za-z0-9_-]{2600}&s=[A-Za-z0-9_-]+&h=[A-Za-z0-9_-]+$",
            address);
        Assert.Equal("InProgress", (await _client.Send("GET", address.Replace("2026-05-01", "1999-01-01"))).Text("status"));
        Assert.Equal("{\n  \"status\": \"InProgress\"\n}", (await _client.Send("GET", address)).Raw);
    }

    [Theory]
    [InlineData("eastus", "00000000-0000-0000-0000-000000000001")]
    [InlineData("eastus", "nonsense")]
    [InlineData("westus", null)]
    public async Task An_unknown_operation_is_404(string location, string? id)
    {
        Answer put = await _client.Put("cpu", SandboxClient.Cluster());
        id ??= put.Header("Azure-AsyncOperation")!.Split('/', '?')[10];

        Answer answer = await _client.Send(
            "GET", SandboxClient.LocationPath.Replace("eastus", location) + $"/computeOperationsStatus/{id}");

        Assert.Equal(404, answer.Status);
    }

    [Fact]
    public async Task Lists_are_in_order_of_name_and_have_no_link_when_they_fit()
    {
        foreach (string name in (string[])["zeta", "Alpha", "mid"])
        {
            await _client.Put(name, SandboxClient.Cluster());
        }

        Answer list = await _client.Send("GET", SandboxClient.WorkspacePath + "/computes");

        Assert.Equal(["Alpha", "mid", "zeta"], list["value"].EnumerateArray().Select(item => item.GetProperty("name").GetString()));
        Assert.Null(list.Text("nextLink"));
    }

    [Fact]
    public async Task Pages_follow_each_other_though_computes_come_and_go()
    {
        SandboxClient client = new(new SandboxOptions { ManualClock = true, PageSize = 2 });
        for (char c = 'a'; c <= 'e'; c++)
        {
            await client.Put($"c{c}", SandboxClient.Cluster());
        }

        Answer first = await client.Send("GET", SandboxClient.WorkspacePath + "/computes");
        string link = first.Text("nextLink")!;
        await client.Delete("cb");
        client.Advance(60);
        await client.Put("aa", SandboxClient.Cluster());
        Answer second = await client.Send("GET", link);
        Answer third = await client.Send("GET", second.Text("nextLink")!);

        Assert.StartsWith($"https://management.azure.com{SandboxClient.WorkspacePath}/computes?api-version=2026-05-01&$skip=", link);
        Assert.Equal(["ca", "cb", "cc", "cd", "ce"], new[] { first, second, third }.SelectMany(page => page["value"].EnumerateArray())
            .Select(item => item.GetProperty("name").GetString()));
        Assert.Null(third.Text("nextLink"));
    }

    [Fact]
    public async Task An_invented_page_token_is_refused()
    {
        Assert.Equal(400, (await _client.Send("GET", SandboxClient.WorkspacePath + "/computes?$skip=!")).Status);
    }

    [Fact]
    public async Task The_same_seed_and_requests_give_the_same_answers_and_another_seed_others()
    {
        string one = await Play(1);

        Assert.Equal(one, await Play(1));
        Assert.NotEqual(one, await Play(2));

        static async Task<string> Play(int seed)
        {
            SandboxClient client = new(new SandboxOptions { ManualClock = true, Seed = seed });
            List<Answer> answers = [
                await client.Put("cpu", SandboxClient.Cluster(min: 2)), await client.Put("dev", SandboxClient.Instance())];
            client.Advance(300);
            answers.AddRange(
                [await client.Get("cpu"), await client.Get("dev"), await client.Post("cpu", "listNodes"), await client.Delete("cpu")]);
            return string.Join("\n", answers.Select(answer => string.Join("\n", answer.Response.Headers) + answer.Raw));
        }
    }

    [Fact]
    public async Task The_request_log_shows_requests_without_secrets()
    {
        await _client.Put("vm", SandboxClient.VirtualMachine());
        Answer put = await _client.Put(
            "cpu", SandboxClient.Cluster(more: ""","userAccountCredentials":{"adminUserName":"me","adminUserPassword":"Secret-1"}"""));
        await _client.Send("GET", put.Header("Azure-AsyncOperation")!);
        await _client.Put("bad", "Secret-2 {");

        IReadOnlyList<SandboxRequestEntry> log = _client.Service.Requests;

        Assert.Equal([("PUT", 201), ("PUT", 201), ("GET", 200), ("PUT", 400)], log.Select(entry => (entry.Method, entry.Status!.Value)));
        Assert.EndsWith("/computes/vm", log[0].Path);
        Assert.Equal("api-version=2026-05-01", log[0].Query);
        Assert.Contains("\"username\":\"azureuser\"", log[0].Body);
        Assert.Contains("&c=***&s=***&h=***", log[2].Query);
        Assert.DoesNotContain(log, entry => entry.Body?.Contains("Pa55") == true || entry.Body?.Contains("Secret") == true);
    }
}
