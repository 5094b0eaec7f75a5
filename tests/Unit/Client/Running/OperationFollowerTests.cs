using AmlCompute.Client.Http;
using AmlCompute.Client.Running;
using AmlCompute.Client.Waiting;
using Xunit;

namespace AmlCompute.Tests.Client.Running;

/// <summary>The wait for one operation: its end, its limit, and Ctrl+C.</summary>
public sealed class OperationFollowerTests
{
    private static readonly WaitChoice Wait = new(true, TimeSpan.FromMinutes(30));

    [Fact]
    public async Task A_stop_at_the_moment_when_the_time_is_up_is_a_stop()
    {
        TestClient test = new();
        test.Service.Answer(202, "", Recorded.Operation);
        ComputeOperation operation = await test.Delete();
        test.Cancel();

        OperationFollower follower = new(test.Workspace, test.Call);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => follower.FollowAsync(operation, "cpu", "Deleting", new WaitChoice(true, TimeSpan.Zero)));
    }

    [Fact]
    public async Task A_deletion_that_does_not_end_in_time_names_the_wait_for_the_removal()
    {
        TestClient test = new TestClient().Connect();
        test.Service.Answer(202, "", Recorded.Operation);
        OperationFollower follower = new(test.Workspace, test.Call);

        ComputeTargetException error = await Assert.ThrowsAsync<ComputeTargetException>(
            async () => await follower.FollowAsync(await test.Delete(), "cpu", "Deleting", new WaitChoice(true, TimeSpan.Zero)));

        Assert.Equal("Deleting compute target 'cpu' did not end. The operation continues.", error.Message);
        Assert.Equal("Continue to wait with 'Wait-AmlComputeTarget cpu -For Removed', or use a longer -Timeout.", error.Remedy);
    }

    [Fact]
    public async Task The_next_item_may_begin_before_the_first_poll()
    {
        TestClient test = new();
        List<int> sent = [];
        test.Service.Answer(200, Recorded.Cluster());
        ComputeTarget target = await test.Get();
        test.Service.Answer(202, "", Recorded.Operation).Answer(200, Recorded.Succeeded).Answer(200, Recorded.Cluster());
        CallContext call = test.Call with { OnAccepted = () => sent.Add(test.Sent.Count) };
        OperationFollower follower = new(test.Workspace, call);

        await follower.FollowAsync(await test.Delete(), "cpu", "Deleting", Wait);
        await follower.WaitForAsync(WaitFor.Provisioned, "cpu", target, Wait);

        Assert.Equal([2, 3], sent);
    }
}
