using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace AmlCompute.Shell;

/// <summary>The runspace: runs scripts and commands, one at a time, with their output through <c>Out-Default</c>.</summary>
internal sealed class ShellSession : IDisposable
{
    private const int UncaughtError = 1;
    private const int Interrupted = 130;

    // Not $LASTEXITCODE: under the script's strict mode a variable that was never set is an error.
    private const string LastExitCode = "$ExecutionContext.SessionState.PSVariable.GetValue('LASTEXITCODE', 1)";

    private readonly Runspace _runspace;
    private readonly ShellHost _host;
    private readonly ShellTerminal _terminal;
    private readonly Lock _lock = new();
    private readonly Stack<Pipeline> _running = [];
    private bool _stopRequested;

    private ShellSession(Runspace runspace, ShellHost host, ShellTerminal terminal)
    {
        _runspace = runspace;
        _host = host;
        _terminal = terminal;
    }

    public static ShellSession Open(ShellHost host, ShellTerminal terminal)
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        }

        Runspace runspace = RunspaceFactory.CreateRunspace(host, state);
        runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
        runspace.Open();
        Runspace.DefaultRunspace = runspace;
        return new ShellSession(runspace, host, terminal);
    }

    public void Dispose() => _runspace.Dispose();

    /// <summary>
    /// Runs a script file as <c>pwsh -File</c> does. An <c>exit</c> in a file ends only the file, so its code is handed on to the host;
    /// a file that could not even start has none.
    /// </summary>
    public int RunScript(string path, IEnumerable<string> arguments) =>
        Run($"{ShellArguments.CallOf(path, arguments)}; if (-not $?) {{ exit {LastExitCode} }}");

    /// <summary>Runs a command as <c>pwsh -Command</c> does.</summary>
    public int RunCommand(string command)
    {
        // The engine keeps $? only for what goes into the history.
        int exitCode = Run(command, addToHistory: true);
        return exitCode == 0 && _host.ExitCode is null && !LastStatementSucceeded() ? UncaughtError : exitCode;
    }

    public int Run(string script, bool addToHistory = false)
    {
        try
        {
            Invoke(script, addToHistory, input: null);
            return _host.ExitCode ?? 0;
        }
        catch (PipelineStoppedException)
        {
            return Interrupted;
        }
        catch (RuntimeException error)
        {
            // The record's own exception is a stand-in without the parser's positions.
            Report(new ErrorRecord(error.ErrorRecord, error));
            return UncaughtError;
        }
        finally
        {
            _terminal.ClearProgress();
        }
    }

    /// <summary>Stops what runs.</summary>
    /// <returns>False if nothing runs or it was asked to stop before and did not: then the process has to end.</returns>
    public bool Stop()
    {
        lock (_lock)
        {
            if (_stopRequested || !_running.TryPeek(out Pipeline? pipeline))
            {
                return false;
            }

            _stopRequested = true;
            pipeline.StopAsync();
            return true;
        }
    }

    /// <summary>
    /// Ctrl+C reaches a native command as well, and its end may be seen before the signal is:
    /// without this the script would go on with the next line.
    /// </summary>
    public void StopIfInterrupted()
    {
        if (_runspace.SessionStateProxy.GetVariable("LASTEXITCODE") is Interrupted)
        {
            throw new PipelineStoppedException();
        }
    }

    public string EngineVersion => string.Concat(Evaluate("$PSVersionTable.PSVersion"));

    public string Prompt()
    {
        try
        {
            return string.Concat(Evaluate("prompt"));
        }
        catch (RuntimeException)
        {
            // As in pwsh: a broken prompt function must not take the prompt away.
            return "PS>";
        }
    }

    public static CommandCompletion Complete(string input, int cursor)
    {
        using PowerShell engine = PowerShell.Create(RunspaceMode.CurrentRunspace);
        return CommandCompletion.CompleteInput(input, cursor, null, engine);
    }

    private bool LastStatementSucceeded() => Evaluate("$?") is [{ BaseObject: true }];

    private Collection<PSObject> Evaluate(string script)
    {
        using Pipeline pipeline = CreatePipeline(script, addToHistory: false);
        return pipeline.Invoke();
    }

    private void Report(ErrorRecord error)
    {
        using (_terminal.SendOutputToErrors())
        {
            Invoke(script: null, addToHistory: false, PSObject.AsPSObject(error));
        }
    }

    private void Invoke(string? script, bool addToHistory, PSObject? input)
    {
        using Pipeline pipeline = CreatePipeline(script, addToHistory);
        Command output = new("Out-Default", isScript: false, useLocalScope: true)
        {
            MergeUnclaimedPreviousCommandResults = PipelineResultTypes.Error | PipelineResultTypes.Output,
        };
        pipeline.Commands.Add(output);
        lock (_lock)
        {
            _running.Push(pipeline);
        }

        try
        {
            pipeline.Invoke(input is null ? null : new[] { input });
            // Invoke returns quietly when it was stopped.
            if (pipeline.PipelineStateInfo.State == PipelineState.Stopped)
            {
                throw new PipelineStoppedException();
            }
        }
        finally
        {
            lock (_lock)
            {
                _running.Pop();
                _stopRequested = false;
            }
        }
    }

    private Pipeline CreatePipeline(string? script, bool addToHistory)
    {
        bool nested = _running.Count > 0;
        return script is null
            ? nested ? _runspace.CreateNestedPipeline() : _runspace.CreatePipeline()
            : nested ? _runspace.CreateNestedPipeline(script, addToHistory) : _runspace.CreatePipeline(script, addToHistory);
    }
}
