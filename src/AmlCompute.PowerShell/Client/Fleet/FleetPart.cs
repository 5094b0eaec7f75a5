namespace AmlCompute.Client.Fleet;

/// <summary>Items that were read from one workspace, or the error that ended the read.</summary>
/// <param name="Id">
/// The resource id of the workspace. For an error it can also be the id of the subscription whose workspaces cannot be listed,
/// <c>/subscriptions</c> if the subscriptions cannot be listed, or a pattern that matched no workspace.
/// </param>
/// <param name="Items">The items; none for an error.</param>
/// <param name="Error">The error; null for items.</param>
internal sealed record FleetPart<T>(string Id, IReadOnlyList<T> Items, ComputeTargetException? Error = null);
