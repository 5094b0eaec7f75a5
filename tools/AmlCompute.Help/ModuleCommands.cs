using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace AmlCompute.Help;

/// <summary>Reads the commands of a module in a new runspace.</summary>
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

    public static List<CommandDescription> Of(Runspace runspace, Action<PowerShell> addModule)
    {
        // The engine finds dynamic parameters only if Get-Command returned the command, in the default runspace of the thread.
        Runspace before = Runspace.DefaultRunspace;
        Runspace.DefaultRunspace = runspace;
        try
        {
            using PowerShell import = PowerShell.Create(runspace);
            import.AddCommand("Import-Module").AddParameter("PassThru").AddParameter("ErrorAction", "Stop");
            addModule(import);
            string module = import.Invoke<PSModuleInfo>()[0].Name;
            using PowerShell list = PowerShell.Create(runspace);
            return [.. list.AddCommand("Get-Command").AddParameter("Module", module).Invoke<CmdletInfo>()
                .OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal).Select(CommandDescription.FromCmdlet)];
        }
        finally
        {
            Runspace.DefaultRunspace = before;
        }
    }
}
