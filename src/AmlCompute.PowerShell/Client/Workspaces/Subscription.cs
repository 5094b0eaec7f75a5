namespace AmlCompute.Client.Workspaces;

/// <summary>A subscription of the sign-in, with the name that users see; null for none.</summary>
internal sealed record Subscription(string Id, string? Name);
