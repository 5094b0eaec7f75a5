using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Types;

/// <content>Renders the members 'properties.resourceId' and 'properties.properties' of a response.</content>
internal sealed partial class AmlCluster
{
    /// <summary>The id of the underlying cluster, which the service shows only during an update; otherwise null.</summary>
    protected override string? ShownResourceId => _isUpdating || (IsChangeResponse && WasCreated)
        ? $"{Workspace.Id.Replace(RequestContext.Provider, "Microsoft.BatchAI")}/clusters/{Name}"
        : null;

    // The order of the members is that of recorded responses.
    protected override JsonObject RenderTypeProperties()
    {
        AllocationView? allocation = IsChangeResponse ? null : _nodes.ToAllocationView();
        JsonObject properties = new()
        {
            ["vmSize"] = (string?)TypeProperties["vmSize"],
            ["vmPriority"] = (string?)TypeProperties["vmPriority"] ?? GetDefaultPriority(),
            ["scaleSettings"] = RenderScaleSettings(),
        };
        if (!IsChangeResponse && TypeProperties["userAccountCredentials"] is JsonObject account)
        {
            properties["userAccountCredentials"] = RenderAccount(account);
        }

        properties["subnet"] = CopySent("subnet");
        AddAllocation(properties, allocation);

        // The sandbox has no errors of nodes.
        properties["errors"] = null;
        properties["remoteLoginPortPublicAccess"] =
            IsChangeResponse ? (string?)TypeProperties["remoteLoginPortPublicAccess"] : GetRemoteLoginAccess();
        properties["osType"] = (string?)TypeProperties["osType"] ?? "Linux";
        properties["virtualMachineImage"] = CopySent("virtualMachineImage");
        properties["isolatedNetwork"] = (bool?)TypeProperties["isolatedNetwork"] ?? false;
        properties["enableNodePublicIp"] = HasPublicAddresses;
        properties["enableBatchPrivateLink"] = false;
        if (!IsChangeResponse)
        {
            properties["propertyBag"] = CopySent("propertyBag") ?? new JsonObject();
        }

        return properties;
    }

    private JsonObject RenderScaleSettings() => new()
    {
        ["maxNodeCount"] = MaxNodeCount,
        ["minNodeCount"] = MinNodeCount,
        ["nodeIdleTimeBeforeScaleDown"] = IsChangeResponse ? (string?)ScaleSettings["nodeIdleTimeBeforeScaleDown"] : IdleTime,
    };

    /// <summary>Renders the account without its password.</summary>
    private static JsonObject RenderAccount(JsonObject account) => new()
    {
        ["adminUserName"] = account["adminUserName"]?.DeepClone(),
        ["adminUserPassword"] = null,
        ["adminUserSshPublicKey"] = account["adminUserSshPublicKey"]?.DeepClone(),
    };

    /// <summary>Adds the members of the allocation. In the response to a change they are null or missing.</summary>
    private static void AddAllocation(JsonObject properties, AllocationView? allocation)
    {
        properties["currentNodeCount"] = allocation?.CurrentNodes;
        properties["targetNodeCount"] = allocation?.TargetNodes;
        properties["nodeStateCounts"] = allocation?.NodeStateCounts;
        properties["allocationState"] = allocation?.State;
        if (allocation is not null)
        {
            properties["allocationStateTransitionTime"] = JsonText.FormatCoarseTime(allocation.TransitionTime);
        }
    }

    /// <summary>Gets the priority of a cluster whose request had none; null in the response to a PUT, which does not show it yet.</summary>
    private string? GetDefaultPriority() =>
        IsChangeResponse && ProvisioningState != ProvisioningStates.Updating ? null : "Dedicated";

    private string GetRemoteLoginAccess() => (string?)TypeProperties["remoteLoginPortPublicAccess"] switch
    {
        null or "NotSpecified" => TypeProperties["subnet"] is null ? "Enabled" : "Disabled",
        { } access => access,
    };
}
