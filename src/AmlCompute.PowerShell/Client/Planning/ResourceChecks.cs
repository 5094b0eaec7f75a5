using AmlCompute.Client.Arm;
using AmlCompute.Settings;
using Azure.Core;

namespace AmlCompute.Client.Planning;

/// <summary>Checks whether the resource behind an attached target exists.</summary>
internal static class ResourceChecks
{
    /// <summary>A stable api-version of each provider, to ask whether a resource is there.</summary>
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

    /// <summary>Tells whether a resource is of a kind that the type can use, and asks whether it is there.</summary>
    public static async Task<ComputeCheck> CheckAsync(ComputeClient client, string computeType, string resourceId, CallContext call) =>
        ComputeTypes.CanBeAttached(computeType) && !AttachableResource.IsId(computeType, resourceId)
            ? new ComputeCheck("Resource", ComputeCheckOutcome.Failed, AttachableResource.WrongId(computeType, resourceId)) { ErrorId = ErrorIds.InvalidArgument }
            : await CheckAsync(client, resourceId, call).ConfigureAwait(false);

    /// <summary>Asks whether a resource is there; of what no api-version is known, or of which the call may see nothing, that cannot be told.</summary>
    public static async Task<ComputeCheck> CheckAsync(ComputeClient client, string resourceId, CallContext call)
    {
        const string Check = "Resource";
        if (!ResourceIdentifier.TryParse(resourceId, out ResourceIdentifier? id) || !ApiVersions.TryGetValue(id!.ResourceType.Namespace, out string? version))
        {
            return new ComputeCheck(Check, ComputeCheckOutcome.Skipped, $"It cannot be asked whether '{resourceId}' is there.");
        }

        try
        {
            _ = await client.SendAsync(RequestMethod.Get, client.Urls.Resource(resourceId, version), null, null, call).ConfigureAwait(false);
            return new ComputeCheck(Check, ComputeCheckOutcome.Passed, $"The {id.ResourceType} '{id.Name}' is there.");
        }
        catch (ComputeTargetException exception) when (exception.Status == 404)
        {
            return new ComputeCheck(Check, ComputeCheckOutcome.Failed, $"There is no {id.ResourceType} '{id.Name}' in resource group '{id.ResourceGroupName}'.")
            {
                ErrorId = ErrorIds.InvalidArgument,
            };
        }
        catch (ComputeTargetException exception) when (exception.Status is 400 or 403)
        {
            return new ComputeCheck(Check, ComputeCheckOutcome.Warning, $"It could not be seen whether '{resourceId}' is there: {exception.Message}");
        }
    }
}
