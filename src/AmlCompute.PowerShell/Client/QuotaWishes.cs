namespace AmlCompute.Client;

/// <summary>The quotas that a user wants, of any workspaces, until they are sent: those of a region and subscription in one request.</summary>
internal sealed class QuotaWishes
{
    private readonly List<QuotaEditor> _editors = [];

    /// <summary>Gets what is sent in one request each.</summary>
    public IEnumerable<QuotaEditor[]> Requests => _editors.Where(editor => editor.HasWishes).GroupBy(editor => editor.Destination).Select(group => group.ToArray());

    /// <summary>The workspace whose quota an id names.</summary>
    /// <param name="id">The ARM id of the quota.</param>
    /// <param name="quota">The quota as it was read, which carries its connection; null when only the id is known.</param>
    /// <param name="session">Gives the connection then.</param>
    /// <exception cref="ComputeTargetException">It is the subscription's, or no quota's.</exception>
    public static Workspace WorkspaceOf(string id, ComputeQuota? quota, AmlSession session)
    {
        if (QuotaId.WorkspaceOf(id) is null)
        {
            throw ComputeTargetException.Invalid(
                $"The quota of {QuotaEditor.LastPart(id)} is the subscription's, and only that of a workspace can be set here. "
                + "Azure raises it on request; -Workspace sets the one of a workspace.");
        }

        int end = id.LastIndexOf("/quotas/", StringComparison.OrdinalIgnoreCase);
        WorkspaceReference reference = WorkspaceReference.Parse(end > 0 ? id.Substring(0, end) : id, "a piped quota");
        return quota is null ? session.For(reference)
            : reference.Names(quota.AskedWorkspace) ? quota.AskedWorkspace
            : ((ServiceConnection)quota.AskedWorkspace.Connection).Describe(reference);
    }

    /// <summary>The editor of a workspace. Its quotas are read once for all wishes.</summary>
    public async Task<QuotaEditor> OpenAsync(Workspace workspace, string? location, CallContext call)
    {
        QuotaEditor? editor = _editors.Find(known => known.IsFor(workspace, location));
        if (editor is null)
        {
            editor = await QuotaEditor.OpenAsync(workspace, location, call).ConfigureAwait(false);
            _editors.Add(editor);
        }

        return editor;
    }
}
