using System.Text.Json;
using AmlCompute.Client.Http;
using AmlCompute.Client.Running;
using AmlCompute.Client.Waiting;
using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Client.Waiting;

public sealed class ComputeWaiterTests
{
    private static readonly TimeSpan HalfAnHour = TimeSpan.FromMinutes(30);
    private static readonly string Creating = Recorded.Cluster("Creating", null, null, null);

    private readonly TestClient _test = new();

    [Fact]
    public async Task A_condition_that_holds_needs_one_look()
    {
        _test.Service.Answer(200, Recorded.Cluster());

        WaitOutcome outcome = Assert.Single(await Wait(WaitFor.Provisioned, "cpu"));

        Assert.Equal("Succeeded", outcome.Target!.ProvisioningState);
        Assert.Null(outcome.Error);
        Assert.Single(_test.Sent);
        Assert.Empty(_test.Clock.Pauses);
    }

    [Fact]
    public async Task Looks_are_GETs_of_the_target_with_growing_pauses()
    {
        Answers(Creating, 9);
        Answers(Recorded.Cluster(), 1);

        await Wait(WaitFor.Provisioned, "cpu");

        Assert.Equal([$"GET {TestClient.Url("cpu")}"], _test.Sent.Distinct());
        Assert.Equal([1, 1.5, 2.25, 3.38, 5.06, 7.59, 11.39, 15, 15], _test.Clock.Seconds);
    }

    [Fact]
    public async Task A_given_interval_is_kept()
    {
        Answers(Creating, 3);
        Answers(Recorded.Cluster(), 1);

        await Wait(new ComputeWaiter(new WaitCondition(WaitFor.Provisioned), HalfAnHour, TimeSpan.FromSeconds(7)), "cpu");

        Assert.Equal([7, 7, 7], _test.Clock.Seconds);
    }

    [Fact]
    public async Task Removed_is_reached_when_the_target_is_gone()
    {
        _test.Service.Answer(200, Recorded.Cluster("Failed")).Answer(200, Recorded.Cluster("Deleting")).Answer(404, Recorded.NotFound());

        WaitOutcome outcome = Assert.Single(await Wait(WaitFor.Removed, "cpu"));

        Assert.Null(outcome.Target);
        Assert.Null(outcome.Error);
    }

    [Fact]
    public async Task A_failed_deletion_is_reported()
    {
        _test.Service.Answer(200, Recorded.Cluster("Deleting")).Answer(200, Recorded.Cluster("Failed"));

        Assert.Equal(ErrorIds.ProvisioningFailed, Assert.Single(await Wait(WaitFor.Removed, "cpu")).Error!.ErrorId);
    }

    [Fact]
    public async Task A_missing_workspace_is_not_a_deletion()
    {
        _test.Service.Answer(404, Recorded.NotFound("workspaces/ws"));

        Assert.Equal(ErrorIds.WorkspaceNotFound, Assert.Single(await Wait(WaitFor.Removed, "cpu")).Error!.ErrorId);
    }

    [Fact]
    public async Task A_timeout_reports_the_state_and_that_the_operation_continues()
    {
        Answers(Recorded.Cluster("Succeeded", "Resizing", 1, 3), 20);

        WaitOutcome outcome = Assert.Single(
            await Wait(new ComputeWaiter(new WaitCondition(WaitFor.Steady, 3), TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(60)), "cpu"));

        Assert.Equal((ErrorIds.WaitTimeout, "cpu"), (outcome.Error!.ErrorId, outcome.Error.ComputeName));
        Assert.Equal(
            "Compute target 'cpu' was not Steady with 3 nodes within 00:01:30; its state was Resizing (1 of 3 nodes). "
                + "Operations on the target continue.",
            outcome.Error.Message);
    }

    [Fact]
    public async Task The_last_look_comes_a_moment_before_the_time_is_up()
    {
        Answers(Creating, 20);

        await Wait(new ComputeWaiter(new WaitCondition(WaitFor.Provisioned), TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(60)), "cpu");

        Assert.Equal([60, 28, 2], _test.Clock.Seconds);
        Assert.Equal(3, _test.Sent.Count);
    }

    [Fact]
    public async Task A_request_that_is_on_its_way_when_the_time_is_up_is_cut_off()
    {
        TestClient test = new(new PollClock(isStepped: true));
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        test.Service.Answer(200, Creating).Hang(asked.SetResult);
        Task<List<WaitOutcome>> wait = Read(Waiter(WaitFor.Provisioned), [new WaitItem(test.Workspace, "cpu", null)], test.Call);
        await test.Clock.PausedAsync();
        test.Clock.Advance(TimeSpan.FromSeconds(1));
        await asked.Task;

        test.Clock.Advance(HalfAnHour - TimeSpan.FromSeconds(1));

        WaitOutcome outcome = Assert.Single(await wait);
        Assert.Equal(
            "Compute target 'cpu' was not Provisioned within 00:30:00; its state was Creating. Operations on the target continue.",
            outcome.Error!.Message);
        Assert.Equal(2, test.Sent.Count);
    }

