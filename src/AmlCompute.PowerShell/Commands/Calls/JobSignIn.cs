using System.Management.Automation;
using System.Management.Automation.Runspaces;
using AmlCompute.Client.Http;
using AmlCompute.Client.SignIn;

namespace AmlCompute.Commands.Calls;

/// <summary>
/// Gets tokens from the Az.Accounts module in a job, which cannot use the session. The module keeps its sign-in for the whole process, so a
/// new runspace with the same module is signed in too.
/// </summary>
/// <param name="moduleFile">The file of the Az.Accounts module; null if the session has not loaded it.</param>
internal sealed class JobSignIn(string? moduleFile) : ISessionSignIn
{
    public SemaphoreSlim RequestLock { get; } = new(1, 1);

    /// <summary>Returns the file of the Az.Accounts module; null if the session of the command has not loaded it.</summary>
    public static string? FindModuleFile(PSCmdlet cmdlet) =>
        SessionSignIn.FindCommand(cmdlet)?.Module is { } module ? FindModuleFile(module) : null;

    public async Task<SessionToken> GetTokenAsync(string audience, string? tenantId, CancellationToken token)
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([moduleFile ?? throw new SignInException(SessionSignIn.NotLoaded)]);
        using Runspace runspace = RunspaceFactory.CreateRunspace(state);
        using PowerShell shell = PowerShell.Create();
        shell.Runspace = runspace;
        using (token.Register(() => shell.BeginStop(null, null)))
        {
            return await Task.Run(
                () =>
                {
                    try
                    {
                        runspace.Open();
                        token.ThrowIfCancellationRequested();
                        shell.AddCommand(SessionSignIn.CommandName);
                        return SessionSignIn.InvokeCommand(shell, audience, tenantId);
                    }
                    catch (PipelineStoppedException)
                    {
                        throw new OperationCanceledException(token);
                    }
                },
                token).ConfigureAwait(false);
        }
    }

    /// <summary>Returns the manifest of a module, or its file if it has no manifest.</summary>
    private static string FindModuleFile(PSModuleInfo module)
    {
        string manifest = Path.Combine(module.ModuleBase, module.Name + ".psd1");
        return File.Exists(manifest) ? manifest : module.Path;
    }
}
