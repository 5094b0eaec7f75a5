using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.SignIn;
using AmlCompute.Client.Workspaces;
using AmlCompute.Tests.Client.SignIn;
using Xunit;

namespace AmlCompute.Tests.Client.Workspaces;

/// <summary>Listing workspaces, and connecting by a name alone, against a service on this computer.</summary>
public sealed class WorkspaceSearchTests
{
    private const string Other = "55555555-5555-5555-5555-555555555555";

    private static readonly string[] Foreign = [
        "AZUREML_ARM_SUBSCRIPTION", "AZUREML_ARM_RESOURCEGROUP", "AZUREML_ARM_WORKSPACE_NAME", "AZURE_SUBSCRIPTION_ID"];

    [Fact]
    public async Task Workspaces_of_a_subscription_are_listed_page_by_page()
    {
        using LoopbackServer server = Start();
        string[] output = await Run(
            server, "Get-AmlWorkspace -ListAvailable | ForEach-Object { $_.Name + ' ' + $_.ResourceGroupName }", connect: true);
        Assert.Equal(["one rg1", "twin rg1", "twin rg2"], output);
    }

    [Fact]
    public async Task Workspaces_of_a_resource_group_are_listed_with_where_they_came_from()
    {
        using LoopbackServer server = Start();
        string[] output = await Run(
            server,
            $"Get-AmlWorkspace -ListAvailable -SubscriptionId {Other} -ResourceGroupName 'r g' | " +
            $"ForEach-Object {{ $_.Name + ' ' + $_.Source }}",
            connect: true);
        Assert.Equal(["far list of resource group r g"], output);
        Assert.Equal(
            $"/subscriptions/{Other}/resourceGroups/r%20g/providers/Microsoft.MachineLearningServices/workspaces",
            server.Requests[^1].Path);
    }

    [Fact]
    public async Task Only_the_pages_that_are_wanted_are_read()
    {
        using LoopbackServer server = Start();
        string[] output = await Run(
            server, "foreach ($name in Get-AmlWorkspace -ListAvailable | ForEach-Object { $_.Name; break }) { $name }", connect: true);
        Assert.Single(server.Requests, request => request.Path.EndsWith("/workspaces", StringComparison.Ordinal));
        Assert.Empty(output);
    }

    [Fact]
    public async Task A_name_alone_connects_when_it_is_the_only_one()
    {
        using LoopbackServer server = Start();
        string[] output = await Run(
            server,
            $"Connect-AmlWorkspace ONE -SubscriptionId {Cloud.SubscriptionId} -Endpoint {server.Url} | " +
            $"ForEach-Object {{ $_.ResourceGroupName + ' ' + $_.Location }}; (Get-AmlWorkspace).Name");
        Assert.Equal(["rg1 westeurope", "one"], output);
    }

    [Fact]
    public async Task The_subscription_comes_from_the_session_or_the_environment()
    {
        using LoopbackServer server = Start();
        string[] output = await Run(
            server,
            $"""
            $env:AZURE_SUBSCRIPTION_ID = '{Cloud.SubscriptionId}'
            (Connect-AmlWorkspace one -Endpoint {server.Url}).ResourceGroupName
            $env:AZURE_SUBSCRIPTION_ID = $null
            (Connect-AmlWorkspace one -Endpoint {server.Url}).ResourceGroupName
            """);
        Assert.Equal(["rg1", "rg1"], output);
    }

    [Theory]
    [InlineData(Other, "r g")]
    [InlineData(Cloud.SubscriptionId, "rg1")]
    public async Task The_name_of_the_config_file_is_searched_in_another_subscription(string subscription, string group)
    {
        using LoopbackServer server = Start();
        WorkspaceReference config = new(Cloud.SubscriptionId, "rg1", "far", "config.json");
        WorkspaceConnector connector = new(new WorkspaceChoice("far", null, subscription), new AmlSession(), () => config);

        Workspace workspace = await connector.OpenAzureAsync(
            new SignInOptions { Endpoint = new Uri(server.Url) }, new CallContext(new CallLog(), TestContext.Current.CancellationToken));

        Assert.Equal(group, workspace.ResourceGroupName);
    }

    [Theory]
    [InlineData("twin", "WorkspaceNotResolved", "has 2 workspaces 'twin'; specify -ResourceGroupName. They are twin in rg1, twin in rg2.")]
    [InlineData(
        "none", "WorkspaceNotFound", "has no workspace 'none' that this sign-in can access. It has one in rg1, twin in rg1, twin in rg2.")]
    public async Task A_name_that_is_not_the_only_one_or_none_is_told_with_the_candidates(string name, string id, string message)
    {
        using LoopbackServer server = Start();
        string[] output = await Run(
            server,
            $"try {{ Connect-AmlWorkspace {name} -SubscriptionId {Cloud.SubscriptionId} -Endpoint {server.Url} }} catch {{ " +
            $"$_.FullyQualifiedErrorId; $_.Exception.Message }}");
        Assert.StartsWith(id + ",", output[0]);
        Assert.EndsWith(message, output[1]);
    }