    [Fact]
    public async Task No_time_at_all_is_one_look()
    {
        Answers(Creating, 1);

        WaitOutcome outcome = Assert.Single(await Wait(new ComputeWaiter(new WaitCondition(WaitFor.Removed), TimeSpan.Zero, null), "cpu"));

        Assert.Equal(
            "Compute target 'cpu' was not gone; its state was Creating. Operations on the target continue.",
            outcome.Error!.Message);
    }

    [Fact]
    public async Task A_service_that_is_busy_or_away_does_not_end_the_wait()
    {
        for (int i = 0; i < 4; i++)
        {
            _test.Service.Answer(429, Recorded.Error("TooManyRequests", "Slow down."), ("retry-after-ms", "1"));
        }

        for (int i = 0; i < 4; i++)
        {
            _test.Service.Answer(503);
        }

        Answers(Recorded.Cluster(), 1);

        WaitOutcome outcome = Assert.Single(await Wait(WaitFor.Provisioned, "cpu"));

        Assert.NotNull(outcome.Target);
        Assert.Equal(
            [
                "cpu: Slow down. The wait continues with longer pauses.",
                "cpu: The service answered 503 Service Unavailable without a message. The wait continues with longer pauses.",
            ],
            _test.Log.Warnings);
    }

    [Fact]
    public void A_state_that_is_an_empty_text_is_unknown()
    {
        WaitedTarget target = new([new WaitItem(_test.Workspace, "cpu", null)], isOneOfManyWorkspaces: false);

        target.Update(ComputeTypes.Create(JsonDocument.Parse(Recorded.Cluster(string.Empty)).RootElement, _test.Workspace));

        Assert.Equal("Unknown", target.State);
    }

    [Fact]
    public async Task An_incomplete_entry_of_a_list_that_failed_later_is_not_judged()
    {
        for (int i = 0; i <= ListWatch.AssumedPages; i++)
        {
            _ = ListWatch.GetShared(_test.Workspace, _test.Call).AddWait();
        }

        string entry = Recorded.Cluster("Succeeded", null, null, null);
        string next = $"{TestClient.WorkspaceUrl}/computes?api-version=2026-05-01&%24skip=1";
        _test.Service.Answer(200, $$"""{ "value": [{{entry}}], "nextLink": "{{next}}" }""");
        for (int i = 0; i < 4; i++)
        {
            _test.Service.Answer(503);
        }

        List<ComputeTarget?> read = [];
        WaitedTarget target = new([new WaitItem(_test.Workspace, "cpu", null)], isOneOfManyWorkspaces: false);
        TargetPoller poller = new(
            _test.Workspace, new WaitCondition(WaitFor.Usable), new PollingDelay(), (_, found) => read.Add(found), (_, _) => { });
        await poller.PollAsync([target], _test.Call);

        Assert.Empty(read);
        Assert.Equal(ErrorIds.ServiceUnavailable, target.LastFailure?.ErrorId);
    }

    [Fact]
    public async Task A_target_with_an_incomplete_entry_of_a_list_that_failed_later_has_the_error_of_the_list()
    {
        string entry = Recorded.Cluster("Succeeded", null, null, null);
        string next = $"{TestClient.WorkspaceUrl}/computes?api-version=2026-05-01&%24skip=1";
        _test.Service.Answer(200, $$"""{ "value": [{{entry}}], "nextLink": "{{next}}" }""");
        for (int i = 0; i < 4; i++)
        {
            _test.Service.Answer(503);
        }

        string[] names = ["cpu", "b", "c", "d", "e", "f"];
        WaitedTarget[] targets = Array.ConvertAll(
            names, name => new WaitedTarget([new WaitItem(_test.Workspace, name, null)], isOneOfManyWorkspaces: false));
        TargetPoller poller = new(
            _test.Workspace, new WaitCondition(WaitFor.Usable), new PollingDelay(), (_, _) => { }, (_, _) => { });
        await poller.PollAsync(targets, _test.Call);

        Assert.All(targets, target => Assert.Equal(ErrorIds.ServiceUnavailable, target.LastFailure?.ErrorId));
    }

    [Theory]
    [InlineData("120", new double[] { 120, 120, 10 })]
    [InlineData("Thu, 01 Jan 2026 12:02:00 GMT", new double[] { 120, 20, 10 })]
    [InlineData("5", new double[] { 20, 40, 10 })]
    [InlineData(null, new double[] { 20, 40, 10 })]
    public async Task A_service_that_is_asked_too_often_is_asked_less_often_until_it_answers(string? retryAfter, double[] pauses)
    {
        TestClient test = new(new PollClock(longestPause: TimeSpan.FromMinutes(5)));
        (string, string)[] headers = retryAfter is null
            ? [("retry-after-ms", "1")]
            : [("retry-after-ms", "1"), ("Retry-After", retryAfter)];
        for (int i = 0; i < 8; i++)
        {
            test.Service.Answer(429, Recorded.Error("TooManyRequests", "Slow down."), headers);
        }

        test.Service.Answer(200, Creating).Answer(200, Recorded.Cluster());

        ComputeWaiter waiter = new(new WaitCondition(WaitFor.Provisioned), HalfAnHour, TimeSpan.FromSeconds(10));
        WaitOutcome outcome = Assert.Single(await Read(waiter, [new WaitItem(test.Workspace, "cpu", null)], test.Call));

        Assert.NotNull(outcome.Target);
        Assert.Equal(pauses, test.Clock.Seconds);
        Assert.Equal(["cpu: Slow down. The wait continues with longer pauses."], test.Log.Warnings);
    }

