using AmlCompute.Settings;
using Azure.Core;

namespace AmlCompute.Client.Planning;

/// <summary>Checks that the Azure resources in the settings of a target exist: the attached resource and the subnet.</summary>
internal static class ResourceChecks
{
    /// <summary>
    /// Checks an attached resource: failed if it does not exist, skipped for an unknown provider and for an id that is not valid, a warning
    /// if the service refuses the read.
    /// </summary>
    /// <exception cref="ComputeTargetException">The read failed for another reason.</exception>
    public static async Task<ComputeCheck> CheckAttachedAsync(IPlanReader reader, string resourceId)
    {
        const string Check = AttachRules.ResourceCheckName;
        if (!ResourceIdentifier.TryParse(resourceId, out ResourceIdentifier? id) || id is null)
        {
            return CreateSkippedCheck("its id is not valid");
        }

        try
        {
            return await reader.TryRequireResourceAsync(id).ConfigureAwait(false)
                ? new ComputeCheck(Check, ComputeCheckOutcome.Passed, $"The {id.ResourceType} '{id.Name}' exists.")
                : CreateSkippedCheck("its resource provider is unknown");
        }
        catch (ComputeTargetException exception) when (exception.Status == 404)
        {
            return new ComputeCheck(
                Check,
                ComputeCheckOutcome.Failed,
                $"The {id.ResourceType} '{id.Name}' was not found in resource group '{id.ResourceGroupName}'.")
            {
                ErrorId = ErrorIds.InvalidArgument,
            };
        }
        catch (ComputeTargetException exception) when (exception.Status is 400 or 403)
        {
            return new ComputeCheck(
                Check, ComputeCheckOutcome.Warning, $"Resource '{resourceId}' could not be checked: {exception.Message}");
        }

        ComputeCheck CreateSkippedCheck(string reason) =>
            new(Check, ComputeCheckOutcome.Skipped, $"Resource '{resourceId}' cannot be checked because {reason}.");
    }

    /// <summary>
    /// Returns a failed check of a missing subnet or a misspelt network; null if the subnet exists or cannot be read, if no network of the
    /// resource group has a name like that of the id, or if the id is not valid.
    /// </summary>
    public static async Task<ComputeCheck?> FindMissingSubnetAsync(IPlanReader reader, string subnetId)
    {
        // An id is "/subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Network/virtualNetworks/<network>/subnets/<subnet>".
        if (subnetId.TrimEnd('/').Split('/') is not { Length: 11 } segments)
        {
            return null;
        }

        (string subscription, string group, string networkName, string subnetName) = (segments[2], segments[4], segments[8], segments[10]);
        string networkId = string.Join("/", segments.Take(9));
        IReadOnlyList<VirtualNetwork> networks = await reader.ReadNetworksAsync(subscription).ConfigureAwait(false);
        string? problem = networks.FirstOrDefault(known => known.Id.Equals(networkId, StringComparison.OrdinalIgnoreCase)) is { } network
            ? DescribeMissingSubnet(network, subnetName)
            : DescribeMisspeltNetwork(networks, group, networkName);
        return problem is null
            ? null
            : new ComputeCheck("Subnet", ComputeCheckOutcome.Failed, problem) { ErrorId = ErrorIds.InvalidArgument };
    }

    private static string? DescribeMissingSubnet(VirtualNetwork network, string name)
    {
        string[] subnets = [.. network.Subnets.Select(subnet => subnet.Name)];
        if (subnets.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            return null;
        }

        string choices = subnets.Length == 0 ? "It has no subnets." : $"Its subnets: {string.Join(", ", subnets)}.";
        return $"Virtual network '{network.Name}' has no subnet '{name}'. {Suggestions.DidYouMean(name, subnets)}{choices}";
    }

    /// <summary>Returns a problem only for a name that is similar to a known one, because the sign-in may not see every network.</summary>
    private static string? DescribeMisspeltNetwork(IReadOnlyList<VirtualNetwork> networks, string group, string name)
    {
        IEnumerable<string> names = networks
            .Where(network => network.ResourceGroupName.Equals(group, StringComparison.OrdinalIgnoreCase))
            .Select(network => network.Name);
        return Suggestions.FindIntended(name, names) is { } similar
            ? $"Virtual network '{name}' was not found in resource group '{group}'. Did you mean '{similar}'?"
            : null;
    }
}
