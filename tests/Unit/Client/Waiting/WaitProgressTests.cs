using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.Waiting;
using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Client.Waiting;

/// <summary>The progress records of a wait; none stays on the screen after it.</summary>
public sealed class WaitProgressTests
{
    private const string Whole = "Waiting for targets";

    private readonly TargetsService _service = new();
    private readonly TestClient _test;

    public WaitProgressTests() => _test = new TestClient(new PollClock(isStepped: true), handler: _service.Handler);

    [Fact]
    public async Task One_record_shows_the_wait_and_one_each_target_that_is_not_ready()
    {
        _service.Add(["a"], Ready);
        _service.Add(["b"], name => Resizing(name, 1), name => Resizing(name, 2), Ready);
        _service.Add(["c"], name => Resizing(name, 1), name => Recorded.Cluster("Failed", name: name));

        await Run("a", "b", "c");

        Assert.Equal(
            [
                Parent("1 done, 2 left, 00:00:00; slowest: b", 33),
                Child(1, "b", "Resizing (1 of 3 nodes)"),
                Child(2, "c", "Resizing (1 of 3 nodes)"),
                Parent("1 done, 1 failed, 1 left, 00:00:00; slowest: b", 66),
                Child(1, "b", "Resizing (2 of 3 nodes)"),
                Completed(Child(2, "c", "")),
                Completed(Child(1, "b", "")),
                Completed(Parent("", 0)),
            ],
            _test.Log.ProgressRecords);
    }

    [Fact]
    public async Task A_wait_that_ends_after_the_first_read_shows_no_progress()
    {
        _service.Add(["a", "b"], Ready);

        await Run("a", "b");

        Assert.Empty(_test.Log.ProgressRecords);
    }

    [Fact]
    public async Task A_target_that_was_read_without_a_state_is_Unknown()
    {
        _service.Add(["a"], name => $$"""{"name":"{{name}}","properties":{"computeType":"AmlCompute"} }""", Ready);

        await Run("a");

        Assert.Contains(Child(1, "a", "Unknown"), _test.Log.ProgressRecords);
    }

    [Fact]
    public async Task Of_many_targets_five_are_shown_and_others_take_the_places_of_those_that_are_ready()
    {
        string[] names = [.. Enumerable.Range(0, 20).Select(i => $"t{i:00}")];
        _service.Add(names, name => Resizing(name, 1), name => Resizing(name, 1), Ready);
        _service.Add(["t01", "t03"], name => Resizing(name, 1), Ready);

        await Run(names);

        List<CallProgress> children = [.. _test.Log.ProgressRecords.Where(record => record.ParentId == 0)];
        Assert.Equal(Enumerable.Range(1, 5), children.Select(record => record.Id).Distinct().Order());
        Assert.Equal(
            ["t00", "t01", "t02", "t03", "t04", "t05", "t06"],
            children.Where(record => !record.IsCompleted).Select(record => record.Activity));
        Assert.Equal(
            ["t05", "t06"],
            children.Where(record => record is { IsCompleted: false, Id: 2 or 4 }).Select(record => record.Activity).Skip(2));
        AssertAllCompleted();
    }

