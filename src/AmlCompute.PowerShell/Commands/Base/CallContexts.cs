using System.Management.Automation;
using AmlCompute.Async;
using AmlCompute.Client.Arm;

namespace AmlCompute.Commands.Base;

/// <summary>The contexts of the calls of one command, by the switches and preferences that the user set.</summary>
internal sealed class CallContexts
{
    private readonly ResponseCache _responses = new();
    private readonly PSCmdlet _command;
    private Func<PumpCall, CallContext>? _ofJob;

    public CallContexts(PSCmdlet command) => _command = command;

    /// <summary>
    /// Reads the preferences, on the pipeline thread. The function that it gives runs on the pool, which must not ask the engine.
    /// </summary>
    public Func<PumpCall, CallContext> Read() => _ofJob ?? Read(call => new SessionSignIn(call));

    /// <summary>Reads the preferences for a job, while the engine can still be asked; they stay as they are.</summary>
    public void Freeze()
    {
        JobSignIn signIn = new(_command);
        _ofJob = Read(_ => signIn);
    }

    /// <summary>Tells whether the user turned a common parameter on, or else its preference.</summary>
    /// <param name="parameter">The name of the parameter.</param>
    /// <param name="preference">The name of the preference variable; null for none.</param>
    public bool IsOn(string parameter, string? preference) =>
        _command.MyInvocation.BoundParameters.TryGetValue(parameter, out object? bound)
            ? LanguagePrimitives.IsTrue(bound)
            : preference is not null && LanguagePrimitives.IsTrue(_command.SessionState.PSVariable.GetValue(preference));

    private Func<PumpCall, CallContext> Read(Func<PumpCall, ISessionSignIn> signIn)
    {
        bool wantsDebug = WantsDebug();
        bool verboseAsDebug = IsOn("Debug", null) && !_command.MyInvocation.BoundParameters.ContainsKey("Verbose");
        return call => new CallContext(new PumpLog(call, wantsDebug, verboseAsDebug), call.Token)
        {
            Session = signIn(call),
            Accepted = call.Release,
            Responses = _responses,
        };
    }

    private bool WantsDebug() =>
        IsOn("Debug", null)
        || (LanguagePrimitives.TryConvertTo(_command.SessionState.PSVariable.GetValue("DebugPreference"), out ActionPreference preference)
            && preference is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore));
}
