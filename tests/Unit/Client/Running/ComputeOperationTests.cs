using AmlCompute.Client.Running;
using AmlCompute.Client.Waiting;
using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Client.Running;

/// <summary>Waiting for an operation, and its results.</summary>
public sealed class ComputeOperationTests
{
    private static readonly string Creating = Recorded.Cluster("Creating", null, null, null);
    private static readonly string Updating = Recorded.Cluster("Updating", null, null, null);

    private readonly TestClient _test = new();

    [Fact]
    public async Task A_creation_runs_as_it_was_recorded()
    {
        _test.Service
            .Answer(201, Creating, Recorded.Operation)
            .Answer(200, Recorded.InProgress)
            .Answer(200, Recorded.Succeeded)
            .Answer(200, Recorded.Cluster());
        List<string> states = [];

        ComputeTarget? target = await (await _test.Put()).WaitAsync(_test.Call, states.Add);

        Assert.Equal("Succeeded", target!.ProvisioningState);
        Assert.Equal(["InProgress"], states);
        Assert.Equal(
            [
                $"PUT {TestClient.Url("cpu")}", $"GET {Recorded.OperationUrl}", $"GET {Recorded.OperationUrl}",
                $"GET {TestClient.Url("cpu")}"],
            _test.Sent);
    }

    [Fact]
    public async Task A_change_answered_202_with_a_body_ends_in_a_GET_of_the_target()
    {
        _test.Service.Answer(202, Updating, Recorded.Operation).Answer(200, Recorded.Succeeded).Answer(200, Recorded.Cluster());

        ComputeOperation operation = await _test.Patch();
        ComputeTarget? target = await operation.WaitAsync(_test.Call);

        Assert.False(target!.IsAttached);
        Assert.Equal(("Succeeded", null), (target.ProvisioningState, target.ClusterResourceId));
    }

    [Fact]
    public async Task A_change_answered_200_with_an_operation_is_waited_for()
    {
        _test.Service
            .Answer(200, Updating, Recorded.Operation)
            .Answer(200, Recorded.InProgress)
            .Answer(200, Recorded.Succeeded)
            .Answer(200, Recorded.Cluster());

        Assert.Equal("Succeeded", (await (await _test.Patch()).WaitAsync(_test.Call))!.ProvisioningState);
        Assert.True(_test.Service.IsUsedUp);
    }

    [Fact]
    public async Task A_deletion_and_an_action_end_with_their_operation()
    {
        _test.Service.Answer(202, "", Recorded.Operation).Answer(200, Recorded.Succeeded);
        Assert.Null(await (await _test.Delete()).WaitAsync(_test.Call));
        Assert.Equal(2, _test.Sent.Count);

        _test.Service.Answer(202, "", Recorded.Operation).Answer(200, Recorded.InProgress).Answer(200, Recorded.Succeeded);
        Assert.Null(await (await _test.Start()).WaitAsync(_test.Call));
        Assert.Equal(5, _test.Sent.Count);
    }

    [Fact]
    public async Task A_deletion_that_the_list_has_shown_can_fail()
    {
        for (int i = 0; i <= ListWatch.AssumedPages; i++)
        {
            ListWatch.GetShared(_test.Workspace, _test.Call).AddWait();
        }

        _test.Service
            .Answer(202)
            .Answer(200, $$"""{"value":[{{Recorded.Cluster("Deleting")}}]}""")
            .Answer(200, $$"""{"value":[{{Recorded.Cluster("Failed")}}]}""")
            .Answer(200, Recorded.Cluster("Failed"));

        Assert.Equal(ErrorIds.ProvisioningFailed, (await _test.Fails(await _test.Delete())).ErrorId);
    }

