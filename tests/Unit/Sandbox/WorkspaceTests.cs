using System.Collections;
using AmlCompute.Sandbox;
using Xunit;

namespace AmlCompute.Tests.Sandbox;

public sealed class WorkspaceTests
{
    [Fact]
    public async Task A_region_with_a_blank_is_that_of_the_URLs()
    {
        SandboxClient client = new(new SandboxOptions { ManualClock = true, Location = "East US" });
        Answer put = await client.Put("dev", SandboxClient.Instance());

        Assert.True(Uri.IsWellFormedUriString(put.Header("Azure-AsyncOperation"), UriKind.Absolute));
        Assert.Equal("InProgress", await client.Status(put));
        client.Advance(300);
        Assert.Equal(
            "https://dev.eastus.instances.azureml.ms/tree/",
            (await client.Get("dev")).Text("properties.properties.applications.0.endpointUri"));
        Answer usages = await client.Send("GET", SandboxClient.LocationPath + "/usages");
        Assert.Equal("1", usages.Text("value.0.currentValue"));
        Answer workspace = await client.Send("GET", SandboxClient.WorkspacePath);
        Assert.Equal("https://eastus.api.azureml.ms/discovery", workspace.Text("properties.discoveryUrl"));
        Assert.Equal("vienna-eastus-01", workspace.Header("azureml-served-by-cluster"));
    }

    [Fact]
    public async Task A_status_URL_has_no_line_break_of_the_request()
    {
        SandboxClient client = new(new SandboxOptions { ManualClock = true, OperationHeaders = true });
        Answer put = await client.Put("cpu", SandboxClient.Cluster());

        Answer result = await client.Send("GET", put.Header("Location")!.Replace(SandboxClient.Version, "1%0D%0AX: y"));

        Assert.Equal(202, result.Status);
        Assert.DoesNotContain('\n', result.Header("Azure-AsyncOperation")!);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a\nb")]
    [InlineData(" ")]
    [InlineData("köln")]
    public void A_workspace_that_cannot_be_in_a_URL_or_a_header_is_refused(string location) =>
        Assert.Throws<ArgumentException>(() => new SandboxWorkspace("s", "g", "w", location));

    [Fact]
    public void The_error_of_an_empty_name_says_so()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new SandboxWorkspace("s", "g", "", "eastus"));

