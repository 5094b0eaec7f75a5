using AmlCompute.Sandbox.Wire;

namespace AmlCompute.Sandbox.State;

/// <summary>Everything the sandbox remembers; guarded by the service's lock.</summary>
internal sealed class SandboxState
{
    public SandboxState(SandboxOptions options, FaultBook faults)
    {
        Options = options;
        Seeds = new SeededValues(options.Seed);
        Operations = new Operations(Timeline, Seeds, faults);
        Workspaces = new WorkspaceDirectory(options);
    }

    public SandboxOptions Options { get; }

    public SeededValues Seeds { get; }

    public Timeline Timeline { get; } = new();

    public Operations Operations { get; }

    public WorkspaceDirectory Workspaces { get; }
}
