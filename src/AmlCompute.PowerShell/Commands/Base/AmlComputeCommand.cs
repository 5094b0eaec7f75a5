using System.Management.Automation;
using AmlCompute.Async;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Base;
using AmlCompute.Jobs;

namespace AmlCompute.Commands;

/// <summary>The base of every command: the session, and the work that runs in the pipeline or in a job.</summary>
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

    private protected AmlSession Session { get; private set; } = null!;

    /// <summary>Gets the runner of the job that the command can become.</summary>
    private protected JobRunner Job { get; }

    /// <summary>Gets how many items are worked on at a time.</summary>
    private protected virtual int Throttling => 1;

    /// <summary>Gets a value indicating whether the work is done by a job. Then the command only asks and plans; the job begins the items.</summary>
    private protected virtual bool RunsAsJob => false;

    /// <summary>Gets the targets of the job, each with the name of its workspace; without any there is no job.</summary>
    private protected virtual IEnumerable<(string Name, string Workspace)> JobTargets => Job.Planned;

    /// <summary>Gets the folder the session is in, where the search for a config file starts.</summary>
    private protected string Folder => SessionState.Path.CurrentFileSystemLocation.ProviderPath;

    /// <summary>Gets a value indicating whether the user only wants to know what would happen.</summary>
    private protected bool WantsWhatIf => _contexts.IsOn("WhatIf", "WhatIfPreference");

    /// <summary>Gets a value indicating whether the work is only planned yet, for the job that will do it.</summary>
    private bool IsPlanning => RunsAsJob && !Job.HasStarted;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void BeginProcessing() => Session = OpenSession();

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (RunsAsJob && JobTargets.Any())
        {
            _contexts.Freeze();
            Job.Start(this, [.. JobTargets], Complete);
        }
        else
        {
            Complete();
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

    /// <summary>Does the rest when all input has come: on the pipeline thread, or on that of the job.</summary>
    private protected virtual void Complete() => _pump.Finish();

    /// <summary>Cancels what still runs.</summary>
    /// <param name="disposing">False when called by a finalizer.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !Job.HasStarted)
        {
            _pump.Dispose();
        }
    }

    private protected T Await<T>(Func<CallContext, Task<T>> body) => _pump.Await(InContext(body));

    private protected IEnumerable<T> Stream<T>(Func<CallContext, IAsyncEnumerable<T>> source) => _pump.Stream(InContext(source));

    /// <summary>
    /// Begins the work on one item, and writes its result as soon as it ends and this thread is free. While as many items as allowed are worked
    /// on, or one of the same key, this waits.
    /// </summary>
    /// <param name="target">What an error is about.</param>
    /// <param name="work">Runs on the pool; never sees the command.</param>
    /// <param name="write">Runs on the pipeline thread.</param>
    /// <param name="key">What no two items may work on at a time; null for none.</param>
    /// <param name="workspace">The name of the workspace of the item, for a job to show.</param>
    private protected void Begin<T>(object? target, Func<CallContext, Task<T>> work, Action<T> write, object? key = null, string workspace = "")
    {
        void Ended(Task<T> task) => Attempt(target, () => write(task.GetAwaiter().GetResult()));
        if (IsPlanning)
        {
            // The context is that of the job, which is read when the job starts.
            Job.Plan(NameOf(target), workspace, call => work(_contexts.Read()(call)), Ended, Throttling, key);
        }
        else
        {
            _ = _pump.Begin(InContext(work), Ended, Throttling, key);
        }
    }

    /// <summary>Writes what is known of an item already, at once or as the job's.</summary>
    /// <param name="target">What an error is about.</param>
    /// <param name="workspace">The name of the workspace of the item.</param>
    /// <param name="write">Runs on the pipeline thread.</param>
    private protected void WriteKnown(object? target, string workspace, Action write)
    {
        if (IsPlanning)
        {
            Job.PlanOutput(NameOf(target), workspace, () => Attempt(target, write));
        }
        else
        {
            Attempt(target, write);
        }
    }

    /// <summary>Asks, unless <paramref name="force"/> says not to. Force never overrides -WhatIf, nor a -Confirm the user gave.</summary>
    private protected bool Confirm(bool force, string target, string action) =>
        (force && !WantsWhatIf && !_contexts.IsOn("Confirm", null)) || ShouldProcess(target, action);

    private static string NameOf(object? target) => (target as ComputeTarget)?.Name ?? target?.ToString() ?? string.Empty;

    private Func<PumpCall, T> InContext<T>(Func<CallContext, T> body)
    {
        Func<PumpCall, CallContext> context = _contexts.Read();
        return call => body(context(call));
    }

    /// <summary>The session is in the scope of the module, so that each runspace has one of its own and removing the module forgets it.</summary>
    private AmlSession OpenSession()
    {
        PSVariableIntrinsics variables = MyInvocation.MyCommand.Module?.SessionState?.PSVariable ?? SessionState.PSVariable;
        if (variables.GetValue(AmlSession.VariableName) is not AmlSession session)
        {
            session = new AmlSession();
            variables.Set(new PSVariable(AmlSession.VariableName, session, ScopedItemOptions.Private));
        }

        return session;
    }
}
