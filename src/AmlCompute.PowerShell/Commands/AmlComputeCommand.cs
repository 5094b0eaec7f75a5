using System.Management.Automation;
using AmlCompute.Async;
using AmlCompute.Client;
using AmlCompute.Client.Authentication;

namespace AmlCompute.Commands;

/// <summary>What every command has: the session, the pump, and one way to fail.</summary>
public abstract class AmlComputeCommand : PSCmdlet, IDisposable
{
    private readonly PipelinePump _pump;
    private readonly List<(string Name, Action Begin)> _planned = [];
    private Func<PumpCall, CallContext>? _jobContexts;
    private ISessionSignIn? _jobSignIn;

    /// <summary>Initializes the command.</summary>
    protected AmlComputeCommand() => _pump = new PipelinePump(this);

    private protected AmlSession Session { get; private set; } = null!;

    /// <summary>Gets how many items are worked on at a time.</summary>
    private protected virtual int Throttling => 1;

    /// <summary>Gets a value indicating whether all items go over one connection, so that none fares better when it fails.</summary>
    private protected virtual bool SharesConnection => true;

    /// <summary>Gets a value indicating whether this command is the remedy that others tell of, so that it must tell another.</summary>
    private protected virtual bool IsSignIn => false;

    /// <summary>Gets a value indicating whether the work is done by a job. Then the command only asks and plans; the job begins the items.</summary>
    private protected virtual bool RunsAsJob => false;

    /// <summary>Gets the names of what the job will work on; without any there is no job.</summary>
    private protected virtual IEnumerable<string> JobTargets => _planned.Select(item => item.Name);

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
        if (!RunsAsJob)
        {
            Complete();
        }
        else if (JobTargets.Any())
        {
            StartJob();
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
    private protected void Begin<T>(object? target, Func<CallContext, Task<T>> work, Action<T> write, object? key = null)
    {
        if (RunsAsJob && !IsJob)
        {
            _planned.Add(((target as ComputeTarget)?.Name ?? target?.ToString() ?? string.Empty, () => Begin(target, work, write, key)));
            return;
        }

        Func<PumpCall, CallContext> context = Contexts();
        _pump.Begin(call => work(context(call)), task => Attempt(target, () => write(task.GetAwaiter().GetResult())), Throttling, key);
    }

    private protected void Fail(ComputeTargetException exception, object? target)
    {
        ErrorRecord record = ErrorRecords.From(exception, target, IsSignIn);
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
    private bool IsJob => _jobContexts is not null;

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
        };
    }

    /// <summary>
    /// Hands the command over to a job. From here on the thread of the job is its pipeline thread, and it writes into the streams of the job.
    /// </summary>
    private void StartJob()
    {
        string command = MyInvocation.MyCommand.Name;
        ICommandRuntime pipeline = CommandRuntime;
        JobRuntime runtime = null!;
        ComputeJob job = new($"{command} {string.Join(", ", JobTargets)}", Work, _pump.Stop);
        runtime = new JobRuntime(job, command, GetType().FullName!);
        JobRepository.Add(job);
        _jobSignIn = new JobSignIn(this);
        _jobContexts = Contexts();
        CommandRuntime = runtime;
        job.Start();
        pipeline.WriteObject(job);

        bool Work()
        {
            using (_pump)
            {
                foreach ((_, Action begin) in _planned)
                {
                    begin();
                }

                Complete();
                return !runtime.HasFailed;
            }
        }
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
