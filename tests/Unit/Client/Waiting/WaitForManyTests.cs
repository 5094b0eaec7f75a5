using System.Text.Json.Nodes;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.Running;
using AmlCompute.Client.Waiting;
using AmlCompute.Client.Workspaces;
using AmlCompute.Models;
using AmlCompute.Sandbox;
using AmlCompute.Tests.Fidelity;
using Xunit;

namespace AmlCompute.Tests.Client.Waiting;

/// <summary>Waits for many targets: what is asked of the service for them, and in which order they come out.</summary>
public sealed class WaitForManyTests
{
    private static readonly TimeSpan HalfAnHour = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan TenSeconds = TimeSpan.FromSeconds(10);

    private readonly TargetsService _service = new();
    private readonly TestClient _test;

    public WaitForManyTests() => _test = new TestClient(handler: _service.Handler);

    [Theory]
    [InlineData(1, "GET")]
    [InlineData(5, "GET")]
    [InlineData(6, "list")]
    [InlineData(100, "list")]
    public async Task A_few_are_read_one_by_one_and_many_by_one_list(int count, string by)
    {
        _service.Add(Names(count), Creating, Creating, Ready);

        List<WaitOutcome> outcomes = await Wait(WaitFor.Provisioned, Names(count));

        Assert.Equal(Names(count), outcomes.Select(outcome => outcome.Target!.Name).Order(StringComparer.Ordinal));
        Assert.Equal(by == "list" ? (3, 0) : (0, 3 * count), (_service.Lists, _service.Gets));
    }

    [Fact]
    public async Task A_list_is_read_only_as_far_as_there_are_targets_to_find()
    {
        _service.PageSize = 10;
        _service.Add(Names(30), Creating, Creating, Ready);

        await Wait(WaitFor.Provisioned, Names(10));

        Assert.Equal(["list 0", "list 0", "list 0"], _service.Sent);
    }

    [Fact]
    public async Task A_list_that_turns_out_long_is_left_and_not_read_again()
    {
        _service.PageSize = 1;
        _service.Add(Names(100), Creating, Ready);
        string[] last = Names(100)[94..];

        await Wait(WaitFor.Provisioned, last);

        Assert.Equal(["list 0", "list 1", "list 2", "list 3", "list 4", "list 5"], _service.Sent[..6]);
        Assert.Equal([.. last, .. last], _service.Sent[6..]);
    }

    [Fact]
    public async Task When_fewer_are_left_than_the_list_has_pages_they_are_read_one_by_one()
    {
        _service.PageSize = 4;
        _service.Add(Names(8), Creating, Ready);
        _service.Bodies["t0006"] = [Creating("t0006"), Creating("t0006"), Ready("t0006")];
        _service.Bodies["t0007"] = [Creating("t0007"), Creating("t0007"), Ready("t0007")];

        await Wait(WaitFor.Provisioned, Names(8));

        Assert.Equal(["list 0", "list 1", "list 0", "list 1", "t0006", "t0007"], _service.Sent);
    }

