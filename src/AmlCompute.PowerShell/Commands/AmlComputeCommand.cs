using System.Management.Automation;
using AmlCompute.Async;
using AmlCompute.Client;

namespace AmlCompute.Commands;

/// <summary>What every command has: the session, the pump, and one way to fail.</summary>
public abstract class AmlComputeCommand : PSCmdlet, IDisposable
{
    private const string SessionVariable = "AmlComputeSession";

    private readonly PipelinePump _pump;

    /// <summary>Initializes the command.</summary>
    protected AmlComputeCommand() => _pump = new PipelinePump(this);

    private protected AmlSession Session { get; private set; } = null!;

    /// <summary>Gets how many items are worked on at a time.</summary>
    private protected virtual int Throttling => 1;

    /// <summary>Gets a value indicating whether all items go over one connection, so that none fares better when it fails.</summary>
    private protected virtual bool SharesConnection => true;

    /// <summary>Gets a value indicating whether this command is the remedy that others tell of, so that it must tell another.</summary>
    private protected virtual bool Connects => false;

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
    protected override void EndProcessing() => _pump.Finish();

    /// <inheritdoc/>
    protected override void StopProcessing() => _pump.Stop();

    /// <summary>Cancels what still runs.</summary>
    /// <param name="disposing">False when called by a finalizer.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
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
        Func<PumpCall, CallContext> context = Contexts();
        _pump.Begin(call => work(context(call)), task => Attempt(target, () => write(task.GetAwaiter().GetResult())), Throttling, key);
    }

    private protected void Fail(ComputeTargetException exception, object? target)
    {
        ErrorRecord record = ErrorRecords.From(exception, target, Connects);
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
            ThrowTerminatingError(ErrorRecords.From(exception, null, Connects));
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

    private bool IsOn(string parameter, string? preference) =>
        MyInvocation.BoundParameters.TryGetValue(parameter, out object? bound)
            ? LanguagePrimitives.IsTrue(bound)
            : preference is not null && LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue(preference));

    /// <summary>Reads what the user wants to be told here, on the pipeline thread; what it gives runs on the pool, which must not ask the engine.</summary>
    private Func<PumpCall, CallContext> Contexts()
    {
        bool wantsDebug = WantsDebug();
        bool verboseAsDebug = IsOn("Debug", null) && !MyInvocation.BoundParameters.ContainsKey("Verbose");
        return call => new CallContext(new PumpLog(call, wantsDebug, verboseAsDebug), call.Token)
        {
            Session = new SessionSignIn(call),
            Accepted = call.Release,
        };
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
        if (variables.GetValue(SessionVariable) is not AmlSession session)
        {
            session = new AmlSession();
            variables.Set(new PSVariable(SessionVariable, session, ScopedItemOptions.Private));
        }

        return session;
    }
}
