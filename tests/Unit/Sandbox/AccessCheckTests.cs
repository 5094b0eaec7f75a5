using System.Collections;
using System.Text;
using AmlCompute.Sandbox;
using Xunit;

namespace AmlCompute.Tests.Sandbox;

/// <summary>The answers of ARM before a request reaches the service, and its headers on operations.</summary>
public sealed class AccessCheckTests
{
    private const string Computes = "Microsoft.MachineLearningServices/workspaces/computes";

    [Theory]
    [InlineData(null, "AuthenticationFailed")]
    [InlineData("Basic dXNlcg==", "InvalidAuthenticationToken")]
    [InlineData("Bearer ", "InvalidAuthenticationToken")]
    public async Task A_request_without_a_token_is_401_with_a_challenge_when_tokens_are_asked_for(string? authorization, string code)
    {
        SandboxClient client = new(new SandboxOptions { ManualClock = true, RequireToken = true });

        Answer answer = await Send(client, "PUT", "/computes/cpu", authorization, SandboxClient.Cluster());

        Assert.Equal((401, code), (answer.Status, answer.Code));
        Assert.StartsWith("Bearer authorization_uri=\"https://", answer.Header("WWW-Authenticate"));
        Assert.Equal(404, (await Send(client, "GET", "/computes/cpu", "Bearer abc")).Status);
    }

    [Fact]
    public async Task Any_bearer_token_will_do_and_none_is_needed_by_default()
    {
        SandboxClient strict = new(new SandboxOptions { ManualClock = true, RequireToken = true });

        Assert.Equal(200, (await Send(strict, "GET", "", "bearer abc")).Status);
        Assert.Equal(200, (await Send(new SandboxClient(), "GET", "", null)).Status);
    }

    [Theory]
    [InlineData("/metadata/endpoints?api-version=2022-09-01")]
    [InlineData("//Metadata/Endpoints/?api-version=2022-09-01")]
    [InlineData("/api/retail/prices")]
    public async Task Prices_and_the_addresses_of_the_cloud_need_no_token(string pathAndQuery)
    {
        SandboxClient strict = new(new SandboxOptions { ManualClock = true, RequireToken = true });

        Assert.Equal(200, (await strict.Send("GET", pathAndQuery)).Status);
    }

    [Fact]
    public async Task An_expired_token_can_be_played_by_a_fault()
    {
        SandboxClient client = new();
        client.Service.AddFault(
            new SandboxFault { Status = 401, Code = "ExpiredAuthenticationToken", Message = "It \"expired\".Today\\" });

        Answer answer = await client.Send("GET", SandboxClient.WorkspacePath);

        Assert.Equal((401, "ExpiredAuthenticationToken"), (answer.Status, answer.Code));
        Assert.EndsWith("error_description=\"It expired.Today\"", answer.Header("WWW-Authenticate"));
    }

    [Theory]
    [InlineData("PUT", "", Computes + "/write")]
    [InlineData("PATCH", "", Computes + "/write")]
    [InlineData("DELETE", "", Computes + "/delete")]
    [InlineData("GET", "", Computes + "/read")]
    [InlineData("POST", "/listKeys", Computes + "/listKeys/action")]
    [InlineData("POST", "/start", "*/START/action")]
    public async Task An_action_without_a_role_is_403_and_named(string method, string action, string denied)
    {
        SandboxClient client = new(new SandboxOptions { ManualClock = true, DeniedActions = [denied] });

        Answer answer = await client.Send(method, $"{SandboxClient.WorkspacePath}/computes/cpu{action}", SandboxClient.Cluster());

        Assert.Equal((403, "AuthorizationFailed"), (answer.Status, answer.Code));
        Assert.Contains(
            "does not have authorization to perform action 'Microsoft.MachineLearningServices/workspaces/computes/", answer.Message);
        Assert.Contains($"over scope '{SandboxClient.WorkspacePath}/computes/cpu", answer.Message);
    }

    [Fact]
    public async Task A_reader_may_still_read()
    {
        SandboxClient client = new(new SandboxOptions { ManualClock = true, DeniedActions = ["*/write", "*/delete", "*/action"] });

        Assert.Equal(200, (await client.Send("GET", SandboxClient.WorkspacePath + "/computes")).Status);
        Assert.Equal(200, (await client.Send("GET", SandboxClient.LocationPath + "/vmSizes")).Status);
        Assert.Equal(403, (await client.Put("cpu", SandboxClient.Cluster())).Status);
        Assert.Equal(403, (await client.Send("POST", SandboxClient.LocationPath + "/updateQuotas", "{}")).Status);
    }

