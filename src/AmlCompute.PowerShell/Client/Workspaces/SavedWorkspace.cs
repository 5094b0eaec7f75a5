namespace AmlCompute.Client.Workspaces;

/// <summary>A workspace that was saved and read, or came from a job or another session, and has no connection.</summary>
/// <param name="Id">The resource id.</param>
/// <param name="Environment">The name of the environment; null if the object does not have it.</param>
internal sealed record SavedWorkspace(string Id, string? Environment);
