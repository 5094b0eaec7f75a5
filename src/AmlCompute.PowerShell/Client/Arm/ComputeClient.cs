using AmlCompute.Client.Errors;
using AmlCompute.Client.Http;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AmlCompute.Client.Arm;

/// <summary>
/// Reads a workspace, its compute targets and jobs, and the nodes and keys of a target, and calls actions of a target. All commands share
/// the client of a connection, and its limit for polls.
/// </summary>
#pragma warning disable CA1001 // A semaphore without an allocated wait handle holds no resource.
internal sealed class ComputeClient(HttpPipeline pipeline, Uri endpoint, RequestClocks clocks)
#pragma warning restore CA1001
{
    /// <summary>The largest number of polls that run at the same time, for any number of waits.</summary>
    private const int MostPolls = 10;

    private readonly SemaphoreSlim _polls = new(MostPolls, MostPolls);

    /// <summary>Gets the client that sends the requests.</summary>
    public ArmClient Arm { get; } = new(pipeline, endpoint, clocks);

    public ArmUrls Urls => Arm.Urls;

    /// <summary>Gets the clock of timeouts, polls and the current time; a sandbox has its own clock.</summary>
    public TimeProvider Clock { get; } = clocks.Main;

    /// <summary>Gets the clock for the time that a user waits for a command; in a sandbox it is the system clock.</summary>
    public TimeProvider WallClock { get; } = clocks.Silence;

    /// <summary>Gets the reader of the lists of the service.</summary>
    public ListReader Lists => new(Arm);

    /// <summary>Runs a poll as soon as fewer than the largest number of polls run.</summary>
    public async Task<T> RunPollAsync<T>(Func<Task<T>> poll, CancellationToken token)
    {
        await _polls.WaitAsync(token).ConfigureAwait(false);
        try
        {
            return await poll().ConfigureAwait(false);
        }
        finally
        {
            _polls.Release();
        }
    }

    /// <inheritdoc cref="RunPollAsync{T}"/>
    public Task RunPollAsync(Func<Task> poll, CancellationToken token) => RunPollAsync(
        async () =>
        {
            await poll().ConfigureAwait(false);
            return true;
        },
        token);

    /// <summary>Reads the JSON of a workspace.</summary>
    /// <exception cref="ComputeTargetException">The workspace does not exist, or cannot be read.</exception>
    public async Task<JsonElement> GetWorkspaceAsync(WorkspaceReference workspace, CallContext call)
    {
        Response response = await Arm.SendAsync(RequestMethod.Get, Urls.BuildWorkspaceUrl(workspace), null, null, call)
            .ConfigureAwait(false);
        return ArmClient.ReadObject(response, null);
    }

    /// <summary>Reads one compute target.</summary>
    /// <exception cref="ComputeTargetException">The target does not exist, or cannot be read.</exception>
    public async Task<ComputeTarget> GetTargetAsync(Workspace workspace, string name, CallContext call)
    {
        Uri url = Urls.BuildComputeUrl(new WorkspaceReference(workspace), name);
        Response response = await Arm.SendAsync(RequestMethod.Get, url, null, name, call).ConfigureAwait(false);
        JsonElement json = ArmClient.ReadObject(response, name);
        return IsTarget(json)
            ? ComputeTypes.Create(json, workspace)
            : throw ServiceError.CreateMalformedError(response, "its body does not describe a compute target", name);
    }

    /// <summary>Reads one compute target; null if it does not exist.</summary>
    /// <exception cref="ComputeTargetException">The target cannot be read.</exception>
    public async Task<ComputeTarget?> FindTargetAsync(Workspace workspace, string name, CallContext call)
    {
        try
        {
            return await GetTargetAsync(workspace, name, call).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception) when (exception.ErrorId == ErrorIds.ComputeTargetNotFound)
        {
            return null;
        }
    }

    /// <summary>Reads all compute targets. A page is requested when the caller reads its first item.</summary>
    public IAsyncEnumerable<ComputeTarget> ListTargetsAsync(Workspace workspace, CallContext call) =>
        Lists.ReadItemsAsync(Urls.BuildComputeListUrl(new WorkspaceReference(workspace)), TargetItemReader.CreateKind(workspace), call);

    /// <summary>Reads the pages of the list of compute targets. A page is requested when the caller reads it.</summary>
    public IAsyncEnumerable<Page<ComputeTarget>> ListTargetPagesAsync(Workspace workspace, CallContext call) =>
        Lists.ReadPagesAsync(Urls.BuildComputeListUrl(new WorkspaceReference(workspace)), TargetItemReader.CreateKind(workspace), call);

    /// <summary>
    /// Reads the pages of the list of jobs. A page is requested when the caller reads it. The service lists new jobs first; the request
    /// does not specify an order.
    /// </summary>
    public IAsyncEnumerable<Page<ComputeJob>> ListJobPagesAsync(Workspace workspace, CallContext call)
    {
        ItemKind<ComputeJob> jobs = new("jobs", json => ComputeJob.Create(json, workspace));
        return Lists.ReadPagesAsync(Urls.BuildJobListUrl(new WorkspaceReference(workspace)), jobs, call);
    }

    /// <summary>Reads the nodes of a cluster. A page is requested when the caller reads its first item.</summary>
    public IAsyncEnumerable<ComputeNode> ListNodesAsync(ComputeCluster cluster, CallContext call)
    {
        Uri url = BuildActionUrl(ServiceAction.ListNodes, cluster.Workspace, cluster.Name);
        ItemKind<ComputeNode> nodes = new("nodes", json => new ComputeNode(json, cluster), "nodes");
        return Lists.ReadItemsAsync(url, nodes, call with { IsReadOnly = true }, RequestMethod.Post, computeName: cluster.Name);
    }

    /// <summary>
    /// Calls an action that is not a long-running operation, such as <c>listKeys</c>. Returns the JSON object of the response; the default
    /// value if the body is empty.
    /// </summary>
    /// <exception cref="ComputeTargetException">The action failed, or the body is not a JSON object.</exception>
    public async Task<JsonElement> PostActionAsync(Workspace workspace, string name, ServiceAction action, JsonNode? body, CallContext call)
    {
        Uri url = BuildActionUrl(action, workspace, name);
        Response response = await Arm.SendAsync(RequestMethod.Post, url, body, name, call).ConfigureAwait(false);
        return response.Content.ToMemory().IsEmpty ? default : ArmClient.ReadObject(response, name);
    }

    /// <summary>Reads the keys of a compute target, in plain text or as secure strings.</summary>
    /// <exception cref="ComputeTargetException">The target or its keys cannot be read, or targets of its type have no keys.</exception>
    public async Task<ComputeKey> GetKeyAsync(Workspace workspace, string name, bool asPlainText, CallContext call)
    {
        ComputeTarget target = await GetTargetAsync(workspace, name, call).ConfigureAwait(false);
        Func<JsonElement, ComputeTarget, bool, ComputeKey> create = ComputeKey.FindFactory(target)
            ?? throw ComputeTargetException.CreateForTarget(
                name, ErrorIds.UnsupportedComputeType, $"Compute target '{target.Name}' of type {target.ComputeType} has no keys.");
        CallContext read = call with { IsReadOnly = true };
        JsonElement keys = await PostActionAsync(workspace, name, ServiceAction.ListKeys, null, read).ConfigureAwait(false);
        return create(keys, target, asPlainText);
    }

    internal Uri BuildActionUrl(ServiceAction action, Workspace workspace, string name) =>
        Urls.BuildActionUrl(new WorkspaceReference(workspace), name, action.Name, action.ApiVersion);

    private static bool IsTarget(JsonElement json) =>
        ComputeTarget.Members.Name.Read(json) is not null || ComputeTarget.Members.ComputeType.Read(json) is not null;
}
