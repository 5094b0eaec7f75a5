using AmlCompute.Client.Errors;
using AmlCompute.Client.Http;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AmlCompute.Client.Arm;

/// <summary>The compute operations of Azure Machine Learning. All commands share the client of a connection.</summary>
#pragma warning disable CA1001 // A semaphore without an allocated wait handle holds no resource.
internal sealed class ComputeClient(HttpPipeline pipeline, Uri endpoint, RequestClocks clocks)
#pragma warning restore CA1001
{
    /// <summary>The largest number of polls that run at the same time, for any number of waits.</summary>
    private const int MostPolls = 10;

    private readonly SemaphoreSlim _polls = new(MostPolls, MostPolls);
    private readonly SupportedVersions _versions = new();

    public ArmUrls Urls { get; } = new(endpoint);

    /// <summary>Gets the sender of all requests of the connection, by which responses are cached.</summary>
    public RequestSender Sender { get; } = new(pipeline, clocks);

    /// <summary>Gets the clock for the delays between polls; a sandbox has its own clock.</summary>
    public TimeProvider Clock { get; } = clocks.Main;

    /// <summary>Gets the clock of the user's time; in a sandbox it is the system clock.</summary>
    public TimeProvider WallClock { get; } = clocks.Silence;

    /// <summary>Gets the reader of the lists of the service.</summary>
    public ListReader Lists => new(this);

    /// <summary>Runs a poll when fewer than the largest number of polls run.</summary>
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

    public Task RunPollAsync(Func<Task> poll, CancellationToken token) => RunPollAsync(
        async () =>
        {
            await poll().ConfigureAwait(false);
            return true;
        },
        token);

    public async Task<JsonElement> GetWorkspaceAsync(WorkspaceReference workspace, CallContext call)
    {
        Response response = await SendAsync(RequestMethod.Get, Urls.BuildWorkspaceUrl(workspace), null, null, call).ConfigureAwait(false);
        return ReadObject(response, null);
    }

    public async Task<ComputeTarget> GetTargetAsync(Workspace workspace, string name, CallContext call)
    {
        Uri url = Urls.BuildComputeUrl(new WorkspaceReference(workspace), name);
        Response response = await SendAsync(RequestMethod.Get, url, null, name, call).ConfigureAwait(false);
        JsonElement json = ReadObject(response, name);
        return IsTarget(json)
            ? ComputeTypes.Create(json, workspace)
            : throw ServiceError.CreateMalformedError(response, "its body does not describe a compute target", name);
    }

    /// <summary>Reads one compute target; null if it does not exist.</summary>
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

    public IAsyncEnumerable<Page<ComputeTarget>> ListTargetPagesAsync(Workspace workspace, CallContext call) =>
        Lists.ReadPagesAsync(Urls.BuildComputeListUrl(new WorkspaceReference(workspace)), TargetItemReader.CreateKind(workspace), call);

    /// <summary>Reads the pages of the list of jobs, newest first. A page is requested when the caller reads it.</summary>
    public IAsyncEnumerable<Page<ComputeJob>> ListJobPagesAsync(Workspace workspace, CallContext call)
    {
        ItemKind<ComputeJob> jobs = new("jobs", json => ComputeJob.Create(json, workspace));
        return Lists.ReadPagesAsync(Urls.BuildJobListUrl(new WorkspaceReference(workspace)), jobs, call);
    }

    /// <summary>Reads the nodes of a cluster, page by page.</summary>
    public IAsyncEnumerable<ComputeNode> ListNodesAsync(ComputeCluster cluster, CallContext call)
    {
        Uri url = BuildActionUrl(ServiceAction.ListNodes, cluster.Workspace, cluster.Name);
        ItemKind<ComputeNode> nodes = new("nodes", json => new ComputeNode(json, cluster), "nodes");
        return Lists.ReadItemsAsync(url, nodes, call, RequestMethod.Post, computeName: cluster.Name);
    }

    /// <summary>Calls an action that is not a long-running operation, such as <c>listKeys</c>.</summary>
    public async Task<JsonElement> PostActionAsync(Workspace workspace, string name, ServiceAction action, JsonNode? body, CallContext call)
    {
        Uri url = BuildActionUrl(action, workspace, name);
        Response response = await SendAsync(RequestMethod.Post, url, body, name, call).ConfigureAwait(false);
        return response.Content.ToMemory().IsEmpty ? default : ReadObject(response, name);
    }

    public async Task<ComputeKey> GetKeyAsync(Workspace workspace, string name, bool asPlainText, CallContext call)
    {
        ComputeTarget target = await GetTargetAsync(workspace, name, call).ConfigureAwait(false);
        Func<JsonElement, ComputeTarget, bool, ComputeKey> create = ComputeKey.FindFactory(target)
            ?? throw ComputeTargetException.CreateForTarget(
                name, ErrorIds.UnsupportedComputeType, $"Compute target '{target.Name}' of type {target.ComputeType} has no keys.");
        JsonElement keys = await PostActionAsync(workspace, name, ServiceAction.ListKeys, null, call).ConfigureAwait(false);
        return create(keys, target, asPlainText);
    }

    /// <summary>Sends one request with its retries. Throws for a response that is not a success; a buffer gets the body.</summary>
    public async Task<Response> SendAsync(
        RequestMethod method, Uri url, JsonNode? body, string? computeName, CallContext call, BodyBuffer? buffer = null)
    {
        Uri sent = _versions.ReplaceVersion(url);
        using HttpMessage message = CreateMessage(method, sent, body, buffer);
        if (body is not null)
        {
            call.Secrets.Add(body);
        }

        await Sender.SendAsync(message, computeName, call).ConfigureAwait(false);

        // A buffered response can be read after the message is disposed.
        Response response = message.Response;
        if (response.Status >= 400 && _versions.TryLearn(url, sent, response.Status, response.Content.ToString()))
        {
            string version = _versions.ReplaceVersion(url).Query.TrimStart('?');
            call.Log.WriteVerbose($"The service does not know the api-version. The request is sent again as {version}.");
            return await SendAsync(method, url, body, computeName, call, buffer).ConfigureAwait(false);
        }

        return response.Status is >= 200 and < 300
            ? response
            : throw ServiceError.CreateFromResponse(response, computeName, Clock, call.Secrets);
    }

    /// <summary>Reads a body that must be a JSON object.</summary>
    internal static JsonElement ReadObject(Response response, string? computeName)
    {
        try
        {
            Utf8JsonReader reader = new(Utf8Text.Repair(response.Content.ToMemory()).Span);
            JsonElement json = JsonElement.ParseValue(ref reader);

            // The reader throws if text follows the object.
            reader.Read();
            return json.ValueKind == JsonValueKind.Object
                ? json
                : throw ServiceError.CreateMalformedError(response, "its body is not a JSON object", computeName);
        }
        catch (JsonException exception)
        {
            throw ServiceError.CreateMalformedError(response, "its body is not valid JSON", computeName, exception);
        }
    }

    /// <summary>Parses a URL that the service sent.</summary>
    /// <exception cref="ComputeTargetException">The text is not a URL, or leads to an address that is not trusted.</exception>
    internal Uri ParseTrustedLink(string link, Response response, string? computeName = null)
    {
        Uri url = Urls.ParseLink(link) ?? throw ServiceError.CreateMalformedError(response, "a link in it is not a URL", computeName);
        return Urls.IsTrusted(url) ? url : throw new ComputeTargetException(
            ErrorIds.UntrustedEndpoint,
            $"The service sent a link to {DescribeOrigin(url)}, which is not "
            + $"{string.Join(" or ", Urls.TrustedEndpoints.Select(DescribeOrigin))}. It was not followed.")
        {
            ComputeName = computeName,
            LacksName = true,
        };
    }

    internal Uri BuildActionUrl(ServiceAction action, Workspace workspace, string name) =>
        Urls.BuildActionUrl(new WorkspaceReference(workspace), name, action.Name, action.ApiVersion);

    private HttpMessage CreateMessage(RequestMethod method, Uri url, JsonNode? body, BodyBuffer? buffer)
    {
        HttpMessage message = Sender.CreateMessage();
        if (buffer is not null)
        {
            message.SetProperty(typeof(BodyBuffer), buffer);
        }

        message.Request.Method = method;
        message.Request.Uri.Reset(url);
        message.Request.Headers.Add(HttpHeader.Common.JsonAccept);
        if (body is not null)
        {
            message.Request.Headers.Add(HttpHeader.Common.JsonContentType);
            message.Request.Content = RequestContent.Create(JsonSerializer.SerializeToUtf8Bytes(body, JsonText.Compact));
        }

        return message;
    }

    private static bool IsTarget(JsonElement json) =>
        ComputeTarget.Members.Name.Read(json) is not null || ComputeTarget.Members.ComputeType.Read(json) is not null;

    /// <summary>Returns scheme, host and port of a URL, without the parts that can contain a secret.</summary>
    private static string DescribeOrigin(Uri url) =>
        $"{url.Scheme}://{(url.UserInfo.Length > 0 ? "***@" : string.Empty)}{url.Host}:{url.Port}";
}
