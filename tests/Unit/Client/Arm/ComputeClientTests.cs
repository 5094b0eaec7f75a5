using System.Text.Json;
using System.Text.Json.Nodes;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Regions;
using AmlCompute.Client.Running;
using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Client.Arm;

public sealed class ComputeClientTests
{
    private readonly TestClient _test = new();

    [Fact]
    public async Task Get_sends_one_GET_that_asks_for_JSON_and_has_an_id()
    {
        _test.Service.Answer(200, Recorded.Cluster());

        await _test.Get();

        SentRequest request = Assert.Single(_test.Service.Requests);
        Assert.Equal($"GET {TestClient.Url("cpu")}", request.ToString());
        Assert.Equal("application/json", request.Headers["Accept"]);
        Assert.True(Guid.TryParse(request.Headers["x-ms-client-request-id"], out _));
        Assert.False(request.Headers.ContainsKey("Content-Type"));
        Assert.False(request.Headers.ContainsKey("Authorization"));
        Assert.Empty(request.Body);
    }

    [Fact]
    public async Task Get_reads_a_pretty_printed_body_with_nulls_and_members_no_schema_has()
    {
        _test.Service.Answer(200, Recorded.Cluster(), ("Content-Type", "application/json; charset=utf-8"));

        ComputeCluster cluster = Assert.IsType<ComputeCluster>(await _test.Get());

        Assert.Equal(
            ("cpu", "Succeeded", "STANDARD_DS3_V2", 8), (cluster.Name, cluster.ProvisioningState, cluster.VmSize, cluster.MaxNodes));
        Assert.Null(cluster.Priority);
        Assert.Null(cluster.NodeStates);
        Assert.Empty(cluster.Tags);
        Assert.Contains("\"provisioningWarnings\"", cluster.ToJson());
        Assert.Contains("\"propertyBag\"", cluster.ToJson());
    }

    [Fact]
    public async Task A_cluster_that_shows_an_internal_id_while_it_is_updated_is_still_not_attached()
    {
        _test.Service.Answer(200, Recorded.Cluster("Updating", allocation: null, current: null, target: null));

        ComputeTarget target = await _test.Get();

        Assert.False(target.IsAttached);
        Assert.Contains("Microsoft.BatchAI", target.ToJson());
    }

