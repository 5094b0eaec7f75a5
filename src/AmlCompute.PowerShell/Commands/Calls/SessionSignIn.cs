using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Security;
using AmlCompute.Async;
using AmlCompute.Client.Http;
using AmlCompute.Client.SignIn;

namespace AmlCompute.Commands.Calls;

/// <summary>Gets tokens from the Az.Accounts module of the session, on the pipeline thread.</summary>
internal sealed class SessionSignIn(PumpCall call) : ISessionSignIn
{
    internal const string CommandName = "Get-AzAccessToken";

    internal const string NotLoaded = "The Az.Accounts module is not loaded in this session.";

    /// <summary>The assumed lifetime of a token if Get-AzAccessToken returns no expiry time.</summary>
    private static readonly TimeSpan ShortLife = TimeSpan.FromMinutes(5);

    public SemaphoreSlim RequestLock => call.QuestionLock;

    public async Task<SessionToken> GetTokenAsync(string audience, string? tenantId, CancellationToken token)
    {
        try
        {
            return await call.AskPipelineAsync(cmdlet => InvokeInSession((PSCmdlet)cmdlet, audience, tenantId), token)
                .ConfigureAwait(false);
        }
        catch (InvalidOperationException exception)
        {
            // The runspace cannot run a nested command.
            throw new SignInException(exception.Message);
        }
    }

    /// <summary>
    /// Finds Get-AzAccessToken in the loaded modules. The search names the command types, because a search by name alone would import any
    /// module that has such a command. Returns null if no loaded module has it.
    /// </summary>
    internal static CommandInfo? FindCommand(PSCmdlet cmdlet) =>
        cmdlet.InvokeCommand.GetCommands(CommandName, CommandTypes.Cmdlet | CommandTypes.Function, nameIsPattern: false).FirstOrDefault();

    /// <summary>Runs the command that was added to the shell, and returns its token.</summary>
    /// <exception cref="SignInException">The command failed, or returned no token.</exception>
    /// <exception cref="PipelineStoppedException">The command was stopped.</exception>
    internal static SessionToken InvokeCommand(PowerShell shell, string audience, string? tenantId)
    {
        shell.AddParameter("ResourceUrl", audience);
        if (tenantId is not null)
        {
            shell.AddParameter("TenantId", tenantId);
        }

        try
        {
            PSInvocationSettings settings = new() { ErrorActionPreference = ActionPreference.Stop };
            PSObject? result = shell.Invoke(null, settings).LastOrDefault();
            if (shell.InvocationStateInfo.State == PSInvocationState.Stopped)
            {
                // PowerShell stops a nested command before the outer one, and reports it as completed.
                throw new PipelineStoppedException();
            }

            return shell.Streams.Error.FirstOrDefault() is { } error
                ? throw new SignInException(SignInException.ReadReason(error.ToString()))
                : ReadToken(result);
        }
        catch (RuntimeException exception) when (exception is not PipelineStoppedException)
        {
            throw new SignInException(SignInException.ReadReason(exception.Message));
        }
    }

    private static SessionToken InvokeInSession(PSCmdlet cmdlet, string audience, string? tenantId)
    {
        CommandInfo command = FindCommand(cmdlet) ?? throw new SignInException(NotLoaded);
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand(command);
        ArrayList? errors = cmdlet.SessionState.PSVariable.GetValue("Error") as ArrayList;
        object? lastError = errors is { Count: > 0 } ? errors[0] : null;
        try
        {
            return InvokeCommand(shell, audience, tenantId);
        }
        finally
        {
            RemoveErrorsAfter(errors, lastError);
        }
    }

    /// <summary>
    /// Removes the errors of Get-AzAccessToken from $Error, because the module reports a failed sign-in itself. $Error begins with the
    /// newest error.
    /// </summary>
    private static void RemoveErrorsAfter(ArrayList? errors, object? lastError)
    {
        while (errors is { Count: > 0 } && !ReferenceEquals(errors[0], lastError))
        {
            errors.RemoveAt(0);
        }
    }

    private static SessionToken ReadToken(PSObject? result)
    {
        string? text = ReadMember(result, "Token") switch
        {
            SecureString secret => SecretText.Reveal(secret),
            string plain => plain,
            _ => null,
        };
        return string.IsNullOrWhiteSpace(text)
            ? throw new SignInException($"{CommandName} returned no token.")
            : new SessionToken(text!, ReadExpiryTime(ReadMember(result, "ExpiresOn")));
    }

    private static DateTimeOffset ReadExpiryTime(object? value) => value switch
    {
        DateTimeOffset time => time,
        DateTime time => time,
        string text when DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) => time,
        _ => TimeProvider.System.GetUtcNow() + ShortLife,
    };

    private static object? ReadMember(PSObject? result, string name) =>
        result?.Properties[name]?.Value is { } value ? (value as PSObject)?.BaseObject ?? value : null;
}
