using AmlCompute.Client.Arm;
using AmlCompute.Client.Fleet;
using AmlCompute.Client.Http;
using AmlCompute.Client.Workspaces;
using AmlCompute.Models;
using AmlCompute.Tests.Fidelity;
using Xunit;

namespace AmlCompute.Tests.Client.Fleet;

/// <summary>Reading many workspaces as one stream.</summary>
public sealed class FleetReaderTests
{
    private readonly TestClient _test = new();

    [Fact]
    public async Task At_most_the_limit_of_workspaces_are_read_at_a_time()
    {
        int running = 0, most = 0;
        SemaphoreSlim started = new(0), goOn = new(0);
        async IAsyncEnumerable<IReadOnlyList<string>> Read(Workspace workspace, CallContext call)
        {
            int now = Interlocked.Increment(ref running);
            lock (started)
            {
                most = Math.Max(most, now);
            }

            started.Release();
            await goOn.WaitAsync(call.Token);
            Interlocked.Decrement(ref running);
            yield return [workspace.Name];
        }

        Task<List<FleetPart<string>>> all = ReadAll(new FleetReader<string>(3, Read), Scope(8));
        for (int i = 0; i < 3; i++)
        {
            await started.WaitAsync(TestContext.Current.CancellationToken);
        }

        goOn.Release(8);
        Assert.Equal(["w0", "w1", "w2", "w3", "w4", "w5", "w6", "w7"], (await all).SelectMany(part => part.Items).Order());
        Assert.Equal(3, most);
    }

    [Fact]
    public async Task The_parts_of_a_workspace_follow_each_other_and_the_first_to_answer_comes_first()
    {
        TaskCompletionSource second = new();
        async IAsyncEnumerable<IReadOnlyList<string>> Read(Workspace workspace, CallContext call)
        {
            if (workspace.Name == "w0")
            {
                await second.Task;
            }

            yield return [$"{workspace.Name}/1"];
            if (workspace.Name == "w1")
            {
                second.SetResult();
            }

            yield return [$"{workspace.Name}/2"];
        }

        List<FleetPart<string>> parts = await ReadAll(new FleetReader<string>(2, Read), Scope(2));

        Assert.Equal(["w1/1", "w1/2", "w0/1", "w0/2"], parts.SelectMany(part => part.Items));
    }

    [Fact]
    public async Task A_workspace_that_cannot_be_read_is_one_part_with_its_id_and_the_others_come()
    {
        async IAsyncEnumerable<IReadOnlyList<string>> Read(Workspace workspace, CallContext call)
        {
            await Task.Yield();
            yield return workspace.Name == "w1"
                ? throw new ComputeTargetException(ErrorIds.AuthorizationFailed, "No role.") { Status = 403 }
                : [workspace.Name];
        }

        List<FleetPart<string>> parts = await ReadAll(new FleetReader<string>(2, Read), Scope(4));

        Assert.Equal(["w0", "w2", "w3"], parts.SelectMany(part => part.Items).Order());
        FleetPart<string> failed = Assert.Single(parts, part => part.Error is not null);
        Assert.EndsWith("/workspaces/w1", failed.Id);
        Assert.Equal((ErrorIds.AuthorizationFailed, 403), (failed.Error!.ErrorId, failed.Error.Status));
        Assert.Equal($"Workspace {failed.Id} cannot be read. No role.", failed.Error.Message);
    }

    [Fact]
    public async Task A_workspace_that_is_given_twice_is_read_once()
    {
        Workspace[] twice = [.. Scope(2).Specified, .. Scope(2).Specified];

        List<FleetPart<string>> parts = await ReadAll(new FleetReader<string>(2, ReadName), new FleetScope(twice));

        Assert.Equal(["w0", "w1"], parts.SelectMany(part => part.Items).Order());
    }