    [Fact]
    public async Task A_creation_that_the_list_shows_in_an_unknown_state_ends_with_its_operation_and_a_read()
    {
        for (int i = 0; i <= ListWatch.AssumedPages; i++)
        {
            ListWatch.GetShared(_test.Workspace, _test.Call).AddWait();
        }

        _test.Service
            .Answer(201, Creating, Recorded.Operation)
            .Answer(200, $$"""{"value":[{{Recorded.Cluster("Unknown")}}]}""")
            .Answer(200, $$"""{"value":[{{Recorded.Cluster("Unknown")}}]}""")
            .Answer(200, Recorded.Succeeded)
            .Answer(200, Recorded.Cluster());

        Assert.Equal("Succeeded", (await (await _test.Put()).WaitAsync(_test.Call))!.ProvisioningState);
    }

    [Fact]
    public async Task Pauses_grow_from_one_second_to_fifteen()
    {
        _test.Service.Answer(202, "", Recorded.Operation);
        for (int i = 0; i < 9; i++)
        {
            _test.Service.Answer(200, Recorded.InProgress);
        }

        _test.Service.Answer(200, Recorded.Succeeded);

        await (await _test.Delete()).WaitAsync(_test.Call);

        Assert.Equal([1, 1.5, 2.25, 3.38, 5.06, 7.59, 11.39, 15, 15, 15], _test.Clock.Seconds);
    }

    [Fact]
    public async Task Retry_After_of_the_service_replaces_the_growing_delay()
    {
        _test.Service
            .Answer(202, "", Recorded.Operation, ("Retry-After", "7"))
            .Answer(200, Recorded.InProgress, ("Retry-After", "3"))
            .Answer(200, Recorded.InProgress)
            .Answer(200, Recorded.InProgress, ("Retry-After", "0"))
            .Answer(200, Recorded.InProgress, ("Retry-After", "soon"))
            .Answer(200, Recorded.InProgress, ("Retry-After", "+9"))
            .Answer(200, Recorded.InProgress, ("Retry-After", "-9"))
            .Answer(200, Recorded.Succeeded);

        await (await _test.Delete()).WaitAsync(_test.Call);

        Assert.Equal([7, 3, 1, 1.5, 2.25, 3.38, 5.06], _test.Clock.Seconds);
    }

    [Fact]
    public async Task A_pause_may_be_asked_for_as_a_date_and_never_exceeds_a_minute()
    {
        TestClient test = new(new PollClock(TimeSpan.FromHours(2)));
        test.Service
            .Answer(202, "", Recorded.Operation, ("Retry-After", "Thu, 01 Jan 2026 12:00:42 GMT"))
            .Answer(200, Recorded.InProgress, ("Retry-After", "Thu, 01 Jan 2026 11:00:00 GMT"))
            .Answer(200, Recorded.InProgress, ("Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT"))
            .Answer(200, Recorded.InProgress, ("Retry-After", "9223372036854775807"))
            .Answer(200, Recorded.Succeeded);

        await (await test.Client.DeleteAsync(test.Workspace, "cpu", UnderlyingResourceAction.Delete, test.Call)).WaitAsync(test.Call);

        Assert.Equal([42, 1, 60, 60], test.Clock.Seconds);
    }

    [Theory]
    [InlineData("Succeeded")]
    [InlineData("succeeded")]
    [InlineData("SUCCEEDED")]
    public async Task The_end_is_known_in_any_casing(string status)
    {
        _test.Service.Answer(202, "", Recorded.Operation).Answer(200, $$"""{"status":"{{status}}"}""");

        await (await _test.Delete()).WaitAsync(_test.Call);

        Assert.True(_test.Service.IsUsedUp);
    }

    [Fact]
    public async Task The_end_of_a_target_is_known_in_any_casing()
    {
        _test.Service.Answer(201, Recorded.Cluster("Creating", null, null, null)).Answer(200, Recorded.Cluster("succeeded"));

        await (await _test.Put()).WaitAsync(_test.Call);

        Assert.True(_test.Service.IsUsedUp);
    }

    [Fact]
    public async Task An_unknown_state_is_waited_through_and_reported()
    {
        _test.Service
            .Answer(202, "", Recorded.Operation)
            .Answer(200, """{"status":"Quiescing"}""")
            .Answer(200, """{"status":"Accepted"}""")
            .Answer(200, Recorded.Succeeded);
        List<string> states = [];

        await (await _test.Delete()).WaitAsync(_test.Call, states.Add);

        Assert.Equal(["Quiescing", "Accepted"], states);
    }

