using AmlCompute.Async;
using Xunit;

namespace AmlCompute.Tests.Async;

public sealed class BriefWorkTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    [Fact]
    public void What_ends_in_time_gives_its_result() =>
        Assert.Equal("done", BriefWork.Await(_ => Task.FromResult("done"), Long));

    [Fact]
    public void What_fails_in_time_throws() =>
        Assert.Throws<InvalidOperationException>(() => BriefWork.Await<string>(_ => throw new InvalidOperationException(), Long));

    [Fact]
    public async Task What_takes_too_long_gives_nothing_and_is_cancelled()
    {
        TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

        string? result = BriefWork.Await(
            async token =>
            {
                using (token.Register(cancelled.SetResult))
                {
                    await cancelled.Task;
                }

                return "late";
            },
            TimeSpan.Zero);

        Assert.Null(result);
        await cancelled.Task.WaitAsync(Long, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void What_blocks_before_it_waits_does_not_hold_up_the_caller()
    {
        using ManualResetEventSlim left = new();

        string? result = BriefWork.Await(
            _ =>
            {
                left.Wait(CancellationToken.None);
                return Task.FromResult("late");
            },
            TimeSpan.Zero);
        left.Set();

        Assert.Null(result);
    }
}
