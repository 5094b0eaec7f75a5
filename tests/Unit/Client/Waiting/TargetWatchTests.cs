using System.Net.Sockets;
using AmlCompute.Client.Http;
using AmlCompute.Client.Waiting;
using AmlCompute.Models;
using AmlCompute.Tests.Fidelity;
using Xunit;

namespace AmlCompute.Tests.Client.Waiting;

/// <summary>The readings of a watch: the requests that they need, the changes that they find, and the errors that end them.</summary>
public sealed class TargetWatchTests
{
    private readonly TargetsService _service = new();
    private TestClient _test;

    public TargetWatchTests() => _test = new TestClient(new PollClock(TimeSpan.FromSeconds(6)), handler: _service.Handler);

    [Fact]
    public async Task Many_targets_are_read_with_one_list_at_each_interval()
    {
        string[] names = [.. Enumerable.Range(0, 40).Select(i => $"t{i:00}")];
        _service.Add(names, name => Resizing(name, 1), Ready);
        WatchedWorkspace workspace = All();

        List<(int Changed, bool IsLast)> readings = await Read(
            Watch(workspace, null, TimeSpan.FromSeconds(12)),
            reading => (reading.Targets.Count(target => target.IsChanged), reading.IsLast));

        Assert.Equal([(40, false), (40, false), (0, false), (0, true)], readings);
        Assert.Equal([5, 5, 2], _test.Clock.Seconds);
        Assert.Equal((3, 0), (_service.Lists, _service.Gets));
    }

    [Fact]
    public async Task A_few_names_are_read_one_by_one()
    {
        _service.Add(["a", "b"], Ready);
        WatchedWorkspace workspace = Named("a", "b");

        await Read(Watch(workspace, null, TimeSpan.Zero));

        Assert.Equal(["a", "b"], _service.Sent.Order());
    }

    [Fact]
    public async Task Many_names_that_are_all_listed_need_no_GET()
    {
        string[] names = [.. Enumerable.Range(0, 20).Select(i => $"t{i:00}")];
        _service.Add([.. names, "other"], Ready);

        WatchReading reading = Assert.Single(await Read(Watch(Named(names), null, TimeSpan.Zero)));

        Assert.Equal(["list 0"], _service.Sent);
        Assert.Equal(names, reading.Targets.Select(target => target.Name));
    }

    [Fact]
    public async Task A_target_that_appears_later_joins_and_one_that_is_removed_is_lost_once()
    {
        _service.Add(["a"], Ready, _ => null);
        _service.Add(["b"], _ => null, name => Recorded.Cluster("Creating", name: name), Ready);
        WatchedWorkspace workspace = All();

        List<string> seen = await Read(
            Watch(workspace, null, TimeSpan.FromSeconds(20)),
            reading => string.Join(", ", reading.Targets.Where(target => target.IsChanged).Select(
                target => $"{target.Name} {(target.IsMissing ? "lost" : target.Target!.ProvisioningState)}")));

        Assert.Equal(["a Succeeded", "a lost, b Creating", "b Succeeded"], seen.Where(text => text.Length > 0));
        Assert.Equal(["a: gone"], _test.Log.States);
    }

    [Fact]
    public async Task A_reading_keeps_its_targets_when_the_next_one_finds_that_they_are_gone()
    {
        _service.Add(["a"], Ready, _ => null);

        List<WatchReading> readings = await Read(Watch(Named("a"), null, TimeSpan.FromSeconds(20)));

        Assert.Equal(["a", null], readings.Select(reading => Assert.Single(reading.Targets).Target?.Name));
    }

    [Fact]
    public async Task The_reading_at_the_timeout_does_not_repeat_changes_and_errors()
    {
        _service.Add(["a"], Ready, name => Resizing(name, 1));

        List<(int Changed, int Failed, bool IsLast)> readings = await Read(
            Watch(Named("a", "nope"), null, TimeSpan.FromSeconds(7)),
            reading => (
                reading.Targets.Count(target => target.IsChanged && !target.IsMissing),
                reading.Targets.Count(target => target.Failure is not null),
                reading.IsLast));

        Assert.Equal([(1, 1, false), (1, 0, false), (0, 0, true)], readings);
    }

    [Fact]
    public async Task A_target_that_an_outdated_list_omits_is_not_lost()
    {
        _service.Add(["a"], Ready);
        int lists = 0;
        _service.Listed = (_, body) => lists++ == 1 ? null : body;

        Assert.DoesNotContain(
            true, await Read(Watch(All(), null, TimeSpan.FromSeconds(12)), reading => Assert.Single(reading.Targets).IsMissing));
    }

