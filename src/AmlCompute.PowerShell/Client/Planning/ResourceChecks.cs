using AmlCompute.Client.Arm;
using Azure.Core;

namespace AmlCompute.Client.Planning;

/// <summary>Checks that the resource behind an attached target exists.</summary>
internal static class ResourceChecks
{
    /// <summary>A stable api-version of each resource provider, for the GET of a resource.</summary>
    private static readonly Dictionary<string, string> ApiVersions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Microsoft.ContainerService"] = "2024-02-01",
        ["Microsoft.Kubernetes"] = "2021-10-01",
        ["Microsoft.Compute"] = "2023-03-01",
        ["Microsoft.HDInsight"] = "2021-06-01",
        ["Microsoft.Databricks"] = "2023-02-01",
        ["Microsoft.DataLakeAnalytics"] = "2016-11-01",
        ["Microsoft.DataFactory"] = "2018-06-01",
        ["Microsoft.Synapse"] = "2021-06-01",
    };

    /// <summary>
    /// Checks that a resource exists. The check is skipped if the api-version of its provider is unknown, and is a warning if the caller
    /// may not read the resource.
    /// </summary>
    public static async Task<ComputeCheck> CheckAsync(ComputeClient client, string resourceId, CallContext call)
    {
        const string Check = "Resource";
        if (!ResourceIdentifier.TryParse(resourceId, out ResourceIdentifier? id)
            || !ApiVersions.TryGetValue(id!.ResourceType.Namespace, out string? version))
        {
            return new ComputeCheck(
                Check, ComputeCheckOutcome.Skipped, $"Resource '{resourceId}' cannot be checked because its resource provider is unknown.");
        }

        try
        {
            Uri url = client.Urls.Resource(resourceId, version);
            _ = await client.SendAsync(RequestMethod.Get, url, null, null, call).ConfigureAwait(false);
            return new ComputeCheck(Check, ComputeCheckOutcome.Passed, $"The {id.ResourceType} '{id.Name}' exists.");
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
    }
}
