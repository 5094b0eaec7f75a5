using System.Text.Json;
using AmlCompute.Client.Http;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Running;
using AmlCompute.Client.Waiting;
using AmlCompute.Commands.Base;
using AmlCompute.Models;
using AmlCompute.Tests.Files;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AmlCompute.Tests.Client.Running;

/// <summary>Bringing a target to what is wanted, while others are at it too.</summary>
public sealed class SyncRunTests
{
    private const string Busy = """{"error":{"code":"Conflict","message":"There is already an active operation submitted."}}""";

    private static readonly WaitChoice NoWait = new(false, TimeSpan.FromMinutes(30));

    private static readonly string Creating = Recorded.Cluster("Creating", null, null, null);

    private readonly TestClient _test = new();

    private const string Sizes =
        """
        { "value": [{ "name": "Standard_DS3_v2", "family": "standardDSv2Family", "vCPUs": 4, "lowPriorityCapable": true,
              "supportedComputeTypes": ["AmlCompute"] }] }
        """;

    /// <summary>An empty list of limits.</summary>
    private const string Nothing = """{ "value": [] }""";

    [Fact]
    public async Task A_missing_target_is_created()
    {
        _test.Service.Answer(404, Recorded.NotFound()).Answer(201, Creating, Recorded.Operation);

        RunResult result = await Make("max_instances: 8");

        Assert.Equal((ComputeSyncAction.Create, "Creating"), (result.Action, result.Target.ProvisioningState));
        Assert.Equal(["GET", "PUT"], Methods);
    }

    [Fact]
    public async Task The_log_has_the_maximum_of_nodes_that_is_sent_for_a_file_without_one()
    {
        _test.Service.Answer(404, Recorded.NotFound()).Answer(201, Creating, Recorded.Operation);

        await Make("min_instances: 2");

        Assert.Contains("\"maxNodeCount\":2", _test.Service.Requests[1].Body, StringComparison.Ordinal);
        Assert.Contains("cpu: The file has no max_instances; 2 is sent.", _test.Log.VerboseLines);
    }

    [Fact]
    public async Task A_target_created_meanwhile_by_somebody_else_is_accepted_if_it_is_as_wanted()
    {
        _test.Service.Answer(404, Recorded.NotFound()).Answer(409, Busy).Answer(200, Recorded.Cluster());

        RunResult result = await Make("max_instances: 8");

        Assert.Equal((ComputeSyncAction.None, "Succeeded"), (result.Action, result.Target.ProvisioningState));
        Assert.Equal(["GET", "PUT", "GET"], Methods);
    }

    [Fact]
    public async Task A_target_created_meanwhile_with_other_settings_is_changed()
    {
        _test.Service.Answer(404, Recorded.NotFound()).Answer(409, Busy).Answer(200, Recorded.Cluster()).Answer(200, Recorded.Cluster())
            .Answer(202, Scaled(12), Recorded.Operation).Answer(200, Scaled(12));

        RunResult result = await Make("max_instances: 12");

        Assert.Equal((ComputeSyncAction.Update, 12), (result.Action, ((ComputeCluster)result.Target).MaxNodes));
        Assert.True(_test.Service.IsUsedUp);
    }

    [Fact]
    public async Task Limits_of_a_file_that_would_cross_those_of_the_target_are_named_by_the_keys_of_the_file()
    {
        _test.Service.Answer(200, Recorded.Cluster());

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(() => Make("min_instances: 9"));

        Assert.Equal(ErrorIds.InvalidArgument, exception.ErrorId);
        Assert.Contains("would have 'min_instances' 9 and 'max_instances' 8;", exception.Message, StringComparison.Ordinal);
        Assert.Equal(["GET"], Methods);
    }

    [Fact]
    public async Task A_second_PUT_is_not_an_error()
    {
        _test.Service.Answer(404, Recorded.NotFound()).Answer(409, Busy).Answer(200, Creating);

        Assert.Equal(ComputeSyncAction.None, (await Make("max_instances: 8")).Action);
        Assert.True(_test.Service.IsUsedUp);
    }