    [Theory]
    [InlineData(429, false)]
    [InlineData(503, false)]
    [InlineData(503, true)]
    public async Task A_temporary_error_does_not_end_the_watch_and_slows_it_down(int status, bool hasName)
    {
        _test = new TestClient(handler: _service.Handler);
        _service.Add(["a"], Ready);
        int sent = 0;
        _service.Fault = request => sent++ is > 0 and < 6 ? Answer(request, status) : null;
        List<string?> failures = await Read(Watch(hasName ? Named("a") : All(), null, TimeSpan.FromMinutes(4)), reading =>
        {
            Assert.Empty(reading.Errors);
            Assert.Equal("Succeeded", Assert.Single(reading.Targets).Target!.ProvisioningState);
            return reading.LastFailure?.ErrorId;
        });

        Assert.Contains(failures, failure => failure is ErrorIds.Throttled or ErrorIds.ServiceUnavailable);
        Assert.Null(failures[^1]);
        Assert.Contains(_test.Clock.Seconds, pause => pause > 5);
        Assert.EndsWith(" The watch continues with longer pauses.", Assert.Single(_test.Log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_was_never_reached_ends_the_watch_without_a_warning()
    {
        _test = new TestClient();
        for (int i = 0; i < 4; i++)
        {
            _test.Service.Throw(new HttpRequestException("No route to host", new SocketException((int)SocketError.HostUnreachable)));
        }

        WatchReading reading = Assert.Single(await Read(Watch(All(), null, TimeSpan.FromMinutes(4))));

        Assert.Equal(ErrorIds.ServiceUnavailable, Assert.Single(reading.Errors).ErrorId);
        Assert.Empty(_test.Log.Warnings);
    }

    [Fact]
    public async Task A_forbidden_list_ends_the_watch_of_a_pattern_and_names_are_read_without_it()
    {
        string[] names = [.. Enumerable.Range(0, 10).Select(i => $"t{i:00}")];
        _service.Add(names, Ready);
        _service.Fault = request => request.Url.AbsolutePath.EndsWith("/computes", StringComparison.Ordinal) ? Answer(request, 403) : null;

        WatchReading ofPattern = Assert.Single(await Read(Watch(All(), null, TimeSpan.FromMinutes(1))));
        List<int> ofNames = await Read(
            Watch(Named(names), null, TimeSpan.FromSeconds(8)), reading => reading.Targets.Count(target => target.Target is not null));

        Assert.Equal(ErrorIds.AuthorizationFailed, Assert.Single(ofPattern.Errors).ErrorId);
        Assert.True(ofPattern.IsLast);
        Assert.Equal([10, 10, 10], ofNames);
        Assert.Equal(2, _service.Lists);
    }

    [Fact]
    public async Task A_missing_name_is_an_error_and_ends_the_watch_if_it_is_the_only_one()
    {
        WatchReading reading = Assert.Single(await Read(Watch(Named("nope"), null, null)));

        WatchedTarget target = Assert.Single(reading.Targets);
        Assert.Equal((true, ErrorIds.ComputeTargetNotFound), (target.IsMissing, target.Failure!.ErrorId));
        Assert.True(reading.IsLast);
    }

    [Fact]
    public async Task A_target_that_may_not_be_read_does_not_end_the_watch_of_others()
    {
        _service.Add(["a", "b"], Ready);
        _service.Fault = request => request.Url.AbsolutePath.EndsWith("/b", StringComparison.Ordinal) ? Answer(request, 403) : null;

        List<string> seen = await Read(Watch(Named("a", "b"), null, TimeSpan.FromSeconds(8)), reading => string.Join(
            ", ", reading.Targets.Select(target => $"{target.Name} {target.Failure?.ErrorId ?? target.Target!.ProvisioningState}")));

        Assert.Equal(["a Succeeded, b AuthorizationFailed", "a Succeeded", "a Succeeded"], seen);
    }

    [Fact]
    public async Task A_target_that_can_no_longer_be_read_does_not_meet_the_condition()
    {
        _service.Add(["a"], Ready);
        int sent = 0;
        _service.Fault = request => sent++ > 0 ? Answer(request, 403) : null;

        List<bool> met = await Read(
            Watch(Named("a"), new WaitCondition(WaitFor.Steady), TimeSpan.FromSeconds(8)), reading => reading.Targets[0].IsMet);

        Assert.Equal([true, false], met);
    }

    [Fact]
    public async Task The_condition_is_judged_at_each_reading()
    {
        _service.Add(["a"], name => Resizing(name, 1), Ready, name => Resizing(name, 2), Ready);
        List<bool> met = await Read(
            Watch(All(), new WaitCondition(WaitFor.Steady), TimeSpan.FromSeconds(15)), reading => reading.Targets[0].IsMet);

        Assert.Equal([false, true, false, true], met.Take(4));
    }

    [Fact]
    public async Task A_stopped_watch_sends_nothing_more()
    {
        TestClient test = new(new PollClock(isStepped: true), handler: _service.Handler);
        _service.Add(["a"], Ready);
        WatchedWorkspace workspace = new(test.Workspace);
        workspace.AddPattern(_ => true);
        Task<List<bool>> watch = Read(Watch(workspace, null, null), reading => reading.IsLast, test.Call);
        await test.Clock.PausedAsync();

        test.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watch);
        Assert.Single(_service.Sent);
    }

    private static string Ready(string name) => Recorded.Cluster(current: 3, target: 3, name: name);

    private static string Resizing(string name, int nodes) => Recorded.Cluster("Succeeded", "Resizing", nodes, 3, name);

    private static WireAnswer Answer(WireRequest request, int status) =>
        WireAnswer.Json(status, Recorded.Error(status == 403 ? "AuthorizationFailed" : "Busy", $"{request.Url.AbsolutePath} {status}"));

    private static TargetWatch Watch(WatchedWorkspace workspace, WaitCondition? condition, TimeSpan? timeout) =>
        new([workspace], condition, timeout, TimeSpan.FromSeconds(5));

    private WatchedWorkspace All()
    {
        WatchedWorkspace workspace = new(_test.Workspace);
        workspace.AddPattern(_ => true);
        return workspace;
    }

    private WatchedWorkspace Named(params string[] names)
    {
        WatchedWorkspace workspace = new(_test.Workspace);
        Array.ForEach(names, name => workspace.AddTarget(name));
        return workspace;
    }

    private Task<List<WatchReading>> Read(TargetWatch watch) => Read(watch, reading => reading);

    /// <summary>Reads the watch, and returns a part of each reading.</summary>
    private async Task<List<T>> Read<T>(TargetWatch watch, Func<WatchReading, T> select, CallContext? call = null)
    {
        List<T> readings = [];
        await foreach (WatchReading reading in watch.RunAsync(call ?? _test.Call))
        {
            readings.Add(select(reading));
        }

        return readings;
    }
}
