namespace AmlCompute.Client.Fleet;

/// <summary>Items that were read from one workspace, or the error that ended the read.</summary>
/// <param name="Id">The resource id of the workspace; of the subscription if its workspaces cannot be listed.</param>
/// <param name="Items">The items.</param>
/// <param name="Error">The error; null for items.</param>
internal sealed record FleetPart<T>(string Id, IReadOnlyList<T> Items, ComputeTargetException? Error = null);
