using AmlCompute.Client.Arm;

namespace AmlCompute.Client.Workspaces;

/// <summary>A connection with the client that uses it.</summary>
internal sealed class ServiceConnection : WorkspaceConnection
{
    public ServiceConnection(string environment, ComputeClient client, WorkspaceSandbox? sandbox = null)
        : base(environment, sandbox) =>
        Client = client;

    public ComputeClient Client { get; }

    /// <summary>The client of a workspace that some command has made.</summary>
    public static ComputeClient ClientOf(Workspace workspace) => ((ServiceConnection)workspace.Connection).Client;

    /// <summary>Reads the workspace, which proves that the connection and the name are right and tells the default region.</summary>
    public async Task<Workspace> OpenAsync(WorkspaceReference reference, CallContext call) =>
        Describe(reference, await Client.GetWorkspaceAsync(reference, call).ConfigureAwait(false));

    /// <summary>The workspace without asking the service for it.</summary>
    public Workspace Describe(WorkspaceReference reference, System.Text.Json.JsonElement json = default) =>
        new(reference.SubscriptionId, reference.ResourceGroupName, reference.Name, this, reference.Source, json);
}
