using System.Management.Automation;
using System.Runtime.CompilerServices;
using AmlCompute.Async;
using Xunit;

namespace AmlCompute.Tests.Async;

/// <summary>Work that does not end when it is canceled: the pipeline abandons it, and drops its output.</summary>
public sealed class PipelinePumpAbandonTests : IDisposable
{
    private readonly PumpSession _session = new();

    private enum Shape
    {
        Await,
        Stream,
    }

    public void Dispose() => _session.Dispose();

    [Fact]
    public async Task Stop_returns_though_a_body_ignores_its_token_and_what_it_posts_later_is_dropped()
    {
        TaskCompletionSource started = NewSignal();
        TaskCompletionSource release = NewSignal();
        TaskCompletionSource ended = NewSignal();
        bool touched = false;
        using PowerShell shell = _session.Prepare((_, pump) => pump.RunToEnd(async call =>
        {
            started.SetResult();
            await release.Task;
            call.Post(_ => touched = true);
            ended.SetResult();
        }));

        await PumpSession.StopWhen(started.Task, shell);

        Assert.False(ended.Task.IsCompleted);
        release.SetResult();
        await ended.Task.Bounded();
        Assert.Equal([7], await _session.InvokeAsync((cmdlet, pump) => cmdlet.WriteObject(pump.RunToEnd(_ => Task.FromResult(7)))));
        Assert.False(touched);
    }

    [Fact]
    public async Task Stop_returns_though_a_body_blocks_the_thread_that_cancels_it()
    {
        using BlockedWhenCancelled work = new();
        using PowerShell shell = _session.Prepare((_, pump) => pump.RunToEnd(call => work.RunAsync(call.Token)));
        Task run = shell.InvokeAsync();
        await work.Started.Bounded();

        // The synchronous Stop, which also waits for StopProcessing.
        await Task.Run(shell.Stop, TestContext.Current.CancellationToken).Bounded();

        await Assert.ThrowsAsync<PipelineStoppedException>(() => run);
        await work.EndAsync();
    }

    [Fact]
    public async Task A_command_that_ends_early_does_not_wait_for_a_body_that_blocks_the_thread_that_cancels_it()
    {
        using BlockedWhenCancelled work = new();
        using PowerShell shell = _session.Prepare(
            (_, pump) => pump.RunToEnd(async call =>
            {
                Task running = work.RunAsync(call.Token);
                call.Post(cmdlet => cmdlet.WriteWarning("enough"));
                await running;
            }),
            "Test-Pump -Body $body -WarningAction Stop");

        await Assert.ThrowsAsync<ActionPreferenceStopException>(() => ((Task)shell.InvokeAsync()).Bounded());

        await work.EndAsync();
    }

    [Fact]
    public async Task A_body_is_not_started_when_the_pipeline_was_stopped_before()
    {
        TaskCompletionSource writing = NewSignal();
        TaskCompletionSource toldToStop = NewSignal();
        using ManualResetEventSlim stopped = new();
        bool started = false;
        using PowerShell shell = _session.Prepare((_, pump) =>
        {
            pump.Stopping.Register(toldToStop.SetResult);
            writing.SetResult();
            stopped.Wait(TestContext.Current.CancellationToken);
            pump.RunToEnd(_ =>
            {
                started = true;
                return Task.CompletedTask;
            });
        });
        Task run = shell.InvokeAsync();
        await writing.Task.Bounded();
        Task stop = shell.StopAsync(null, null);
        await toldToStop.Task.Bounded();

        stopped.Set();
        await stop.Bounded();

        await Assert.ThrowsAsync<PipelineStoppedException>(() => run);
        Assert.False(started);
    }

    [Theory]
    [InlineData(nameof(Shape.Await))]
    [InlineData(nameof(Shape.Stream))]
    public async Task The_late_exception_of_abandoned_work_is_observed(string shape)
    {
        const string Late = "late exception of abandoned work";
        const string Control = "exception that nobody observes";
        TaskCompletionSource lateSeen = NewSignal();
        TaskCompletionSource controlSeen = NewSignal();
        void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs unobserved)
        {
            string text = unobserved.Exception.ToString();
            (text.Contains(Late) ? lateSeen : text.Contains(Control) ? controlSeen : null)?.TrySetResult();
        }

        TaskScheduler.UnobservedTaskException += OnUnobserved;
        try
        {
            await FailLate(Enum.Parse<Shape>(shape), Late);
            await FailUnobserved(Control);
            // A new frame, so that nothing on the stack holds the tasks any more.
            await Task.Yield();
            for (int i = 0; i < 100 && !controlSeen.Task.IsCompleted; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                await Task.Yield();
            }
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= OnUnobserved;
        }

        Assert.True(controlSeen.Task.IsCompleted);
        Assert.False(lateSeen.Task.IsCompleted);
    }

    [Fact]
    public void Stop_and_Dispose_may_meet_in_any_order()
    {
        for (int i = 0; i < 200; i++)
        {
            PipelinePump pump = new(new TestPumpCommand());
            using Barrier start = new(2);
            Parallel.Invoke(
                () => { start.SignalAndWait(); pump.Stop(); },
                () => { start.SignalAndWait(); pump.Dispose(); });
            pump.Stop();
            pump.Dispose();
            Assert.True(pump.Stopping.IsCancellationRequested);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task FailLate(Shape shape, string message)
    {
        TaskCompletionSource started = NewSignal();
        TaskCompletionSource release = NewSignal();
        TaskCompletionSource failing = NewSignal();
        async Task Fail()
        {
            started.SetResult();
            await release.Task;
            failing.SetResult();
            throw new InvalidOperationException(message);
        }

        async IAsyncEnumerable<int> FailingSource()
        {
            await Fail();
            yield break;
        }

        using PowerShell shell = _session.Prepare((_, pump) =>
        {
            if (shape == Shape.Await)
            {
                pump.RunToEnd(_ => Fail());
            }
            else
            {
                Assert.Empty(pump.ReadStream(_ => FailingSource()));
            }
        });
        await PumpSession.StopWhen(started.Task, shell);
        release.SetResult();
        await failing.Task.Bounded();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task FailUnobserved(string message)
    {
        Task failed = Task.Run(() => throw new InvalidOperationException(message), TestContext.Current.CancellationToken);
        await Task.WhenAny(failed);
    }

    /// <summary>Blocks the thread that cancels it.</summary>
    private sealed class BlockedWhenCancelled : IDisposable
    {
        private readonly TaskCompletionSource _started = NewSignal();
        private readonly TaskCompletionSource _ended = NewSignal();
        private readonly ManualResetEventSlim _release = new();

        public Task Started => _started.Task;

        public async Task RunAsync(CancellationToken token)
        {
            using CancellationTokenRegistration registration = token.Register(() =>
            {
                _release.Wait(CancellationToken.None);
                _ended.SetResult();
            });
            _started.SetResult();
            await _ended.Task;
        }

        public async Task EndAsync()
        {
            Assert.False(_ended.Task.IsCompleted);
            _release.Set();
            await _ended.Task.Bounded();
        }

        public void Dispose() => _release.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
