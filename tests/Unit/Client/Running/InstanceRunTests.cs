using AmlCompute.Client.Planning;
using AmlCompute.Client.Running;
using AmlCompute.Client.Waiting;
using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Client.Running;

/// <summary>Actions on instances whose operation succeeds, and what the instance says then.</summary>
public sealed class InstanceRunTests
{
    private const string Earlier = "2026-01-01T08:00:00.000+00:00";
    private const string Now = "2026-01-01T12:00:00.000+00:00";

    private static readonly WaitChoice Wait = new(true, TimeSpan.FromMinutes(30));
    private static readonly WaitChoice NoWait = new(false, TimeSpan.FromMinutes(30));

    private readonly TestClient _test = new TestClient().Connect();

    [Theory]
    [InlineData("Start", "Stopped", "Stopped", "StartFailed")]
    [InlineData("Start", "Stopped", "Starting", "StartFailed")]
    [InlineData("Stop", "Running", "Running", "StopFailed")]
    [InlineData("Restart", "Running", "Running", "RestartFailed")]
    [InlineData("Resize", "Stopped", "Stopped", "ResizeFailed")]
    public async Task A_failed_instance_whose_operation_succeeded_is_one_error_with_the_errors_of_the_instance(
        string action, string before, string after, string status)
    {
        Begin(action, Instance(before));
        _test.Service.Answer(200, Instance(after, Operation(action, status, Now), "The machine does not answer."));

        ComputeTargetException exception = await Fails(action);

        Assert.Equal((ErrorIds.ProvisioningFailed, "Broken", "desk"), (exception.ErrorId, exception.Code, exception.ComputeName));
        Assert.Equal($"The operation on 'desk' ended as {status}. The machine does not answer.", exception.Message);
        Assert.StartsWith("Fix the cause, then run the command again.", exception.Remedy, StringComparison.Ordinal);
        Assert.True(_test.Service.IsUsedUp);
    }

    [Theory]
    [InlineData("Start", "Stopped", "Unusable")]
    [InlineData("Start", "Stopped", "SetupFailed")]
    [InlineData("Stop", "Running", "Unusable")]
    [InlineData("Restart", "Running", "Unusable")]
    public async Task An_instance_that_became_unusable_is_an_error(string action, string before, string after)
    {
        Begin(action, Instance(before));
        _test.Service.Answer(200, Instance(after, errors: "The disk is gone."));

        Assert.Equal($"The operation on 'desk' ended as {after}. The disk is gone.", (await Fails(action)).Message);
    }

    /// <summary>A failure of before may be read once more; so may the state of before, and what the clock of the service did.</summary>
    [Fact]
    public async Task An_earlier_failure_is_not_a_failure_of_this_action()
    {
        string stale = Instance("Stopped", Operation("Start", "StartFailed", Earlier), "No room.");
        Begin("Start", stale);
        _test.Service
            .Answer(200, stale)
            .Answer(200, Instance("Stopped", Operation("Start", "InProgress", Now)))
            .Answer(200, Instance("Stopped", Operation("Stop", "StopFailed", Now)))
            .Answer(200, Instance("Stopped", Operation("Start", "StartFailed", Now, "Schedule")))
            .Answer(200, Instance("Running", Operation("Start", "Succeeded", Now)));

        Assert.Equal("Running", (await Act("Start")).State);
        Assert.True(_test.Service.IsUsedUp);
    }

    [Fact]
    public async Task The_last_state_of_a_wait_is_that_of_the_instance()
    {
        Begin("Start", Instance("Stopped"));
        _test.Service.Answer(200, Instance("Running", Operation("Start", "Succeeded", Now)));

        await Act("Start");

        Assert.Equal(["desk: Running"], _test.Log.States);
    }

    [Fact]
    public async Task A_repeated_failure_is_recognized_by_its_time()
    {
        string stale = Instance("Stopped", Operation("Start", "StartFailed", Earlier), "No room.");
        Begin("Start", stale);
        _test.Service.Answer(200, stale).Answer(200, Instance("Stopped", Operation("Start", "StartFailed", Now), "Still no room."));

        Assert.Equal("Still no room.", (await Fails("Start")).ServiceMessage);
    }

