using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.PowerShell;

namespace AmlCompute.SpecHost;

/// <summary>Runs spec files, each in a runspace of its own that has nothing but the engine's own cmdlets.</summary>
/// <param name="limit">How long a single It, BeforeAll or AfterAll may take.</param>
public sealed class SpecRunner(TimeSpan limit)
{
    internal const string Suffix = ".Tests.ps1";

    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(10);

    // Without these a Pester installed on the machine would be loaded for them, and take over the rest too.
    private static readonly string[] UnsupportedCommands =
        ["Mock", "InModuleScope", "Should-Invoke", "Assert-MockCalled", "Assert-VerifiableMock", "New-MockObject", "Add-ShouldOperator", "Invoke-Pester"];

    /// <summary>The spec files in a folder and below it.</summary>
    public static IEnumerable<string> FindFiles(string folder) =>
        Directory.EnumerateFiles(folder, "*" + Suffix, SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    /// <summary>Names the tests of a file, or runs them; <paramref name="filter"/> says by uid which ones.</summary>
    public async IAsyncEnumerable<SpecResult> ExecuteAsync(
        string file, Func<string, bool> filter, bool discoverOnly, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reports = Channel.CreateUnbounded<SpecResult?>();
        var output = new HostOutput();
        using var drive = new TestDrive();
        var session = new SpecSession(Path.GetFullPath(file), filter, discoverOnly, drive, output, reports.Writer);
        var runspace = RunspaceFactory.CreateRunspace(new SpecPSHost(output), CreateState(session));
        runspace.Open();
        var powerShell = PowerShell.Create(runspace);
        powerShell.Streams.Error.DataAdded += (_, added) => output.WriteLine($"ERROR: {powerShell.Streams.Error[added.Index]}");
        var run = InvokeAsync(powerShell, session);

        try
        {
            while (await WaitForReportAsync(reports.Reader, powerShell, session, run, cancellationToken))
            {
                while (reports.Reader.TryRead(out var report))
                {
                    if (report is not null)
                    {
                        yield return report;
                    }
                }
            }
        }
        finally
        {
            await StopAsync(powerShell, run);
            // A pipeline that ignores Stop keeps its runspace: disposing would wait for it.
            if (run.IsCompleted)
            {
                powerShell.Dispose();
                runspace.Dispose();
            }
        }
    }

    private static InitialSessionState CreateState(SpecSession session)
    {
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = ExecutionPolicy.Bypass;
        }

        state.Variables.Add(new SessionStateVariableEntry("____session", session, "", ScopedItemOptions.Constant));
        // Every workspace that a spec connects to is kept, to look at what was sent to it when the file is done.
        state.Variables.Add(new SessionStateVariableEntry("____workspaces", new ArrayList(), ""));
        state.Variables.Add(new SessionStateVariableEntry(
            "PSDefaultParameterValues", new DefaultParameterDictionary { ["Connect-AmlWorkspace:OutVariable"] = "+global:____workspaces" }, ""));
        state.Commands.Add(UnsupportedCommands.Select(name =>
            new SessionStateFunctionEntry(name, $"throw 'The spec host does not support the Pester command {name}.'")));
        state.ImportPSModule(Script("Spec.psm1"), Script("Should.psm1"));
        return state;
    }

    private static string Script(string name) => Path.Combine(SpecSession.ScriptFolder, name);

    private static async Task InvokeAsync(PowerShell powerShell, SpecSession session)
    {
        // Two scripts, so that what discovery leaves in its script scope is gone when the tests run, as in Pester.
        powerShell.AddCommand(Script("Discover.ps1")).AddStatement().AddCommand(Script("Run.ps1"));
        var reason = "";
        try
        {
            await powerShell.InvokeAsync();
        }
        catch (RuntimeException exception)
        {
            reason = exception.Message;
        }

        session.End($"The run of the file ended early, in {session.CurrentStep}. {reason}");
    }

    /// <summary>Waits for the next report; false when there will be none. A step that takes too long ends the run of the file.</summary>
    private async Task<bool> WaitForReportAsync(
        ChannelReader<SpecResult?> reports, PowerShell powerShell, SpecSession session, Task run, CancellationToken cancellationToken)
    {
        try
        {
            return await reports.WaitToReadAsync(cancellationToken).AsTask().WaitAsync(limit, cancellationToken);
        }
        catch (TimeoutException)
        {
            session.Abandon($"The run of the file was stopped: {session.CurrentStep} took longer than {limit.TotalSeconds} s.");
            await StopAsync(powerShell, run);
            session.End("");
            return await reports.WaitToReadAsync(cancellationToken);
        }
    }

    private static async Task StopAsync(PowerShell powerShell, Task run)
    {
        if (!run.IsCompleted)
        {
            var stop = powerShell.StopAsync(null, null);
            await Task.WhenAny(Task.WhenAll(stop, run), Task.Delay(StopGrace));
        }
    }
}