        Assert.StartsWith("The name of a sandbox workspace must not be empty", error.Message, StringComparison.Ordinal);
    }

    private const string Provider = "providers/Microsoft.MachineLearningServices";
    private const string Subscription = "/subscriptions/00000000-0000-0000-0000-000000000000";

    private static readonly SandboxWorkspace[] More =
    [
        new("00000000-0000-0000-0000-000000000000", "sandbox-rg", "another-ws", "westus"),
        new("00000000-0000-0000-0000-000000000000", "team-rg", "sandbox-ws", "westeurope"),
        new("11111111-1111-1111-1111-111111111111", "sandbox-rg", "far-ws", "eastus"),
    ];

    private readonly SandboxClient _client = new(new SandboxOptions { ManualClock = true, Workspaces = More });

    [Fact]
    public async Task The_workspaces_of_a_subscription_are_listed_by_group_and_name()
    {
        Answer list = await _client.Send("GET", $"{Subscription}/{Provider}/workspaces");

        Assert.Equal(200, list.Status);
        Assert.Equal(["sandbox-rg/another-ws", "sandbox-rg/sandbox-ws", "team-rg/sandbox-ws"], Places(list));
        Assert.Equal("westus", list.Text("value.0.location"));
        Assert.Null(list.Text("nextLink"));
    }

    [Fact]
    public async Task The_workspaces_of_a_resource_group_are_listed()
    {
        Answer list = await _client.Send("GET", $"{Subscription}/RESOURCEGROUPS/Team-RG/{Provider}/workspaces");

        Assert.Equal(["team-rg/sandbox-ws"], Places(list));
    }

    [Fact]
    public async Task Lists_of_workspaces_are_paged()
    {
        SandboxClient client = new(new SandboxOptions { ManualClock = true, Workspaces = More, PageSize = 2 });

        Answer first = await client.Send("GET", $"{Subscription}/{Provider}/workspaces");
        Answer second = await client.Send("GET", first.Text("nextLink")!);

        Assert.Equal(["sandbox-rg/another-ws", "sandbox-rg/sandbox-ws"], Places(first));
        Assert.Equal(["team-rg/sandbox-ws"], Places(second));
        Assert.Null(second.Text("nextLink"));
    }

    [Theory]
    [InlineData("/subscriptions/none/{0}/workspaces", "SubscriptionNotFound")]
    [InlineData(Subscription + "/resourceGroups/no-rg/{0}/workspaces", "ResourceGroupNotFound")]
    public async Task A_list_of_a_missing_resource_is_404(string path, string code)
    {
        Answer answer = await _client.Send("GET", string.Format(null, path, Provider));

        Assert.Equal((404, code), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_list_takes_no_other_method()
    {
        Assert.Equal(405, (await _client.Send("POST", $"{Subscription}/{Provider}/workspaces")).Status);
    }

    [Fact]
    public async Task Each_workspace_has_its_own_computes_and_operations_of_its_region()
    {
        string other = $"{Subscription}/resourceGroups/team-rg/{Provider}/workspaces/sandbox-ws";

        Answer put = await _client.Send("PUT", $"{other}/computes/cpu", SandboxClient.Cluster());

        Assert.Contains("/locations/westeurope/computeOperationsStatus/", put.Header("Azure-AsyncOperation"));
        Assert.Equal("InProgress", await _client.Status(put));
        Assert.Equal(200, (await _client.Send("GET", $"{other}/computes/cpu")).Status);
        Assert.Equal(404, (await _client.Get("cpu")).Status);
    }

    [Fact]
    public async Task A_workspace_can_be_created_by_its_first_request()
    {
        SandboxClient client = new(new SandboxOptions { ManualClock = true, CreateWorkspaces = true });
        string path = $"/subscriptions/any/resourceGroups/any-rg/{Provider}/workspaces";
        Assert.Equal("[]", (await client.Send("GET", path)).Text("value"));

        Answer put = await client.Send("PUT", $"{path}/new-ws/computes/cpu", SandboxClient.Cluster());

        Assert.Equal(201, put.Status);
        Assert.Equal(["any-rg/new-ws"], Places(await client.Send("GET", path)));
        Assert.Equal("eastus", (await client.Send("GET", $"{path}/NEW-ws")).Text("location"));
        Assert.Equal(404, (await client.Send("GET", $"{path}/no!")).Status);
        Assert.Equal(200, (await client.Send("GET", $"/subscriptions/any/{Provider}/locations/eastus/usages")).Status);
    }

    [Fact]
    public async Task Workspaces_are_read_from_the_options_of_a_user()
    {
        SandboxClient client = new(SandboxOptions.FromDictionary(new Hashtable
        {
            ["Clock"] = "Manual",
            ["Workspace"] = new object[]
            {
                new Hashtable { ["Name"] = "two" }, new Hashtable { ["name"] = "three", ["Location"] = "westus" }
            },
        }));

        Answer list = await client.Send("GET", $"{Subscription}/{Provider}/workspaces");

        Assert.Equal(["sandbox-rg/sandbox-ws", "sandbox-rg/three", "sandbox-rg/two"], Places(list));
    }

    [Fact]
    public void A_workspace_without_a_name_or_given_twice_is_refused()
    {
        ArgumentException nameless = Assert.Throws<ArgumentException>(() => Read(new Hashtable { ["Location"] = "westus" }));
        ArgumentException twice = Assert.Throws<ArgumentException>(() => Read(new Hashtable { ["Name"] = "SANDBOX-ws" }));

        Assert.Contains("Name", nameless.Message);
        Assert.Contains("more than once", twice.Message);

        static SandboxOptions Read(Hashtable workspace) => SandboxOptions.FromDictionary(new Hashtable { ["Workspace"] = workspace });
    }

    private static string[] Places(Answer list) =>
        [.. list["value"].EnumerateArray().Select(item => item.GetProperty("id").GetString()!.Split('/')).Select(id => $"{id[4]}/{id[8]}")];
}
