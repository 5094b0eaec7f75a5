using Azure.Core;

namespace AmlCompute.Client.Planning;

/// <summary>Checks that the resource behind an attached target exists.</summary>
internal static class ResourceChecks
{
    /// <summary>Checks a resource: skipped for an unknown provider, a warning if the caller may not read the resource.</summary>
    public static async Task<ComputeCheck> CheckAsync(IPlanReader reader, string resourceId)
    {
        const string Check = "Resource";
        ResourceIdentifier? id = ResourceIdentifier.TryParse(resourceId, out ResourceIdentifier? parsed) ? parsed : null;
        try
        {
            if (id is null || !await reader.ReadResourceAsync(id).ConfigureAwait(false))
            {
                return new ComputeCheck(
                    Check,
                    ComputeCheckOutcome.Skipped,
                    $"Resource '{resourceId}' cannot be checked because its resource provider is unknown.");
            }

            return new ComputeCheck(Check, ComputeCheckOutcome.Passed, $"The {id.ResourceType} '{id.Name}' exists.");
        }
        catch (ComputeTargetException exception) when (exception.Status == 404)
        {
            return new ComputeCheck(
                Check,
                ComputeCheckOutcome.Failed,
                $"The {id!.ResourceType} '{id.Name}' was not found in resource group '{id.ResourceGroupName}'.")
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
