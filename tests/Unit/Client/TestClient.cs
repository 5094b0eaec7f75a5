using System.Text.Json.Nodes;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Running;
using AmlCompute.Client.Waiting;
using AmlCompute.Client.Workspaces;
using AmlCompute.Models;
using Azure.Core.Pipeline;
using Xunit;

namespace AmlCompute.Tests.Client;

/// <summary>A client over a scripted service, a stepped clock, and a workspace on it. Retries come at once.</summary>
internal sealed class TestClient
{
    public const string SubscriptionId = "11111111-2222-3333-4444-555555555555";
    public const string WorkspaceId =
        $"/subscriptions/{SubscriptionId}/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/ws";
    public const string WorkspaceUrl = $"https://management.azure.com{WorkspaceId}";

    public TestClient(
        PollClock? clock = null,
        string endpoint = "https://management.azure.com/",
        HttpMessageHandler? handler = null,
        RequestClocks? clocks = null)
    {
        Clock = clock ?? new PollClock();
        ComputeClientOptions options = new() { Transport = new HttpClientTransport(handler ?? Service) };
        clocks ??= new RequestClocks(Clock, Pauses: null, Service.Silence);
        Client = new ComputeClient(ConnectionFactory.BuildPipeline(options), new Uri(endpoint), clocks);
        Connection = new ServiceConnection("Test", Client);
        Workspace = Connection.CreateWorkspace(new WorkspaceReference(SubscriptionId, "rg", "ws", "test"));
        CancellationTokenSource cancellation = new();
        Cancel = cancellation.Cancel;
        Call = new CallContext(Log, cancellation.Token) { RecoveryFolder = Path.Combine(TestFolders.Root, Guid.NewGuid().ToString("N")) };
    }

    public ScriptedService Service { get; } = new();

    public PollClock Clock { get; }

    public CallLog Log { get; } = new();

    public ComputeClient Client { get; }

    public ServiceConnection Connection { get; }

    public Workspace Workspace { get; }

    public CallContext Call { get; }

    /// <summary>Gets the least that a compute target can be made of.</summary>
    public static JsonObject Body => new() { ["properties"] = new JsonObject { ["computeType"] = ComputeTypes.AmlCompute } };

    /// <summary>Gets what a user's Ctrl+C does to the call.</summary>
    public Action Cancel { get; }

    public IReadOnlyList<string> Sent => [.. Service.Requests.Select(request => request.ToString())];

    /// <summary>The URL of a compute target, without more of a query than the version.</summary>
    public static string Url(string name) => $"{WorkspaceUrl}/computes/{name}?api-version=2026-05-01";

    /// <summary>Makes the workspace that of a session, as Connect-AmlWorkspace does.</summary>
    public TestClient Connect()
    {
        Connection.Session = new CurrentWorkspace();
        Connection.Session.ReplaceWith(Workspace);
        return this;
    }

    public Task<ComputeOperation> Put() => Client.PutAsync(Workspace, "cpu", Body, Call);

    public Task<ComputeOperation> Patch() => Client.PatchAsync(Workspace, "cpu", [], Call);

    public Task<ComputeOperation> Delete() => Client.DeleteAsync(Workspace, "cpu", UnderlyingResourceAction.Delete, Call);

    public Task<ComputeOperation> Start() => Client.BeginActionAsync(Workspace, "cpu", ServiceAction.Start, Call);

    public Task<ComputeTargetException> Fails(ComputeOperation operation) =>
        Assert.ThrowsAsync<ComputeTargetException>(() => operation.WaitAsync(Call));

    /// <summary>Runs a goal, and returns the target afterwards.</summary>
    public async Task<ComputeTarget> Run(Goal goal, WaitChoice wait) =>
        (await new Runner(Workspace, Call).RunAsync(goal, wait)).Target;

    public Task<TargetPlan> Plan(Goal goal) => new Runner(Workspace, Call).PlanAsync(goal);

    public Task<ComputeTarget> Get(string name = "cpu") => Client.GetTargetAsync(Workspace, name, Call);
}
