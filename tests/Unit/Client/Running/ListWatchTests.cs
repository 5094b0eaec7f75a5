using System.Text.Json.Nodes;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Running;
using AmlCompute.Client.Waiting;
using AmlCompute.Client.Workspaces;
using AmlCompute.Models;
using AmlCompute.Sandbox;
using Xunit;

namespace AmlCompute.Tests.Client.Running;

/// <summary>The requests of one command that waits for the operations on many targets.</summary>
public sealed class ListWatchTests
{
    /// <summary>The waits that poll their own target before the number of pages is known.</summary>
    private const int First = 5;

    private readonly SandboxService _sandbox = new(new SandboxOptions { ManualClock = true, PageSize = 100 });
    private readonly TestClient _test;
    private readonly Workspace _workspace;
    private Task _started = Task.CompletedTask;

    public ListWatchTests()
    {
        PollClock clock = new() { Stepping = StepAfterStart };
        _test = new TestClient(clock, handler: new SandboxHandler(_sandbox));
        _workspace = _test.Connection.CreateWorkspace(
            new WorkspaceReference(ConnectionFactory.SandboxSubscriptionId, "sandbox-rg", "sandbox-ws", "test"));
    }

    [Fact]
    public async Task Two_hundred_creations_are_followed_by_lists()
    {
        ComputeOperation[] operations = await CreateAsync(200);
        int before = _sandbox.Requests.Count;

        ComputeTarget?[] targets = await FollowAsync(operations);

        Assert.All(targets, target => Assert.Equal("Succeeded", target!.ProvisioningState));
        SandboxRequestEntry[] sent = [.. _sandbox.Requests.Skip(before)];
        SandboxRequestEntry[] lists = [.. sent.Where(IsList)];
        Assert.InRange(sent.Length - lists.Length, 0, First);
        Assert.All(lists.GroupBy(request => request.Time), tick => Assert.InRange(tick.Count(), 1, 3));
    }

    [Fact]
    public async Task A_few_operations_are_polled_one_by_one()
    {
        ComputeOperation[] operations = await CreateAsync(3);
        int before = _sandbox.Requests.Count;

        await FollowAsync(operations);

        Assert.DoesNotContain(_sandbox.Requests.Skip(before), IsList);
    }

    [Fact]
    public async Task Each_deletion_polls_its_operation_only_after_the_target_has_left_the_list()
    {
        await FollowAsync(await CreateAsync(30));
        ComputeOperation[] operations = await Task.WhenAll(Names(30)
            .Select(name => _test.Client.DeleteAsync(_workspace, name, UnderlyingResourceAction.Detach, _test.Call)));
        int before = _sandbox.Requests.Count;

        await FollowAsync(operations);

        Assert.InRange(_sandbox.Requests.Skip(before).Count(request => !IsList(request)), 30, 60 + First);
        Assert.Contains(_sandbox.Requests.Skip(before), IsList);
    }

    [Fact]
    public async Task Operations_are_polled_one_by_one_if_the_list_is_denied()
    {
        ComputeOperation[] operations = await CreateAsync(20);
        _sandbox.AddFault(new SandboxFault { Path = "*/computes", Status = 403, Code = "AuthorizationFailed", Count = 0 });
        int before = _sandbox.Requests.Count;

        ComputeTarget?[] targets = await FollowAsync(operations);

        Assert.All(targets, target => Assert.Equal("Succeeded", target!.ProvisioningState));
        Assert.InRange(_sandbox.Requests.Skip(before).Count(IsList), 1, 3);
    }

    [Fact]
    public async Task A_list_that_fails_for_a_time_is_one_warning()
    {
        ComputeOperation[] operations = await CreateAsync(20);
        _sandbox.AddFault(new SandboxFault { Path = "*/computes", Status = 503, Count = 8 });

        ComputeTarget?[] targets = await FollowAsync(operations);

        Assert.All(targets, target => Assert.Equal("Succeeded", target!.ProvisioningState));
        Assert.Single(_test.Log.Warnings);
    }

    [Fact]
    public async Task A_creation_that_fails_is_the_error_of_its_target_only()
    {
        _sandbox.AddFault(new SandboxFault { Method = "PUT", Path = "*/t0007", FailOperation = true, Code = "Broken", Message = "No." });
        ComputeOperation[] operations = await CreateAsync(20);

        ComputeTargetException error = await Assert.ThrowsAsync<ComputeTargetException>(() => FollowAsync(operations));

        Assert.Equal("t0007", error.ComputeName);
        Assert.Contains("No.", error.Message);
    }

    private static bool IsList(SandboxRequestEntry request) =>
        request.Method == "GET" && request.Path.EndsWith("/computes", StringComparison.Ordinal);

    private static string[] Names(int count) => [.. Enumerable.Range(0, count).Select(i => $"t{i:0000}")];

    private Task<ComputeOperation[]> CreateAsync(int count) => Task.WhenAll(Names(count).Select(name => _test.Client.PutAsync(
        _workspace,
        name,
        new JsonObject
        {
            ["location"] = "eastus",
            ["properties"] = new JsonObject
            {
                ["computeType"] = "Kubernetes",
                ["resourceId"] = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks1",
                ["properties"] = new JsonObject { ["namespace"] = "default" },
            },
        },
        _test.Call)));

    private void StepAfterStart(TimeSpan time)
    {
        _started.GetAwaiter().GetResult();
        _sandbox.Advance(time);
    }

    /// <summary>Follows operations. Time passes only after the wait for each of them has begun.</summary>
    private Task<ComputeTarget?[]> FollowAsync(ComputeOperation[] operations)
    {
        TaskCompletionSource started = new();
        _started = started.Task;
        Task<ComputeTarget?>[] waits = [.. operations.Select((operation, i) => new OperationFollower(_workspace, _test.Call).FollowAsync(
            operation, Names(operations.Length)[i], "Creating", new WaitChoice(true, TimeSpan.FromHours(1))))];
        started.SetResult();
        return Task.WhenAll(waits);
    }
}
