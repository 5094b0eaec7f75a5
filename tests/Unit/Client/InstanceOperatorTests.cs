using AmlCompute.Client.Running;
using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Client;

/// <summary>Actions on instances whose operation succeeds, and what the instance says then.</summary>
public sealed class InstanceOperatorTests
{
    private const string Earlier = "2026-01-01T08:00:00.000+00:00";
    private const string Now = "2026-01-01T12:00:00.000+00:00";

    private static readonly WaitChoice Wait = new(true, TimeSpan.FromMinutes(30));

    private readonly TestClient _test = new();

    [Theory]
    [InlineData("Start", "Stopped", "Stopped", "StartFailed")]
    [InlineData("Start", "Stopped", "Starting", "StartFailed")]
    [InlineData("Stop", "Running", "Running", "StopFailed")]
    [InlineData("Restart", "Running", "Running", "RestartFailed")]
    [InlineData("Resize", "Stopped", "Stopped", "ResizeFailed")]
    public async Task What_failed_though_its_operation_succeeded_is_one_error_with_the_errors_of_the_instance(string action, string before, string after, string status)
    {
        Begin(action, Instance(before));
        _test.Service.Answer(200, Instance(after, Operation(action, status, Now), "The machine does not answer."));

        ComputeTargetException exception = await Fails(action);

        Assert.Equal((ErrorIds.ProvisioningFailed, "Broken", "desk"), (exception.ErrorId, exception.Code, exception.ComputeName));
        Assert.Equal($"The operation on 'desk' ended as {status}. The machine does not answer.", exception.Message);
        Assert.StartsWith("Mend the cause, then try again;", exception.Remedy, StringComparison.Ordinal);
        Assert.True(_test.Service.IsUsedUp);
    }

    [Theory]
    [InlineData("Start", "Stopped", "Unusable")]
    [InlineData("Start", "Stopped", "SetupFailed")]
    [InlineData("Stop", "Running", "Unusable")]
    [InlineData("Restart", "Running", "Unusable")]
    public async Task One_that_cannot_be_used_any_more_is_an_error(string action, string before, string after)
    {
        Begin(action, Instance(before));
        _test.Service.Answer(200, Instance(after, errors: "The disk is gone."));

        Assert.Equal($"The operation on 'desk' ended as {after}. The disk is gone.", (await Fails(action)).Message);
    }

    /// <summary>A failure of before may be read once more; so may the state of before, and what the clock of the service did.</summary>
    [Fact]
    public async Task What_failed_before_is_not_what_fails_now()
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
    public async Task What_fails_once_more_in_the_same_way_is_known_by_its_time()
    {
        string stale = Instance("Stopped", Operation("Start", "StartFailed", Earlier), "No room.");
        Begin("Start", stale);
        _test.Service.Answer(200, stale).Answer(200, Instance("Stopped", Operation("Start", "StartFailed", Now), "Still no room."));

        Assert.Equal("Still no room.", (await Fails("Start")).ServiceMessage);
    }

    [Fact]
    public async Task One_that_could_not_be_used_before_may_be_read_so_once_more()
    {
        string stale = Instance("Unusable", Operation("Stop", "StopFailed", Earlier));
        Begin("Restart", stale);
        _test.Service.Answer(200, stale).Answer(200, Instance("Unusable", Operation("Restart", "InProgress", Now))).Answer(200, Instance("Running", Operation("Restart", "Succeeded", Now)));

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

        Assert.Equal(ErrorIds.QuotaExceeded, (await Fails("Start")).ErrorId);
    }

    [Fact]
    public async Task Without_a_wait_nothing_is_judged()
    {
        _test.Service.Answer(200, Instance("Stopped")).Answer(202, "", Recorded.Operation).Answer(200, Instance("Unusable"));

        Assert.Equal("Unusable", (await new InstanceOperator(_test.Workspace, _test.Call).MoveAsync("desk", InstanceMove.Start, Wait with { Wait = false })).State);
    }

    [Fact]
    public async Task The_error_of_a_wait_tells_the_time_that_was_given()
    {
        Begin("Start", Instance("Stopped"));
        for (int look = 0; look < 4; look++)
        {
            _test.Service.Answer(200, Instance("Stopped"));
        }

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            () => new InstanceOperator(_test.Workspace, _test.Call).MoveAsync("desk", InstanceMove.Start, new WaitChoice(true, TimeSpan.FromSeconds(4))));

        Assert.Equal(ErrorIds.WaitTimeout, exception.ErrorId);
        Assert.Contains("within 00:00:04;", exception.Message, StringComparison.Ordinal);
    }

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
    private void Begin(string action, string before)
    {
        _test.Service.Answer(200, before);
        if (action == "Resize")
        {
            _test.Service.Answer(200, """{"value":[{"name":"Standard_DS3_v2"}]}""");
        }

        _test.Service.Answer(202, "", Recorded.Operation).Answer(200, Recorded.Succeeded);
    }

    private Task<ComputeTargetException> Fails(string action) => Assert.ThrowsAsync<ComputeTargetException>(() => Act(action));

    private Task<ComputeTarget> Act(string action)
    {
        InstanceOperator instances = new(_test.Workspace, _test.Call);
        return action switch
        {
            "Start" => instances.MoveAsync("desk", InstanceMove.Start, Wait),
            "Stop" => instances.MoveAsync("desk", InstanceMove.Stop, Wait),
            "Restart" => instances.MoveAsync("desk", InstanceMove.Restart, Wait),
            _ => instances.ResizeAsync("desk", "Standard_DS3_v2", Wait),
        };
    }
}
