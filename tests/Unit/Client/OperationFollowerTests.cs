using AmlCompute.Client.Arm;
using AmlCompute.Client.Running;
using Xunit;

namespace AmlCompute.Tests.Client;

/// <summary>The wait for one operation: its end, its limit, and Ctrl+C.</summary>
public sealed class OperationFollowerTests
{
    private static readonly WaitChoice Wait = new(true, TimeSpan.FromMinutes(30));

    [Fact]
    public async Task A_stop_at_the_moment_when_the_time_is_up_is_a_stop()
    {
        TestClient test = new(new PollClock(isStepped: true));
        test.Service.Answer(202, "", Recorded.Operation).Hang(() =>
        {
            test.Clock.Advance(Wait.Timeout);
            test.Cancel();
        });
        ComputeOperation operation = await test.Delete();

        Task<ComputeTarget?> follow = new OperationFollower(test.Workspace, test.Call).FollowAsync(operation, "cpu", "Deleting", Wait);
        await test.Clock.PausedAsync();
        test.Clock.Advance(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => follow);
    }

    [Fact]
    public async Task The_next_item_may_begin_before_the_first_poll()
    {
        TestClient test = new();
        List<int> sent = [];
        test.Service.Answer(202, "", Recorded.Operation).Answer(200, Recorded.Succeeded);
        ComputeOperation operation = await test.Delete();

        CallContext call = test.Call with { Accepted = () => sent.Add(test.Sent.Count) };
        await new OperationFollower(test.Workspace, call).FollowAsync(operation, "cpu", "Deleting", Wait);

        Assert.Equal([1], sent);
    }
}
