using AmlCompute.Completion;
using Xunit;

namespace AmlCompute.Tests.Completion;

public sealed class CompletionLimitTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    [Fact]
    public void What_ends_in_time_gives_its_result() =>
        Assert.Equal("done", ServiceCompleter.WaitForAnswer(Long, _ => Task.FromResult("done")));

    [Fact]
    public void What_fails_in_time_throws() =>
        Assert.Throws<InvalidOperationException>(
            () => ServiceCompleter.WaitForAnswer<string>(Long, _ => throw new InvalidOperationException()));

    [Fact]
    public void A_limit_that_has_passed_does_not_wait() =>
        Assert.Null(ServiceCompleter.WaitForAnswer(
            TimeSpan.FromMilliseconds(-1), token => Task.Delay(Timeout.Infinite, token).ContinueWith(_ => "late", TaskScheduler.Default)));

    [Fact]
    public async Task What_takes_too_long_gives_nothing_and_is_cancelled()
    {
        TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

        string? result = ServiceCompleter.WaitForAnswer(
            TimeSpan.Zero,
            async token =>
            {
                using (token.Register(cancelled.SetResult))
                {
                    await cancelled.Task;
                }

                return "late";
            });

        Assert.Null(result);
        await cancelled.Task.WaitAsync(Long, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void What_blocks_before_it_waits_does_not_hold_up_the_caller()
    {
        using ManualResetEventSlim left = new();

        string? result = ServiceCompleter.WaitForAnswer(
            TimeSpan.Zero,
            _ =>
            {
                left.Wait(CancellationToken.None);
                return Task.FromResult("late");
            });
        left.Set();

        Assert.Null(result);
    }
}
