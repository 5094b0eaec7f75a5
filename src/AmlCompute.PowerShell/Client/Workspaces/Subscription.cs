namespace AmlCompute.Client.Workspaces;

/// <summary>A subscription of the sign-in.</summary>
/// <param name="Id">The id, a GUID. JSON: <c>subscriptionId</c>.</param>
/// <param name="Name">The name that users see; null for none. JSON: <c>displayName</c>.</param>
internal sealed record Subscription(string Id, string? Name);
