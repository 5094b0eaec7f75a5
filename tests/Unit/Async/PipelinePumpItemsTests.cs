using System.Management.Automation;
using AmlCompute.Async;
using Xunit;

namespace AmlCompute.Tests.Async;

/// <summary>Many items of one command: as many at a time as allowed, written as each ends.</summary>
public sealed class PipelinePumpItemsTests : IDisposable
{
    private const int Limit = 3;

    private readonly PumpSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public async Task Items_are_written_as_each_ends_and_not_in_the_order_they_began()
    {
        TaskCompletionSource<int> first = NewSignal<int>();
        TaskCompletionSource<int> second = NewSignal<int>();

        object[] output = await _session.InvokeAsync((cmdlet, pump) =>
        {
            pump.BeginItem(_ => first.Task, Write(cmdlet), Limit, null);
            pump.BeginItem(_ => second.Task, Then(first, 1), Limit, null);
            pump.BeginItem(_ => Task.FromResult(3), Then(second, 2), Limit, null);
            pump.FinishItems();

            Action<Task<int>> Then(TaskCompletionSource<int> next, int result) => task =>
            {
                Write(cmdlet)(task);
                next.SetResult(result);
            };
        });

        Assert.Equal([3, 2, 1], output);
    }

    [Fact]
    public async Task No_more_items_run_than_allowed_and_each_ends_once()
    {
        Crowd crowd = new();

        object[] output = await _session.InvokeAsync((cmdlet, pump) =>
        {
            for (int item = 0; item < 200; item++)
            {
                int number = item;
                pump.BeginItem(_ => crowd.PassAsync(number), Write(cmdlet), Limit, null);
            }

            pump.FinishItems();
        });

        Assert.Equal(Enumerable.Range(0, 200), output.Cast<int>().Order());
        Assert.Equal(Limit, crowd.Most);
    }

    [Fact]
    public async Task An_item_that_only_looks_lets_the_next_begin()
    {
        TaskCompletionSource<int> both = NewSignal<int>();
        int looking = 0;

        object[] output = await _session.InvokeAsync((cmdlet, pump) =>
        {
            for (int item = 0; item < 5; item++)
            {
                pump.BeginItem(LookAsync, Write(cmdlet), 1, null);
            }

            pump.FinishItems();
        });

        Assert.Equal([7, 7, 7, 7, 7], output);

        async Task<int> LookAsync(PumpCall call)
        {
            await Task.Yield();
            call.Release();
            if (Interlocked.Increment(ref looking) == 5)
            {
                both.SetResult(7);
            }

            return await both.Task;
        }
    }

    [Fact]
    public async Task Items_of_one_key_follow_each_other_and_others_pass_them()
    {
        Crowd same = new();
        Crowd all = new();

        object[] output = await _session.InvokeAsync((cmdlet, pump) =>
        {
            for (int item = 0; item < 60; item++)
            {
                bool isSame = item % 2 == 0;
                pump.BeginItem(_ => all.PassAsync(0, isSame ? same : null), Write(cmdlet), Limit, isSame ? "key" : item);
            }

            pump.FinishItems();
        });

        Assert.Equal(60, output.Length);
        Assert.Equal((1, 2), (same.Most, Math.Min(all.Most, 2)));
    }

