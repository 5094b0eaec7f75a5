namespace AmlCompute.Models;

/// <summary>Reads the owner of a usage or a quota from its ARM id.</summary>
internal static class QuotaId
{
    public const string Subscription = nameof(Subscription);
    public const string Workspace = nameof(Workspace);

    /// <summary>Returns the kind of owner: ComputeTarget, Workspace or Subscription, also Subscription without an id.</summary>
    public static string FindScope(string? id) =>
        FindComputeTargetName(id) is not null ? nameof(ComputeTarget)
        : FindWorkspaceName(id) is not null ? Workspace
        : Subscription;

    /// <summary>Returns the name of the workspace in the id; null for the id of a subscription, and without an id.</summary>
    public static string? FindWorkspaceName(string? id) => ResourceIdText.FindPartAfter(id, "workspaces");

    /// <summary>
    /// Returns the name of the compute target in the id; null for the id of a workspace or a subscription, and without an id.
    /// </summary>
    public static string? FindComputeTargetName(string? id) => ResourceIdText.FindPartAfter(id, "computes");
}
