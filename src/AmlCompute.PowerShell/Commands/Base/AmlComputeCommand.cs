using System.Management.Automation;
using AmlCompute.Async;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Base;
using AmlCompute.Jobs;

namespace AmlCompute.Commands;

/// <summary>What every command has: the session, the pump, and one way to fail.</summary>
public abstract class AmlComputeCommand : PSCmdlet, IDisposable
{
    private readonly PipelinePump _pump;
    private readonly SharedAnswers _answers = new();
    private readonly List<(string Name, string Workspace, Action<ComputeChildJob> Begin)> _planned = [];
    private Func<PumpCall, CallContext>? _jobContexts;
    private ISessionSignIn? _jobSignIn;
    private ComputeJob? _job;
    private JobRuntime? _jobRuntime;

    /// <summary>Initializes the command.</summary>
    protected AmlComputeCommand() => _pump = new PipelinePump(this);

    private protected AmlSession Session { get; private set; } = null!;

    /// <summary>Gets how many items are worked on at a time.</summary>
    private protected virtual int Throttling => 1;

    /// <summary>Gets a value indicating whether all items go over one connection, so that none fares better when it fails.</summary>
    private protected virtual bool SharesConnection => true;

    /// <summary>Gets a value indicating whether this command is the remedy that others tell of, so that it must tell another.</summary>
    private protected virtual bool IsSignIn => false;

    /// <summary>Gets a value indicating whether the names that the command works on are those of compute targets.</summary>
    private protected virtual bool IsAboutTargets => true;

    /// <summary>Gets a value indicating whether the work is done by a job. Then the command only asks and plans; the job begins the items.</summary>
    private protected virtual bool RunsAsJob => false;

    /// <summary>Gets what the job will work on, each with the name of its workspace; without any there is no job.</summary>
    private protected virtual IEnumerable<(string Name, string Workspace)> JobTargets => _planned.Select(item => (item.Name, item.Workspace));

