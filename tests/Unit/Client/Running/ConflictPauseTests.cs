using System.Text.Json;
using AmlCompute.Client.Changes;
using AmlCompute.Client.Http;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Running;
using AmlCompute.Client.Waiting;
using AmlCompute.Models;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AmlCompute.Tests.Client.Running;

/// <summary>A step that the service refuses because another operation runs on the target: one rule for every goal.</summary>
public sealed class ConflictPauseTests
{
    private const string Busy = """{"error":{"code":"Conflict","message":"There is already an active operation submitted."}}""";
    private const string Deleted = "DELETE";

    private static readonly WaitChoice NoWait = new(false, TimeSpan.FromMinutes(30));

    private readonly TestClient _test = new();

    [Fact]
    public async Task The_next_item_may_begin_while_this_one_waits()
    {
        List<int> accepted = [];
        _test.Service.Answer(200, Recorded.Cluster()).Answer(409, Busy).Answer(200, Recorded.Cluster("Updating"))
            .Answer(200, Recorded.Cluster()).Answer(202, string.Empty, Recorded.Operation).Answer(200, Recorded.Cluster());
        CallContext call = _test.Call with { OnAccepted = () => accepted.Add(_test.Sent.Count) };

        await new Runner(_test.Workspace, call).RunAsync(Change, NoWait);

        Assert.Equal(["GET", "PATCH", "GET", "GET", "PATCH", "GET"], Methods);
        Assert.Equal([3], accepted);
        Assert.Equal([1], _test.Clock.Seconds);
        Assert.Contains("cpu: Waiting until the compute target is free: Updating.", _test.Log.VerboseLines);
        Assert.Equal(["Updating, 00:00:00", "Done"], _test.Log.ProgressRecords.Select(record => record.Status));
        Assert.True(_test.Log.ProgressRecords[^1].IsCompleted);
    }

    [Fact]
    public async Task The_progress_shows_the_time_of_the_user_and_not_that_of_a_sandbox()
    {
        _test.Service.Answer(200, Recorded.Cluster()).Answer(409, Busy).Answer(200, Recorded.Cluster("Updating"))
            .Answer(200, Recorded.Cluster()).Answer(409, Busy).Answer(200, Recorded.Cluster("Updating"))
            .Answer(200, Recorded.Cluster()).Answer(202, string.Empty, Recorded.Operation).Answer(200, Recorded.Cluster());

        await _test.Run(Change, NoWait);

        Assert.Equal([1, 1.5], _test.Clock.Seconds);
        Assert.Equal(
            ["Updating, 00:00:00", "Updating, 00:00:00", "Done"], _test.Log.ProgressRecords.Select(record => record.Status));
    }

    [Fact]
    public async Task A_target_that_is_being_deleted_is_not_waited_for()
    {
        _test.Service.Answer(200, Recorded.Cluster()).Answer(409, Busy).Answer(200, Recorded.Cluster("Deleting"));

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(() => _test.Run(Change, NoWait));

        Assert.Equal((ErrorIds.OperationConflict, "Compute target 'cpu' is being deleted."), (exception.ErrorId, exception.Message));
        Assert.Equal(["GET", "PATCH", "GET"], Methods);
        Assert.Empty(_test.Clock.Pauses);
    }

    [Fact]
    public async Task Other_errors_are_not_tried_again()
    {
        _test.Service.Answer(200, Recorded.Cluster()).Answer(400, Recorded.Error("ValidationError", "No."));

        await Assert.ThrowsAsync<ComputeTargetException>(() => _test.Run(Change, NoWait));

        Assert.Equal(["GET", "PATCH"], Methods);
    }

    [Theory]
    [InlineData("Change", "PATCH")]
    [InlineData("Overwrite", "PUT")]
    [InlineData("Sync", "PATCH")]
    [InlineData("Remove", Deleted)]
    [InlineData("Prune", Deleted)]
    public async Task A_conflict_is_waited_out_whatever_the_goal_is(string goal, string method)
    {
        _test.Service.Answer(200, Recorded.Cluster()).Answer(409, Busy).Answer(200, Recorded.Cluster("Updating"))
            .Answer(200, Recorded.Cluster()).Answer(202, Scaled, Recorded.Operation).Answer(200, Scaled);

        await _test.Run(await GoalOf(goal), NoWait);

        Assert.Equal([method, method], Methods.Where(sent => sent != "GET"));
    }

    [Theory]
    [InlineData("Change")]
    [InlineData("Overwrite")]
    [InlineData("Sync")]
    [InlineData("Remove")]
    [InlineData("Prune")]
    public async Task A_conflict_that_lasts_is_an_error_when_the_time_is_up_whatever_the_goal_is(string goal)
    {
        _test.Service.Answer(200, Recorded.Cluster()).Answer(409, Busy).Answer(200, Recorded.Cluster("Updating"));

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            async () => await _test.Run(await GoalOf(goal), new WaitChoice(false, TimeSpan.Zero)));