    [Fact]
    public async Task A_target_without_properties_is_an_unknown_one_and_no_error()
    {
        _test.Service.Answer(200, """{"name":"odd","properties":null}""");

        ComputeTarget target = await _test.Get("odd");

        Assert.IsType<UnknownCompute>(target);
        Assert.Equal(("odd", "", null), (target.Name, target.ComputeType, target.State));
        Assert.Empty(target.Errors);
        Assert.True(target.IsAttached); // Of what nothing is known, nothing is deleted.
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"cpu\"")]
    [InlineData("{}")]
    [InlineData("""{"error":{"code":"BadRequest"}}""")]
    [InlineData("<html>Sign in to the guest network</html>")]
    [InlineData("""{"name":"cpu","properties":{"computeT""")]
    public async Task A_success_that_does_not_describe_a_target_is_a_malformed_response(string body)
    {
        _test.Service.Answer(200, body, ("x-ms-request-id", "r-1"));

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(() => _test.Get());

        Assert.Equal(
            (ErrorIds.MalformedResponse, 200, "r-1", "cpu"),
            (exception.ErrorId, exception.Status, exception.RequestId, exception.ComputeName));
        Assert.Single(_test.Service.Requests);
    }

    [Theory]
    [InlineData("""{"name":"cpu"}""")]
    [InlineData("""{"properties":{"computeType":"AmlCompute"}}""")]
    public async Task A_name_or_a_type_is_enough_to_describe_a_target(string body)
    {
        _test.Service.Answer(200, body);

        Assert.NotNull(await _test.Get());
    }

    [Fact]
    public async Task A_body_with_more_than_one_object_is_a_malformed_response()
    {
        _test.Service.Answer(200, """{"name":"cpu"}{"name":"gpu"}""");

        Assert.Equal(ErrorIds.MalformedResponse, (await Assert.ThrowsAsync<ComputeTargetException>(() => _test.Get())).ErrorId);
    }

    [Fact]
    public async Task Only_requests_that_may_change_something_count_as_changes()
    {
        _test.Service
            .Answer(200, Recorded.Cluster())
            .Answer(202, Recorded.Cluster("Updating"), Recorded.Operation)
            .Answer(202, "", Recorded.Operation);

        await _test.Get();
        Assert.Equal(0, _test.Client.Arm.Sender.ChangeCount);
        await _test.Patch();
        Assert.Equal(1, _test.Client.Arm.Sender.ChangeCount);
        await _test.Delete();
        Assert.Equal(2, _test.Client.Arm.Sender.ChangeCount);
    }

    [Fact]
    public async Task A_link_that_is_refused_for_its_password_shows_that_it_has_one()
    {
        _test.Service.Answer(202, "", ("Azure-AsyncOperation", "https://user:word@management.azure.com/status"));

        ComputeTargetException exception = await _test.Fails(await _test.Delete());

        Assert.Contains("a link to https://***@management.azure.com:443,", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_that_is_half_a_character_reads_as_the_replacement_character()
    {
        _test.Service.Answer(200, """{"name":"cpu","location":"\ud800","properties":{"computeType":"AmlCompute"}}""");

        Assert.Equal("\uFFFD", (await _test.Get()).Location);
    }

    [Fact]
    public async Task Put_sends_the_body_as_JSON_and_knows_the_answered_target()
    {
        _test.Service.Answer(201, Recorded.Cluster("Creating", null, null, null), Recorded.Operation);

        ComputeOperation operation = await _test.Client.PutAsync(_test.Workspace, "cpu", TestClient.Body, _test.Call);

        SentRequest request = Assert.Single(_test.Service.Requests);
        Assert.Equal($"PUT {TestClient.Url("cpu")}", request.ToString());
        Assert.Equal("application/json", request.Headers["Content-Type"]);
        Assert.Equal("application/json", request.Headers["Accept"]);
        Assert.Equal("""{"properties":{"computeType":"AmlCompute"}}""", request.Body);
        Assert.Equal("Creating", operation.Target!.ProvisioningState);
    }

    [Fact]
    public async Task Patch_sends_only_the_given_members()
    {
        _test.Service.Answer(202, Recorded.Cluster("Updating", null, null, null), Recorded.Operation);

        await _test.Client.PatchAsync(
            _test.Workspace, "cpu", Body("""{"properties":{"properties":{"scaleSettings":{"maxNodeCount":8}}}}"""), _test.Call);

        SentRequest request = Assert.Single(_test.Service.Requests);
        Assert.Equal($"PATCH {TestClient.Url("cpu")}", request.ToString());
        Assert.Equal("""{"properties":{"properties":{"scaleSettings":{"maxNodeCount":8}}}}""", request.Body);
    }

    [Theory]
    [InlineData("Delete")]
    [InlineData("Detach")]
    public async Task Delete_sends_the_action_for_the_underlying_resource(string action)
    {
        _test.Service.Answer(202, "", Recorded.Operation);

        await _test.Client.DeleteAsync(_test.Workspace, "cpu", Enum.Parse<UnderlyingResourceAction>(action), _test.Call);

        SentRequest request = Assert.Single(_test.Service.Requests);
        Assert.Equal($"DELETE {TestClient.Url("cpu")}&underlyingResourceAction={action}", request.ToString());
        Assert.Empty(request.Body);
        Assert.False(request.Headers.ContainsKey("Content-Type"));
    }

    [Fact]
    public async Task An_action_is_a_POST_without_a_body()
    {
        _test.Service.Answer(202, "", Recorded.Operation);

        await _test.Client.BeginActionAsync(_test.Workspace, "ci", ServiceAction.Start, _test.Call);

        SentRequest request = Assert.Single(_test.Service.Requests);
        Assert.Equal($"POST {TestClient.WorkspaceUrl}/computes/ci/start?api-version=2026-05-01", request.ToString());
        Assert.Empty(request.Body);
    }

    [Fact]
    public async Task A_POST_that_answers_at_once_gives_its_JSON_or_nothing()
    {
        _test.Service.Answer(200, """{ "computeType": "AmlCompute", "nodes": [] }""").Answer(200);

        JsonElement nodes = await _test.Client.PostActionAsync(_test.Workspace, "cpu", ServiceAction.ListNodes, null, _test.Call);
        JsonElement nothing = await _test.Client.PostActionAsync(
            _test.Workspace, "ci", ServiceAction.UpdateIdleShutdown, Body("""{"idleTimeBeforeShutdown":"PT120M"}"""), _test.Call);

        Assert.Equal(0, nodes.GetProperty("nodes").GetArrayLength());
        Assert.Equal(JsonValueKind.Undefined, nothing.ValueKind);
        Assert.Equal("""{"idleTimeBeforeShutdown":"PT120M"}""", _test.Service.Requests[1].Body);
    }

    [Fact]
    public async Task Sizes_are_read_by_subscription_and_region()
    {
        _test.Service.Answer(200, """{"value":[{"name":"Standard_DS2_v2"},{"name":null},{"name":"Standard_DS3_v2"}]}""");

        Assert.Equal(
            ["Standard_DS2_v2", "Standard_DS3_v2"],
            (await new RegionCatalog(_test.Workspace, "eastus", _test.Call).ReadSizesAsync()).Select(size => size.Name));
        Assert.EndsWith("/locations/eastus/vmSizes?api-version=2026-05-01", _test.Sent[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opening_a_connection_reads_the_workspace()
    {
        _test.Service.Answer(
            200, """{"name":"ws","location":"westeurope","properties":{"provisioningState":"Succeeded","workspaceId":"w-1"}}""");

        Workspace workspace = await _test.Connection.ReadWorkspaceAsync(new WorkspaceReference(_test.Workspace), _test.Call);

        Assert.Equal(
            ("westeurope", "Succeeded", "w-1", TestClient.WorkspaceId),
            (workspace.Location, workspace.ProvisioningState, workspace.WorkspaceId, workspace.Id));
        Assert.Equal([$"GET {TestClient.WorkspaceUrl}?api-version=2026-05-01"], _test.Sent);
    }

    [Fact]
    public async Task Find_gives_null_for_a_missing_target_only()
    {
        _test.Service
            .Answer(404, Recorded.NotFound())
            .Answer(404, Recorded.NotFound("workspaces/ws"))
            .Answer(404, "<html>404</html>")
            .Answer(403, Recorded.Error("AuthorizationFailed", "No role."));

        Assert.Null(await _test.Client.FindTargetAsync(_test.Workspace, "cpu", _test.Call));
        foreach (string expected in new[] { ErrorIds.WorkspaceNotFound, ErrorIds.MalformedResponse, ErrorIds.AuthorizationFailed })
        {
            ComputeTargetException exception =
                await Assert.ThrowsAsync<ComputeTargetException>(() => _test.Client.FindTargetAsync(_test.Workspace, "cpu", _test.Call));
            Assert.Equal(expected, exception.ErrorId);
        }
    }

    [Fact]
    public async Task Cancelling_a_call_reaches_the_transport_and_ends_in_a_cancellation()
    {
        _test.Service.Hang(_test.Cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _test.Get());

        Assert.Single(_test.Service.Requests);
    }

    [Fact]
    public async Task Cancelling_a_call_that_was_retried_is_a_cancellation_too()
    {
        _test.Service.Throw(new IOException("Connection reset by peer")).Hang(_test.Cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _test.Get());

        Assert.Equal(2, _test.Service.Requests.Count);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed(int status)
    {
        _test.Service.Answer(status, "", ("Location", "https://evil.example/steal?sig=abc"));

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(() => _test.Get());

        Assert.Equal((ErrorIds.UntrustedEndpoint, status), (exception.ErrorId, exception.Status));
        Assert.Contains("evil.example", exception.Message);
        Assert.DoesNotContain("sig=abc", exception.Message);
        Assert.Single(_test.Service.Requests);
    }

    [Theory]
    [InlineData("/login")]
    [InlineData("login")]
    public async Task The_error_of_a_redirect_to_a_path_names_no_host(string location)
    {
        _test.Service.Answer(302, "", ("Location", location));

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(() => _test.Get());

        Assert.Equal("The response was a redirect (302). It was not followed.", exception.Message);
    }

    private static JsonObject Body(string json) => JsonNode.Parse(json)!.AsObject();
}
