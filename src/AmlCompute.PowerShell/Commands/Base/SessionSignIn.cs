using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Security;
using AmlCompute.Async;
using AmlCompute.Client.Arm;
using AmlCompute.Client.SignIn;

namespace AmlCompute.Commands.Base;

/// <summary>Asks the Az.Accounts module of the same session for a token, on the pipeline thread.</summary>
internal sealed class SessionSignIn : ISessionSignIn
{
    internal const string CommandName = "Get-AzAccessToken";

    internal const string NotLoaded = "The Az.Accounts module is not loaded in this session.";

    /// <summary>How long a token is taken to be good when the command does not say.</summary>
    private static readonly TimeSpan ShortLife = TimeSpan.FromMinutes(5);

    private readonly PumpCall _call;

    public SessionSignIn(PumpCall call) => _call = call;

    public SemaphoreSlim Turns => _call.Turns;

    public async Task<SessionToken> GetTokenAsync(string audience, string? tenantId, CancellationToken token)
    {
        try
        {
            return await _call.AskAsync(cmdlet => Invoke((PSCmdlet)cmdlet, audience, tenantId), token).ConfigureAwait(false);
        }
        catch (InvalidOperationException exception)
        {
            throw new SignInException(exception.Message);
        }
    }

    private static SessionToken Invoke(PSCmdlet cmdlet, string audience, string? tenantId)
    {
        CommandInfo command = Find(cmdlet) ?? throw new SignInException(NotLoaded);
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand(command);
        ArrayList? errors = cmdlet.SessionState.PSVariable.GetValue("Error") as ArrayList;
        object? last = errors is { Count: > 0 } ? errors[0] : null;
        try
        {
            return Invoke(shell, audience, tenantId);
        }
        finally
        {
            Forget(errors, last);
        }
    }

    /// <summary>The command that gives tokens, if the session has it. Asked for by type, the engine searches what is loaded; by name alone it would import any module that has such a command.</summary>
    internal static CommandInfo? Find(PSCmdlet cmdlet) =>
        cmdlet.InvokeCommand.GetCommands(CommandName, CommandTypes.Cmdlet | CommandTypes.Function, nameIsPattern: false).FirstOrDefault();

    /// <summary>Runs the command, which the shell holds already.</summary>
    internal static SessionToken Invoke(PowerShell shell, string audience, string? tenantId)
    {
        shell.AddParameter("ResourceUrl", audience);
        if (tenantId is not null)
        {
            shell.AddParameter("TenantId", tenantId);
        }

        try
        {
            PSObject? answer = shell.Invoke(null, new PSInvocationSettings { ErrorActionPreference = ActionPreference.Stop }).LastOrDefault();
            if (shell.InvocationStateInfo.State == PSInvocationState.Stopped)
            {
                // The engine stops a nested command before the one around it, and reports it as ended.
                throw new PipelineStoppedException();
            }

            return shell.Streams.Error.FirstOrDefault() is { } error ? throw new SignInException(SignInException.Line(error.ToString())) : Read(answer);
        }
        catch (RuntimeException exception) when (exception is not PipelineStoppedException)
        {
            throw new SignInException(SignInException.Line(exception.Message));
        }
    }

    /// <summary>A way that did not work is a line in the user's error, or nothing at all when another worked; the engine has noted it as an error of its own.</summary>
    private static void Forget(ArrayList? errors, object? last)
    {
        while (errors is { Count: > 0 } && !ReferenceEquals(errors[0], last))
        {
            errors.RemoveAt(0);
        }
    }

    private static SessionToken Read(PSObject? answer)
    {
        string? text = Member(answer, "Token") switch
        {
            SecureString secret => SecretText.Reveal(secret),
            string plain => plain,
            _ => null,
        };
        return string.IsNullOrWhiteSpace(text)
            ? throw new SignInException($"{CommandName} gave no token.")
            : new SessionToken(text!, ExpiresOn(Member(answer, "ExpiresOn")));
    }

    private static DateTimeOffset ExpiresOn(object? value) => value switch
    {
        DateTimeOffset time => time,
        DateTime time => time,
        string text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) => time,
        _ => TimeProvider.System.GetUtcNow() + ShortLife,
    };

    private static object? Member(PSObject? answer, string name) => answer?.Properties[name]?.Value is { } value ? (value as PSObject)?.BaseObject ?? value : null;
}