    /// <summary>Gets the folder the session is in, where the search for a config file starts.</summary>
    private protected string Folder => SessionState.Path.CurrentFileSystemLocation.ProviderPath;

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
            StartJob();
        }
        else
        {
            Complete();
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        if (!IsJob)
        {
            _pump.Stop();
        }
    }

    /// <summary>Does what is left when all input has come: on the pipeline thread, or on that of the job.</summary>
    private protected virtual void Complete() => _pump.Finish();

    /// <summary>Cancels what still runs.</summary>
    /// <param name="disposing">False when called by a finalizer.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !IsJob)
        {
            _pump.Dispose();
        }
    }

    private protected T Await<T>(Func<CallContext, Task<T>> body)
    {
        Func<PumpCall, CallContext> context = Contexts();
        return _pump.Await(call => body(context(call)));
    }

    private protected IEnumerable<T> Stream<T>(Func<CallContext, IAsyncEnumerable<T>> source)
    {
        Func<PumpCall, CallContext> context = Contexts();
        return _pump.Stream(call => source(context(call)));
    }

    /// <summary>Does one item; if it fails, that is one error and the next item's turn.</summary>
    private protected void Attempt(object? target, Action action)
    {
        try
        {
            action();
        }
        catch (ComputeTargetException exception)
        {
            Fail(exception, target);
        }
    }

    /// <summary>
    /// Begins the work on one item, and writes what comes of it as soon as it ends and this thread is free. While as many items as allowed are worked
    /// on, or one of the same key, this waits.
    /// </summary>
    /// <param name="target">What an error is about.</param>
    /// <param name="work">Runs on the pool; never sees the command.</param>
    /// <param name="write">Runs on the pipeline thread.</param>
    /// <param name="key">What no two items may work on at a time; null for none.</param>
    /// <param name="workspace">The name of the workspace of the item, for a job to show.</param>
    private protected void Begin<T>(object? target, Func<CallContext, Task<T>> work, Action<T> write, object? key = null, string? workspace = null)
    {
        if (IsPlanning)
        {
            Plan(target, workspace, child => BeginInJob(child, target, work, write, key));
            return;
        }

        Func<PumpCall, CallContext> context = Contexts();
        _pump.Begin(call => work(context(call)), task => Attempt(target, () => write(task.GetAwaiter().GetResult())), Throttling, key);
    }

    /// <summary>Writes what is known of an item already, at once or as the job's.</summary>
    /// <param name="target">What an error is about.</param>
    /// <param name="workspace">The name of the workspace of the item.</param>
    /// <param name="write">Runs on the pipeline thread.</param>
    private protected void Tell(object? target, string workspace, Action write)
    {
        if (IsPlanning)
        {
            Plan(target, workspace, child => _jobRuntime!.For(child, () =>
            {
                child.Begin();
                child.End(() => Attempt(target, write));
            }));
            return;
        }

        Attempt(target, write);
    }

    /// <summary>Writes what came of one of <see cref="JobTargets"/>, for a command that does not begin them one by one.</summary>
    /// <param name="index">Which of them.</param>
    /// <param name="write">Runs on the pipeline thread.</param>
    private protected void Settle(int index, Action write)
    {
        if (_job is null)
        {
            write();
            return;
        }

        ComputeChildJob child = _job.Targets[index];
        _jobRuntime!.For(child, () => child.End(write));
        if (_job.Targets.All(target => target.IsOver()) && _job.Targets.Any(target => target.JobStateInfo.State == JobState.Stopped))
        {
            // The work would go on for those that nobody wants any more.
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Gets what takes, on any thread, how far one of <see cref="JobTargets"/> has come; null outside a job.</summary>
    /// <param name="index">Which of them.</param>
    /// <param name="activity">What is waited for.</param>
    private protected Action<string>? Watcher(int index, string activity) => _job?.Targets[index] is { } child
        ? status => _pump.Post(null, _ => child.Write(new ProgressRecord(index + 1, activity, status) { ParentActivityId = 0 }))
        : null;

    /// <summary>Gets what tells, on any thread, whether nobody wants one of <see cref="JobTargets"/> any more; null outside a job.</summary>
    /// <param name="index">Which of them.</param>
    private protected Func<bool>? Dropped(int index) => _job?.Targets[index] is { } child ? child.IsOver : null;

    private protected void Fail(ComputeTargetException exception, object? target)
    {
        ErrorRecord record = ErrorRecords.From(exception, target, IsSignIn, IsAboutTargets);
        if (SharesConnection && ErrorRecords.Terminates(exception))
        {
            ThrowTerminatingError(record);
        }

        WriteError(record);
    }

    /// <summary>Does what concerns the whole command; if it fails, the command ends.</summary>
    private protected T OrEnd<T>(Func<T> function)
    {
        try
        {
            return function();
        }
        catch (ComputeTargetException exception)
        {
            ThrowTerminatingError(ErrorRecords.From(exception, null, IsSignIn));
            throw;
        }
    }

    /// <summary>Does what concerns the whole command; if it fails, the command ends.</summary>
    private protected void OrEnd(Action action) => OrEnd(() =>
    {
        action();
        return true;
    });

    /// <summary>Asks, unless <paramref name="force"/> says not to. Force never overrides -WhatIf, nor a -Confirm the user gave.</summary>
    private protected bool Confirm(bool force, string target, string action) =>
        (force && !WantsWhatIf && !IsOn("Confirm", null)) || ShouldProcess(target, action);

    /// <summary>Gets a value indicating whether the user only wants to know what would happen.</summary>
    private protected bool WantsWhatIf => IsOn("WhatIf", "WhatIfPreference");

    /// <summary>Gets a value indicating whether the command has become a job: the pump is the job's, and the engine may not be asked any more.</summary>
    private protected bool IsJob => _jobContexts is not null;

    /// <summary>Gets a value indicating whether the work is only planned yet, for the job that will do it.</summary>
    private bool IsPlanning => RunsAsJob && !IsJob;

    private bool IsOn(string parameter, string? preference) =>
        MyInvocation.BoundParameters.TryGetValue(parameter, out object? bound)
            ? LanguagePrimitives.IsTrue(bound)
            : preference is not null && LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue(preference));

    /// <summary>Reads what the user wants to be told here, on the pipeline thread; what it gives runs on the pool, which must not ask the engine.</summary>
    private Func<PumpCall, CallContext> Contexts()
    {
        if (_jobContexts is not null)
        {
            return _jobContexts;
        }

        bool wantsDebug = WantsDebug();
        bool verboseAsDebug = IsOn("Debug", null) && !MyInvocation.BoundParameters.ContainsKey("Verbose");
        return call => new CallContext(new PumpLog(call, wantsDebug, verboseAsDebug), call.Token)
        {
            Session = _jobSignIn ?? new SessionSignIn(call),
            Accepted = call.Release,
            Answers = _answers,
        };
    }

    /// <summary>
    /// Hands the command over to a job. From here on the thread of the job is its pipeline thread, and it writes into the streams of the job.
    /// </summary>
    private void StartJob()
    {
        string command = MyInvocation.MyCommand.Name;
        ICommandRuntime pipeline = CommandRuntime;
        ComputeJob job = _job = new ComputeJob(command, [.. JobTargets]);
        JobRepository.Add(job);
        _jobSignIn = new JobSignIn(this);
        _jobContexts = Contexts();
        CommandRuntime = _jobRuntime = new JobRuntime(job, command, GetType().FullName!);
        job.Start(() => RunJob(job), _pump.Stop, action => _pump.Post(null, _ => action()));
        pipeline.WriteObject(job);
    }

    private void RunJob(ComputeJob job)
    {
        using (_pump)
        {
            foreach (ComputeChildJob child in _planned.Count == 0 ? job.Targets : [])
            {
                child.Begin();
            }

            for (int i = 0; i < _planned.Count; i++)
            {
                _planned[i].Begin(job.Targets[i]);
            }

            Complete();
        }
    }

    private void Plan(object? target, string? workspace, Action<ComputeChildJob> begin) =>
        _planned.Add(((target as ComputeTarget)?.Name ?? target?.ToString() ?? string.Empty, workspace ?? string.Empty, begin));

    private void BeginInJob<T>(ComputeChildJob child, object? target, Func<CallContext, Task<T>> work, Action<T> write, object? key)
    {
        if (child.IsOver())
        {
            return;
        }

        // It may be stopped while it waits for its turn.
        PumpCall begun = _pump.Begin(
            call => child.IsOver() ? Task.FromCanceled<T>(new CancellationToken(true)) : work(_jobContexts!(call)),
            task => child.End(() => Attempt(target, () => write(task.GetAwaiter().GetResult()))),
            Throttling,
            key,
            message => _jobRuntime!.For(child, message));
        child.Begin(begun.CancelAsync);
    }

    private bool WantsDebug() =>
        IsOn("Debug", null)
        || (LanguagePrimitives.TryConvertTo(SessionState.PSVariable.GetValue("DebugPreference"), out ActionPreference preference)
            && preference is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore));

    /// <summary>
    /// The session is kept in the module's own scope, so that each runspace has one of its own and removing the module forgets it.
    /// </summary>
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