    [Theory]
    [InlineData("Failed")]
    [InlineData("failed")]
    [InlineData("Canceled")]
    [InlineData("Cancelled")]
    [InlineData("TimedOut")]
    public async Task A_failure_with_a_reason_is_reported_with_it(string status)
    {
        _test.Service
            .Answer(201, Creating, Recorded.Operation)
            .Answer(
                200, $$$"""{"status":"{{{status}}}","error":{"code":"ClusterBroken","message":"It broke."}}""", ("x-ms-request-id", "r-9"));

        ComputeTargetException exception = await _test.Fails(await _test.Put());

        Assert.Equal(
            (ErrorIds.ProvisioningFailed, "ClusterBroken", "r-9", "cpu"),
            (exception.ErrorId, exception.Code, exception.RequestId, exception.ComputeName));
        Assert.Equal($"The operation on 'cpu' ended as {status}. It broke.", exception.Message);
        Assert.Equal("It broke.", exception.ServiceMessage);
    }

    [Theory]
    [InlineData("""{"status":"Failed"}""")]
    [InlineData("""{"status":"Failed","error":null}""")]
    [InlineData("""{"status":"Failed","error":{}}""")]
    [InlineData("""{"status":"Failed","error":{"code":null,"message":null,"details":[]}}""")]
    public async Task A_failure_without_a_reason_is_reported_with_the_errors_of_the_target(string status)
    {
        _test.Service
            .Answer(201, Creating, Recorded.Operation)
            .Answer(200, status)
            .Answer(200, Recorded.Cluster("Failed", errors:
                """
                [{"error":{"code":"ClusterCoreQuotaReached","message":"The specified subscription has a total vCPU quota of 0."}}]
                """));

        ComputeTargetException exception = await _test.Fails(await _test.Put());

        Assert.Equal((ErrorIds.QuotaExceeded, "ClusterCoreQuotaReached"), (exception.ErrorId, exception.Code));
        Assert.Contains("total vCPU quota of 0", exception.Message);
    }

    [Fact]
    public async Task A_failure_without_any_reason_is_reported_as_such()
    {
        _test.Service.Answer(202, "", Recorded.Operation).Answer(200, """{"status":"Canceled"}""").Answer(404, Recorded.NotFound());

        Assert.Equal(
            "The operation on 'cpu' ended as Canceled. The service gave no reason.", (await _test.Fails(await _test.Delete())).Message);
    }

    [Theory]
    [InlineData("Operation results in exceeding quota limits of Microsoft.Batchlusters", ErrorIds.QuotaExceeded)]
    [InlineData("There is already an active operation submitted for this compute.", ErrorIds.OperationConflict)]
    [InlineData("Script of compute 'quota-1' failed.", ErrorIds.ProvisioningFailed)]
    public async Task The_reason_decides_the_error_id(string message, string errorId)
    {
        _test.Service.Answer(202, "", Recorded.Operation)
            .Answer(200, $$$"""{"status":"Failed","error":{"code":"BadRequest","message":"{{{message}}}"}}""");

        Assert.Equal(errorId, (await _test.Fails(await _test.Start())).ErrorId);
    }

    [Fact]
    public async Task A_stale_state_after_the_end_is_read_again()
    {
        _test.Service
            .Answer(201, Creating, Recorded.Operation)
            .Answer(200, Recorded.Succeeded)
            .Answer(200, Creating)
            .Answer(200, Recorded.Cluster("Succeeded", "Resizing"));

        ComputeTarget? target = await (await _test.Put()).WaitAsync(_test.Call);

        Assert.Equal(("Succeeded", "Resizing"), (target!.ProvisioningState, target.State));
        Assert.Equal([1, 1.5], _test.Clock.Seconds);
    }