    [Fact]
    public async Task A_subscription_that_cannot_be_listed_is_one_error_and_the_next_one_is_read()
    {
        const string Other = "99999999-2222-3333-4444-555555555555";
        StubService service = new(request => request.Url.AbsolutePath.Contains(Other, StringComparison.Ordinal)
            ? WireAnswer.Json(403, """{ "error": { "code": "AuthorizationFailed", "message": "No role." } }""")
            : WireAnswer.Json(200, $$"""{ "value": [ { "id": "{{TestClient.WorkspaceId}}", "name": "ws", "location": "eastus" } ] }"""));
        TestClient test = new(handler: service);
        WorkspacePattern pattern = new("x*", name => name == "x");
        FleetScope scope = new([], test.Connection, [Other, TestClient.SubscriptionId]);
        FleetScope narrow = new([], test.Connection, [TestClient.SubscriptionId], [pattern]);

        List<FleetPart<string>> parts = await ReadAll(new FleetReader<string>(2, ReadName), scope);
        List<FleetPart<string>> none = await ReadAll(new FleetReader<string>(2, ReadName), narrow);

        Assert.Equal(["ws"], parts.SelectMany(part => part.Items));
        Assert.Equal($"/subscriptions/{Other}", Assert.Single(parts, part => part.Error is not null).Id);
        Assert.Equal(
            $"Subscription {TestClient.SubscriptionId} has no workspace 'x*' that this sign-in can access.",
            Assert.Single(none).Error!.Message);
    }

    [Theory]
    [InlineData(false, "Get-AmlWorkspace -ListAvailable.")]
    [InlineData(true, $"Get-AmlWorkspace -ListAvailable -SubscriptionId {TestClient.SubscriptionId}.")]
    public async Task The_error_of_a_pattern_without_workspaces_recommends_a_command_that_can_be_run(bool hasIds, string command)
    {
        TestClient test = new(handler: new StubService(_ => WireAnswer.Json(200, """{ "value": [] }""")));
        string[]? ids = !hasIds ? null : [TestClient.SubscriptionId, "99999999-2222-3333-4444-555555555555"];
        FleetScope scope = new([], test.Connection, ids, [new WorkspacePattern("x*", _ => false)]);

        List<FleetPart<string>> parts = await ReadAll(new FleetReader<string>(2, ReadName), scope);

        Assert.Equal($"List the workspaces of a subscription with {command}", Assert.Single(parts).Error!.Remedy);
    }

    [Fact]
    public async Task Leaving_the_stream_early_cancels_the_reads()
    {
        int cancelled = 0;
        async IAsyncEnumerable<IReadOnlyList<string>> Read(Workspace workspace, CallContext call)
        {
            yield return [workspace.Name];
            try
            {
                await Task.Delay(Timeout.Infinite, call.Token);
            }
            finally
            {
                Interlocked.Increment(ref cancelled);
            }
        }

        await foreach (FleetPart<string> part in new FleetReader<string>(4, Read).ReadPartsAsync(Scope(4), _test.Call))
        {
            Assert.Single(part.Items);
            break;
        }

        Assert.InRange(cancelled, 1, 4);
    }

    [Fact]
    public async Task A_throttled_request_pauses_every_call_of_the_command()
    {
        PollClock clock = new(isStepped: true);
        TestClient test = new(clock, clocks: new RequestClocks(clock, clock, TimeProvider.System));
        test.Service
            .Answer(429, Recorded.Error("TooManyRequests", "Wait."), ("Retry-After", "20"))
            .Answer(200, Recorded.Cluster())
            .Answer(200, Recorded.Cluster());

        Task<ComputeTarget> first = test.Get();
        await clock.PausedAsync();
        Task<ComputeTarget> second = test.Get("other");
        await clock.PausedAsync();
        Assert.Single(test.Sent);
        clock.Advance(TimeSpan.FromSeconds(20));
        await Task.WhenAll(first, second);

        Assert.Equal(3, test.Sent.Count);
        Assert.Equal([20, 20], clock.Seconds);
    }

    private static async IAsyncEnumerable<IReadOnlyList<string>> ReadName(Workspace workspace, CallContext call)
    {
        await Task.Yield();
        yield return [workspace.Name];
    }

    private FleetScope Scope(int count) => new(
    [
        .. Enumerable.Range(0, count).Select(i =>
            _test.Connection.CreateWorkspace(new WorkspaceReference(TestClient.SubscriptionId, "rg", $"w{i}", "test"))),
    ]);

    private async Task<List<FleetPart<string>>> ReadAll(FleetReader<string> reader, FleetScope scope)
    {
        List<FleetPart<string>> parts = [];
        await foreach (FleetPart<string> part in reader.ReadPartsAsync(scope, _test.Call))
        {
            parts.Add(part);
        }

        return parts;
    }
}
