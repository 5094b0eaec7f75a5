namespace AmlCompute.Sandbox;

/// <summary>A workspace that exists when a sandbox starts.</summary>
/// <param name="subscriptionId">The subscription.</param>
/// <param name="resourceGroupName">The resource group.</param>
/// <param name="name">The name of the workspace.</param>
/// <param name="location">The region.</param>
public sealed class SandboxWorkspace(string subscriptionId, string resourceGroupName, string name, string location)
{
    /// <summary>The subscription.</summary>
    public string SubscriptionId { get; } = RequireSegment(subscriptionId, nameof(subscriptionId));

    /// <summary>The resource group.</summary>
    public string ResourceGroupName { get; } = RequireSegment(resourceGroupName, nameof(resourceGroupName));

    /// <summary>The name of the workspace.</summary>
    public string Name { get; } = RequireSegment(name, nameof(name));

    /// <summary>The region.</summary>
    public string Location { get; } = RequireSegment(location, nameof(location));

    private static string RequireSegment(string value, string parameter) =>
        string.IsNullOrWhiteSpace(value) || value.Contains('/')
            ? throw new ArgumentException($"A sandbox workspace needs a {parameter} without slashes.", parameter)
            : value;
}
