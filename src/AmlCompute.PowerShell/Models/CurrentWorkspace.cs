namespace AmlCompute.Models;

/// <summary>
/// The current workspace of a session. Each session has one such object, shared with its connections, so that an object read earlier shows
/// whether it still belongs to the session's current workspace.
/// </summary>
internal sealed class CurrentWorkspace
{
    /// <summary>The workspace; null if the session has none. Background threads read it.</summary>
    private volatile Workspace? _workspace;

    /// <summary>Replaces the current workspace; null for none.</summary>
    public void ReplaceWith(Workspace? workspace) => _workspace = workspace;

    /// <summary>Returns true if the current workspace is in the subscription, or if the session has no current workspace.</summary>
    public bool IsInSubscription(string id) => _workspace?.SubscriptionId.Equals(id, StringComparison.OrdinalIgnoreCase) ?? true;

    /// <summary>Returns true if a workspace is the current one, even if it was opened again. Two sandboxes are never the same.</summary>
    public bool IsSameAs(Workspace workspace) =>
        _workspace is { } current
        && (current.IsSameAs(workspace)
            || (!current.IsSandbox
                && !workspace.IsSandbox
                && current.Environment == workspace.Environment
                && current.Key.Id == workspace.Key.Id));
}
