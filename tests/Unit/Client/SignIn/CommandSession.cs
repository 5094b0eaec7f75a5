using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using AmlCompute.Commands;
using AmlCompute.Tests.Models;

namespace AmlCompute.Tests.Client.SignIn;

/// <summary>A runspace of the real engine with the commands of the module.</summary>
internal sealed class CommandSession : IDisposable
{
    private readonly ScreenHost _host;
    private readonly Runspace _runspace;

    public CommandSession(params (string Name, object Value)[] variables)
        : this(new ScreenHost(200), variables)
    {
    }

    public CommandSession(ScreenHost host, params (string Name, object Value)[] variables)
    {
        _host = host;
        InitialSessionState state = InitialSessionState.CreateDefault2();
        foreach (Type type in typeof(AmlComputeCommand).Assembly.GetTypes()
            .Where(type => type.GetCustomAttribute<CmdletAttribute>() is not null))
        {
            CmdletAttribute cmdlet = type.GetCustomAttribute<CmdletAttribute>()!;
            state.Commands.Add(new SessionStateCmdletEntry($"{cmdlet.VerbName}-{cmdlet.NounName}", type, null));
        }

        string views = Path.Combine(Repository.Root, "src", "AmlCompute.PowerShell", "Module");
        state.Types.Add(new SessionStateTypeEntry(Path.Combine(views, "AmlCompute.Types.ps1xml")));
        foreach (string file in Directory.GetFiles(views, "*.Format.ps1xml").OrderBy(file => file.Length))
        {
            state.Formats.Add(new SessionStateFormatEntry(file));
        }

        _runspace = RunspaceFactory.CreateRunspace(_host, state);
        _runspace.Open();
        foreach ((string name, object value) in variables)
        {
            _runspace.SessionStateProxy.SetVariable(name, value);
        }
    }

    /// <summary>Gets the lines that were shown.</summary>
    public IReadOnlyList<string> Screen => _host.Screen;

    public PowerShell Prepare(string script) => PowerShell.Create(_runspace).AddScript(script);

    public async Task<string[]> InvokeAsync(string script)
    {
        using PowerShell shell = Prepare(script);
        return [.. (await shell.InvokeAsync()).Select(item => item?.ToString() ?? string.Empty)];
    }

    public void Dispose() => _runspace.Dispose();
}
