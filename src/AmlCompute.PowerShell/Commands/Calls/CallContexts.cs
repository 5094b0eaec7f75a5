using System.Collections.Concurrent;
using System.Management.Automation;
using System.Reflection;
using AmlCompute.Async;
using AmlCompute.Client.Errors;
using AmlCompute.Client.Http;

namespace AmlCompute.Commands.Calls;

/// <summary>
/// Creates the context of each asynchronous call of one command: its log, sign-in and caches, as the common parameters and preference
/// variables of the session require.
/// </summary>
internal sealed class CallContexts(PSCmdlet command)
{
    private readonly ResponseCache _responses = new();
    private readonly ConcurrentDictionary<object, object> _shared = new();
    private readonly ThrottleGate _gate = new();
    private readonly SentSecrets _secrets = new();
    private readonly ServiceReachability _reachability = new();

    /// <summary>Creates the contexts of a job; null until <see cref="CapturePreferences"/>, so always null without -AsJob.</summary>
    private Func<PumpCall, CallContext>? _jobFactory;

    public ItemProgress Progress { get; } = new(ReadCommandName(command));

    /// <summary>Masks the secrets that the command sent and that an error of the service repeats.</summary>
    public ComputeTargetException MaskSecrets(ComputeTargetException error) => _secrets.Mask(error);

    /// <summary>
    /// Returns a function that creates a context on any thread. The preferences are read before, in a job by
    /// <see cref="CapturePreferences"/>, because only the pipeline thread can read variables.
    /// </summary>
    public Func<PumpCall, CallContext> CreateContextFactory() => _jobFactory ?? CreateContextFactory(call => new SessionSignIn(call));

    /// <summary>Begins the work on an item, and shows the item in the progress until its work has ended.</summary>
    /// <param name="pump">The pump of the command.</param>
    /// <param name="name">The name of the item in the progress.</param>
    /// <param name="work">The work; it runs on the thread pool.</param>
    /// <param name="onEnded">Runs on the pipeline thread after the work, also if it failed; not if the command abandoned it.</param>
    /// <param name="throttling">The maximum number of items that run at the same time.</param>
    /// <param name="key">The key that only one running item can have; null for none.</param>
    public void BeginItem<T>(
        PipelinePump pump, string name, Func<CallContext, Task<T>> work, Action<Task<T>> onEnded, int throttling, object? key)
    {
        Func<PumpCall, CallContext> createContext = CreateContextFactory();
        PumpCall? item = null;
        pump.BeginItem(
            call =>
            {
                // The message that begins the item comes before all messages of its work.
                item = call;
                call.IsItem = true;
                CallContext context = createContext(call);
                call.Post(_ => Progress.BeginItem(call, name));
                return work(context);
            },
            task =>
            {
                Progress.EndItem(command, item!, task.Status != TaskStatus.RanToCompletion);
                onEnded(task);
            },
            throttling,
            key);
    }

    /// <summary>Reads the preferences for a job once, because a job cannot read variables of the session.</summary>
    public void CapturePreferences()
    {
        JobSignIn signIn = new(JobSignIn.FindModuleFile(command));
        _jobFactory = CreateContextFactory(_ => signIn);
    }

    /// <summary>Returns true if the user set a common parameter, or its preference if the parameter is not bound.</summary>
    /// <param name="parameter">The name of the parameter.</param>
    /// <param name="preference">The name of the preference variable.</param>
    public bool IsPreferenceOn(string parameter, string preference) =>
        FindSwitch(parameter) ?? LanguagePrimitives.IsTrue(command.SessionState.PSVariable.GetValue(preference));

    private Func<PumpCall, CallContext> CreateContextFactory(Func<PumpCall, ISessionSignIn> createSignIn)
    {
        bool wantsDebug = WantsDebug();
        bool writesVerboseAsDebug = PumpLog.ShouldWriteVerboseAsDebug(command.MyInvocation);
        return call => new CallContext(new PumpLog(call, Progress, wantsDebug, writesVerboseAsDebug, _secrets.Mask), call.Token)
        {
            Session = createSignIn(call),
            OnAccepted = call.Release,
            Responses = _responses,
            SharedObjects = _shared,
            Gate = _gate,
            Secrets = _secrets,
            Reachability = _reachability,
        };
    }

    private static string ReadCommandName(PSCmdlet command) =>
        command.GetType().GetCustomAttribute<CmdletAttribute>() is { } name ? $"{name.VerbName}-{name.NounName}" : command.GetType().Name;

    /// <summary>Returns true if debug messages are shown. $DebugPreference is an action, not a Boolean value.</summary>
    private bool WantsDebug() =>
        FindSwitch("Debug")
        ?? (LanguagePrimitives.TryConvertTo(command.SessionState.PSVariable.GetValue("DebugPreference"), out ActionPreference preference)
            && preference is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore));

    /// <summary>Returns the value of a common parameter; null if it is not bound.</summary>
    private bool? FindSwitch(string parameter) =>
        command.MyInvocation.BoundParameters.TryGetValue(parameter, out object? bound) ? LanguagePrimitives.IsTrue(bound) : null;
}
