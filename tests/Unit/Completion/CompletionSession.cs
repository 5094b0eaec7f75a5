using System.Management.Automation;
using System.Management.Automation.Runspaces;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands;
using Xunit;

namespace AmlCompute.Tests.Completion;

/// <summary>A runspace of the engine with the module's commands, connected to a sandbox on a manual clock, and its Tab key.</summary>
internal sealed class CompletionSession : IDisposable
{
    /// <summary>
    /// A completer gives up after a short real time, in which a busy machine may not have answered; then the key is pressed again.
    /// </summary>
    private const int Tries = 40;

    private const string Complete =
        """
        param($line)
        $matches = [Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches
        foreach ($match in $matches) { if ($match.ResultType -eq 'ParameterValue') { $match } }
        """;

    private readonly Runspace _runspace;

    /// <param name="option">The options of the sandbox, as PowerShell writes them; null for no connection.</param>
    public CompletionSession(string? option = "")
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();

        // As the module does it: the session is kept in the scope of the outer module.
        using (PowerShell import = PowerShell.Create(_runspace))
        {
            const string Outer = "New-Module AmlCompute { param($assembly) Import-Module -Assembly $assembly }";
            import.AddScript($"param($assembly) {Outer} -ArgumentList $assembly | Import-Module")
                .AddArgument(typeof(AmlComputeCommand).Assembly).Invoke();
            Assert.Empty(import.Streams.Error);
        }

        if (option is not null)
        {
            Run($"$workspace = Connect-AmlWorkspace -Sandbox -SandboxOption (@{{ Clock = 'Manual'; ReadLag = 0 }} + @{{ {option} }})");
        }
    }

    /// <summary>Connects to a workspace of the test instead of a sandbox.</summary>
    public CompletionSession(Workspace workspace)
        : this(option: null)
    {
        AmlSession session = new();
        session.Connect(workspace);
        using PowerShell shell = PowerShell.Create(_runspace);
        shell.AddScript("param($name, $session) (Get-Module AmlCompute).SessionState.PSVariable.Set($name, $session)")
            .AddArgument(AmlSession.VariableName).AddArgument(session).Invoke();
        Assert.Empty(shell.Streams.Error);
    }

    /// <summary>Gets what the sandbox was asked, as method and path.</summary>
    public IReadOnlyList<string> Requests =>
        [.. Run("$workspace.Sandbox.Requests | ForEach-Object { $_.Method + ' ' + $_.Path }").Select(item => (string)item)];

    public IReadOnlyList<object> Run(string script)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        object[] output = [.. shell.AddScript(script).Invoke().Select(item => item.BaseObject)];
        Assert.Empty(shell.Streams.Error.Select(error => error.ToString()));
        return output;
    }

    /// <summary>Completes the end of a line once.</summary>
    public IReadOnlyList<CompletionResult> PressTab(string line)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        CompletionResult[] offered = [.. shell.AddScript(Complete).AddArgument(line).Invoke<CompletionResult>()];
        Assert.Empty(shell.Streams.Error.Select(error => error.ToString()));
        return offered;
    }

    /// <summary>Completes the end of a line until there is a result, so that a slow machine does not fail the test.</summary>
    public IReadOnlyList<CompletionResult> Offered(string line)
    {
        for (int left = Tries; left > 0; left--)
        {
            if (PressTab(line) is { Count: > 0 } offered)
            {
                return offered;
            }
        }

        return [];
    }

    /// <summary>The texts of <see cref="Offered"/>.</summary>
    public IReadOnlyList<string> Texts(string line) => [.. Offered(line).Select(match => match.CompletionText)];

    public void Dispose() => _runspace.Dispose();
}