    [Fact]
    public async Task Requests_beyond_the_rate_are_429_with_the_time_to_wait_when_limits_are_enforced()
    {
        SandboxClient client = new(new SandboxOptions { ManualClock = true, EnforceRateLimits = true });
        for (int i = 0; i < 250; i++)
        {
            Assert.Equal(200, (await client.Send("GET", SandboxClient.WorkspacePath)).Status);
        }

        Answer refused = await client.Send("GET", SandboxClient.WorkspacePath);

        Assert.Equal((429, "SubscriptionRequestsThrottled", "1"), (refused.Status, refused.Code, refused.Header("Retry-After")));
        Assert.Equal(201, (await client.Put("cpu", SandboxClient.Cluster())).Status);
        client.Advance(1);
        Assert.Equal(200, (await client.Send("GET", SandboxClient.WorkspacePath)).Status);
    }

    [Fact]
    public async Task By_default_no_rate_is_too_high()
    {
        SandboxClient client = new();
        for (int i = 0; i < 300; i++)
        {
            Assert.Equal(200, (await client.Send("GET", SandboxClient.WorkspacePath)).Status);
        }
    }

    [Fact]
    public async Task Operations_carry_location_and_retry_after_when_asked_for()
    {
        SandboxClient client = new(new SandboxOptions { ManualClock = true, OperationHeaders = true });

        Answer put = await client.Put("cpu", SandboxClient.Cluster());
        string location = put.Header("Location")!;
        Answer early = await client.Send("GET", location);
        Answer poll = await client.Send("GET", put.Header("Azure-AsyncOperation")!);
        client.Advance(30);
        Answer late = await client.Send("GET", location);
        Answer done = await client.Send("GET", put.Header("Azure-AsyncOperation")!);

        Assert.Equal((201, "5"), (put.Status, put.Header("Retry-After")));
        Assert.Contains("/locations/eastus/computeOperationsResults/", location);
        Assert.Equal((202, ""), (early.Status, early.Raw));
        Assert.NotNull(early.Header("Location"));
        Assert.Equal(("InProgress", "5"), (poll.Text("status"), poll.Header("Retry-After")));
        Assert.Equal((200, "cpu", "Succeeded"), (late.Status, late.Text("name"), late.Text("properties.provisioningState")));
        Assert.Equal(("Succeeded", (string?)null), (done.Text("status"), done.Header("Retry-After")));
    }

    [Fact]
    public async Task The_result_of_a_deletion_is_empty_and_of_a_failure_its_error()
    {
        SandboxClient client = new(new SandboxOptions { ManualClock = true, OperationHeaders = true });
        await client.Create("cpu", SandboxClient.Cluster());
        client.Service.AddFault(new SandboxFault { Method = "PUT", FailOperation = true, Code = "NoRoom", Message = "no room" });
        Answer put = await client.Put("dev", SandboxClient.Instance());
        Answer delete = await client.Delete("cpu");
        client.Advance(300);

        Answer failed = await client.Send("GET", put.Header("Location")!);
        Answer gone = await client.Send("GET", delete.Header("Location")!);

        Assert.Equal((409, "NoRoom", "no room"), (failed.Status, failed.Code, failed.Message));
        Assert.Equal((204, ""), (gone.Status, gone.Raw));
        Assert.Equal(404, (await client.Send("GET", SandboxClient.LocationPath + $"/computeOperationsResults/{Guid.Empty}")).Status);
    }

    [Fact]
    public async Task All_of_it_is_read_from_the_options_of_a_user()
    {
        SandboxOptions options = SandboxOptions.FromDictionary(new Hashtable
        {
            ["RequireToken"] = true,
            ["DeniedAction"] = new object[] { "*/delete", "*/write" },
            ["EnforceRateLimits"] = true,
            ["OperationHeaders"] = true,
            ["CreateWorkspaces"] = true,
        });

        Assert.True(options is { RequireToken: true, EnforceRateLimits: true, OperationHeaders: true, CreateWorkspaces: true });
        Assert.Equal(["*/delete", "*/write"], options.DeniedActions);
        Assert.Equal(["*"], SandboxOptions.FromDictionary(new Hashtable { ["DeniedAction"] = "*" }).DeniedActions);
        Assert.Throws<ArgumentException>(() => SandboxOptions.FromDictionary(new Hashtable { ["DeniedAction"] = new object[] { 1 } }));
        Assert.Equal(401, (await Send(new SandboxClient(options), "GET", "", null)).Status);
    }

    private static async Task<Answer> Send(SandboxClient client, string method, string path, string? authorization, string? body = null) =>
        new(await client.Service.SendAsync(
            new SandboxRequest(
                method,
                new Uri($"https://management.azure.com{SandboxClient.WorkspacePath}{path}?api-version={SandboxClient.Version}"),
                authorization is null ? null : [new("Authorization", authorization)],
                body is null ? null : Encoding.UTF8.GetBytes(body)),
            CancellationToken.None));
}