    [Fact]
    public async Task Without_a_subscription_nothing_is_asked()
    {
        using LoopbackServer server = Start();
        string[] output = await Run(
            server,
            $"try {{ Connect-AmlWorkspace one -Endpoint {server.Url} }} catch {{ $_.FullyQualifiedErrorId; $_.Exception.Message }}");
        Assert.StartsWith("WorkspaceNotResolved,", output[0]);
        Assert.StartsWith("-SubscriptionId is missing", output[1]);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("one -ResourceGroupName rg1")]
    [InlineData("one")]
    public async Task A_subscription_of_the_environment_that_is_not_a_GUID_is_an_error_with_its_variables(string parameters)
    {
        using LoopbackServer server = Start();
        string[] output = await Run(
            server,
            $$"""
            $env:AZURE_SUBSCRIPTION_ID = 'mine'
            try { Connect-AmlWorkspace {{parameters}} -Endpoint {{server.Url}} } catch { $_.Exception.Message }
            """);
        Assert.Equal(
            ["The subscription 'mine' of the environment variable AZUREML_ARM_SUBSCRIPTION or AZURE_SUBSCRIPTION_ID is not a GUID."],
            output);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task An_unknown_subscription_is_an_error_of_its_own()
    {
        using LoopbackServer server = LoopbackServer.Start(
            _ => new LoopbackAnswer(404, """{"error":{"code":"SubscriptionNotFound","message":"The subscription could not be found."}}"""));
        string[] output = await Run(
            server,
            $"try {{ Connect-AmlWorkspace one -SubscriptionId {Other} -Endpoint {server.Url} }} catch {{ $_.FullyQualifiedErrorId; " +
            $"$_.Exception.Message }}");
        Assert.StartsWith("WorkspaceNotFound,", output[0]);
        Assert.Contains("could not be found", output[1]);
    }

    [Theory]
    [InlineData("""{"value":[{"name":"one"}]}""", "one of its workspaces has no valid id.")]
    [InlineData("""{"value":[{"id":"/subscriptions/one"}]}""", "one of its workspaces has no valid id.")]
    [InlineData("""{"workspaces":[]}""", "its body is not a list of workspaces.")]
    [InlineData("""{"value":[],"nextLink":7}""", "its nextLink is not a text.")]
    [InlineData("""{"value":[]},""", "its body is not valid JSON.")]
    public async Task An_answer_that_is_not_a_list_of_workspaces_is_an_error(string body, string message)
    {
        using LoopbackServer server = LoopbackServer.Start(_ => LoopbackAnswer.Json(body));
        string[] output = await Run(
            server, "try { Get-AmlWorkspace -ListAvailable -ErrorAction Stop } catch { $_.FullyQualifiedErrorId; $_.Exception.Message }",
            connect: true);
        Assert.StartsWith("MalformedResponse,", output[0]);
        Assert.Equal($"The service answered 200, but {message}", output[1]);
    }

    private static LoopbackServer Start()
    {
        LoopbackServer? server = null;
        server = LoopbackServer.Start(request => LoopbackAnswer.Json(
            request.Target.Contains("skip=", StringComparison.Ordinal) ? $$"""{"value":[{{Item("rg1", "twin")}},{{Item("rg2", "twin")}}]}"""
            : request.Path.Contains(Other, StringComparison.Ordinal) ? $$"""{"value":[{{Item("r g", "far")}}]}"""
            : request.Path.EndsWith("/workspaces", StringComparison.Ordinal)
                ? $$"""{"value":[{{Item("rg1", "one")}}],"nextLink":"{{server!.Url}}{{request.Target}}&$skip=1"}"""
                : Item("rg1", "one")));
        return server;
    }

    private static string Item(string group, string name) =>
        $$"""
        {
          "name": "{{name}}", "location": "westeurope",
          "id": "{{Cloud.WorkspaceId.Replace("/rg/", $"/{group}/", StringComparison.Ordinal)[..^2]}}{{name}}"
        }
        """;

    private static async Task<string[]> Run(LoopbackServer server, string script, bool connect = false)
    {
        using CommandSession session = new();
        await session.InvokeAsync(
            string.Concat(Foreign.Select(name => $"$env:{name} = $null; "))
            + (connect ? $"Connect-AmlWorkspace -SkipValidation -Endpoint {server.Url} -ResourceId {Cloud.WorkspaceId}" : string.Empty));
        return await session.InvokeAsync(script);
    }
}
