using AmlCompute.Client.Arm;

namespace AmlCompute.Client.Workspaces;

/// <summary>The workspace that a user chose by its names, its resource id or a config file; null for a missing value.</summary>
internal sealed record WorkspaceChoice(string? WorkspaceName, string? ResourceGroupName, string? SubscriptionId)
{
    /// <summary>The source of a workspace that parameters identify.</summary>
    public const string ParameterSource = "parameters";

    /// <summary>Gets the resource id of the workspace.</summary>
    public string? ResourceId { get; init; }

    /// <summary>Gets the full path of a config.json, or of the folder to search for one.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>
    /// Gets a value indicating whether no request is sent: neither the sign-in nor the name is verified, and a missing resource group is
    /// not searched for.
    /// </summary>
    public bool SkipsValidation { get; init; }

    /// <summary>Returns the workspace if the choice identifies it completely; null otherwise.</summary>
    /// <exception cref="ComputeTargetException">
    /// The workspace is specified in more than one way, the resource id is not valid, or the config file does not exist, cannot be read or
    /// lacks a name.
    /// </exception>
    public WorkspaceReference? ToReference()
    {
        bool hasName = WorkspaceName is not null || ResourceGroupName is not null || SubscriptionId is not null;
        bool[] ways = [ResourceId is not null, ConfigPath is not null, hasName];
        if (ways.Count(isUsed => isUsed) > 1)
        {
            throw ComputeTargetException.CreateInvalidArgument(
                "The workspace is specified in more than one way. "
                + "Use -WorkspaceName, -ResourceGroupName and -SubscriptionId, or -ResourceId, or -ConfigPath.");
        }

        return this switch
        {
            { ResourceId: { } id } => WorkspaceReference.Parse(id, ParameterSource),
            { ConfigPath: { } path } => WorkspaceConfig.ReadPath(path),
            { WorkspaceName: { } name, ResourceGroupName: { } group, SubscriptionId: { } subscription } =>
                new WorkspaceReference(subscription, group, name, ParameterSource),
            _ => null,
        };
    }
}
