using System.Collections;

namespace AmlCompute.Sandbox;

/// <summary>A workspace that exists when a sandbox starts.</summary>
/// <param name="subscriptionId">The id of the subscription.</param>
/// <param name="resourceGroupName">The name of the resource group.</param>
/// <param name="name">The name of the workspace.</param>
/// <param name="location">The region, such as eastus.</param>
/// <exception cref="ArgumentException">
/// A value is empty, or has a slash or a control character, or the region has a character that is not ASCII.
/// </exception>
public sealed class SandboxWorkspace(string subscriptionId, string resourceGroupName, string name, string location)
{
    /// <summary>The id of the subscription.</summary>
    public string SubscriptionId { get; } = RequireSegment(subscriptionId, nameof(subscriptionId));

    /// <summary>The name of the resource group.</summary>
    public string ResourceGroupName { get; } = RequireSegment(resourceGroupName, nameof(resourceGroupName));

    /// <summary>The name of the workspace.</summary>
    public string Name { get; } = RequireSegment(name, nameof(name));

    /// <summary>The region, such as eastus.</summary>
    public string Location { get; } = RequireRegion(location, nameof(location));

    /// <summary>The keys of a dictionary that describes a workspace.</summary>
    internal static string[] Keys => [nameof(Name), nameof(ResourceGroupName), nameof(SubscriptionId), nameof(Location)];

    /// <summary>Reads a workspace from a dictionary whose keys are the names of the properties. Case is ignored.</summary>
    /// <param name="values">The dictionary, which needs the key Name.</param>
    /// <param name="defaults">The workspace with the values of other keys that are missing.</param>
    /// <exception cref="ArgumentException">A key is unknown or missing, or its value is not valid; the message names it.</exception>
    public static SandboxWorkspace FromDictionary(IDictionary values, SandboxWorkspace defaults)
    {
        _ = defaults ?? throw new ArgumentNullException(nameof(defaults));
        DictionaryReader reader = new(values, "a sandbox workspace", Keys);
        return new SandboxWorkspace(
            reader.ReadText(nameof(SubscriptionId)) ?? defaults.SubscriptionId,
            reader.ReadText(nameof(ResourceGroupName)) ?? defaults.ResourceGroupName,
            reader.ReadText(nameof(Name)) ?? throw new ArgumentException("A sandbox workspace needs a Name."),
            reader.ReadText(nameof(Location)) ?? defaults.Location);
    }

    /// <summary>Checks that a value can be a segment of a URL and, because headers contain it, has only ASCII characters.</summary>
    private static string RequireRegion(string value, string parameter) =>
        RequireSegment(value, parameter).All(character => character <= '~')
            ? value
            : throw new ArgumentException($"A sandbox workspace needs a {parameter} of ASCII characters, not '{value}'.", parameter);

    /// <summary>Checks that a value can be a segment of a URL.</summary>
    private static string RequireSegment(string value, string parameter) =>
        string.IsNullOrWhiteSpace(value) || value.Contains('/') || value.Any(char.IsControl)
            ? throw new ArgumentException(
                $"The {parameter} of a sandbox workspace must not be empty or contain slashes or control characters.", parameter)
            : value;
}
