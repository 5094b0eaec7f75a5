using System.Net;
using System.Net.Sockets;
using AmlCompute.Client.Http;
using AmlCompute.Client.Running;
using AmlCompute.Models;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AmlCompute.Tests.Client.Http;

/// <summary>A computer without a network gets an error soon, unless the service has answered the command before.</summary>
public sealed class OfflineTests
{
    private readonly PollClock _clock = new();

    [Fact]
    public async Task A_name_server_that_does_not_answer_ends_the_connection_after_three_seconds()
    {
        FakeTimeProvider clock = new();
        TaskCompletionSource<IPAddress[]> never = new();
        Task<Stream> opening = BoundedTransport.OpenConnectionAsync(
            new DnsEndPoint("management.azure.com", 443), (_, _) => never.Task, clock, CancellationToken.None).AsTask();
        clock.Advance(TimeSpan.FromSeconds(2.9));
        Assert.False(opening.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(0.2));
        ConnectionLimitException exception = await Assert.ThrowsAsync<ConnectionLimitException>(() => opening);
        Assert.Equal(SocketError.HostNotFound, exception.SocketErrorCode);
        Assert.True(ServiceReachability.IsUnreachable(exception));
    }

    [Fact]
    public async Task A_connection_that_the_user_stops_is_cancelled()
    {
        using CancellationTokenSource stop = new();
        TaskCompletionSource<IPAddress[]> never = new();
        Task<Stream> opening = BoundedTransport.OpenConnectionAsync(
            new DnsEndPoint("management.azure.com", 443), (_, _) => never.Task, new FakeTimeProvider(), stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
    }

    [Theory]
    [InlineData(SocketError.HostNotFound)]
    [InlineData(SocketError.TryAgain)]
    [InlineData(SocketError.NetworkUnreachable)]
    [InlineData(SocketError.HostUnreachable)]
    [InlineData(SocketError.ConnectionRefused)]
    public async Task The_first_request_of_a_command_fails_within_three_seconds_and_shows_progress_at_once(SocketError reason)
    {
        TestClient test = Client();
        for (int i = 0; i < 10; i++)
        {
            test.Service.Throw(new HttpRequestException($"{reason}", new SocketException((int)reason)));
        }

        ComputeTargetException error = await Assert.ThrowsAsync<ComputeTargetException>(() => test.Get());

        Assert.Equal(ErrorIds.ServiceUnavailable, error.ErrorId);
        Assert.StartsWith($"No response from management.azure.com. {reason}", error.Message);
        AssertSoon(test);
    }

    [Theory]
    [InlineData("https://x.invalid/")]
    [InlineData("http://127.0.0.1:{0}/")]
    public async Task A_name_that_does_not_exist_and_a_closed_port_are_found_by_the_network(string address)
    {
        TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        string endpoint = address.Replace("{0}", $"{((IPEndPoint)listener.LocalEndpoint).Port}");
        listener.Stop();
        using HttpClientHandler network = new() { UseProxy = false };
        TestClient test = Client(endpoint, network);

        ComputeTargetException error = await Assert.ThrowsAsync<ComputeTargetException>(() => test.Get());

        Assert.Equal(ErrorIds.ServiceUnavailable, error.ErrorId);
        Assert.StartsWith($"No response from {new Uri(endpoint).Host}. ", error.Message);
        AssertSoon(test);
    }

    [Fact]
    public async Task An_attempt_that_takes_long_is_not_followed_by_another_beyond_the_limit()
    {
        FakeTimeProvider silence = new();
        TestClient test = new(_clock, clocks: new RequestClocks(_clock, _clock, silence));
        for (int i = 0; i < 5; i++)
        {
            test.Service.AnswerLate(string.Empty, () =>
            {
                silence.Advance(TimeSpan.FromSeconds(1.5));
                throw new HttpRequestException("No route to host", new SocketException((int)SocketError.HostUnreachable));
            });
        }

        await Assert.ThrowsAsync<ComputeTargetException>(() => test.Get());

        Assert.Single(test.Sent);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 5)]
    public async Task A_request_without_an_answer_shows_progress_from_the_first_second_until_the_service_has_answered(
        bool hasAnswered, int seconds)
    {
        TestClient test = new();
        if (hasAnswered)
        {
            test.Service.Answer(200, Recorded.Cluster());
            await test.Get();
        }

        int before = 0;
        test.Service.AnswerLate(Recorded.Cluster(), () =>
        {
            test.Service.Silence.Advance(TimeSpan.FromSeconds(seconds - 0.1));
            before = test.Log.ProgressRecords.Count;
            test.Service.Silence.Advance(TimeSpan.FromSeconds(0.1));
        });
        await test.Get();

        Assert.Equal(0, before);
        Assert.Equal($"No response yet, 00:00:0{seconds}", test.Log.ProgressRecords[0].Status);
    }

    [Fact]
    public async Task An_operation_that_is_polled_bridges_an_outage()
    {
        TestClient test = Client();
        test.Service.Answer(202, "", Recorded.Operation);
        ComputeOperation operation = await test.Put();
        for (int i = 0; i < 40; i++)
        {
            test.Service.Throw(new HttpRequestException("No route to host", new SocketException((int)SocketError.NetworkUnreachable)));
        }

        test.Service.Answer(200, """{"status":"Succeeded"}""").Answer(200, Recorded.Cluster());

        Assert.Equal("cpu", (await operation.WaitAsync(test.Call))!.Name);

        Assert.True(_clock.GetUtcNow() - _clock.Start > TimeSpan.FromMinutes(1), "the outage was longer than a minute");
        Assert.Single(test.Log.Warnings);
    }

    private TestClient Client(string endpoint = "https://management.azure.com/", HttpMessageHandler? handler = null) =>
        new(_clock, endpoint, handler, new RequestClocks(_clock, _clock, _clock));

    private void AssertSoon(TestClient test)
    {
        Assert.InRange(_clock.GetUtcNow() - _clock.Start, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(3));
        Assert.InRange(test.Log.VerboseLines.Count(line => line.Contains(": no response (")), 2, 3);
        Assert.Equal("No connection yet, 00:00:00", test.Log.ProgressRecords[0].Status);
        Assert.True(test.Log.ProgressRecords[^1].IsCompleted);
    }
}
