using Azure.Core;

namespace AmlCompute.Client.Planning;

/// <summary>
/// Reads one workspace, its region and the resources that targets name. Planning sends no other requests. A read that fails throws a
/// <see cref="ComputeTargetException"/> unless its summary says otherwise.
/// </summary>
internal interface IPlanReader
{
    Workspace Workspace { get; }

    /// <summary>Gets the time of the clock of the connection, in UTC.</summary>
    DateTimeOffset Now { get; }

    /// <summary>Reads a target; null if it does not exist.</summary>
    Task<ComputeTarget?> FindTargetAsync(string name);

    /// <summary>Reads all targets of the workspace.</summary>
    Task<IReadOnlyList<ComputeTarget>> ListTargetsAsync();

    /// <summary>
    /// Returns a message if the service refuses a name for a new instance; null if it accepts the name, or if the check fails.
    /// </summary>
    Task<string?> FindNameProblemAsync(string name);

    /// <summary>Reads the sizes that the service allows for an existing instance.</summary>
    Task<IReadOnlyList<string>> ListSizesForResizeAsync(string name);

    /// <summary>Returns the specified region; for null, the region of the workspace.</summary>
    Task<string> LocateAsync(string? location);

    /// <summary>Reads the sizes of a region. Returns a failed check if the region is not valid or has none; otherwise no check.</summary>
    Task<(IReadOnlyList<VmSize> Sizes, ComputeCheck? FailedCheck)> CheckSizesAsync(string location);

    /// <summary>Reads the cores, clusters and instances in use in a region, with their limits.</summary>
    Task<IReadOnlyList<ComputeUsage>> ReadUsagesAsync(string location);

    /// <summary>Reads the quotas of the subscription and its workspaces in a region, without the used cores.</summary>
    Task<IReadOnlyList<ComputeQuota>> ReadQuotasAsync(string location);

    /// <summary>Reads the virtual networks of a subscription; none if they cannot be read.</summary>
    Task<IReadOnlyList<VirtualNetwork>> ReadNetworksAsync(string subscriptionId);

    /// <summary>
    /// Reads an Azure resource, so that a missing one is an error. Returns false without a request if its resource provider is unknown.
    /// </summary>
    /// <exception cref="ComputeTargetException">The resource does not exist (status 404), or cannot be read.</exception>
    Task<bool> TryRequireResourceAsync(ResourceIdentifier id);
}
