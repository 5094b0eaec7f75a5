using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;

namespace AmlCompute.Client.Workspaces;

/// <summary>A connection and its client.</summary>
internal sealed class ServiceConnection(string environment, ComputeClient client, WorkspaceSandbox? sandbox = null)
    : WorkspaceConnection(environment, sandbox)
{
    public ComputeClient Client { get; } = client;

    /// <summary>Gets the client of the Retail Prices API, which sends no token.</summary>
    public Lazy<ComputeClient> Retail { get; init; } =
        new(() => RetailEndpoint.Connect(System.Environment.GetEnvironmentVariable));

    public static ComputeClient ClientOf(Workspace workspace) => ((ServiceConnection)workspace.Connection).Client;

    /// <summary>Reads the workspace. The request verifies the sign-in and the name, and its response contains the default region.</summary>
    public async Task<Workspace> OpenAsync(WorkspaceReference reference, CallContext call) =>
        Describe(reference, await Client.GetWorkspaceAsync(reference, call).ConfigureAwait(false));

    /// <summary>Creates the workspace object without a request.</summary>
    public Workspace Describe(WorkspaceReference reference, System.Text.Json.JsonElement json = default) =>
        new(reference.SubscriptionId, reference.ResourceGroupName, reference.Name, this, reference.Source, json);
}
