namespace AmlCompute.Sandbox;

/// <summary>A workspace that exists when a sandbox starts.</summary>
public sealed class SandboxWorkspace
{
    /// <summary>Creates the description of a workspace.</summary>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="resourceGroupName">The resource group.</param>
    /// <param name="name">The name of the workspace.</param>
    /// <param name="location">The region.</param>
    public SandboxWorkspace(string subscriptionId, string resourceGroupName, string name, string location)
    {
        SubscriptionId = Require(subscriptionId, nameof(subscriptionId));
        ResourceGroupName = Require(resourceGroupName, nameof(resourceGroupName));
        Name = Require(name, nameof(name));
        Location = Require(location, nameof(location));
    }

    /// <summary>The subscription.</summary>
    public string SubscriptionId { get; }

    /// <summary>The resource group.</summary>
    public string ResourceGroupName { get; }

    /// <summary>The name of the workspace.</summary>
    public string Name { get; }

    /// <summary>The region.</summary>
    public string Location { get; }

    private static string Require(string value, string parameter) =>
        string.IsNullOrWhiteSpace(value) || value.Contains('/')
            ? throw new ArgumentException($"A sandbox workspace needs a {parameter} without slashes.", parameter)
            : value;
}
