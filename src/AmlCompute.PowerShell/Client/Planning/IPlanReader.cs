using Azure.Core;

namespace AmlCompute.Client.Planning;

/// <summary>Reads one workspace, its region and the resources that targets name. Planning sends no other requests.</summary>
internal interface IPlanReader
{
    Workspace Workspace { get; }

    /// <summary>Gets the time of the clock of the connection, in UTC.</summary>
    DateTimeOffset Now { get; }

    Task<ComputeTarget?> FindTargetAsync(string name);

    Task<IReadOnlyList<ComputeTarget>> ListTargetsAsync();

    /// <summary>
    /// Returns the message of the service if a new instance cannot have a name; null if it can, or if the service does not answer.
    /// </summary>
    Task<string?> FindNameProblemAsync(string name);

    /// <summary>Reads the sizes that the service allows for an existing instance.</summary>
    Task<IReadOnlyList<string>> ListSizesForResizeAsync(string name);

    /// <summary>Returns the specified region; for null, the region of the workspace.</summary>
    Task<string> LocateAsync(string? location);

    /// <summary>Reads the sizes of a region, and returns a failed check if the region has none; no check otherwise.</summary>
    Task<(IReadOnlyList<VmSize> Sizes, ComputeCheck? FailedCheck)> CheckSizesAsync(string location);

    Task<IReadOnlyList<ComputeUsage>> ReadUsagesAsync(string location);

    /// <summary>Reads the quotas of the subscription and its workspaces in a region.</summary>
    Task<IReadOnlyList<ComputeQuota>> ReadQuotasAsync(string location);

    /// <summary>Reads the virtual networks of a subscription; none if they may not be read.</summary>
    Task<IReadOnlyList<VirtualNetwork>> ReadNetworksAsync(string subscriptionId);

    /// <summary>
    /// Reads an Azure resource, to require that it exists. Returns false without a request if its resource provider is unknown.
    /// </summary>
    Task<bool> ReadResourceAsync(ResourceIdentifier id);
}
