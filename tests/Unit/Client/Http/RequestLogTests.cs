using System.Text.Json.Nodes;
using AmlCompute.Client.Running;
using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Client.Http;

public sealed class RequestLogTests
{
    private readonly TestClient _test = new();

    [Fact]
    public async Task A_verbose_line_has_method_path_status_time_and_request_id_and_no_query()
    {
        _test.Service.Answer(200, Recorded.Cluster(), ("x-ms-request-id", "r-1"));

        await _test.Get("a b?x=1");

        Assert.Matches(
            $@"^GET {TestClient.WorkspaceId}/computes/a%20b%3Fx%3D1: 200 OK \(\d+ ms, request id r-1\)$",
            Assert.Single(_test.Log.VerboseLines));
    }

    [Fact]
    public async Task Bodies_are_not_written_unless_they_are_wanted()
    {
        _test.Service.Answer(201, Recorded.Cluster());

        await _test.Client.PutAsync(_test.Workspace, "cpu", TestClient.Body, _test.Call);

        Assert.Empty(_test.Log.DebugLines);
    }

    [Fact]
    public async Task Bodies_are_written_without_their_secrets_and_the_answer_is_still_read()
    {
        _test.Log.WantsDebug = true;
        JsonObject body = JsonNode.Parse(
            """
            {"properties":{"computeType":"AmlCompute",
              "properties":{"userAccountCredentials":{"adminUserName":"me","adminUserPassword":"hunter2"}}}}
            """)!.AsObject();
        _test.Service.Answer(503, "<html>hunter2</html>")
            .Answer(201, """{"name":"cpu","properties":{"administratorAccount":{"password":"hunter2"}}}""");

        Assert.Equal("cpu", (await _test.Client.PutAsync(_test.Workspace, "cpu", body, _test.Call)).Target!.Name);

        Assert.Equal(4, _test.Log.DebugLines.Count);
        Assert.All(
            [.. _test.Log.DebugLines, .. _test.Log.VerboseLines], line => Assert.DoesNotContain("hunter2", line), throwIfEmpty: true);
        Assert.Contains("\"adminUserName\": \"me\"", _test.Log.DebugLines[0]);
        Assert.Equal("Response body: 20 characters that cannot be read as JSON", _test.Log.DebugLines[1]);
        Assert.Contains("\"password\": \"***\"", _test.Log.DebugLines[3]);
        Assert.Contains("hunter2", _test.Service.Requests[1].Body);
    }

    [Fact]
    public async Task A_request_and_an_answer_without_a_body_are_logged_as_such()
    {
        _test.Log.WantsDebug = true;
        _test.Service.Answer(204);

        await _test.Client.DeleteAsync(_test.Workspace, "cpu", UnderlyingResourceAction.Delete, _test.Call);

        Assert.Equal(["Request body: none", "Response body: none"], _test.Log.DebugLines);
    }

    [Fact]
    public async Task A_cancelled_request_is_one_line_too()
    {
        _test.Service.Hang(_test.Cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _test.Get());

        Assert.Contains(": no response (", Assert.Single(_test.Log.VerboseLines));
    }
}
