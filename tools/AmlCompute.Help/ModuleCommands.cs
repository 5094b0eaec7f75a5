using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace AmlCompute.Help;

/// <summary>The commands of a module, read in an engine of its own.</summary>
internal static class ModuleCommands
{
    public static List<CommandDescription> Of(string manifest)
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        }

        using Runspace runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        return Of(runspace, shell => shell.AddParameter("Name", manifest));
    }

    /// <summary>Imports a module and describes its commands.</summary>
    public static List<CommandDescription> Of(Runspace runspace, Action<PowerShell> which)
    {
        // The engine finds dynamic parameters only of a command that it looked up itself, and where the runspace is that of the thread.
        Runspace before = Runspace.DefaultRunspace;
        Runspace.DefaultRunspace = runspace;
        try
        {
            using PowerShell import = PowerShell.Create(runspace);
            import.AddCommand("Import-Module").AddParameter("PassThru").AddParameter("ErrorAction", "Stop");
            which(import);
            string module = import.Invoke<PSModuleInfo>()[0].Name;
            using PowerShell list = PowerShell.Create(runspace);
            return [.. list.AddCommand("Get-Command").AddParameter("Module", module).Invoke<CmdletInfo>()
                .OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal).Select(CommandDescription.Of)];
        }
        finally
        {
            Runspace.DefaultRunspace = before;
        }
    }
}