        Assert.Equal((ErrorIds.OperationConflict, 409), (exception.ErrorId, exception.Status));
        Assert.Equal("Compute target 'cpu' is busy: Updating. Nothing was changed.", exception.Message);
    }

    [Fact]
    public async Task The_remedy_for_a_target_that_is_being_deleted_is_the_wait_for_its_removal()
    {
        _test.Connect();
        _test.Service.Answer(200, Recorded.Cluster("Deleting"));

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            async () => await _test.Run(await GoalOf("Sync"), new WaitChoice(false, TimeSpan.Zero)));

        Assert.Equal(
            "Wait for the running operation with 'Wait-AmlComputeTarget cpu -For Removed', then retry the command.", exception.Remedy);
    }

    [Fact]
    public async Task An_empty_state_is_shown_as_unknown()
    {
        ComputeTarget target = ComputeTypes.Create(JsonDocument.Parse(Recorded.Cluster(string.Empty)).RootElement, _test.Workspace);
        using ConflictPause pause = new(_test.Client, "cpu", new Deadline(_test.Clock, TimeSpan.Zero), _test.Call);
        TargetPlan plan = new("cpu", target) { IsBlocked = true };

        ComputeTargetException busy = await Assert.ThrowsAsync<ComputeTargetException>(() => pause.WaitAsync(plan, new PlanHistory()));
        ComputeTargetException late = InstanceWait.CreateTimeoutError(target, "Starting", TimeSpan.Zero);

        Assert.Equal(
            "Compute target 'cpu' is busy: an operation that the service does not name, state Unknown. Nothing was changed.", busy.Message);
        Assert.Contains("; its state is unknown.", late.Message);
    }

    [Fact]
    public async Task A_conflict_after_the_first_step_does_not_claim_that_nothing_was_changed()
    {
        using ConflictPause pause = new(_test.Client, "cpu", new Deadline(_test.Clock, TimeSpan.Zero), _test.Call);
        TargetPlan plan = new("cpu", null) { IsBlocked = true };

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            () => pause.WaitAsync(plan, new PlanHistory { LastSent = new PutStep() }));

        Assert.EndsWith(". Only the first part of the change was sent.", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Change")]
    [InlineData("Overwrite")]
    [InlineData("Sync")]
    [InlineData("Remove")]
    [InlineData("Prune")]
    [InlineData("Start")]
    [InlineData("Resize")]
    public async Task A_server_that_accepts_and_never_answers_ends_every_goal_at_its_timeout(string goal)
    {
        PollClock clock = new(TimeSpan.FromMinutes(10));
        using HostileServer server = HostileServer.Silent(string.Empty, () => clock.Advance(TimeSpan.FromSeconds(5)));
        (_, Workspace workspace) = server.Connect(new RequestClocks(clock, clock, new FakeTimeProvider()));
        Goal wanted = await GoalOf(goal);

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            () => new Runner(workspace, _test.Call).RunAsync(wanted, new WaitChoice(true, TimeSpan.FromSeconds(5))));

        Assert.Equal((ErrorIds.WaitTimeout, 1), (exception.ErrorId, server.Requests));
        Assert.Contains("within the timeout of 00:00:05", exception.Message, StringComparison.Ordinal);

        // Nothing was sent that a wait could wait for, so the remedy is the one of the error id: a longer timeout.
        Assert.Null(exception.Remedy);
    }

    private static ChangeGoal Change => new("cpu", new ComputeChange().SetValue("MaxNodes", 12));

    private static string Scaled => Recorded.Cluster().Replace("\"maxNodeCount\": 8", "\"maxNodeCount\": 12", StringComparison.Ordinal);

    private IEnumerable<string> Methods => _test.Service.Requests.Select(request => request.Method);

    private static async Task<Goal> GoalOf(string goal)
    {
        TestClient other = new();
        other.Service.Answer(200, Recorded.Cluster());
        ComputeConfiguration larger = new ComputeConfiguration(ComputeTypes.AmlCompute, isAttach: false)
            .Set(ComputeTarget.Members.Location, "eastus")
            .Set(ComputeCluster.Members.MaxNodes, 12);
        return goal switch
        {
            "Change" => Change,
            "Overwrite" => new ConfigurationGoal("cpu", larger, ExistingTarget.Overwrite),
            "Sync" => new ConfigurationGoal("cpu", larger, ExistingTarget.Update),
            "Remove" => new RemovalGoal("cpu", UnderlyingResourceAction.Delete),
            "Start" => new PowerGoal("cpu", PowerChange.Start),
            "Resize" => new ResizeGoal("cpu", "Standard_DS3_v2"),
            _ => new RemovalGoal(await other.Get()),
        };
    }
}
