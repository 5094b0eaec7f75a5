using AmlCompute.Client.Http;

namespace AmlCompute.Client.Regions;

/// <summary>Collects the quota updates of several workspaces, and groups those of one region and subscription into one request.</summary>
internal sealed class QuotaUpdates
{
    private readonly List<QuotaUpdate> _updates = [];

    /// <summary>Gets a request for each region and subscription of a connection, with the updates that have limits.</summary>
    public IEnumerable<QuotaRequest> Requests => _updates
        .Where(update => update.Limits.Count > 0)
        .GroupBy(update => update.Destination)
        .Select(group => new QuotaRequest([.. group]));

    /// <summary>Returns the update of a workspace and region; a null region is that of the workspace.</summary>
    /// <exception cref="ComputeTargetException">
    /// The workspace or its quotas cannot be read, its region is missing, or the specified region contains a secret.
    /// </exception>
    public async Task<QuotaUpdate> GetUpdateAsync(Workspace workspace, string? location, CallContext call)
    {
        QuotaUpdate? update = _updates.Find(existing => existing.IsFor(workspace, location));
        if (update is null)
        {
            // The region of the workspace can be known only now.
            QuotaUpdate created = await QuotaUpdate.CreateAsync(workspace, location, call).ConfigureAwait(false);
            update = _updates.Find(existing => existing.IsFor(workspace, created.Location));
            if (update is null)
            {
                update = created;
                _updates.Add(created);
            }
        }

        return update;
    }
}
