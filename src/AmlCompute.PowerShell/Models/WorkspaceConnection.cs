namespace AmlCompute.Models;

/// <summary>The part of a connection that models use. ServiceConnection adds the HTTP client.</summary>
internal abstract class WorkspaceConnection(string environment, WorkspaceSandbox? sandbox)
{
    /// <summary>Gets the name of the cloud, Sandbox, or a given endpoint, as <see cref="Workspace.Environment"/>.</summary>
    public string Environment { get; } = environment;

    /// <summary>Gets the controls of the sandbox; null if the connection is not to a sandbox.</summary>
    public WorkspaceSandbox? Sandbox { get; } = sandbox;

    public PriceBook Prices { get; } = new();

    /// <summary>Gets or sets the current workspace of the session that uses the connection; null until a session uses it.</summary>
    public CurrentWorkspace? Session { get; set; }
}
