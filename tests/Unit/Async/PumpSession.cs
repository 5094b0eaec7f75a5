using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using AmlCompute.Async;
using Xunit;

namespace AmlCompute.Tests.Async;

/// <summary>Runs the action of a test with its pump.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Pump")]
public sealed class TestPumpCommand : PSCmdlet, IDisposable
{
    private readonly PipelinePump _pump;

    public TestPumpCommand() => _pump = new PipelinePump(this);

    [Parameter(Mandatory = true)]
    public Delegate Body { get; set; } = null!;

    public void Dispose() => _pump.Dispose();

    protected override void ProcessRecord() => ((Action<Cmdlet, PipelinePump>)Body)(this, _pump);

    protected override void StopProcessing() => _pump.Stop();
}

internal static class PipelinePumpExtensions
{
    /// <summary>Runs work that has no result.</summary>
    public static void RunToEnd(this PipelinePump pump, Func<PumpCall, Task> body) => pump.RunToEnd(async call =>
    {
        await body(call);
        return true;
    });
}

/// <summary>A runspace of the real engine that has Test-Pump, and its body in the variable <c>$body</c>.</summary>
internal sealed class PumpSession : IDisposable
{
    private readonly Runspace _runspace;

    public PumpSession()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.Commands.Add(new SessionStateCmdletEntry("Test-Pump", typeof(TestPumpCommand), null));
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
    }

    public PowerShell Prepare(Action<Cmdlet, PipelinePump> body, string script = "Test-Pump -Body $body")
    {
        _runspace.SessionStateProxy.SetVariable("body", body);
        return PowerShell.Create(_runspace).AddScript(script);
    }

    public async Task<object[]> InvokeAsync(Action<Cmdlet, PipelinePump> body, string script = "Test-Pump -Body $body")
    {
        using PowerShell shell = Prepare(body, script);
        return [.. (await shell.InvokeAsync()).Select(item => item.BaseObject)];
    }

    /// <summary>Starts the command and stops it when the moment has come.</summary>
    public static async Task StopWhen(Task moment, PowerShell shell)
    {
        Task run = shell.InvokeAsync();
        await moment.Bounded();
        await shell.StopAsync(null, null).Bounded();
        await Assert.ThrowsAsync<PipelineStoppedException>(() => run);
    }

    public void Dispose() => _runspace.Dispose();
}

internal static class BoundedTask
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    /// <summary>The task, or a failure where the test would otherwise hang.</summary>
    public static Task Bounded(this Task task) => task.WaitAsync(Bound, TestContext.Current.CancellationToken);
}

/// <summary>Numbers from 1 on, one by one, which counts how often it is opened, stepped and ended.</summary>
internal sealed class NumberSource(int count)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _opened;
    private int _pulled;
    private int _endedCount;

    public int Opened => _opened;

    public int Pulled => _pulled;

    public int EndedCount => _endedCount;

    /// <summary>Completes when the source has ended as often as <see cref="ExpectedEnds"/> says.</summary>
    public Task Ended => _ended.Task;

    public int ExpectedEnds { get; init; } = 1;

    public async IAsyncEnumerable<int> Read([EnumeratorCancellation] CancellationToken token = default)
    {
        Interlocked.Increment(ref _opened);
        try
        {
            for (int number = 1; number <= count; number++)
            {
                token.ThrowIfCancellationRequested();
                await Task.Yield();
                Interlocked.Increment(ref _pulled);
                yield return number;
            }
        }
        finally
        {
            if (Interlocked.Increment(ref _endedCount) == ExpectedEnds)
            {
                _ended.SetResult();
            }
        }
    }
}

/// <summary>A source whose only step goes on, whatever its token says, until it is released.</summary>
internal sealed class StubbornSource(Task release) : IAsyncEnumerable<int>, IAsyncEnumerator<int>
{
    private readonly TaskCompletionSource _stepping = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _stepEnded;

    public int Current => 0;

    public Task Stepping => _stepping.Task;

    public Task Disposed => _disposed.Task;

    public bool StepEndedFirst { get; private set; }

    public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default) => this;

    public async ValueTask<bool> MoveNextAsync()
    {
        _stepping.SetResult();
        try
        {
            await release;
            return true;
        }
        finally
        {
            _stepEnded = true;
        }
    }

    public ValueTask DisposeAsync()
    {
        StepEndedFirst = _stepEnded;
        _disposed.SetResult();
        return ValueTask.CompletedTask;
    }
}
