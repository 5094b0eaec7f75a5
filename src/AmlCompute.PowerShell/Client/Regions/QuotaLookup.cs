using AmlCompute.Client.Arm;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Regions;

/// <summary>Finds quotas by their names, and the workspace of a quota by its id.</summary>
internal static class QuotaLookup
{
    /// <summary>Returns true if the family, the display name or the last segment of the id of a quota matches.</summary>
    public static bool HasName(ComputeQuota quota, Func<string, bool> matches) =>
        matches(quota.Name)
        || (quota.DisplayName is { } displayName && matches(displayName))
        || (quota.Id is { } id && matches(ResourceIdText.GetName(id)));

    /// <summary>Creates the error for a name that matches no quota.</summary>
    public static ComputeTargetException CreateUnknownQuotaError(string name, IEnumerable<ComputeQuota> known, string location) =>
        UnknownNames.CreateError("quota", "Families", name, known.Select(quota => quota.Name), location);

    /// <summary>Returns the workspace that a quota belongs to.</summary>
    /// <param name="id">The id of the quota.</param>
    /// <param name="quota">The quota; null if only its id is known.</param>
    /// <param name="session">The session, which finds the connection if only the id is known.</param>
    /// <exception cref="ComputeTargetException">
    /// The quota belongs to a subscription, the id is not valid, or the session has no connection for the workspace.
    /// </exception>
    public static Workspace FindWorkspace(string id, ComputeQuota? quota, AmlSession session)
    {
        if (ResourceIdText.FindPartAfter(id, "subscriptions") is null)
        {
            throw ComputeTargetException.CreateInvalidArgument(
                $"'{id}' is not the id of a quota. Pipe quotas of Get-AmlComputeQuota, or rows with the Id of one.");
        }

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
}
