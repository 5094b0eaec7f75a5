using System.Management.Automation;
using AmlCompute.Async;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Base;
using AmlCompute.Commands.Calls;
using AmlCompute.Commands.Parameters;
using AmlCompute.Jobs;

namespace AmlCompute.Commands;

/// <summary>A command with the session of the runspace, which runs its work in the pipeline or in a job.</summary>
public abstract class AmlComputeCommand : ErrorReportingCommand, IDisposable
{
    private readonly PipelinePump _pump;
    private readonly CallContexts _contexts;

    /// <summary>Initializes the command.</summary>
    protected AmlComputeCommand()
    {
        _pump = new PipelinePump(this);
        _contexts = new CallContexts(this);
        Job = new JobRunner(_pump);
    }

    /// <summary>Gets the session of the runspace: its workspace and connection. It is set in BeginProcessing.</summary>
    private protected AmlSession Session { get; private set; } = null!;

    /// <summary>Gets the runner of the job that -AsJob starts.</summary>
    private protected JobRunner Job { get; }

    /// <summary>Gets the maximum number of items to process at the same time.</summary>
    private protected virtual int Throttling => 1;

    /// <summary>Gets a value indicating whether a job does the work; the command then only asks for confirmation and plans.</summary>
    private protected virtual bool RunsAsJob => false;

    /// <summary>Gets the targets of the job, each with the name of its workspace. No job starts without targets.</summary>
    private protected virtual IEnumerable<(string Name, string Workspace)> JobTargets => Job.PlannedTargets;

    /// <summary>Gets the current folder of the session; null in a session without a file system.</summary>
    private protected string? CurrentFolder => FilePaths.FindCurrentFolder(SessionState.Path);

    /// <summary>Gets a value indicating whether -WhatIf, or its preference variable, is set. A job never runs with -WhatIf.</summary>
    private protected bool WantsWhatIf => !Job.HasStarted && _contexts.IsPreferenceOn("WhatIf", "WhatIfPreference");

    /// <summary>Gets $ConfirmPreference; null for a value that the engine does not accept either.</summary>
    private protected ConfirmImpact? ConfirmPreference =>
        LanguagePrimitives.TryConvertTo(SessionState.PSVariable.GetValue("ConfirmPreference"), out ConfirmImpact preference)
            ? preference
            : null;

    /// <summary>Gets a value indicating whether work is only planned, for a job that has not started.</summary>
    private bool IsPlanning => RunsAsJob && !Job.HasStarted;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void BeginProcessing() => Session = ModuleSession.FindOrCreate(this);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        (string Name, string Workspace)[] targets = RunsAsJob ? [.. JobTargets] : [];
        if (targets.Length > 0)
        {
            _contexts.CapturePreferences();
            Job.Start(this, targets, CompleteWork);
        }
        else
        {
            CompleteWork();
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        if (!Job.HasStarted)
        {
            _pump.Stop();
        }
    }

    /// <summary>Completes the work after the last input, on the pipeline thread or on the thread of the job.</summary>
    private protected virtual void CompleteWork()
    {
        _contexts.Progress.KnowsAllItems = true;
        _pump.FinishItems();
        if (WantsWhatIf)
        {
            WriteChangeCounts();
        }
    }

    /// <summary>Cancels the running work.</summary>
    /// <param name="disposing">False when called by a finalizer.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !Job.HasStarted)
        {
            _pump.Dispose();
        }
    }

    private protected override ComputeTargetException MaskSecrets(ComputeTargetException error) => _contexts.MaskSecrets(error);

    /// <summary>Searches for the workspace of a config file or of the environment; returns null if there is none.</summary>
    /// <exception cref="ComputeTargetException">The config file cannot be read, or lacks a name.</exception>
    private protected WorkspaceReference? FindConfig()
    {
        string? folder = CurrentFolder;
        return ReadInBackground(() => WorkspaceConfig.FindWorkspace(folder, Environment.GetEnvironmentVariable));
    }

    /// <summary>Reads from a file system that can be slow, so that Ctrl+C does not wait for it.</summary>
    private protected T ReadInBackground<T>(Func<T> read) => Await(_ => Task.FromResult(read()));

    /// <summary>Runs a call on the thread pool, and processes the messages of all calls until it ends. Throws its exception.</summary>
    private protected T Await<T>(Func<CallContext, Task<T>> body) => _pump.RunToEnd(AddContext(body));

    /// <summary>Reads the items of a call one by one. Leaving the loop early cancels the call.</summary>
    private protected IEnumerable<T> Stream<T>(Func<CallContext, IAsyncEnumerable<T>> source) => _pump.ReadStream(AddContext(source));

    /// <summary>
    /// Starts the work on one item, and writes its result when it has ended and this thread is free. Waits while the maximum number of
    /// items runs, or an item with the same key. With -AsJob, the job does this later.
    /// </summary>
    /// <param name="target">The target object of an error record; null for none.</param>
    /// <param name="work">The work; it runs on the thread pool and must not use the command.</param>
    /// <param name="write">Writes the result, on the pipeline thread or that of the job.</param>
    /// <param name="key">The key that only one running item can have; null for none.</param>
    /// <param name="workspace">The name of the workspace of the item, which a job shows; empty for none.</param>
    /// <param name="onFailure">Writes a failure, on the same thread; null to write it as an error.</param>
    private protected void BeginItem<T>(
        object? target, Func<CallContext, Task<T>> work, Action<T> write, object? key = null, string workspace = "",
        Action<ComputeTargetException>? onFailure = null)
    {
        void WriteResult(Task<T> task) => Attempt(target, () => write(task.GetAwaiter().GetResult()), onFailure);
        if (IsPlanning)
        {
            // Preferences are read when the job starts, because the context belongs to the job.
            Job.PlanWork(FormatName(target), workspace, call => work(_contexts.CreateContextFactory()(call)), WriteResult, Throttling, key);
        }
        else
        {
            _contexts.BeginItem(_pump, FormatName(target), work, WriteResult, Throttling, key);
        }
    }

    /// <summary>Writes a result that needs no work, at once or as output of the job.</summary>
    private protected void WriteKnownResult(object? target, string workspace, Action write)
    {
        if (IsPlanning)
        {
            Job.PlanOutput(FormatName(target), workspace, () => Attempt(target, write));
        }
        else
        {
            Attempt(target, write);
        }
    }

    /// <summary>Returns the name that the progress and a job show for an item.</summary>
    private static string FormatName(object? target) => (target as ComputeTarget)?.Name ?? target?.ToString() ?? string.Empty;

    private Func<PumpCall, T> AddContext<T>(Func<CallContext, T> body)
    {
        Func<PumpCall, CallContext> createContext = _contexts.CreateContextFactory();
        return call => body(createContext(call));
    }
}
