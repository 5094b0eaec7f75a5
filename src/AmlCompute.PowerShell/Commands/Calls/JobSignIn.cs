using System.Management.Automation;
using System.Management.Automation.Runspaces;
using AmlCompute.Client.Http;
using AmlCompute.Client.SignIn;

namespace AmlCompute.Commands.Calls;

/// <summary>
/// Gets tokens from the Az.Accounts module in a job, which cannot use the session. The module keeps its sign-in for the whole process, so a
/// new runspace with the same module is signed in too.
/// </summary>
/// <param name="cmdlet">The command that starts the job; only it can search the modules of the session.</param>
internal sealed class JobSignIn(PSCmdlet cmdlet) : ISessionSignIn
{
    /// <summary>The file of the Az.Accounts module; null if the session has not loaded it.</summary>
    private readonly string? _moduleFile = SessionSignIn.FindCommand(cmdlet)?.Module is { } module ? FindModuleFile(module) : null;

    public SemaphoreSlim RequestLock { get; } = new(1, 1);

    public async Task<SessionToken> GetTokenAsync(string audience, string? tenantId, CancellationToken token)
    {
        string moduleFile = _moduleFile ?? throw new SignInException(SessionSignIn.NotLoaded);
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([moduleFile]);
        using Runspace runspace = RunspaceFactory.CreateRunspace(state);
        using PowerShell shell = PowerShell.Create();
        shell.Runspace = runspace;
        using (token.Register(() => shell.BeginStop(null, null)))
        {
            return await Task.Run(
                () =>
                {
                    runspace.Open();
                    shell.AddCommand(SessionSignIn.CommandName);
                    return SessionSignIn.InvokeCommand(shell, audience, tenantId);
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
