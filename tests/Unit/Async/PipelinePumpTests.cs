using System.Collections.Concurrent;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using AmlCompute.Async;
using Xunit;

namespace AmlCompute.Tests.Async;

public sealed class PipelinePumpTests : IDisposable
{
    private static readonly TimeSpan LongWait = TimeSpan.FromSeconds(60);

    private readonly PumpSession _session = new();

    public static TheoryData<string> EarlyEnds { get; } =
    [
        "foreach ($once in 1) { Test-Pump -Body $body | & { process { $_; break } } }",
        "try { Test-Pump -Body $body | & { process { $_; throw 'enough' } } } catch { }",
    ];

    public void Dispose() => _session.Dispose();

    [Fact]
    public async Task All_items_are_written_in_order_and_the_source_ends()
    {
        NumberSource source = new(5);

        object[] output = await _session.InvokeAsync(WriteAll(source));

        Assert.Equal([1, 2, 3, 4, 5], output);
        Assert.Equal((1, 1), (source.Opened, source.EndedCount));
    }

    [Fact]
    public async Task The_result_of_a_body_comes_back_to_the_pipeline_thread()
    {
        int bodyThread = 0;
        int before = 0;
        int after = 0;

        object[] output = await _session.InvokeAsync((cmdlet, pump) =>
        {
            before = Environment.CurrentManagedThreadId;
            int result = pump.RunToEnd(_ =>
            {
                bodyThread = Environment.CurrentManagedThreadId;
                return Task.FromResult(42);
            });
            after = Environment.CurrentManagedThreadId;
            cmdlet.WriteObject(result);
        });

        Assert.Equal([42], output);
        Assert.Equal(before, after);
        Assert.NotEqual(before, bodyThread);
    }

    [Theory]
    [MemberData(nameof(EarlyEnds))]
    public async Task A_downstream_command_that_ends_early_ends_the_source_after_one_step(string script)
    {
        NumberSource source = new(1000);

        object[] output = await _session.InvokeAsync(WriteAll(source), script);

        await source.Ended.Bounded();
        Assert.Equal([1], output);
        Assert.Equal(1, source.Pulled);
    }

    [Theory]
    [MemberData(nameof(EarlyEnds))]
    public async Task Fifty_early_ends_leave_no_source_open_and_the_session_usable(string script)
    {
        NumberSource source = new(1000) { ExpectedEnds = 50 };

        await _session.InvokeAsync(WriteAll(source), $"foreach ($i in 1..50) {{ {script} }}");

        await source.Ended.Bounded();
        Assert.Equal((50, 50, 50), (source.Opened, source.Pulled, source.EndedCount));
        Assert.Equal([1, 2], await _session.InvokeAsync(WriteAll(new NumberSource(2))));
    }

    [Fact]
    public async Task Stop_ends_a_long_wait_and_cancels_its_body()
    {
        TaskCompletionSource started = NewSignal();
        TaskCompletionSource cancelled = NewSignal();
        using PowerShell shell = _session.Prepare((_, pump) => pump.RunToEnd(async call =>
        {
            call.Token.Register(cancelled.SetResult);
            started.SetResult();
            await Task.Delay(LongWait, call.Token);
        }));

        await PumpSession.StopWhen(started.Task, shell);

        await cancelled.Task.Bounded();
        Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
    }

    [Fact]
    public async Task Stop_ends_a_source_that_waits_for_its_next_item()
    {
        TaskCompletionSource waiting = NewSignal();
        TaskCompletionSource ended = NewSignal();
        async IAsyncEnumerable<int> Slow([EnumeratorCancellation] CancellationToken token)
        {
            try
            {
                yield return 1;
                waiting.SetResult();
                await Task.Delay(LongWait, token);
            }
            finally
            {
                ended.SetResult();
            }
        }

        using PowerShell shell = _session.Prepare((cmdlet, pump) => Write(cmdlet, pump.ReadStream(call => Slow(call.Token))));

        await PumpSession.StopWhen(waiting.Task, shell);

        await ended.Task.Bounded();
        Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
    }

    [Fact]
    public async Task An_exception_of_a_body_arrives_as_itself()
    {
        InvalidOperationException thrown = new("the body's own");
        Exception? caught = null;

        await _session.InvokeAsync((_, pump) => caught = Record.Exception(() => pump.RunToEnd(async _ =>
        {
            await Task.Yield();
            throw thrown;
        })));

        Assert.Same(thrown, caught);
    }