    [Fact]
    public async Task A_target_that_is_not_to_be_read_yet_after_its_creation_is_read_again()
    {
        _test.Service
            .Answer(201, Creating, Recorded.Operation)
            .Answer(200, Recorded.Succeeded)
            .Answer(404, Recorded.NotFound())
            .Answer(404, Recorded.NotFound())
            .Answer(200, Recorded.Cluster());

        Assert.Equal("Succeeded", (await (await _test.Put()).WaitAsync(_test.Call))!.ProvisioningState);

        Assert.Equal([1, 1.5, 2.25], _test.Clock.Seconds);
    }

    [Fact]
    public async Task A_target_that_stays_away_after_its_creation_is_gone()
    {
        _test.Service.Answer(201, Creating, Recorded.Operation).Answer(200, Recorded.Succeeded);
        for (int look = 0; look < 4; look++)
        {
            _test.Service.Answer(404, Recorded.NotFound());
        }

        Assert.Equal(ErrorIds.ComputeTargetNotFound, (await _test.Fails(await _test.Put())).ErrorId);
        Assert.True(_test.Service.IsUsedUp);
    }

    [Fact]
    public async Task A_target_that_was_there_before_its_change_and_is_not_after_is_gone()
    {
        _test.Service.Answer(202, Updating, Recorded.Operation).Answer(200, Recorded.Succeeded).Answer(404, Recorded.NotFound());

        Assert.Equal(ErrorIds.ComputeTargetNotFound, (await _test.Fails(await _test.Patch())).ErrorId);
    }

    [Fact]
    public async Task A_failed_action_without_a_reason_is_reported_with_the_errors_of_the_machine()
    {
        string broken = Recorded.Instance("Unusable").Replace(
            "\"autologgerSettings\": null", "\"errors\": [{ \"error\": { \"code\": \"NoAnswer\", \"message\": \"It does not answer.\" } }]",
            StringComparison.Ordinal);
        _test.Service.Answer(202, "", Recorded.Operation).Answer(200, """{"status":"Failed"}""").Answer(200, broken);

        Assert.Equal("It does not answer.", (await _test.Fails(await _test.Start())).ServiceMessage);
    }

    [Fact]
    public async Task A_target_that_has_failed_though_the_operation_succeeded_is_a_failure()
    {
        _test.Service
            .Answer(201, Creating, Recorded.Operation)
            .Answer(200, Recorded.Succeeded)
            .Answer(200, Recorded.Cluster("Failed", errors: """[{"error":{"message":"Broken."}}]"""));

        Assert.Contains("Broken.", (await _test.Fails(await _test.Put())).Message);
    }

    [Fact]
    public async Task A_service_that_is_busy_or_away_does_not_end_the_wait()
    {
        _test.Service.Answer(202, "", Recorded.Operation);
        for (int i = 0; i < 4; i++)
        {
            _test.Service.Answer(503, Recorded.Error("ServiceUnavailable", "Come back later."));
        }

        for (int i = 0; i < 4; i++)
        {
            _test.Service.Throw(new IOException("Connection reset by peer"));
        }

        _test.Service.Answer(200, Recorded.Succeeded);
        List<string> states = [];

        await (await _test.Delete()).WaitAsync(_test.Call, states.Add);

        Assert.Equal([ErrorIds.ServiceUnavailable, ErrorIds.ServiceUnavailable], states);
        Assert.Equal(["cpu: Come back later.", "cpu: No response from management.azure.com. Connection reset by peer"], _test.Log.Warnings);
    }

    [Fact]
    public async Task The_pause_that_a_busy_service_asks_for_is_made_before_the_next_poll()
    {
        (string, string) pause = ("Retry-After", "30");
        _test.Service.Answer(202, "", Recorded.Operation);
        for (int i = 0; i < 4; i++)
        {
            _test.Service.Answer(429, Recorded.Error("TooManyRequests", "Slow down."), pause);
        }

        _test.Service.Answer(200, Recorded.InProgress).Answer(200, Recorded.Succeeded);

        await (await _test.Delete()).WaitAsync(_test.Call);

        Assert.Equal([1, 30, 1.5], _test.Clock.Seconds);
    }