    [Fact]
    public async Task A_service_that_stays_unavailable_is_reported_at_the_timeout()
    {
        for (int i = 0; i < 4; i++)
        {
            _test.Service.Answer(503, Recorded.Error("ServiceUnavailable", "Away."));
        }

        WaitOutcome outcome = Assert.Single(
            await Wait(new ComputeWaiter(new WaitCondition(WaitFor.Provisioned), TimeSpan.Zero, null), "cpu"));

        Assert.Equal(
            "Compute target 'cpu' was not Provisioned; its state was unknown. The last poll failed: Away. "
                + "Operations on the target continue.",
            outcome.Error!.Message);
    }

    [Theory]
    [InlineData("Away", "Away.")]
    [InlineData("Away! ", "Away!")]
    public async Task A_message_of_the_service_ends_before_the_next_sentence(string message, string sentence)
    {
        for (int i = 0; i < 4; i++)
        {
            _test.Service.Answer(503, Recorded.Error("ServiceUnavailable", message));
        }

        WaitOutcome outcome = Assert.Single(
            await Wait(new ComputeWaiter(new WaitCondition(WaitFor.Provisioned), TimeSpan.Zero, null), "cpu"));

        Assert.EndsWith($" failed: {sentence} Operations on the target continue.", outcome.Error!.Message, StringComparison.Ordinal);
        Assert.Equal([$"cpu: {sentence} The wait continues with longer pauses."], _test.Log.Warnings);
    }

    [Fact]
    public async Task A_target_that_cannot_be_read_does_not_affect_the_others()
    {
        _test.Service
            .Answer(403, Recorded.Error("AuthorizationFailed", "No."))
            .Answer(200, "<html></html>")
            .Answer(200, Recorded.Cluster("Creating", name: "c"))
            .Answer(200, Recorded.Cluster(name: "c"));

        List<WaitOutcome> outcomes = await Wait(WaitFor.Provisioned, "a", "b", "c");

        Assert.Equal([ErrorIds.AuthorizationFailed, ErrorIds.MalformedResponse, null], outcomes.Select(outcome => outcome.Error?.ErrorId));
    }

    [Fact]
    public async Task Without_targets_no_request_is_sent()
    {
        Assert.Empty(await Wait(WaitFor.Provisioned));
        Assert.Empty(_test.Log.ProgressRecords);
    }

    [Fact]
    public async Task A_state_that_stays_is_reported_once()
    {
        Answers(Creating, 2);
        Answers(Recorded.Cluster("Updating"), 2);
        Answers(Creating, 1);
        Answers(Recorded.Cluster(), 1);
        List<string> seen = [];

        await Read(Waiter(WaitFor.Provisioned), [new WaitItem(_test.Workspace, "cpu", null) { StateChanged = seen.Add }], _test.Call);

        Assert.Equal(["Creating", "Updating", "Creating"], seen);
    }

    [Fact]
    public async Task A_target_that_is_no_longer_waited_for_is_not_read_again()
    {
        bool isDropped = false;
        Answers(Creating, 1);
        WaitItem item = new(_test.Workspace, "cpu", null) { StateChanged = _ => isDropped = true, WasCanceled = () => isDropped };

        Assert.Empty(await Read(Waiter(WaitFor.Provisioned), [item], _test.Call));

        Assert.Single(_test.Sent);
    }

    private static ComputeWaiter Waiter(WaitFor kind) => new(new WaitCondition(kind), HalfAnHour, null);

    private void Answers(string body, int times)
    {
        for (int i = 0; i < times; i++)
        {
            _test.Service.Answer(200, body);
        }
    }

    private WaitItem[] Items(params string[] names) => Array.ConvertAll(names, name => new WaitItem(_test.Workspace, name, null));

    private Task<List<WaitOutcome>> Wait(WaitFor kind, params string[] names) => Wait(Waiter(kind), names);

    private Task<List<WaitOutcome>> Wait(ComputeWaiter waiter, params string[] names) => Read(waiter, Items(names), _test.Call);

    private static async Task<List<WaitOutcome>> Read(ComputeWaiter waiter, IReadOnlyList<WaitItem> items, CallContext call)
    {
        List<WaitOutcome> outcomes = [];
        await foreach (WaitOutcome outcome in waiter.WaitAsync(items, call))
        {
            outcomes.Add(outcome);
        }

        return outcomes;
    }
}