    [Fact]
    public async Task An_exception_of_a_source_arrives_as_itself_after_the_items_before_it()
    {
        InvalidOperationException thrown = new("the source's own");
        Exception? caught = null;
        async IAsyncEnumerable<int> Failing([EnumeratorCancellation] CancellationToken token)
        {
            yield return 1;
            await Task.Yield();
            throw thrown;
        }

        object[] output = await _session.InvokeAsync(
            (cmdlet, pump) => caught = Record.Exception(() => Write(cmdlet, pump.ReadStream(call => Failing(call.Token)))));

        Assert.Same(thrown, caught);
        Assert.Equal([1], output);
    }

    [Fact]
    public async Task A_cancellation_that_the_user_did_not_request_is_not_a_stop()
    {
        Exception? caught = null;

        await _session.InvokeAsync((_, pump) => caught = Record.Exception(() => pump.RunToEnd(async _ =>
        {
            await Task.Yield();
            throw new TaskCanceledException("a request took too long");
        })));

        Assert.IsType<TaskCanceledException>(caught);
    }

    [Fact]
    public async Task Messages_of_a_body_are_written_in_order_with_the_output()
    {
        ConcurrentQueue<string> seen = new();
        async IAsyncEnumerable<int> Talking(PumpCall call)
        {
            call.Post(cmdlet => cmdlet.WriteVerbose("verbose 1"));
            await Task.Yield();
            call.Post(cmdlet => cmdlet.WriteWarning("warning 1"));
            yield return 1;
            call.Post(cmdlet => cmdlet.WriteProgress(new ProgressRecord(0, "activity", "progress 2")));
            await Task.Yield();
            call.Post(cmdlet => cmdlet.WriteVerbose("verbose 2"));
            yield return 2;
            call.Post(cmdlet => cmdlet.WriteWarning("warning 3"));
        }

        using PowerShell shell = _session.Prepare(
            (cmdlet, pump) => Write(cmdlet, pump.ReadStream(Talking)), "Test-Pump -Body $body -Verbose");
        using PSDataCollection<PSObject> output = [];
        output.DataAdded += (_, added) => seen.Enqueue($"output {output[added.Index]}");
        shell.Streams.Verbose.DataAdded += (_, added) => seen.Enqueue(shell.Streams.Verbose[added.Index].Message);
        shell.Streams.Warning.DataAdded += (_, added) => seen.Enqueue(shell.Streams.Warning[added.Index].Message);
        shell.Streams.Progress.DataAdded += (_, added) => seen.Enqueue(shell.Streams.Progress[added.Index].StatusDescription);
        await shell.InvokeAsync<PSObject, PSObject>(null, output);

        Assert.Equal(["verbose 1", "warning 1", "output 1", "progress 2", "verbose 2", "output 2", "warning 3"], seen);
    }

    [Theory]
    [InlineData("Test-Pump -Body $body -WarningAction Stop", false)]
    [InlineData("Test-Pump -Body $body -ErrorAction Stop", true)]
    public async Task A_message_that_the_preferences_turn_into_an_end_cancels_the_body(string script, bool isError)
    {
        TaskCompletionSource cancelled = NewSignal();
        using PowerShell shell = _session.Prepare(
            (_, pump) => pump.RunToEnd(async call =>
            {
                call.Token.Register(cancelled.SetResult);
                call.Post(cmdlet =>
                {
                    if (isError)
                    {
                        cmdlet.WriteError(new ErrorRecord(new IOException("bad"), "Bad", ErrorCategory.ReadError, null));
                    }
                    else
                    {
                        cmdlet.WriteWarning("bad");
                    }
                });
                await Task.Delay(LongWait, call.Token);
            }),
            script);

        await Assert.ThrowsAsync<ActionPreferenceStopException>(shell.InvokeAsync);

        await cancelled.Task.Bounded();
    }

    [Fact]
    public async Task A_source_is_disposed_only_when_its_last_step_has_ended()
    {
        TaskCompletionSource release = NewSignal();
        StubbornSource source = new(release.Task);
        using PowerShell shell = _session.Prepare((cmdlet, pump) => Write(cmdlet, pump.ReadStream(_ => source)));

        await PumpSession.StopWhen(source.Stepping, shell);

        Assert.False(source.Disposed.IsCompleted);
        release.SetResult();
        await source.Disposed.Bounded();
        Assert.True(source.StepEndedFirst);
    }

    private static Action<Cmdlet, PipelinePump> WriteAll(NumberSource source) =>
        (cmdlet, pump) => Write(cmdlet, pump.ReadStream(call => source.Read(call.Token)));

    private static void Write(Cmdlet cmdlet, IEnumerable<int> items)
    {
        foreach (int item in items)
        {
            cmdlet.WriteObject(item);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