    [Fact]
    public async Task A_failed_item_is_reported_and_the_others_continue()
    {
        List<string> told = [];

        object[] output = await _session.InvokeAsync((cmdlet, pump) =>
        {
            for (int item = 0; item < 20; item++)
            {
                int number = item;
                pump.BeginItem(
                    _ => number % 7 == 0 ? Task.FromException<int>(new IOException($"item {number}")) : Task.FromResult(number),
                    task =>
                    {
                        if (task.Exception is { } exception)
                        {
                            told.Add(exception.InnerException!.Message);
                        }
                        else
                        {
                            cmdlet.WriteObject(task.Result);
                        }
                    },
                    Limit,
                    null);
            }

            pump.FinishItems();
        });

        Assert.Equal(17, output.Length);
        Assert.Equal(["item 0", "item 14", "item 7"], told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_call_that_is_awaited_runs_the_messages_of_items_too()
    {
        object[] output = await _session.InvokeAsync((cmdlet, pump) =>
        {
            TaskCompletionSource<int> answered = NewSignal<int>();
            pump.BeginItem(
                async call =>
                {
                    int answer = await call.AskPipelineAsync(_ => 5, call.Token);
                    answered.SetResult(answer);
                    return answer;
                },
                Write(cmdlet),
                Limit,
                null);
            // Needs what the item asks the pipeline thread for: it would hang if only its own messages ran.
            cmdlet.WriteObject($"awaited {pump.RunToEnd(_ => answered.Task)}");
            pump.FinishItems();
        });

        Assert.Equal(["5", "awaited 5"], output.Select(item => item.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Stop_cancels_all_items_and_begins_no_other()
    {
        int begun = 0;
        int cancelled = 0;
        TaskCompletionSource<int> full = NewSignal<int>();
        TaskCompletionSource<int> allCancelled = NewSignal<int>();
        using PowerShell shell = _session.Prepare((cmdlet, pump) =>
        {
            for (int item = 0; item < 100; item++)
            {
                pump.BeginItem(EndlessAsync, Write(cmdlet), Limit, null);
            }
        });

        await PumpSession.StopWhen(full.Task, shell);

        await allCancelled.Task.Bounded();
        Assert.Equal((Limit, Limit), (begun, cancelled));

        async Task<int> EndlessAsync(PumpCall call)
        {
            call.Token.Register(() =>
            {
                if (Interlocked.Increment(ref cancelled) == Limit)
                {
                    allCancelled.SetResult(0);
                }
            });
            if (Interlocked.Increment(ref begun) == Limit)
            {
                full.SetResult(0);
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, call.Token);
            return 0;
        }
    }

    [Theory]
    [InlineData("foreach ($once in 1) { Test-Pump -Body $body | & { process { $_; break } } }")]
    [InlineData("try { Test-Pump -Body $body | & { process { $_; throw 'enough' } } } catch { }")]
    public async Task A_downstream_command_that_ends_early_cancels_the_items_that_run(string script)
    {
        int begun = 0;
        TaskCompletionSource<int> runs = NewSignal<int>();
        TaskCompletionSource<int> cancelled = NewSignal<int>();

        object[] output = await _session.InvokeAsync(
            (cmdlet, pump) =>
            {
                for (int item = 0; item < 100; item++)
                {
                    bool isFirst = item == 0;
                    pump.BeginItem(call => isFirst ? runs.Task : EndlessAsync(call), Write(cmdlet), Limit, null);
                }

                pump.FinishItems();
            },
            script);

        await cancelled.Task.Bounded();
        Assert.Equal([1], output);
        Assert.InRange(begun, 1, Limit);

        async Task<int> EndlessAsync(PumpCall call)
        {
            Interlocked.Increment(ref begun);
            call.Token.Register(() => cancelled.TrySetResult(0));
            runs.TrySetResult(1);
            await Task.Delay(Timeout.InfiniteTimeSpan, call.Token);
            return 0;
        }
    }

    [Fact]
    public async Task Items_that_run_are_cancelled_though_the_pipeline_thread_is_in_another_command()
    {
        TaskCompletionSource<int> cancelled = NewSignal<int>();
        TaskCompletionSource<int> written = NewSignal<int>();
        using ManualResetEventSlim release = new();
        using PowerShell shell = _session.Prepare((_, pump) =>
        {
            pump.BeginItem(EndlessAsync, _ => { }, Limit, null);
            written.SetResult(0);
            release.Wait(TestContext.Current.CancellationToken);
        });
        Task run = shell.InvokeAsync();
        await written.Task.Bounded();
        Task stop = shell.StopAsync(null, null);
        try
        {
            await cancelled.Task.Bounded();
        }
        finally
        {
            // Without it a failure would hang: a shell is disposed when its pipeline has ended.
            release.Set();
        }

        await stop.Bounded();
        await Record.ExceptionAsync(() => run);

        async Task<int> EndlessAsync(PumpCall call)
        {
            call.Token.Register(() => cancelled.TrySetResult(0));
            await Task.Delay(Timeout.InfiniteTimeSpan, call.Token);
            return 0;
        }
    }

    [Fact]
    public async Task Work_that_ends_while_a_list_is_left_is_still_written()
    {
        object[] output = await _session.InvokeAsync((cmdlet, pump) =>
        {
            TaskCompletionSource<int> one = NewSignal<int>();
            pump.BeginItem(_ => one.Task, Write(cmdlet), Limit, null);
            Assert.Equal([1, 2], pump.ReadStream(_ => EndingWith(one)));
            pump.FinishItems();
        });

        Assert.Equal([7], output);

        static async IAsyncEnumerable<int> EndingWith(TaskCompletionSource<int> one)
        {
            await Task.Yield();
            yield return 1;
            yield return 2;
            one.SetResult(7);
        }
    }

    private static Action<Task<int>> Write(Cmdlet cmdlet) => task => cmdlet.WriteObject(task.GetAwaiter().GetResult());

    private static TaskCompletionSource<T> NewSignal<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Counts how many are in it at a time.</summary>
    private sealed class Crowd
    {
        private int _now;
        private int _most;

        public int Most => _most;

        public async Task<int> PassAsync(int item, Crowd? inner = null)
        {
            int now = Interlocked.Increment(ref _now);
            for (int seen = _most; now > seen; seen = _most)
            {
                Interlocked.CompareExchange(ref _most, now, seen);
            }

            // Long enough for others to come, however the pool is scheduled.
            for (int i = 0; i < 50; i++)
            {
                await Task.Yield();
            }

            if (inner is not null)
            {
                await inner.PassAsync(item);
            }

            Interlocked.Decrement(ref _now);
            return item;
        }
    }
}
