using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using AmlCompute.Client.Running;
using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Client.Http;

public sealed class RetryTests
{
    private readonly TestClient _test = new();

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_passing_fault_is_tried_again_and_each_try_is_one_verbose_line(int status)
    {
        _test.Service
            .Answer(status, Recorded.Error("Passing", "Wait."), ("retry-after-ms", "1"), ("x-ms-request-id", "r-1"))
            .Answer(status, "<html></html>", ("retry-after-ms", "1"))
            .Answer(200, Recorded.Cluster(), ("x-ms-request-id", "r-3"));

        Assert.Equal("cpu", (await _test.Get()).Name);

        Assert.Equal(3, _test.Log.VerboseLines.Count);
        Assert.Matches($@"^GET {TestClient.WorkspaceId}/computes/cpu: {status} .*\(\d+ ms, request id r-1\)$", _test.Log.VerboseLines[0]);
        Assert.Matches($@": {status} .*\(\d+ ms, retry 1\)$", _test.Log.VerboseLines[1]);
        Assert.Matches(@": 200 OK \(\d+ ms, retry 2, request id r-3\)$", _test.Log.VerboseLines[2]);
    }

    [Fact]
    public async Task A_connection_that_fails_is_tried_again()
    {
        _test.Service
            .Throw(new HttpRequestException("Connection refused", new SocketException((int)SocketError.ConnectionRefused)))
            .Throw(new IOException("Connection reset by peer"))
            .AnswerBrokenOff(200)
            .Answer(200, Recorded.Cluster());

        Assert.Equal("cpu", (await _test.Get()).Name);

        Assert.Equal(4, _test.Sent.Count);
        Assert.Contains(": no response (", _test.Log.VerboseLines[1]);
    }

    [Fact]
    public async Task An_attempt_without_an_answer_does_not_show_the_request_id_of_the_one_before()
    {
        _test.Service.Answer(503, "", ("x-ms-request-id", "r-1")).Throw(new IOException("Reset")).Answer(200, Recorded.Cluster());

        await _test.Get();

        Assert.Contains("r-1", _test.Log.VerboseLines[0]);
        Assert.DoesNotContain("r-1", _test.Log.VerboseLines[1]);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(409)]
    [InlineData(412)]
    public async Task A_refusal_is_not_tried_again(int status)
    {
        _test.Service.Answer(status, Recorded.Error("Refused", "No."));

        await Assert.ThrowsAsync<ComputeTargetException>(() => _test.Get());

        Assert.Single(_test.Sent);
    }

    [Theory]
    [InlineData(429, ErrorIds.Throttled)]
    [InlineData(408, ErrorIds.ServiceUnavailable)]
    [InlineData(500, ErrorIds.ServiceUnavailable)]
    [InlineData(503, ErrorIds.ServiceUnavailable)]
    public async Task After_four_tries_the_last_answer_is_the_error(int status, string errorId)
    {
        for (int i = 1; i <= 4; i++)
        {
            _test.Service.Answer(status, Recorded.Error("Passing", $"Try {i}."));
        }

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(() => _test.Get());

        Assert.Equal((errorId, status, "Passing", "Try 4."), (exception.ErrorId, exception.Status, exception.Code, exception.Message));
        Assert.Equal(4, _test.Sent.Count);
    }

    [Fact]
    public async Task After_four_failed_connections_the_last_reason_is_reported()
    {
        for (int i = 1; i <= 4; i++)
        {
            _test.Service.Throw(new HttpRequestException($"Connection {i} refused"));
        }

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(() => _test.Get());

        Assert.Equal(
            (ErrorIds.ServiceUnavailable, "No response from management.azure.com. Connection 4 refused"),
            (exception.ErrorId, exception.Message));
    }

    [Fact]
    public async Task A_body_is_sent_whole_with_every_try()
    {
        JsonObject body = TestClient.Body;
        body["tags"] = new JsonObject { ["long"] = new string('x', 300_000) };
        _test.Service.Answer(503).Throw(new IOException("Reset")).Answer(201, Recorded.Cluster("Creating"), Recorded.Operation);

        await _test.Client.PutAsync(_test.Workspace, "cpu", body, _test.Call);

        Assert.Equal(3, _test.Service.Requests.Count);
        Assert.All(_test.Service.Requests, request => Assert.Equal(body.ToJsonString(), request.Body), throwIfEmpty: true);
        Assert.Single(_test.Service.Requests.Select(request => request.Headers["x-ms-client-request-id"]).Distinct());
    }

    [Fact]
    public async Task A_deletion_that_is_tried_again_and_finds_nothing_has_succeeded()
    {
        _test.Service.Throw(new IOException("Reset after the service had done it")).Answer(404, Recorded.NotFound());

        Assert.Null(
            await (await _test.Client.DeleteAsync(_test.Workspace, "cpu", UnderlyingResourceAction.Delete, _test.Call))
                .WaitAsync(_test.Call));
    }

    [Fact]
    public async Task A_closed_port_is_a_service_that_is_not_there()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        TestClient test = new(endpoint: $"https://127.0.0.1:{port}/", handler: new SocketsHttpHandler { UseProxy = false });

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(() => test.Get());

        Assert.Equal(ErrorIds.ServiceUnavailable, exception.ErrorId);
        Assert.StartsWith("No response from 127.0.0.1. ", exception.Message, StringComparison.Ordinal);
        Assert.Equal(4, test.Log.VerboseLines.Count);
    }

    [Fact]
    public async Task A_server_without_TLS_is_reported_with_the_inner_cause()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        using CancellationTokenSource stop = new();
        Task server = ServeGarbage(listener, stop.Token);
        TestClient test = new(
            endpoint: $"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/",
            handler: new SocketsHttpHandler { UseProxy = false });

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(() => test.Get());
        await stop.CancelAsync();
        await server;

        Assert.Equal(ErrorIds.ServiceUnavailable, exception.ErrorId);
        Assert.Contains("SSL", exception.Message);
        Assert.DoesNotMatch(@"see inner exception\.$", exception.Message);
    }

    private static async Task ServeGarbage(TcpListener listener, CancellationToken token)
    {
        try
        {
            while (true)
            {
                using TcpClient client = await listener.AcceptTcpClientAsync(token);
                await client.GetStream().WriteAsync("This is no TLS.\r\n\r\n"u8.ToArray(), token);
            }
        }
        catch (OperationCanceledException)
        {
            listener.Stop();
        }
    }
}
