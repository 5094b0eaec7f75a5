namespace AmlCompute.Models;

/// <summary>The part of a connection that a workspace object uses. The client layer adds the HTTP client.</summary>
internal abstract class WorkspaceConnection(string environment, WorkspaceSandbox? sandbox)
{
    public string Environment { get; } = environment;

    /// <summary>Gets the controls of the sandbox; null if the connection is not to a sandbox.</summary>
    public WorkspaceSandbox? Sandbox { get; } = sandbox;

    public PriceBook Prices { get; } = new();

    /// <summary>Gets or sets the current workspace of the session that uses the connection; null until a session uses it.</summary>
    public CurrentWorkspace? Session { get; set; }
}

/// <summary>
/// The current workspace of a session. Each session has one such object, shared with its connections, so that an object read earlier shows
/// whether it still belongs to the session's current workspace.
/// </summary>
internal sealed class CurrentWorkspace
{
    private volatile Workspace? _workspace;

    public Workspace? Workspace
    {
        set => _workspace = value;
    }

    /// <summary>Returns true if the current workspace is in a subscription, or if there is none.</summary>
    public bool HasSubscription(string id) => _workspace?.SubscriptionId.Equals(id, StringComparison.OrdinalIgnoreCase) ?? true;

    /// <summary>Returns true if a workspace is the current one, even if it was opened again. Two sandboxes are never the same.</summary>
    public bool IsSameAs(Workspace workspace) =>
        _workspace is { } current
        && (current.IsSameAs(workspace)
            || (!current.IsSandbox
                && !workspace.IsSandbox
                && current.Environment == workspace.Environment
                && current.Key.Id == workspace.Key.Id));
}
