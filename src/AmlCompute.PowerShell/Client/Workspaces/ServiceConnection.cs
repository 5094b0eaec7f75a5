using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;

namespace AmlCompute.Client.Workspaces;

/// <summary>A connection to Azure or to a sandbox, with the client that sends its requests.</summary>
internal sealed class ServiceConnection(string environment, ComputeClient client, WorkspaceSandbox? sandbox = null)
    : WorkspaceConnection(environment, sandbox)
{
    public ComputeClient Client { get; } = client;

    /// <summary>
    /// Gets the client of the Retail Prices API, which sends no token. After an error its environment variable is read again.
    /// </summary>
    public Lazy<ComputeClient> Retail { get; init; } =
        new(() => RetailEndpoint.CreateClient(System.Environment.GetEnvironmentVariable), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>Returns the client of the connection of a workspace; every connection is of this class.</summary>
    public static ComputeClient GetClient(Workspace workspace) => ((ServiceConnection)workspace.Connection).Client;

    /// <summary>Reads the workspace. The request verifies the sign-in and the name, and its response contains the default region.</summary>
    /// <exception cref="ComputeTargetException">The sign-in failed, or the workspace does not exist or cannot be read.</exception>
    public async Task<Workspace> ReadWorkspaceAsync(WorkspaceReference reference, CallContext call) =>
        CreateWorkspace(reference, await Client.GetWorkspaceAsync(reference, call).ConfigureAwait(false));

    /// <summary>Creates the workspace object without a request; the JSON is undefined if it was not read.</summary>
    public Workspace CreateWorkspace(WorkspaceReference reference, JsonElement json = default) =>
        new(reference.SubscriptionId, reference.ResourceGroupName, reference.Name, this, reference.Source, json);
}