    [Fact]
    public async Task A_poll_that_fails_without_a_pause_of_its_own_keeps_the_pause_of_the_operation()
    {
        _test.Service.Answer(202, "", Recorded.Operation, ("Retry-After", "7"));
        for (int i = 0; i < 4; i++)
        {
            _test.Service.Answer(503, Recorded.Error("ServiceUnavailable", "Come back later."));
        }

        _test.Service.Answer(200, Recorded.Succeeded);

        await (await _test.Delete()).WaitAsync(_test.Call);

        Assert.Equal([7, 7], _test.Clock.Seconds);
    }

    [Fact]
    public async Task An_outage_is_one_warning_however_often_it_is_seen_and_a_new_one_is_another()
    {
        _test.Service.Answer(202, "", Recorded.Operation);
        foreach (int polls in new[] { 2, 1 })
        {
            // Each poll is sent four times.
            for (int i = 0; i < 4 * polls; i++)
            {
                _test.Service.Answer(503, Recorded.Error("ServiceUnavailable", "Come back later."));
            }

            _test.Service.Answer(200, Recorded.InProgress);
        }

        _test.Service.Answer(200, Recorded.Succeeded);
        List<string> states = [];

        await (await _test.Delete()).WaitAsync(_test.Call, states.Add);

        Assert.Equal(["ServiceUnavailable", "ServiceUnavailable", "InProgress", "ServiceUnavailable", "InProgress"], states);
        Assert.Equal(["cpu: Come back later.", "cpu: Come back later."], _test.Log.Warnings);
    }

    [Theory]
    [InlineData(401, ErrorIds.AuthenticationFailed)]
    [InlineData(403, ErrorIds.AuthorizationFailed)]
    public async Task A_refusal_ends_the_wait(int status, string errorId)
    {
        _test.Service.Answer(202, "", Recorded.Operation).Answer(status, Recorded.Error("X", "No."));

        Assert.Equal(errorId, (await _test.Fails(await _test.Delete())).ErrorId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"status":null}""")]
    [InlineData("""{"status":{}}""")]
    [InlineData("""{"status":"InPro""")]
    [InlineData("<html></html>")]
    public async Task A_state_that_cannot_be_read_is_not_a_success(string body)
    {
        _test.Service.Answer(202, "", Recorded.Operation).Answer(200, body);

        Assert.Equal(ErrorIds.MalformedResponse, (await _test.Fails(await _test.Delete())).ErrorId);
    }

    [Theory]
    [InlineData("<html></html>")]
    [InlineData("[]")]
    public async Task A_body_that_cannot_be_read_does_not_fail_the_accepted_request_but_its_wait(string body)
    {
        _test.Service.Answer(201, body);

        ComputeOperation operation = await _test.Put();

        Assert.Null(operation.Target);
        Assert.StartsWith(
            "cpu: The service accepted the request, but its progress cannot be followed. The service answered 201, but its body is not ",
            Assert.Single(_test.Log.Warnings),
            StringComparison.Ordinal);
        Assert.Equal(ErrorIds.MalformedResponse, (await _test.Fails(operation)).ErrorId);
        Assert.Single(_test.Sent);
    }

    [Fact]
    public async Task An_operation_with_a_link_is_followed_without_a_body_that_can_be_read()
    {
        _test.Service.Answer(201, "<html></html>", Recorded.Operation).Answer(200, Recorded.Succeeded).Answer(200, Recorded.Cluster());

        Assert.Equal("Succeeded", (await (await _test.Put()).WaitAsync(_test.Call))!.ProvisioningState);
        Assert.Empty(_test.Log.Warnings);
    }

    [Fact]
    public async Task Cancelling_in_the_middle_of_a_pause_ends_the_wait_and_sends_nothing_more()
    {
        TestClient test = new(new PollClock(longestPause: TimeSpan.Zero));
        test.Service.Answer(202, "", Recorded.Operation);
        ComputeOperation operation = await test.Client.DeleteAsync(test.Workspace, "cpu", UnderlyingResourceAction.Delete, test.Call);

        Task<ComputeTarget?> wait = operation.WaitAsync(test.Call);
        await test.Clock.FirstTimer;
        Assert.False(wait.IsCompleted);
        test.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        Assert.Single(test.Sent);
    }
}