    [Fact]
    public async Task The_ends_of_long_names_are_visible()
    {
        string[] names = ["distributed-training-cluster-001", "distributed-training-cluster-002"];
        _service.Add(names, name => Resizing(name, 1), Ready);

        await Run(names);

        Assert.Equal(
            ["distribu...g-cluster-001", "distribu...g-cluster-002"],
            _test.Log.ProgressRecords.Where(record => record is { ParentId: 0, IsCompleted: false }).Select(record => record.Activity));
        Assert.Contains("slowest: distrib...cluster-001", _test.Log.ProgressRecords[0].Status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wait_for_one_target_has_no_percentage()
    {
        _service.Add(["a"], name => Resizing(name, 1), Ready);

        await Run("a");

        Assert.Equal(Parent("0 done, 1 left, 00:00:00", -1), _test.Log.ProgressRecords[0]);
    }

    [Fact]
    public void The_hours_of_a_wait_of_more_than_a_day_are_counted_on()
    {
        TimeSpan elapsed = new(days: 1, hours: 2, minutes: 3, seconds: 4);

        Assert.Equal("0 done, 1 left, 26:03:04", CallProgress.FormatStatus("Waiting", 0, 0, 1, elapsed, slowest: null));
        Assert.Equal("Resizing, 26:03:04", CallProgress.CreateRunning("Waiting", "Resizing", elapsed).Status);
    }

    [Fact]
    public async Task The_nodes_of_a_cluster_are_counted_by_state()
    {
        _service.Add(["a"], name => Resizing(name, 3).Replace(
            "\"nodeStateCounts\": null", "\"nodeStateCounts\": {\"idleNodeCount\":1,\"preparingNodeCount\":2}",
            StringComparison.Ordinal), Ready);

        await Run("a");

        Assert.Contains(Child(1, "a", "Resizing (3 of 3 nodes: 1 idle, 2 preparing)"), _test.Log.ProgressRecords);
    }

    [Fact]
    public async Task With_several_workspaces_a_target_is_shown_with_its_own()
    {
        Workspace other = _test.Connection.CreateWorkspace(new WorkspaceReference(TestClient.SubscriptionId, "rg", "ws2", "test"));
        _service.Add(["a"], name => Resizing(name, 1));

        List<WaitOutcome> outcomes = await Run(
            [new WaitItem(_test.Workspace, "a", null), new WaitItem(other, "a", null)], TimeSpan.FromMinutes(30));

        Assert.All(outcomes, outcome => Assert.Equal(ErrorIds.WaitTimeout, outcome.Error!.ErrorId));
        Assert.Equal(
            ["a in ws", "a in ws2"],
            _test.Log.ProgressRecords.Where(record => record.ParentId == 0).Select(record => record.Activity).Distinct().Order());
        AssertAllCompleted();
    }

    [Fact]
    public async Task All_is_completed_when_the_time_is_up()
    {
        _service.Add(["a", "b"], name => Resizing(name, 1));

        await Run([.. Items("a", "b")], TimeSpan.FromMinutes(5));

        AssertAllCompleted();
    }

    [Fact]
    public async Task All_is_completed_when_the_wait_is_stopped()
    {
        _service.Add(["a", "b"], name => Resizing(name, 1));
        Task<List<WaitOutcome>> wait = Read(Waiter(TimeSpan.FromMinutes(30)), Items("a", "b"));
        await _test.Clock.PausedAsync();

        _test.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        AssertAllCompleted();
    }

    [Fact]
    public async Task All_is_completed_when_the_wait_is_left()
    {
        _service.Add(["a"], name => Resizing(name, 1), Ready);
        _service.Add(["b"], name => Resizing(name, 1));
        await using (IAsyncEnumerator<WaitOutcome> outcomes = Waiter(TimeSpan.FromMinutes(30))
            .WaitAsync(Items("a", "b"), _test.Call).GetAsyncEnumerator(CancellationToken.None))
        {
            ValueTask<bool> next = outcomes.MoveNextAsync();
            await _test.Clock.PausedAsync();
            _test.Clock.Advance(TimeSpan.FromSeconds(10));
            Assert.True(await next);
        }

        AssertAllCompleted();
    }

    private static string Ready(string name) => Recorded.Cluster(current: 3, target: 3, name: name);

    private static string Resizing(string name, int nodes) => Recorded.Cluster("Succeeded", "Resizing", nodes, 3, name);

    private static CallProgress Parent(string status, int percent) => new(Whole, status, percent, IsCompleted: false);

    private static CallProgress Child(int id, string name, string status) =>
        new(name, status, -1, IsCompleted: false) { Id = id, ParentId = 0 };

    private static CallProgress Completed(CallProgress record) => record with { Status = "Done", Percent = 100, IsCompleted = true };

    private static ComputeWaiter Waiter(TimeSpan timeout) => new(new WaitCondition(WaitFor.Steady), timeout, TimeSpan.FromSeconds(10));

    private void AssertAllCompleted()
    {
        Assert.NotEmpty(_test.Log.ProgressRecords);
        foreach (IGrouping<int, CallProgress> records in _test.Log.ProgressRecords.GroupBy(record => record.Id))
        {
            Assert.True(records.Last().IsCompleted, $"Record {records.Key} stays: {records.Last()}");
        }

        Assert.Equal(0, _test.Log.ProgressRecords[^1].Id);
    }

    private WaitItem[] Items(params string[] names) => Array.ConvertAll(names, name => new WaitItem(_test.Workspace, name, null));

    private Task<List<WaitOutcome>> Run(params string[] names) => Run(Items(names), TimeSpan.FromMinutes(30));

    /// <summary>Waits, and moves the clock on at each pause.</summary>
    private async Task<List<WaitOutcome>> Run(WaitItem[] items, TimeSpan timeout)
    {
        Task<List<WaitOutcome>> wait = Read(Waiter(timeout), items);
        while (await Task.WhenAny(wait, _test.Clock.PausedAsync()) != wait)
        {
            _test.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        return await wait;
    }

    private async Task<List<WaitOutcome>> Read(ComputeWaiter waiter, WaitItem[] items)
    {
        List<WaitOutcome> outcomes = [];
        await foreach (WaitOutcome outcome in waiter.WaitAsync(items, _test.Call))
        {
            outcomes.Add(outcome);
        }

        return outcomes;
    }
}
