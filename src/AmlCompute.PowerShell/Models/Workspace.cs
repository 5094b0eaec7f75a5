namespace AmlCompute;

/// <summary>
/// An Azure Machine Learning workspace and the connection to it. Commands that receive this object use its connection. A value is null if
/// the service omits it or was not queried (<c>-SkipValidation</c>).
/// </summary>
public sealed class Workspace : JsonModel
{
    private bool _isOneOfMany;

    internal Workspace(
        string subscriptionId, string resourceGroupName, string name, WorkspaceConnection connection, string source, JsonElement json)
        : base(json)
    {
        SubscriptionId = subscriptionId;
        ResourceGroupName = resourceGroupName;
        Name = name;
        Connection = connection;
        Source = source;
        Sandbox = connection.Sandbox?.CreateForWorkspace(Id);
    }

    /// <summary>Gets the name of the workspace.</summary>
    public string Name { get; }

    /// <summary>Gets the resource group of the workspace.</summary>
    public string ResourceGroupName { get; }

    /// <summary>Gets the subscription of the workspace, a GUID.</summary>
    public string SubscriptionId { get; }

    /// <summary>Gets the ARM resource id of the workspace.</summary>
    public string Id =>
        $"/subscriptions/{SubscriptionId}/resourceGroups/{ResourceGroupName}/providers/Microsoft.MachineLearningServices/workspaces/{Name}";

    /// <summary>Gets the region of the workspace, such as westeurope. JSON: <c>location</c>.</summary>
    public string? Location => Read(Members.Location);

    /// <summary>Gets the state of the workspace, such as Succeeded. JSON: <c>properties.provisioningState</c>.</summary>
    public string? ProvisioningState => Read(Members.ProvisioningState);

    /// <summary>Gets the workspace's own id, a GUID. JSON: <c>properties.workspaceId</c>.</summary>
    public string? WorkspaceId => Read(Members.WorkspaceId);

    /// <summary>Gets the name shown in the studio. JSON: <c>properties.friendlyName</c>.</summary>
    public string? FriendlyName => Read(Members.FriendlyName);

    /// <summary>Gets the name of the compute target that builds images. JSON: <c>properties.imageBuildCompute</c>.</summary>
    public string? ImageBuildCompute => Read(Members.ImageBuildCompute);

    /// <summary>
    /// Gets the isolation mode of the workspace's managed virtual network: Disabled, AllowInternetOutbound or AllowOnlyApprovedOutbound;
    /// null if the workspace has none. JSON: <c>properties.managedNetwork.isolationMode</c>.
    /// </summary>
    public string? ManagedNetworkIsolation => Read(Members.ManagedNetworkIsolation);

    /// <summary>Gets the environment: AzureCloud, AzureChinaCloud, AzureUSGovernment, Sandbox, or the given endpoint.</summary>
    public string Environment => Connection.Environment;

    /// <summary>
    /// Gets the source of subscription, resource group and name, for example <c>parameters</c> or the path of a config file.
    /// </summary>
    public string Source { get; }

    /// <summary>Gets a value indicating whether the workspace is a sandbox, in the memory of this process, and not in Azure.</summary>
    public bool IsSandbox => Sandbox is not null;

    /// <summary>Gets the controls of the sandbox: its clock, faults, requests and jobs. Null for a workspace in Azure.</summary>
    public WorkspaceSandbox? Sandbox { get; }

    /// <summary>Gets <see cref="Name"/>, under the name that other commands bind.</summary>
    public string WorkspaceName => Name;

    /// <summary>Gets <see cref="Id"/>, under the name that other commands bind.</summary>
    public string ResourceId => Id;

    /// <summary>Gets <see cref="ResourceGroupName"/>, under its shorter name.</summary>
    public string ResourceGroup => ResourceGroupName;

    internal WorkspaceConnection Connection { get; }

    /// <summary>Gets the key of the workspace: its id, which ARM compares without case, is unique only within one connection.</summary>
    internal (WorkspaceConnection Connection, string Id) Key => (Connection, Id.ToUpperInvariant());

    /// <summary>
    /// Gets the text that tables show above the objects of the workspace; null for the current workspace of the session, unless a command
    /// over several workspaces has read it.
    /// </summary>
    internal string? Label
    {
        get
        {
            if (!_isOneOfMany)
            {
                return IsCurrent ? null : Name;
            }

            return Connection.Session?.IsInSubscription(SubscriptionId) == false
                ? $"{Name} in {ResourceGroupName} of subscription {SubscriptionId}"
                : $"{Name} in {ResourceGroupName}";
        }
    }

    /// <summary>Gets a value indicating whether the workspace is the current one of the session that uses its connection.</summary>
    internal bool IsCurrent => Connection.Session?.IsSameAs(this) ?? false;

    /// <summary>Shows the name.</summary>
    public override string ToString() => Name;

    internal bool IsSameAs(Workspace other) => Key == other.Key;

    /// <summary>Returns a copy for a command over several workspaces, in which names alone are ambiguous.</summary>
    internal Workspace AsOneOfMany()
    {
        Workspace copy = new(SubscriptionId, ResourceGroupName, Name, Connection, Source, default) { _isOneOfMany = true };
        copy.ReplaceJson(this);
        return copy;
    }

    private static class Members
    {
        public static readonly JsonMember<string> Location = JsonMembers.CreateText("location");
        public static readonly JsonMember<string> ProvisioningState = JsonMembers.CreateText("properties.provisioningState");
        public static readonly JsonMember<string> WorkspaceId = JsonMembers.CreateText("properties.workspaceId");
        public static readonly JsonMember<string> FriendlyName = JsonMembers.CreateText("properties.friendlyName");
        public static readonly JsonMember<string> ManagedNetworkIsolation =
            JsonMembers.CreateText("properties.managedNetwork.isolationMode");
        public static readonly JsonMember<string> ImageBuildCompute = JsonMembers.CreateText("properties.imageBuildCompute");
    }
}
