using AmlCompute.Sandbox.Catalog;

namespace AmlCompute.Sandbox.State;

/// <summary>The state of a sandbox, which all handlers share. They run one at a time, inside the lock of SandboxService.</summary>
internal sealed class SandboxState
{
    public SandboxState(SandboxOptions options, int seed, FaultList faults)
    {
        Options = options;
        Seeds = new SeededValues(seed);
        Operations = new Operations(Timeline, Seeds, faults);
        Workspaces = new WorkspaceDirectory(options);
        Quotas = new QuotaTable(options.Quota);
    }

    public SandboxOptions Options { get; }

    public SeededValues Seeds { get; }

    public Timeline Timeline { get; } = new();

    public Operations Operations { get; }

    public WorkspaceDirectory Workspaces { get; }

    public Journal Journal { get; } = new();

    public QuotaTable Quotas { get; }

    /// <summary>The time of the current request.</summary>
    public DateTimeOffset Now { get; set; }
}