    [Fact]
    public async Task A_setting_that_needs_a_replacement_stays_and_the_rest_is_changed()
    {
        _test.Service.Answer(200, Recorded.Cluster()).Answer(202, Scaled(12), Recorded.Operation).Answer(200, Scaled(12));

        RunResult result = await Make("max_instances: 12\ntier: low_priority");

        Assert.Equal(ComputeSyncAction.Update, result.Action);
        Assert.Equal(["Priority: none -> LowPriority"], result.RemainingDifferences.Select(difference => difference.ToString()));
        Assert.Equal(["GET", "PATCH", "GET"], Methods);
    }

    [Fact]
    public async Task A_replacement_removes_waits_and_creates()
    {
        AnswerChecksAndRemoval()
            .Answer(201, Creating, Recorded.Operation);

        RunResult result = await Make("tier: low_priority", mayReplace: true);

        Assert.Equal((ComputeSyncAction.Replace, "Creating"), (result.Action, result.Target.ProvisioningState));
        Assert.Equal(["DELETE", "PUT"], Methods.Where(method => method != "GET"));
    }

    [Fact]
    public async Task A_replacement_that_fails_after_the_deletion_reports_the_deletion()
    {
        AnswerChecksAndRemoval()
            .Answer(403, Recorded.Error("AuthorizationFailed", "You may not."));

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            () => Make("tier: low_priority", mayReplace: true));