    [Fact]
    public async Task An_instance_that_was_unusable_before_may_be_read_unusable_once_more()
    {
        string stale = Instance("Unusable", Operation("Stop", "StopFailed", Earlier));
        Begin("Restart", stale);
        _test.Service.Answer(200, stale).Answer(200, Instance("Unusable", Operation("Restart", "InProgress", Now)))
            .Answer(200, Instance("Running", Operation("Restart", "Succeeded", Now)));

        Assert.Equal("Running", (await Act("Restart")).State);

        Begin("Restart", stale);
        _test.Service.Answer(200, stale).Answer(200, Instance("Unusable", Operation("Restart", "Succeeded", Now)));

        Assert.Contains("ended as Unusable", (await Fails("Restart")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shortage_of_cores_is_one_of_quota()
    {
        Begin("Start", Instance("Stopped"));
        _test.Service.Answer(200, Instance("Stopped", Operation("Start", "StartFailed", Now), "The total vCPU quota of 0 is used up."));

        ComputeTargetException exception = await Fails("Start");

        Assert.Equal((ErrorIds.QuotaExceeded, null), (exception.ErrorId, exception.Remedy));
    }

    [Fact]
    public async Task Without_a_wait_nothing_is_judged()
    {
        _test.Service.Answer(200, Instance("Stopped")).Answer(202, "", Recorded.Operation).Answer(200, Instance("Unusable"));

        Assert.Equal(
            "Unusable",
            (await Move(PowerChange.Start, Wait with { ShouldWait = false })).State);
    }

    [Fact]
    public async Task The_error_of_a_wait_names_the_given_time()
    {
        // The timeout is longer than the longest pause, so that the clock does not take its timer for a pause.
        TestClient test = new(new PollClock(longestPause: TimeSpan.FromSeconds(3)));
        Begin(test, "Start", Instance("Stopped"));
        for (int look = 0; look < 4; look++)
        {
            test.Service.Answer(200, Instance("Stopped"));
        }

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            () => test.Run(new PowerGoal("desk", PowerChange.Start), new WaitChoice(true, TimeSpan.FromSeconds(4))));

        Assert.Equal(ErrorIds.WaitTimeout, exception.ErrorId);
        Assert.Contains("within 00:00:04;", exception.Message, StringComparison.Ordinal);
        Assert.Equal([1, 1, 1.5, 0.5], test.Clock.Seconds);
        Assert.True(test.Service.IsUsedUp);
    }

    [Theory]
    [InlineData("Start", "Running", false)]
    [InlineData("Start", "JobRunning", false)]
    [InlineData("Start", "Stopped", true)]
    [InlineData("Stop", "Stopped", false)]
    [InlineData("Stop", "Running", true)]
    [InlineData("Restart", "Running", true)]
    public async Task An_action_is_needed_unless_the_instance_is_in_its_state(string action, string state, bool isNeeded)
    {
        _test.Service.Answer(200, Instance(state));

        Assert.Equal(isNeeded, await Needs(new PowerGoal("desk", MoveOf(action))));
    }

    [Fact]
    public async Task A_stopped_instance_is_not_restarted()
    {
        _test.Service.Answer(200, Instance("Stopped")).Answer(200, Instance("Stopped"));

        foreach (Func<Task> work in new Func<Task>[] { () => Needs(new PowerGoal("desk", PowerChange.Restart)), () => Act("Restart") })
        {
            ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(work);
            Assert.Equal("Compute target 'desk' is stopped.", exception.Message);
            Assert.Equal("Start-AmlComputeTarget desk", exception.Remedy);
        }

        Assert.Equal(["GET", "GET"], Methods);
    }

    [Fact]
    public async Task A_size_that_the_instance_has_in_another_casing_is_not_sent()
    {
        _test.Service.Answer(200, Instance("Running")).Answer(200, Instance("Running"));

        Assert.False(await Needs(new ResizeGoal("desk", "Standard_ds2_v2")));
        Assert.Equal("Running", (await Resize("Standard_ds2_v2", Wait)).State);

        Assert.Equal(["GET", "GET"], Methods);
    }

    [Fact]
    public async Task A_size_is_sent_in_the_casing_of_the_service()
    {
        _test.Service
            .Answer(200, Instance("Stopped"))
            .Answer(200, """{"value":[{"name":"Standard_DS3_v2"}]}""")
            .Answer(202, "", Recorded.Operation)
            .Answer(200, Instance("Resizing"));

        await Resize("STANDARD_DS3_V2", NoWait);

        Assert.Equal("""{"targetVMSize":"Standard_DS3_v2"}""", _test.Service.Requests[2].Body);
    }

    [Theory]
    [InlineData(new string[0], "The service allows no other size for it.")]
    [InlineData(new[] { "" }, "The service allows no other size for it.")]
    [InlineData(new[] { "A1", "A2", "A3", "A4", "A5" }, "It can become: A1, A2, A3, A4, A5.")]
    [InlineData(new[] { "A1", "A2", "A3", "A4", "A5", "A6" }, "It can become: A1, A2, A3, A4, A5, A6.")]
    [InlineData(new[] { "A1", "A2", "A3", "A4", "A5", "A6", "A7" }, "It can become: A1, A2, A3, A4, A5 or 2 others.")]
    public async Task A_size_that_the_service_does_not_allow_is_refused_with_those_it_does(string[] allowed, string words)
    {
        string sizes = string.Join(",", allowed.Select(size => $$"""{"name":"{{size}}"}"""));
        _test.Service.Answer(200, Instance("Stopped")).Answer(200, $$"""{"value":[{{sizes}}]}""");

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(() => Resize("A", Wait));

        Assert.Equal(ErrorIds.InvalidVmSize, exception.ErrorId);
        Assert.Equal($"Compute target 'desk' of size STANDARD_DS2_V2 cannot be resized to 'A'. {words}", exception.Message);
    }

    [Fact]
    public async Task A_size_that_the_service_does_not_return_is_unknown_in_the_error_of_a_resize()
    {
        _test.Service
            .Answer(200, Instance("Stopped").Replace("\"vmSize\": \"STANDARD_DS2_V2\", ", string.Empty, StringComparison.Ordinal))
            .Answer(200, """{"value":[]}""");

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(() => Resize("A", Wait));

        Assert.StartsWith("Compute target 'desk' of size unknown cannot be resized to 'A'.", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Start", "Starting", "Running")]
    [InlineData("Stop", "Stopping", "Stopped")]
    [InlineData("Restart", "Restarting", "Running")]
    public async Task An_action_that_runs_already_is_joined_and_not_sent_again(string action, string before, string after)
    {
        _test.Service.Answer(200, Instance(before)).Answer(200, Instance(after));

        Assert.Equal(after, (await Act(action)).State);

        Assert.Equal(["GET", "GET"], Methods);
    }

    [Theory]
    [InlineData("Start", "Starting")]
    [InlineData("Stop", "Stopping")]
    [InlineData("Restart", "Restarting")]
    public async Task Without_Wait_an_action_that_runs_already_is_left_to_run(string action, string state)
    {
        _test.Service.Answer(200, Instance(state));

        Assert.Equal(state, (await Move(MoveOf(action), NoWait)).State);

        Assert.Equal(["GET"], Methods);
    }

    [Theory]
    [InlineData("Starting", ErrorIds.WaitTimeout, "Starting compute target 'desk' did not end; its state is Starting.")]
    [InlineData("Stopping", ErrorIds.OperationConflict, "Compute target 'desk' is busy:")]
    public async Task The_error_when_the_time_is_up_says_whether_the_action_runs_or_another_one(string state, string errorId, string words)
    {
        _test.Service.Answer(200, Instance(state));

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            () => Move(PowerChange.Start, new WaitChoice(true, TimeSpan.Zero)));

        Assert.Equal(errorId, exception.ErrorId);
        Assert.StartsWith(words, exception.Message, StringComparison.Ordinal);
        Assert.Equal(
            errorId == ErrorIds.WaitTimeout
                ? "Continue to wait with 'Wait-AmlComputeTarget desk', or use a longer -Timeout."
                : "Wait for the running operation with 'Wait-AmlComputeTarget desk', then retry the command.",
            exception.Remedy);
    }

    [Fact]
    public async Task A_resize_waits_for_what_runs_before_and_after_it()
    {
        string after = Instance("Resizing").Replace("STANDARD_DS2_V2", "STANDARD_DS3_V2", StringComparison.Ordinal);
        _test.Service.Answer(200, Instance("Stopping"));
        Begin("Resize", Instance("Stopped"));
        _test.Service.Answer(200, after).Answer(200, after.Replace("Resizing", "Stopped", StringComparison.Ordinal));

        Assert.Equal("Stopped", (await Act("Resize")).State);

        Assert.Equal(["GET", "GET", "POST", "POST", "GET", "GET", "GET"], Methods);
    }

    [Theory]
    [InlineData("CreateFailed")]
    [InlineData("Failed")]
    [InlineData("Canceled")]
    public async Task An_instance_whose_creation_failed_is_refused_with_its_errors(string state)
    {
        _test.Service.Answer(200, Instance(state, errors: "No room."));

        ComputeTargetException exception = await Fails("Start");

        Assert.Equal(ErrorIds.ProvisioningFailed, exception.ErrorId);
        Assert.Equal($"The operation on 'desk' ended as {state}. No room.", exception.Message);
        Assert.Single(_test.Sent);
    }

    [Fact]
    public async Task An_instance_that_is_being_deleted_is_refused()
    {
        _test.Service.Answer(200, Instance("Running").Replace("\"Succeeded\"", "\"Deleting\"", StringComparison.Ordinal));

        Assert.Equal("Compute target 'desk' is being deleted.", (await Fails("Start")).Message);
        Assert.Single(_test.Sent);
    }

    [Fact]
    public async Task After_a_conflict_the_instance_is_read_at_once_and_again_after_a_pause()
    {
        _test.Service.Answer(200, Instance("Stopped"))
            .Answer(409, Recorded.Error("Conflict", "There is already an active operation submitted."))
            .Answer(200, Instance("Stopped", Operation("Start", "InProgress", Now, "Schedule")))
            .Answer(200, Instance("Running"));

        Assert.Equal("Running", (await Act("Start")).State);

        Assert.Equal(["GET", "POST", "GET", "GET"], Methods);
        Assert.Equal([1], _test.Clock.Seconds);
        Assert.StartsWith("Start InProgress (Schedule), state Stopped", _test.Log.ProgressRecords[0].Status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operation_that_fails_has_a_remedy()
    {
        _test.Service.Answer(200, Instance("Stopped")).Answer(202, "", Recorded.Operation)
            .Answer(200, """{"status":"Failed","error":{"code":"Broken","message":"The disk is gone."}}""");

        Assert.StartsWith("Fix the cause, then run the command again.", (await Fails("Start")).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_pause_ends_when_the_time_is_up()
    {
        TestClient test = new(new PollClock(longestPause: TimeSpan.FromSeconds(6)));
        test.Service.Answer(200, Instance("Stopped")).Answer(202, "", Recorded.Operation).Answer(200, Recorded.Succeeded);
        for (int look = 0; look < 7; look++)
        {
            test.Service.Answer(200, Instance("Stopped"));
        }

        await Assert.ThrowsAsync<ComputeTargetException>(
            () => test.Run(new PowerGoal("desk", PowerChange.Start), new WaitChoice(true, TimeSpan.FromSeconds(10))));

        Assert.Equal([1, 1, 1.5, 2.25, 3.38, 0.88], test.Clock.Seconds);
    }

    private Task<ComputeTarget> Move(PowerChange move, WaitChoice wait) => _test.Run(new PowerGoal("desk", move), wait);

    private Task<ComputeTarget> Resize(string size, WaitChoice wait) => _test.Run(new ResizeGoal("desk", size), wait);

    private async Task<bool> Needs(Goal goal) => await _test.Plan(goal) is { Steps.Count: > 0 } or { IsBlocked: true };

    private IEnumerable<string> Methods => _test.Service.Requests.Select(request => request.Method);

    private static PowerChange MoveOf(string action) => action switch
    {
        "Start" => PowerChange.Start,
        "Stop" => PowerChange.Stop,
        _ => PowerChange.Restart,
    };

    private static string Operation(string name, string status, string time, string trigger = "User") =>
        $$"""{"operationName":"{{name}}","operationStatus":"{{status}}","operationTime":"{{time}}","operationTrigger":"{{trigger}}"}""";

    private static string Instance(string state, string lastOperation = "null", string? errors = null) =>
        $$"""
        {
          "name": "desk",
          "properties": {
            "computeType": "ComputeInstance", "provisioningState": "Succeeded",
            "properties": {
              "state": "{{state}}", "vmSize": "STANDARD_DS2_V2", "lastOperation": {{lastOperation}},
              "errors": {{(errors is null ? "[]" : $$"""[{ "error": { "code": "Broken", "message": "{{errors}}" } }]""")}}
            }
          }
        }
        """;

    /// <summary>All that is answered before the looks at the instance.</summary>
    private void Begin(string action, string before) => Begin(_test, action, before);

    private static void Begin(TestClient test, string action, string before)
    {
        test.Service.Answer(200, before);
        if (action == "Resize")
        {
            test.Service.Answer(200, """{"value":[{"name":"Standard_DS3_v2"}]}""");
        }

        test.Service.Answer(202, "", Recorded.Operation).Answer(200, Recorded.Succeeded);
    }

    private Task<ComputeTargetException> Fails(string action) => Assert.ThrowsAsync<ComputeTargetException>(() => Act(action));

    private Task<ComputeTarget> Act(string action) =>
        action == "Resize" ? Resize("Standard_DS3_v2", Wait) : Move(MoveOf(action), Wait);
}
