using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Regions;

/// <summary>Collects the quota updates of several workspaces, and groups those of one region and subscription into one request.</summary>
internal sealed class QuotaUpdates
{
    private readonly List<QuotaUpdate> _updates = [];

    /// <summary>Gets the updates that have limits, those of one request together.</summary>
    public IEnumerable<QuotaUpdate[]> Requests =>
        _updates.Where(update => update.HasLimits).GroupBy(update => update.Destination).Select(group => group.ToArray());

    /// <summary>Returns the workspace that a quota belongs to; the session has the connection if only the id is known.</summary>
    public static Workspace FindWorkspace(string id, ComputeQuota? quota, AmlSession session)
    {
        if (QuotaId.FindWorkspaceName(id) is null)
        {
            throw ComputeTargetException.CreateInvalidArgument(
                $"The quota of {ResourceIdText.GetName(id)} belongs to the subscription, and only the quota of a workspace can be set. "
                + "Specify the workspace with -Workspace, or request an increase of the subscription's quota in the Azure portal.");
        }

        int end = id.LastIndexOf("/quotas/", StringComparison.OrdinalIgnoreCase);
        WorkspaceReference reference = WorkspaceReference.Parse(end > 0 ? id.Substring(0, end) : id, "a piped quota");
        if (quota is null)
        {
            return session.GetWorkspace(reference);
        }

        Workspace queried = quota.AskedWorkspace;
        return reference.Identifies(queried) ? queried : ((ServiceConnection)queried.Connection).CreateWorkspace(reference);
    }

    /// <summary>Returns the update of a workspace. The quotas of a workspace are read once for all limits.</summary>
    public async Task<QuotaUpdate> GetUpdateAsync(Workspace workspace, string? location, CallContext call)
    {
        QuotaUpdate? update = _updates.Find(existing => existing.IsFor(workspace, location));
        if (update is null)
        {
            update = await QuotaUpdate.CreateAsync(workspace, location, call).ConfigureAwait(false);
            _updates.Add(update);
        }

        return update;
    }
}
