using System.Collections.Concurrent;
using System.Management.Automation;
using System.Reflection;
using AmlCompute.Async;
using AmlCompute.Client.Errors;
using AmlCompute.Client.Http;

namespace AmlCompute.Commands.Calls;

/// <summary>Creates the call contexts of one command from the common parameters and preference variables.</summary>
internal sealed class CallContexts(PSCmdlet command)
{
    private readonly ResponseCache _responses = new();
    private readonly ConcurrentDictionary<object, object> _shared = new();
    private readonly ThrottleGate _gate = new();
    private readonly SentSecrets _secrets = new();
    private readonly ServiceReach _reach = new();
    private Func<PumpCall, CallContext>? _ofJob;

    public ItemProgress Items { get; } = new(CommandName(command));

    /// <summary>Masks the secrets that the command sent and that an error of the service repeats.</summary>
    public ComputeTargetException Mask(ComputeTargetException error) => _secrets.Mask(error);

    /// <summary>
    /// Reads the preferences on the pipeline thread. The returned function runs on the thread pool, because only the pipeline thread can
    /// read variables.
    /// </summary>
    public Func<PumpCall, CallContext> ReadPreferences() => _ofJob ?? CreateFactory(call => new SessionSignIn(call));

    /// <summary>Begins the work on an item, and counts the item until its work has ended.</summary>
    public void Begin<T>(
        PipelinePump pump, string name, Func<CallContext, Task<T>> work, Action<Task<T>> ended, int throttling, object? key)
    {
        Func<PumpCall, CallContext> context = ReadPreferences();
        PumpCall? item = null;
        pump.Begin(
            call =>
            {
                // The message that begins the item comes before all messages of its work.
                item = call;
                call.IsItem = true;
                call.Post(_ => Items.Begin(call, name));
                return work(context(call));
            },
            task =>
            {
                Items.End(command, item!, task.Status != TaskStatus.RanToCompletion);
                ended(task);
            },
            throttling,
            key);
    }

    /// <summary>Reads the preferences for a job once, because a job cannot read variables of the session.</summary>
    public void Freeze()
    {
        JobSignIn signIn = new(command);
        _ofJob = CreateFactory(_ => signIn);
    }

    /// <summary>Returns true if the user set a common parameter, or its preference if the parameter is not bound.</summary>
    /// <param name="parameter">The name of the parameter.</param>
    /// <param name="preference">The name of the preference variable; null for none.</param>
    public bool IsOn(string parameter, string? preference) =>
        command.MyInvocation.BoundParameters.TryGetValue(parameter, out object? bound)
            ? LanguagePrimitives.IsTrue(bound)
            : preference is not null && LanguagePrimitives.IsTrue(command.SessionState.PSVariable.GetValue(preference));

    private Func<PumpCall, CallContext> CreateFactory(Func<PumpCall, ISessionSignIn> signIn)
    {
        bool wantsDebug = WantsDebug();
        bool verboseAsDebug = IsOn("Debug", null) && !command.MyInvocation.BoundParameters.ContainsKey("Verbose");
        return call => new CallContext(new PumpLog(call, Items, wantsDebug, verboseAsDebug, _secrets.Mask), call.Token)
        {
            Session = signIn(call),
            Accepted = call.Release,
            Responses = _responses,
            Shared = _shared,
            Gate = _gate,
            Secrets = _secrets,
            Reach = _reach,
        };
    }

    private static string CommandName(PSCmdlet command) =>
        command.GetType().GetCustomAttribute<CmdletAttribute>() is { } name ? $"{name.VerbName}-{name.NounName}" : command.GetType().Name;

    private bool WantsDebug() =>
        IsOn("Debug", null)
        || (LanguagePrimitives.TryConvertTo(command.SessionState.PSVariable.GetValue("DebugPreference"), out ActionPreference preference)
            && preference is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore));
}
