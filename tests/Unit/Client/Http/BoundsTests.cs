using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.Running;
using AmlCompute.Models;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AmlCompute.Tests.Client.Http;

/// <summary>Every request has a limit in size and in time, whatever the far side sends.</summary>
[CollectionDefinition(nameof(BoundsTests), DisableParallelization = true)]
[Collection(nameof(BoundsTests))]
public sealed class BoundsTests
{
    private const long AllowedMemory = 150L * 1024 * 1024;

    private readonly PollClock _clock = new(TimeSpan.FromMinutes(10));
    private readonly FakeTimeProvider _silence = new();
    private readonly CallLog _log = new();

    private RequestClocks Clocks => new(_clock, _clock, _silence);

    [Theory]
    [InlineData(200, "64 MB")]
    [InlineData(400, "4 MB")]
    [InlineData(503, "4 MB")]
    public async Task A_body_without_an_end_is_given_up_at_its_limit_and_not_requested_again(int status, string limit)
    {
        using HostileServer server = HostileServer.Endless(status);

        ComputeTargetException error = await FailsInLittleMemory(server);

        Assert.Equal((ErrorIds.MalformedResponse, status), (error.ErrorId, error.Status));
        Assert.Contains($"its body is longer than {limit}", error.Message);
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task A_page_without_an_end_is_given_up_at_its_limit()
    {
        using HostileServer server = HostileServer.Endless(200);
        (ComputeClient client, Workspace workspace) = server.Connect(Clocks);

        ComputeTargetException error = await Assert.ThrowsAsync<ComputeTargetException>(async () =>
        {
            await foreach (ComputeTarget target in client.ListTargetsAsync(workspace, Call()))
            {
                Assert.Fail($"There is no {target.Name}.");
            }
        });

        Assert.Equal(ErrorIds.MalformedResponse, error.ErrorId);
        Assert.Equal(1, server.Requests);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    public async Task A_compressed_bomb_is_not_unpacked(int status)
    {
        using HostileServer server = HostileServer.Bomb(status, megabytes: 400);

        ComputeTargetException error = await FailsInLittleMemory(server);

        Assert.Equal(status, error.Status);
        Assert.Equal(1, server.Requests);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(404)]
    public async Task A_body_that_is_announced_as_too_long_is_not_read(int status)
    {
        using HostileServer server = HostileServer.Announcing(status, 1_000_000_000_000);

        ComputeTargetException error = await FailsInLittleMemory(server);

        Assert.Equal((ErrorIds.MalformedResponse, status), (error.ErrorId, error.Status));
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task A_body_that_is_shorter_than_announced_is_requested_again_and_then_an_error()
    {
        using HostileServer server = HostileServer.Announcing(200, 1000);

        ComputeTargetException error = await Fails(server, Call());

        Assert.Equal(ErrorIds.ServiceUnavailable, error.ErrorId);
        Assert.Equal(4, server.Requests);
    }

    [Fact]
    public async Task A_body_of_the_largest_size_is_read()
    {
        const int Largest = 64 * 1024 * 1024;
        byte[] body = new byte[Largest];
        Array.Fill(body, (byte)' ');
        """{"name":"cpu"}"""u8.CopyTo(body);
        TestClient test = new();
        test.Service.Answer(200, body);

        Assert.Equal("cpu", (await test.Get()).Name);
    }

    [Fact]
    public async Task A_negative_length_of_a_body_is_ignored()
    {
        using HostileServer server = new((stream, token) =>
            HostileServer.WriteAsync(stream, $"HTTP/1.1 200 OK\nContent-Length: -4\n\n{Recorded.Cluster()}", token));
        (ComputeClient client, Workspace workspace) = server.Connect(Clocks);

        Assert.Equal("cpu", (await client.GetTargetAsync(workspace, "cpu", Call())).Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\n")]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 100\n\n")]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 100\n\n{")]
    public async Task A_server_that_falls_silent_is_asked_four_times_and_is_then_unavailable(string part)
    {
        // The bytes of a part can arrive after the clock has moved, so the clock moves again until the attempt has ended.
        using HostileServer server = HostileServer.Silent(part, () => { });
        (ComputeClient client, Workspace workspace) = server.Connect(Clocks);
        Task<ComputeTarget> get = client.GetTargetAsync(workspace, "cpu", Call());
        while (!get.IsCompleted)
        {
            _silence.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        ComputeTargetException error = await Assert.ThrowsAsync<ComputeTargetException>(() => get);

        Assert.Equal(ErrorIds.ServiceUnavailable, error.ErrorId);
        Assert.Equal("No response from 127.0.0.1. The service did not answer in time.", error.Message);
        Assert.Equal(4, server.Requests);
    }

    [Fact]
    public async Task All_attempts_together_are_silent_for_two_minutes_at_most()
    {
        TestClient test = new(_clock, clocks: Clocks);
        int[] silences = [29, 29, 29];
        foreach (int seconds in silences)
        {
            test.Service.Hang(() =>
            {
                _silence.Advance(TimeSpan.FromSeconds(seconds));
                _silence.Advance(TimeSpan.FromSeconds(1));
            });
        }

        // Three attempts of 30 s and the pauses between them leave less than 26 s for the fourth.
        test.Service.Hang(() => _silence.Advance(TimeSpan.FromSeconds(26)));

        ComputeTargetException error = await Assert.ThrowsAsync<ComputeTargetException>(() => test.Get());

        Assert.Equal(ErrorIds.ServiceUnavailable, error.ErrorId);
        Assert.Equal(4, test.Sent.Count);
    }

    [Fact]
    public async Task A_list_that_keeps_coming_is_not_bounded_by_the_two_minutes()
    {
        TestClient test = new(_clock, clocks: Clocks);
        for (int page = 1; page <= 20; page++)
        {
            string next = page == 20 ? "null" : $"\"{TestClient.WorkspaceUrl}/computes?page={page}\"";
            string body = $$"""{"value":[{"name":"c{{page}}"}],"nextLink":{{next}}}""";
            test.Service.AnswerLate(body, () => _silence.Advance(TimeSpan.FromSeconds(25)));
        }

        List<string> names = [];
        await foreach (ComputeTarget target in test.Client.ListTargetsAsync(test.Workspace, test.Call))
        {
            names.Add(target.Name);
        }

        Assert.Equal(20, names.Count);
    }

    [Fact]
    public async Task A_wait_of_five_seconds_is_visible_and_its_record_is_completed()
    {
        TestClient test = new(_clock, clocks: Clocks);
        test.Service.AnswerLate(Recorded.Cluster(), () => _silence.Advance(TimeSpan.FromSeconds(6)));

        await test.Get();

        Assert.All(
            test.Log.ProgressRecords, record => Assert.Equal("Waiting for management.azure.com", record.Activity), throwIfEmpty: true);
        Assert.False(test.Log.ProgressRecords[0].IsCompleted);
        Assert.True(test.Log.ProgressRecords[^1].IsCompleted);
    }

    [Fact]
    public async Task A_short_request_shows_no_progress()
    {
        TestClient test = new(_clock, clocks: Clocks);
        test.Service.AnswerLate(Recorded.Cluster(), () => _silence.Advance(TimeSpan.FromSeconds(0.9)));

        await test.Get();

        Assert.Empty(test.Log.ProgressRecords);
    }

    [Fact]
    public async Task A_silent_server_ends_the_request_at_the_deadline_of_the_call()
    {
        using HostileServer server = HostileServer.Silent("", () => _clock.Advance(TimeSpan.FromSeconds(5)));

        ComputeTargetException error = await Fails(server, Call(TimeSpan.FromSeconds(5)));

        Assert.Equal((ErrorIds.WaitTimeout, "cpu"), (error.ErrorId, error.ComputeName));
        Assert.Equal("No response from 127.0.0.1 within the timeout of 00:00:05.", error.Message);
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task A_change_without_a_response_at_the_deadline_may_still_happen()
    {
        using HostileServer server = HostileServer.Silent("", () => _clock.Advance(TimeSpan.FromSeconds(5)));
        (ComputeClient client, Workspace workspace) = server.Connect(Clocks);

        ComputeTargetException error = await Assert.ThrowsAsync<ComputeTargetException>(
            () => client.PutAsync(workspace, "cpu", TestClient.Body, Call(TimeSpan.FromSeconds(5))));

        Assert.Equal(ErrorIds.WaitTimeout, error.ErrorId);
        Assert.EndsWith("The service may still carry out the request.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_by_POST_without_a_response_at_the_deadline_changes_nothing()
    {
        using HostileServer server = HostileServer.Silent("", () => _clock.Advance(TimeSpan.FromSeconds(5)));
        (ComputeClient client, Workspace workspace) = server.Connect(Clocks);
        CallContext read = Call(TimeSpan.FromSeconds(5)) with { IsReadOnly = true };

        ComputeTargetException error = await Assert.ThrowsAsync<ComputeTargetException>(
            () => client.PostActionAsync(workspace, "cpu", ServiceAction.ListKeys, null, read));

        Assert.Equal("No response from 127.0.0.1 within the timeout of 00:00:05.", error.Message);
    }

    [Fact]
    public async Task No_request_is_sent_after_the_deadline()
    {
        TestClient test = new(_clock, clocks: Clocks);
        CallContext call = Call(TimeSpan.FromSeconds(5));
        _clock.Advance(TimeSpan.FromSeconds(5));

        ComputeTargetException error = await Assert.ThrowsAsync<ComputeTargetException>(
            () => test.Client.GetTargetAsync(test.Workspace, "cpu", call));

        Assert.Equal(ErrorIds.WaitTimeout, error.ErrorId);
        Assert.Empty(test.Sent);
    }

    [Fact]
    public async Task No_retry_is_made_that_would_begin_after_the_deadline()
    {
        TestClient test = new(_clock, clocks: Clocks);
        test.Service.Answer(503, Recorded.Error("Busy", "Away."));

        ComputeTargetException error = await Assert.ThrowsAsync<ComputeTargetException>(
            () => test.Client.GetTargetAsync(test.Workspace, "cpu", Call(TimeSpan.FromMilliseconds(500))));

        Assert.Equal((ErrorIds.ServiceUnavailable, "Away."), (error.ErrorId, error.Message));
        Assert.Single(test.Sent);
    }

    [Fact]
    public async Task A_pause_ends_at_the_deadline_of_the_call()
    {
        ComputeTargetException error = await Assert.ThrowsAsync<ComputeTargetException>(
            () => Call(TimeSpan.FromSeconds(20)).PauseAsync(_clock, TimeSpan.FromSeconds(30), "Creating compute target 'cpu'", "cpu"));

        Assert.Equal(ErrorIds.WaitTimeout, error.ErrorId);
        Assert.Equal("Creating compute target 'cpu' did not end within the timeout of 00:00:20.", error.Message);
        Assert.Equal([20], _clock.Seconds);
        Assert.Empty(_log.VerboseLines);
        Assert.Empty(_log.ProgressRecords);
    }

    [Theory]
    [InlineData(429, "999999999", ErrorIds.Throttled, "2057-09-09")]
    [InlineData(503, "999999999", ErrorIds.ServiceUnavailable, "2057-09-09")]
    [InlineData(429, "99999999999999999999999999", ErrorIds.Throttled, "9999-12-30")]
    [InlineData(503, "Fri, 31 Dec 9999 23:59:59 GMT", ErrorIds.ServiceUnavailable, "9999-12-30 23:59:59Z")]
    [InlineData(429, "100000", ErrorIds.Throttled, "2026-01-02 15:46:40Z")]
    [InlineData(500, "301", ErrorIds.Throttled, "2026-01-01 12:05:01Z")]
    [InlineData(408, "301", ErrorIds.Throttled, "2026-01-01 12:05:01Z")]
    public async Task A_pause_of_more_than_five_minutes_is_not_slept(int status, string retryAfter, string errorId, string time)
    {
        TestClient test = new(_clock, clocks: Clocks);
        test.Service.Answer(status, Recorded.Error("Busy", "Slow down."), ("Retry-After", retryAfter));

        ComputeTargetException error = await Assert.ThrowsAsync<ComputeTargetException>(() => test.Get());

        Assert.Equal((errorId, status, "Busy"), (error.ErrorId, error.Status, error.Code));
        Assert.StartsWith($"Slow down. The service allows the next request at {time}", error.Message, StringComparison.Ordinal);
        Assert.Single(test.Sent);
        Assert.Empty(_clock.Pauses);
    }

    [Fact]
    public async Task A_pause_of_more_than_what_is_left_of_the_timeout_is_not_slept()
    {
        TestClient test = new(_clock, clocks: Clocks);
        test.Service.Answer(429, Recorded.Error("Busy", "Slow down."), ("Retry-After", "60"));

        ComputeTargetException error = await Assert.ThrowsAsync<ComputeTargetException>(
            () => test.Client.GetTargetAsync(test.Workspace, "cpu", Call(TimeSpan.FromSeconds(50))));

        Assert.Equal(ErrorIds.Throttled, error.ErrorId);
        Assert.Contains("2026-01-01 12:01:00Z", error.Message);
        Assert.Single(test.Sent);
    }

    [Fact]
    public async Task A_pause_of_five_minutes_is_slept_on_the_clock_of_the_connection_and_told()
    {
        TestClient test = new(_clock, clocks: Clocks);
        test.Service.Answer(429, Recorded.Error("Busy", "Slow down."), ("Retry-After", "300")).Answer(200, Recorded.Cluster());

        Assert.Equal("cpu", (await test.Get()).Name);

        Assert.Equal([300], _clock.Seconds);
        Assert.Contains(
            "management.azure.com: Next request at 2026-01-01 12:05:00Z, after a pause of 00:05:00.", test.Log.VerboseLines);
        Assert.Contains(
            test.Log.ProgressRecords,
            record => record.Status.Contains("Next request at 2026-01-01 12:05:00Z", StringComparison.Ordinal));
        Assert.StartsWith("No response yet", test.Log.ProgressRecords[^2].Status, StringComparison.Ordinal);
        Assert.True(test.Log.ProgressRecords[^1].IsCompleted);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("-5")]
    [InlineData("")]
    [InlineData("1e9")]
    [InlineData("0x10")]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT")]
    public async Task A_pause_that_is_not_a_time_in_the_future_counts_as_absent(string retryAfter)
    {
        TestClient test = new(_clock, clocks: Clocks);
        test.Service.Answer(503, "", ("Retry-After", retryAfter)).Answer(200, Recorded.Cluster());

        await test.Get();

        Assert.InRange(Assert.Single(_clock.Pauses), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1));
        Assert.Empty(test.Log.ProgressRecords);
    }

    [Fact]
    public async Task A_poll_never_waits_longer_than_a_minute_for_the_service()
    {
        TestClient test = new(_clock);
        test.Service
            .Answer(202, "", Recorded.Operation, ("Retry-After", "100000"))
            .Answer(200, Recorded.InProgress, ("Retry-After", "61"))
            .Answer(200, Recorded.Succeeded);

        await (await test.Delete()).WaitAsync(test.Call);

        Assert.Equal([60, 60], _clock.Seconds);
    }

    private CallContext Call(TimeSpan? timeout = null) => new(_log, TestContext.Current.CancellationToken)
    {
        Deadline = timeout is { } time ? new Deadline(_clock, time) : null,
    };

    private Task<ComputeTargetException> Fails(HostileServer server, CallContext call)
    {
        (ComputeClient client, Workspace workspace) = server.Connect(Clocks);
        return Assert.ThrowsAsync<ComputeTargetException>(() => client.GetTargetAsync(workspace, "cpu", call));
    }

    private async Task<ComputeTargetException> FailsInLittleMemory(HostileServer server)
    {
        GC.Collect();
        long before = Environment.WorkingSet;
        long most = before;
        Task<ComputeTargetException> fails = Fails(server, Call());
        while (!fails.IsCompleted)
        {
            most = Math.Max(most, Environment.WorkingSet);
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        Assert.InRange(Math.Max(most, Environment.WorkingSet) - before, long.MinValue, AllowedMemory);
        return await fails;
    }
}