        Assert.Equal((ErrorIds.AuthorizationFailed, 403), (exception.ErrorId, exception.Status));
        Assert.StartsWith(
            "Compute target 'cpu' was removed for a replacement, and could not be created again. ",
            exception.Message,
            StringComparison.Ordinal);
        string action = ErrorRecords.Create(exception, null).ErrorDetails.RecommendedAction;
        Assert.StartsWith(
            "Fix the cause, then create the target with Sync-AmlComputeTarget or a new plan.", action, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replacement_that_was_created_but_lacks_nodes_is_not_reported_as_lost()
    {
        string shortOfNodes = Recorded.Cluster()
            .Replace("\"minNodeCount\": 0", "\"minNodeCount\": 2", StringComparison.Ordinal)
            .Replace("\"propertyBag\": {}", "\"errors\": [{ \"code\": \"NoCapacity\" }]", StringComparison.Ordinal);
        AnswerChecksAndRemoval().Answer(201, Creating, Recorded.Operation).Answer(200, Recorded.Succeeded);
        for (int i = 0; i < 5; i++)
        {
            _test.Service.Answer(200, shortOfNodes);
        }

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            () => Make("tier: low_priority", mayReplace: true, new WaitChoice(true, TimeSpan.FromMinutes(30))));

        Assert.Equal((ErrorIds.ProvisioningFailed, "cpu"), (exception.ErrorId, exception.Target?.Name));
        Assert.StartsWith("The operation on 'cpu' ended as Steady.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replacement_that_the_service_still_creates_at_the_timeout_is_not_reported_as_lost()
    {
        AnswerChecksAndRemoval()
            .Answer(201, Creating, Recorded.Operation);
        for (int i = 0; i < 12; i++)
        {
            _test.Service.Answer(200, Recorded.InProgress);
        }

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            () => Make("tier: low_priority", mayReplace: true, new WaitChoice(true, TimeSpan.FromSeconds(90))));

        Assert.Equal(ErrorIds.WaitTimeout, exception.ErrorId);
        Assert.StartsWith("Creating compute target 'cpu' did not end within 00:01:30.", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("gone", ErrorRecords.Create(exception, null).ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_time_of_a_slow_request_counts_for_the_wait_after_it()
    {
        PollClock clock = new();
        TestClient test = new(clock, clocks: new RequestClocks(clock, clock, new FakeTimeProvider()));
        DateTimeOffset start = clock.GetUtcNow();
        test.Service.Answer(200, Recorded.Cluster()).Answer(200, Sizes).Answer(200, Nothing).Answer(200, Nothing)
            .Answer(503, string.Empty, ("Retry-After", "60")).Answer(202, string.Empty, Recorded.Operation);
        for (int i = 0; i < 20; i++)
        {
            test.Service.Answer(200, Recorded.InProgress);
        }

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            () => test.Run(CreateGoal("tier: low_priority", mayReplace: true), new WaitChoice(true, TimeSpan.FromSeconds(200))));

        Assert.Equal(ErrorIds.WaitTimeout, exception.ErrorId);
        Assert.InRange((clock.GetUtcNow() - start).TotalSeconds, 200, 215);
    }

    [Fact]
    public async Task A_target_that_cannot_be_created_again_is_not_reported_as_unchanged()
    {
        AnswerChecksAndRemoval()
            .Answer(400, Recorded.Error("ValidationError", "No."));

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            () => Make("tier: low_priority", mayReplace: true));

        Assert.Equal(ErrorIds.InvalidArgument, exception.ErrorId);
        Assert.DoesNotContain("nothing was changed", ErrorRecords.Create(exception, null).ErrorDetails.RecommendedAction);
    }

    [Fact]
    public async Task A_target_is_not_deleted_if_its_replacement_cannot_be_checked()
    {
        _test.Service.Answer(200, Recorded.Cluster()).Answer(200, Nothing);

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            () => Make("tier: low_priority", mayReplace: true));

        Assert.Contains("was not replaced", exception.Message);
        Assert.Equal(["GET", "GET"], Methods);
    }

    [Fact]
    public async Task A_target_of_unknown_origin_is_detached_and_never_deleted()
    {
        string cluster = TestClient.WorkspaceId
            .Replace("MachineLearningServices/workspaces", "ContainerService/managedClusters", StringComparison.Ordinal);
        string unknown = $$"""
            { "name": "cpu", "location": "eastus", "properties": { "computeType": "AKS", "provisioningState": "Succeeded",
              "resourceId": "{{cluster}}" } }
            """;
        _test.Service.Answer(200, unknown).Answer(202, string.Empty, Recorded.Operation);

        Assert.Equal(ComputeSyncAction.Detach, (await Remove(unknown)).Action);
        Assert.EndsWith("underlyingResourceAction=Detach", _test.Sent[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_that_is_being_deleted_is_waited_for_and_created_again()
    {
        _test.Service.Answer(200, Recorded.Cluster("Deleting")).Answer(200, Recorded.Cluster("Deleting"))
            .Answer(404, Recorded.NotFound()).Answer(201, Creating, Recorded.Operation);

        Assert.Equal(ComputeSyncAction.Create, (await Make("max_instances: 8")).Action);
        Assert.True(_test.Service.IsUsedUp);
    }

    [Fact]
    public async Task An_instance_that_must_be_resized_has_no_steps_while_its_state_changes()
    {
        _test.Service.Answer(
            200,
            """
            {"name":"desk","location":"eastus","properties":{"computeType":"ComputeInstance","provisioningState":"Succeeded",
                "properties":{"state":"Stopping","vmSize":"STANDARD_DS2_V2"}}}
            """);
        ComputeConfiguration configuration = FileText.Read(
            "name: desk\ntype: computeinstance\nlocation: eastus\nsize: Standard_DS3_v2\nidle_time_before_shutdown_minutes: 60")
            .Configuration;

        TargetPlan plan = await _test.Plan(new ConfigurationGoal("desk", configuration, ExistingTarget.Update));

        Assert.True(plan.IsBlocked);
        Assert.Empty(plan.Steps);
        Assert.Equal(["GET"], Methods);
    }

    [Fact]
    public async Task A_target_that_somebody_else_replaced_is_accepted()
    {
        _test.Service.Answer(200, Recorded.Cluster("Deleting")).Answer(200, Recorded.Cluster());

        Assert.Equal(ComputeSyncAction.None, (await Make("max_instances: 8")).Action);
        Assert.True(_test.Service.IsUsedUp);
    }

    [Fact]
    public async Task When_the_time_is_up_a_conflict_is_an_error()
    {
        _test.Service.Answer(404, Recorded.NotFound()).Answer(409, Busy).Answer(404, Recorded.NotFound());

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(
            () => Make("max_instances: 8", wait: new WaitChoice(false, TimeSpan.Zero)));

        Assert.Equal(ErrorIds.OperationConflict, exception.ErrorId);
        Assert.StartsWith("Compute target 'cpu' could not be created. ", exception.Message, StringComparison.Ordinal);
        Assert.Equal("Retry the command later, or use a longer -Timeout.", exception.Remedy);
    }

    [Fact]
    public async Task An_extra_one_is_removed_by_its_kind()
    {
        _test.Service.Answer(200, Recorded.Cluster()).Answer(202, string.Empty, Recorded.Operation);
        Assert.Equal(ComputeSyncAction.Delete, (await Remove(Recorded.Cluster())).Action);
        Assert.EndsWith("underlyingResourceAction=Delete", _test.Sent[1], StringComparison.Ordinal);

        _test.Service.Answer(200, Recorded.Kubernetes()).Answer(202, string.Empty, Recorded.Operation);
        Assert.Equal(ComputeSyncAction.Detach, (await Remove(Recorded.Kubernetes())).Action);
        Assert.EndsWith("underlyingResourceAction=Detach", _test.Sent[3], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(200)]
    public async Task An_extra_one_that_is_gone_or_going_is_as_wanted(int status)
    {
        _test.Service.Answer(status, status == 404 ? Recorded.NotFound() : Recorded.Cluster("Deleting"));

        Assert.Equal(ComputeSyncAction.Delete, (await Remove(Recorded.Cluster())).Action);
        Assert.Equal(["GET"], Methods);
    }

    [Fact]
    public async Task An_extra_target_that_was_created_again_stays()
    {
        _test.Service.Answer(200, Recorded.Cluster().Replace("\"createdOn\": \"2025", "\"createdOn\": \"2026", StringComparison.Ordinal));

        ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(() => Remove(Recorded.Cluster()));

        Assert.Equal(ErrorIds.OperationConflict, exception.ErrorId);
        Assert.Equal("Run Sync-AmlComputeTarget again to compare the current target.", exception.Remedy);
        Assert.Equal(["GET"], Methods);
    }

    private IEnumerable<string> Methods => _test.Service.Requests.Select(request => request.Method);

    private static string Scaled(int max) =>
        Recorded.Cluster().Replace("\"maxNodeCount\": 8", $"\"maxNodeCount\": {max}", StringComparison.Ordinal);

    private static ConfigurationGoal CreateGoal(string keys, bool mayReplace)
    {
        ComputeConfiguration configuration = FileText.Read($"name: cpu\ntype: amlcompute\nlocation: eastus\n{keys}").Configuration;
        return new ConfigurationGoal("cpu", configuration, mayReplace ? ExistingTarget.Replace : ExistingTarget.Update);
    }

    private Task<RunResult> Make(string keys, bool mayReplace = false, WaitChoice? wait = null) =>
        new Runner(_test.Workspace, _test.Call).RunAsync(CreateGoal(keys, mayReplace), wait ?? NoWait);

    /// <summary>Answers the reads and the checks before a replacement, its deletion, and the read that finds the target gone.</summary>
    private ScriptedService AnswerChecksAndRemoval() =>
        _test.Service.Answer(200, Recorded.Cluster()).Answer(200, Sizes).Answer(200, Nothing).Answer(200, Nothing)
            .Answer(202, string.Empty, Recorded.Operation)
            .Answer(200, Recorded.Succeeded).Answer(404, Recorded.NotFound());

    private Task<RunResult> Remove(string live) =>
        new Runner(_test.Workspace, _test.Call).RunAsync(
            new RemovalGoal(ComputeTypes.Create(JsonSerializer.Deserialize<JsonElement>(live), _test.Workspace)), NoWait);
}
