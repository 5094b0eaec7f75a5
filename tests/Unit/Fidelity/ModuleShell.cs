using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Text.Json;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.Workspaces;
using AmlCompute.Models;
using AmlCompute.Tests.Client;
using Azure.Core.Pipeline;
using Xunit;

namespace AmlCompute.Tests.Fidelity;

/// <summary>
/// A runspace of the engine with the module's commands, whose workspace is at the other end of a handler of the test. Retries come at once,
/// and every body that creates or attaches a compute target is held against the schema.
/// </summary>
internal sealed class ModuleShell : IDisposable
{
    private readonly Runspace _runspace;
    private readonly CheckedService _service;

    public ModuleShell(CheckedService service, WorkspaceReference? workspace = null, TimeProvider? clock = null)
    {
        _service = service;
        ComputeClientOptions options = new() { Transport = new HttpClientTransport(service) };
        Client = new ComputeClient(
            ConnectionFactory.BuildPipeline(options),
            new Uri("https://management.azure.com/"),
            new RequestClocks(clock ?? TimeProvider.System, Pauses: null, TimeProvider.System));
        Workspace = new ServiceConnection("AzureCloud", Client).CreateWorkspace(
            workspace ?? new WorkspaceReference("0b5d8c1e-2f60-4f5c-9f0e-3a1d6c7b8e90", "rg-vision", "vision", "test"),
            JsonSerializer.Deserialize<JsonElement>("""{ "location": "westeurope" }"""));

        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.Types.Add(
            new SessionStateTypeEntry(Path.Combine(Repository.Root, "src", "AmlCompute.PowerShell", "Module", "AmlCompute.Types.ps1xml")));
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.ThreadOptions = PSThreadOptions.ReuseThread;
        _runspace.Open();
        using PowerShell import = PowerShell.Create(_runspace);
        import.AddCommand("Import-Module").AddParameter("Assembly", typeof(ComputeTarget).Assembly).Invoke();
        Set("workspace", Workspace);
        Run("$PSDefaultParameterValues = @{ '*-Aml*:Workspace' = $workspace }");
    }

    public ComputeClient Client { get; }

    public Workspace Workspace { get; }

    public CallContext Call { get; } = new(new CallLog(), CancellationToken.None);

    public void Set(string variable, object? value) => _runspace.SessionStateProxy.SetVariable(variable, value);

    public ShellResult Run(string script)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        List<ErrorRecord> ended = [];
        PSObject[] output = [];
        try
        {
            output = [.. shell.AddScript(script).Invoke()];
        }
        catch (RuntimeException exception)
        {
            ended.Add(exception.ErrorRecord);
        }

        Assert.Empty(_service.Violations);
        return new ShellResult(
            [.. output.Select(item => item.BaseObject)],
            [.. shell.Streams.Error, .. ended],
            [.. shell.Streams.Verbose.Select(record => record.Message)],
            [.. shell.Streams.Warning.Select(record => record.Message)]);
    }

    /// <summary>Runs a script that must not fail.</summary>
    public IReadOnlyList<object> Output(string script)
    {
        ShellResult result = Run(script);
        Assert.Empty(result.Errors.Select(error => $"{error.FullyQualifiedErrorId}: {error}"));
        return result.Output;
    }

    public void Dispose() => _runspace.Dispose();
}

/// <summary>The output streams of a script.</summary>
internal sealed record ShellResult(
    IReadOnlyList<object> Output, IReadOnlyList<ErrorRecord> Errors, IReadOnlyList<string> Verbose, IReadOnlyList<string> Warnings)
{
    /// <summary>Gets the ids of the errors, without the names of the commands.</summary>
    public IReadOnlyList<string> ErrorIds => [.. Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0])];
}
