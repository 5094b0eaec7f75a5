namespace AmlCompute.Models;

/// <summary>What a workspace object knows of the connection it carries. The client behind it is the business of the client layer.</summary>
internal abstract class WorkspaceConnection
{
    protected WorkspaceConnection(string environment, WorkspaceSandbox? sandbox)
    {
        Environment = environment;
        Sandbox = sandbox;
    }

    /// <summary>Gets the name of the environment the connection goes to.</summary>
    public string Environment { get; }

    /// <summary>Gets the controls of the sandbox, when the connection goes to one.</summary>
    public WorkspaceSandbox? Sandbox { get; }

    /// <summary>Gets or sets what the session that uses the connection works in; null as long as no session has made it its own.</summary>
    public CurrentWorkspace? Session { get; set; }
}

/// <summary>
/// The workspace that a session works in, for whoever shows something of a workspace. One object for each session, which its connections know: what was read
/// over them can tell at any time whether it is of the workspace that is meant when none is named.
/// </summary>
internal sealed class CurrentWorkspace
{
    private volatile Workspace? _workspace;

    /// <summary>Sets the workspace; null when the session has none.</summary>
    public Workspace? Workspace
    {
        set => _workspace = value;
    }

    /// <summary>Tells whether a workspace is the one, also when it was opened once more since. Two sandboxes are never the same.</summary>
    public bool Is(Workspace workspace) =>
        _workspace is { } current
        && (current.IsSameAs(workspace)
            || (!current.IsSandbox && !workspace.IsSandbox && current.Environment == workspace.Environment && current.Key.Id == workspace.Key.Id));
}