    [Fact]
    public async Task A_thousand_cost_one_request_for_each_page_and_tick_and_end_one_tick_after_the_slowest()
    {
        SandboxService sandbox = new(new SandboxOptions { ManualClock = true, PageSize = 100 });
        PollClock clock = new() { Stepping = sandbox.Advance };
        TestClient test = new(clock, handler: new SandboxHandler(sandbox));
        Workspace workspace = test.Connection.CreateWorkspace(
            new WorkspaceReference(ConnectionFactory.SandboxSubscriptionId, "sandbox-rg", "sandbox-ws", "test"));
        TimeSpan needed = TimeSpan.Zero;
        await AttachAsync(test, workspace, "zz");
        while ((await test.Client.GetTargetAsync(workspace, "zz", test.Call)).ProvisioningState != "Succeeded")
        {
            sandbox.Advance(TimeSpan.FromSeconds(1));
            needed += TimeSpan.FromSeconds(1);
        }

        string[] names = Names(1000);
        DateTimeOffset slowest = default;
        foreach (string[] batch in names.Chunk(100))
        {
            await Task.WhenAll(batch.Select(name => AttachAsync(test, workspace, name)));
            slowest = sandbox.Clock.GetUtcNow() + needed;
            sandbox.Advance(TimeSpan.FromSeconds(3));
        }

        int before = sandbox.Requests.Count;
        ComputeWaiter waiter = new(new WaitCondition(WaitFor.Provisioned), HalfAnHour, TimeSpan.FromSeconds(2));
        List<WaitOutcome> outcomes = await Read(waiter, Items(workspace, names), test.Call);

        Assert.Equal(names, outcomes.Select(outcome => outcome.Target!.Name).Order(StringComparer.Ordinal));
        IGrouping<DateTimeOffset, SandboxRequestEntry>[] ticks = [.. sandbox.Requests.Skip(before).GroupBy(request => request.Time)];
        Assert.InRange(ticks.Length, 5, 60);
        Assert.All(ticks, tick => Assert.Equal(10, tick.Count()));
        Assert.All(
            sandbox.Requests.Skip(before), request => Assert.Equal(("GET", "computes"), (request.Method, request.Path.Split('/')[^1])));
        Assert.InRange(ticks[^1].Key, slowest - TimeSpan.FromSeconds(1), slowest + TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_target_that_is_missing_in_the_list_is_asked_for_by_itself()
    {
        _service.Add(Names(8), Creating, Ready);
        _service.Listed = (name, body) => name is "t0003" ? null : body;
        _service.Bodies["t0005"] = [Creating("t0005"), null];

        List<WaitOutcome> outcomes = await Wait(WaitFor.Provisioned, Names(8));

        Assert.Equal("t0005", Assert.Single(outcomes, outcome => outcome.Error?.ErrorId == ErrorIds.ComputeTargetNotFound).Item.Name);
        Assert.Equal(7, outcomes.Count(outcome => outcome.Target is not null));
        Assert.Equal(["list 0", "t0003"], _service.Sent[..2]);
    }

    [Fact]
    public async Task A_target_is_deleted_when_a_GET_no_longer_finds_it()
    {
        _service.Add(Names(20), name => Recorded.Cluster("Deleting", name: name), _ => null);
        _service.Add(["t0004"], name => Recorded.Cluster("Deleting", name: name), name => Recorded.Cluster("Failed", name: name));

        List<WaitOutcome> outcomes = await Wait(WaitFor.Removed, Names(20));

        Assert.Equal("t0004", Assert.Single(outcomes, outcome => outcome.Error is not null).Item.Name);
        Assert.Equal(19, outcomes.Count(outcome => outcome is { Error: null, Target: null }));
        Assert.Equal((2, 19), (_service.Lists, _service.Gets));
    }

    [Fact]
    public async Task A_target_is_read_if_its_list_entry_is_not_enough_and_is_returned_whole()
    {
        _service.Add(Names(8), Creating, Creating, Ready);
        _service.Listed = (name, body) =>
            $$$"""
            {"name":"{{{name}}}","properties":{"computeType":"AmlCompute",
              "provisioningState":"{{{(body!.Contains("\"Creating\"", StringComparison.Ordinal) ? "Creating" : "Succeeded")}}}"}}
            """;

        List<WaitOutcome> outcomes = await Wait(WaitFor.Provisioned, Names(8));

        Assert.All(outcomes, outcome => Assert.Equal("STANDARD_DS3_V2", ((ComputeCluster)outcome.Target!).VmSize));
        Assert.Equal((3, 8), (_service.Lists, _service.Gets));
    }

    [Fact]
    public async Task A_list_that_is_never_enough_is_read_less_and_less_often()
    {
        _service.Add(Names(8), name => Recorded.Cluster("Succeeded", "Resizing", 0, 2, name));
        foreach (string name in Names(8))
        {
            _service.Bodies[name] = [
                .. Enumerable.Repeat(_service.Bodies[name][0], 20), Recorded.Cluster("Succeeded", "Steady", 2, 2, name)];
        }

        _service.Listed = (name, _) => Recorded.Cluster("Succeeded", null, null, null, name);

        List<WaitOutcome> outcomes = await Wait(WaitFor.Steady, Names(8));

        Assert.Equal(8, outcomes.Count(outcome => outcome.Target is not null));
        Assert.InRange(_service.Lists, 2, _test.Clock.Pauses.Count / 2 + 1);
    }

    [Fact]
    public async Task A_list_that_may_not_be_read_leaves_the_targets_to_be_read()
    {
        _service.Add(Names(20), Creating, Ready);
        _service.Fault = request => IsList(request) ? WireAnswer.Json(403, Recorded.Error("AuthorizationFailed", "No.")) : null;

        List<WaitOutcome> outcomes = await Wait(WaitFor.Provisioned, Names(20));

        Assert.All(outcomes, outcome => Assert.NotNull(outcome.Target));
        Assert.Equal((1, 40), (_service.Lists, _service.Gets));
    }

    [Theory]
    [InlineData(401, ErrorIds.AuthenticationFailed)]
    [InlineData(404, ErrorIds.WorkspaceNotFound)]
    public async Task A_failure_of_a_workspace_is_one_error_for_each_of_its_targets_only(int status, string id)
    {
        _service.Add(Names(8), Creating);
        _service.Fault = request => status == 404
            ? WireAnswer.Json(404, Recorded.NotFound("workspaces/ws"))
            : WireAnswer.Json(status, Recorded.Error("InvalidAuthenticationToken", "Who?"));
        TargetsService other = new();
        other.Add(["b1", "b2"], Creating, Ready);
        TestClient otherTest = new(handler: other.Handler);

        List<WaitOutcome> outcomes =
            await Read(
                Waiter(WaitFor.Provisioned), [.. Items(_test.Workspace, Names(8)), .. Items(otherTest.Workspace, ["b1", "b2"])],
                _test.Call);

        Assert.Equal(["b1", "b2"], outcomes.Where(outcome => outcome.Target is not null).Select(outcome => outcome.Item.Name).Order());
        Assert.Equal(
            Names(8).Select(name => (name, name, id)),
            outcomes.Where(outcome => outcome.Error is not null)
                .Select(outcome => (outcome.Item.Name, outcome.Error!.ComputeName!, outcome.Error.ErrorId)).Order());
        Assert.Equal(["list 0"], _service.Sent);
    }

    [Fact]
    public async Task Of_five_hundred_every_seventh_fails_with_an_error_of_its_own()
    {
        string[] names = Names(500);
        _service.Add(names, Creating, Ready);
        _service.Add(names.Where((_, i) => i % 7 == 6), Creating, name => Recorded.Cluster("Failed", name: name));

        List<WaitOutcome> outcomes = await Wait(WaitFor.Provisioned, names);

        Assert.Equal(
            names.Where((_, i) => i % 7 != 6),
            outcomes.Where(outcome => outcome.Error is null).Select(outcome => outcome.Target!.Name));
        Assert.Equal(
            names.Where((_, i) => i % 7 == 6),
            outcomes.Where(outcome => outcome.Error?.ErrorId == ErrorIds.ProvisioningFailed).Select(outcome => outcome.Error!.ComputeName));
        Assert.Equal((10, 0), (_service.Lists, _service.Gets));
    }

    [Fact]
    public async Task A_busy_service_delays_the_list_and_is_reported_once()
    {
        _service.Add(Names(8), Creating, Ready);
        int asked = 0;
        _service.Fault = request => ++asked <= 12
            ? WireAnswer.Json(429, Recorded.Error("TooManyRequests", "Slow down."), ("retry-after-ms", "1"), ("Retry-After", "40")) : null;

        List<WaitOutcome> outcomes = await Wait(WaitFor.Provisioned, Names(8));

        Assert.All(outcomes, outcome => Assert.NotNull(outcome.Target));
        Assert.Equal([40, 40, 40, 10], _test.Clock.Seconds);
        Assert.Equal(["ws: Slow down. The wait continues with longer pauses."], _test.Log.Warnings);
        Assert.Equal((14, 0), (_service.Lists, _service.Gets));
    }

    [Fact]
    public async Task Each_target_is_returned_as_soon_as_it_is_ready()
    {
        TestClient test = new(new PollClock(isStepped: true), handler: _service.Handler);
        _service.Add(["a"], Creating, Creating, Ready);
        _service.Add(["b"], Ready);
        _service.Add(["c"], Creating, name => Recorded.Cluster("Failed", name: name));
        await using IAsyncEnumerator<WaitOutcome> outcomes =
            Waiter(WaitFor.Provisioned)
                .WaitAsync(Items(test.Workspace, ["a", "b", "c"]), test.Call).GetAsyncEnumerator(CancellationToken.None);

        Assert.True(await outcomes.MoveNextAsync());
        Assert.Equal("b", outcomes.Current.Target!.Name);
        await test.Clock.PausedAsync();
        test.Clock.Advance(TenSeconds);
        Assert.True(await outcomes.MoveNextAsync());
        Assert.Equal(("c", ErrorIds.ProvisioningFailed), (outcomes.Current.Item.Name, outcomes.Current.Error!.ErrorId));
        await test.Clock.PausedAsync();
        test.Clock.Advance(TenSeconds);
        Assert.True(await outcomes.MoveNextAsync());
        Assert.Equal("a", outcomes.Current.Target!.Name);
        Assert.False(await outcomes.MoveNextAsync());
        Assert.Equal(["a", "b", "c", "a", "c", "a"], _service.Sent);
    }

    [Fact]
    public async Task Each_workspace_is_waited_for_on_its_own_clock()
    {
        _service.Add(["late"], Creating);
        TestClient still = new(new PollClock(isStepped: true), handler: _service.Handler);
        TargetsService other = new();
        other.Add(["b1", "b2"], Creating, Creating, Ready);
        other.Add(["b3"], Creating);
        TestClient quick = new(handler: other.Handler);
        await using IAsyncEnumerator<WaitOutcome> outcomes = Waiter(WaitFor.Provisioned)
            .WaitAsync([.. Items(still.Workspace, ["late"]), .. Items(quick.Workspace, ["b1", "b2", "b3"])], still.Call)
            .GetAsyncEnumerator(CancellationToken.None);
        List<WaitOutcome> seen = [];
        while (seen.Count < 3 && await outcomes.MoveNextAsync())
        {
            seen.Add(outcomes.Current);
        }

        Assert.Equal(["b1", "b2", "b3"], seen.Select(outcome => outcome.Item.Name).Order());
        Assert.Equal(ErrorIds.WaitTimeout, seen[2].Error!.ErrorId);
        Assert.Equal(HalfAnHour, quick.Clock.GetUtcNow() - new PollClock().GetUtcNow());
        Assert.Equal(["late"], _service.Sent);

        await still.Clock.PausedAsync();
        still.Clock.Advance(HalfAnHour);
        Assert.True(await outcomes.MoveNextAsync());
        Assert.Equal(("late", ErrorIds.WaitTimeout), (outcomes.Current.Item.Name, outcomes.Current.Error!.ErrorId));
        Assert.False(await outcomes.MoveNextAsync());
    }

    [Fact]
    public async Task The_same_target_twice_is_asked_for_once_and_given_twice()
    {
        _service.Add(["cpu", "gpu"], Creating, Ready);

        List<WaitOutcome> outcomes = await Wait(WaitFor.Provisioned, ["cpu", "gpu", "CPU"]);

        Assert.Equal(["CPU", "cpu", "gpu"], outcomes.Select(outcome => outcome.Item.Name).Order(StringComparer.Ordinal));
        Assert.All(outcomes, outcome => Assert.NotNull(outcome.Target));
        Assert.Equal(["cpu", "gpu", "cpu", "gpu"], _service.Sent);
    }

    [Fact]
    public async Task No_request_is_sent_after_the_wait_was_stopped()
    {
        TestClient test = new(new PollClock(isStepped: true), handler: _service.Handler);
        _service.Add(Names(20), Creating);
        Task<List<WaitOutcome>> wait = Read(Waiter(WaitFor.Provisioned), Items(test.Workspace, Names(20)), test.Call);
        await test.Clock.PausedAsync();

        test.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        test.Clock.Advance(HalfAnHour);
        Assert.Equal(["list 0"], _service.Sent);
    }

    [Fact]
    public async Task No_request_is_sent_after_the_wait_was_left()
    {
        TestClient test = new(new PollClock(isStepped: true), handler: _service.Handler);
        _service.Add(Names(20), Creating);
        _service.Add(["t0003"], Ready);

        await foreach (WaitOutcome outcome in Waiter(WaitFor.Provisioned).WaitAsync(Items(test.Workspace, Names(20)), test.Call))
        {
            break;
        }

        test.Clock.Advance(HalfAnHour);
        Assert.Equal(["list 0"], _service.Sent);
    }

    [Fact]
    public async Task A_wait_that_is_left_ends_after_its_last_request()
    {
        Held held = new(_service.Handler);
        TestClient test = new(handler: held);
        _service.Add(["a"], Ready);
        _service.Add(["b"], Creating);
        IAsyncEnumerator<WaitOutcome> outcomes =
            Waiter(WaitFor.Provisioned).WaitAsync(Items(test.Workspace, ["a", "b"]), test.Call).GetAsyncEnumerator(CancellationToken.None);
        Assert.True(await outcomes.MoveNextAsync());
        Assert.Equal("a", outcomes.Current.Item.Name);

        Task left = outcomes.DisposeAsync().AsTask();
        Assert.False(left.IsCompleted);
        held.Release();

        await left;
    }

    [Fact]
    public async Task Not_more_than_ten_requests_are_on_their_way_at_a_time()
    {
        Crowd crowd = new(_service.Handler);
        TestClient test = new(handler: crowd);
        _service.Add(Names(30), Ready);
        _service.Fault = request => IsList(request) ? WireAnswer.Json(403, Recorded.Error("AuthorizationFailed", "No.")) : null;

        await Read(Waiter(WaitFor.Provisioned), Items(test.Workspace, Names(30)), test.Call);

        Assert.Equal(10, crowd.Most);
    }

    [Fact]
    public async Task Two_waits_over_one_connection_share_the_ten()
    {
        Crowd crowd = new(_service.Handler);
        TestClient test = new(handler: crowd);
        _service.Add(Names(30), Ready);
        _service.Fault = request => IsList(request) ? WireAnswer.Json(403, Recorded.Error("AuthorizationFailed", "No.")) : null;

        WaitItem[] items = Items(test.Workspace, Names(30));
        await Task.WhenAll(
            Read(Waiter(WaitFor.Provisioned), items[..15], test.Call), Read(Waiter(WaitFor.Provisioned), items[15..], test.Call));

        Assert.Equal(10, crowd.Most);
    }

    private static string[] Names(int count) => [.. Enumerable.Range(0, count).Select(i => $"t{i:0000}")];

    private static string Creating(string name) => Recorded.Cluster("Creating", null, null, null, name);

    private static string Ready(string name) => Recorded.Cluster(name: name);

    private static bool IsList(WireRequest request) => request.Url.Segments[^1] == "computes";

    private static ComputeWaiter Waiter(WaitFor kind) => new(new WaitCondition(kind), HalfAnHour, TenSeconds);

    private static WaitItem[] Items(Workspace workspace, string[] names) =>
        Array.ConvertAll(names, name => new WaitItem(workspace, name, null));

    private static Task<ComputeOperation> AttachAsync(TestClient test, Workspace workspace, string name) =>
        test.Client.PutAsync(
            workspace,
            name,
            new JsonObject
            {
                ["location"] = "eastus",
                ["properties"] = new JsonObject
                {
                    ["computeType"] = "Kubernetes",
                    ["resourceId"] =
                        $"/subscriptions/{workspace.SubscriptionId}/resourceGroups/rg/providers/Microsoft.ContainerService/" +
                        "managedClusters/aks1",
                },
            },
            test.Call);

    private static async Task<List<WaitOutcome>> Read(ComputeWaiter waiter, IReadOnlyList<WaitItem> items, CallContext call)
    {
        List<WaitOutcome> outcomes = [];
        await foreach (WaitOutcome outcome in waiter.WaitAsync(items, call))
        {
            outcomes.Add(outcome);
        }

        return outcomes;
    }

    private Task<List<WaitOutcome>> Wait(WaitFor kind, string[] names) => Read(Waiter(kind), Items(_test.Workspace, names), _test.Call);

    /// <summary>Holds the request for b until it is released, whoever cancels it, and that for a until b was asked for.</summary>
    private sealed class Held(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _released.SetResult();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.Segments[^1] == "b")
            {
                _arrived.TrySetResult();
                await _released.Task;
            }

            await _arrived.Task;
            return await base.SendAsync(request, CancellationToken.None);
        }
    }

    /// <summary>
    /// Counts the requests that are on their way together: each list at once, the others when ten have come or none is left to come.
    /// </summary>
    private sealed class Crowd(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private readonly Lock _lock = new();
        private readonly TaskCompletionSource _ten = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _now;

        public int Most { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.Segments[^1] != "computes")
            {
                lock (_lock)
                {
                    Most = Math.Max(Most, ++_now);
                    if (_now == 10)
                    {
                        _ten.TrySetResult();
                    }
                }

                await _ten.Task.WaitAsync(cancellationToken);
                await Task.Yield();
                lock (_lock)
                {
                    _now--;
                }
            }

            return await base.SendAsync(request, cancellationToken);
        }
    }
}
