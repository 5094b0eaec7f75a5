namespace AmlCompute.Client;

/// <summary>What a user says of the workspace to connect to: its three names, its resource id or a config file. What is left open is null.</summary>
internal sealed record WorkspaceChoice(string? WorkspaceName, string? ResourceGroupName, string? SubscriptionId)
{
    public string? ResourceId { get; init; }

    /// <summary>Gets the full path of a config.json, or of the folder to search for one.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>The workspace as it is named; null when it is not, or not wholly.</summary>
    /// <exception cref="ComputeTargetException">It is named in more than one way, or what names it cannot be read.</exception>
    public WorkspaceReference? Named()
    {
        bool anyName = WorkspaceName is not null || ResourceGroupName is not null || SubscriptionId is not null;
        if ((ResourceId is null ? 0 : 1) + (ConfigPath is null ? 0 : 1) + (anyName ? 1 : 0) > 1)
        {
            throw ComputeTargetException.Invalid(
                "Name the workspace once: by -WorkspaceName, -ResourceGroupName and -SubscriptionId, by -ResourceId, or by -ConfigPath.");
        }

        return ResourceId is not null ? WorkspaceReference.Parse(ResourceId, "parameters")
            : ConfigPath is not null ? WorkspaceDiscovery.FromPath(ConfigPath)
            : WorkspaceName is not null && ResourceGroupName is not null && SubscriptionId is not null
                ? new WorkspaceReference(SubscriptionId, ResourceGroupName, WorkspaceName, "parameters")
            : null;
    }
}
