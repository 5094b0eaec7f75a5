using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace AmlCompute.Bench;

/// <summary>A runspace with the built module, connected to a server.</summary>
internal sealed class EngineSession : IDisposable
{
    private readonly Runspace _runspace;

    public EngineSession(string? endpoint = null, string? manifest = null)
    {
        _runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        _runspace.Open();
        if (manifest != "none")
        {
            Run("param($path) Import-Module $path", manifest ?? ChildProcess.ModuleManifest);
        }

        if (endpoint is not null)
        {
            Connect(endpoint, string.Empty);
        }
    }

    public void Connect(string endpoint, string option) => Run(
        $"$null = Connect-AmlWorkspace -Endpoint {endpoint} -WorkspaceName {PageServer.Workspace} " +
        $"-ResourceGroupName {PageServer.Group} -SubscriptionId {PageServer.Subscription} {option}");

    public PowerShell Prepare(string script, params object[] arguments)
    {
        PowerShell shell = PowerShell.Create(_runspace).AddScript(script);
        foreach (object argument in arguments)
        {
            shell.AddArgument(argument);
        }

        return shell;
    }

    /// <summary>Runs a script; any error ends the benchmark.</summary>
    public IReadOnlyList<object> Run(string script, params object[] arguments)
    {
        using PowerShell shell = Prepare(script, arguments);
        IReadOnlyList<object> output = [.. shell.Invoke().Select(item => item?.BaseObject!)];
        return shell.Streams.Error.Count > 0
            ? throw new InvalidOperationException($"{script}: {shell.Streams.Error.FirstOrDefault()}")
            : output;
    }

    public void Dispose() => _runspace.Dispose();
}
