using System.Text.Json;
using System.Text.Json.Nodes;
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

    private const int MostEmptyPages = 1000;

    private readonly SemaphoreSlim _polls = new(MostPolls, MostPolls);
    private readonly SupportedVersions _versions = new();

    public ArmUrls Urls { get; } = new(endpoint);

    /// <summary>Gets the sender of all requests of the connection, by which responses are cached.</summary>
    public RequestSender Sender { get; } = new(pipeline, clocks);

    /// <summary>Gets the clock for the delays between polls; a sandbox has its own clock.</summary>
    public TimeProvider Clock { get; } = clocks.Main;

    /// <summary>Gets the clock of the user's time; in a sandbox it is the system clock.</summary>
    public TimeProvider WallClock { get; } = clocks.Silence;

    /// <summary>Runs a poll when fewer than the largest number of polls run.</summary>
    public async Task<T> InTurnAsync<T>(Func<Task<T>> poll, CancellationToken token)
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

    public Task InTurnAsync(Func<Task> poll, CancellationToken token) => InTurnAsync(
        async () =>
        {
            await poll().ConfigureAwait(false);
            return true;
        },
        token);

    public async Task<JsonElement> GetWorkspaceAsync(WorkspaceReference workspace, CallContext call)
    {
        Response response = await SendAsync(RequestMethod.Get, Urls.Workspace(workspace), null, null, call).ConfigureAwait(false);
        return ReadObject(response, null);
    }

    public async Task<ComputeTarget> GetAsync(Workspace workspace, string name, CallContext call)
    {
        Uri url = Urls.Compute(new WorkspaceReference(workspace), name);
        Response response = await SendAsync(RequestMethod.Get, url, null, name, call).ConfigureAwait(false);
        JsonElement json = ReadObject(response, name);
        return IsTarget(json)
            ? ComputeTypes.Create(json, workspace)
            : throw ServiceError.Malformed(response, "its body does not describe a compute target", name);
    }

    /// <summary>Reads one compute target; null if it does not exist.</summary>
    public async Task<ComputeTarget?> FindAsync(Workspace workspace, string name, CallContext call)
    {
        try
        {
            return await GetAsync(workspace, name, call).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception) when (exception.ErrorId == ErrorIds.ComputeTargetNotFound)
        {
            return null;
        }
    }

    /// <summary>Reads all compute targets. A page is requested when the caller reads its first item.</summary>
    public IAsyncEnumerable<ComputeTarget> ListAsync(Workspace workspace, CallContext call) =>
        ItemsAsync(RequestMethod.Get, Urls.Computes(new WorkspaceReference(workspace)), Targets(workspace), null, call);

    public IAsyncEnumerable<Page<ComputeTarget>> ListPagesAsync(Workspace workspace, CallContext call) =>
        PagesAsync(RequestMethod.Get, Urls.Computes(new WorkspaceReference(workspace)), Targets(workspace), null, call);

    /// <summary>Reads the pages of the list of jobs, newest first. A page is requested when the caller reads it.</summary>
    public IAsyncEnumerable<Page<ComputeJob>> ListJobPagesAsync(Workspace workspace, CallContext call) => PagesAsync(
        RequestMethod.Get,
        Urls.Jobs(new WorkspaceReference(workspace)),
        new ItemKind<ComputeJob>("jobs", json => ComputeJob.Create(json, workspace)),
        null,
        call);

    /// <summary>Reads the nodes of a cluster, page by page; the request for the first page is a POST.</summary>
    public IAsyncEnumerable<ComputeNode> ListNodesAsync(ComputeCluster cluster, CallContext call) =>
        ItemsAsync(
            RequestMethod.Post,
            UrlOf(ServiceAction.ListNodes, cluster.Workspace, cluster.Name),
            new ItemKind<ComputeNode>("nodes", json => new ComputeNode(json, cluster), "nodes"),
            cluster.Name,
            call);

    /// <summary>Reads the items of a list, page by page; a body is sent with the first request only.</summary>
    public async IAsyncEnumerable<T> ItemsAsync<T>(
        RequestMethod method, Uri first, ItemKind<T> kind, string? computeName, CallContext call, JsonNode? body = null)
        where T : class
    {
        await foreach (Page<T> page in PagesAsync(method, first, kind, computeName, call, body).ConfigureAwait(false))
        {
            foreach (T item in page.Items)
            {
                yield return item;
            }
        }
    }

    /// <summary>Calls an action that is not a long-running operation, such as <c>listKeys</c>.</summary>
    public async Task<JsonElement> PostAsync(Workspace workspace, string name, ServiceAction action, JsonNode? body, CallContext call)
    {
        Response response = await SendAsync(RequestMethod.Post, UrlOf(action, workspace, name), body, name, call).ConfigureAwait(false);
        return response.Content.ToMemory().IsEmpty ? default : ReadObject(response, name);
    }

    public async Task<ComputeKey> GetKeyAsync(Workspace workspace, string name, bool asPlainText, CallContext call)
    {
        ComputeTarget target = await GetAsync(workspace, name, call).ConfigureAwait(false);
        Func<JsonElement, ComputeTarget, bool, ComputeKey> create = ComputeKey.FindFactory(target)
            ?? throw ComputeTargetException.CreateForTarget(
            name, ErrorIds.UnsupportedComputeType, $"Compute target '{target.Name}' of type {target.ComputeType} has no keys.");
        return create(await PostAsync(workspace, name, ServiceAction.ListKeys, null, call).ConfigureAwait(false), target, asPlainText);
    }

    /// <summary>Sends one request with its retries. Throws for a response that is not a success; a buffer gets the body.</summary>
    public async Task<Response> SendAsync(
        RequestMethod method, Uri url, JsonNode? body, string? computeName, CallContext call, PageBuffer? buffer = null)
    {
        Uri sent = _versions.Apply(url);
        using HttpMessage message = Sender.CreateMessage();
        if (buffer is not null)
        {
            message.SetProperty(typeof(PageBuffer), buffer);
        }

        message.Request.Method = method;
        message.Request.Uri.Reset(sent);
        message.Request.Headers.Add(HttpHeader.Common.JsonAccept);
        if (body is not null)
        {
            message.Request.Headers.Add(HttpHeader.Common.JsonContentType);
            call.Secrets.Add(body);
            message.Request.Content = RequestContent.Create(JsonSerializer.SerializeToUtf8Bytes(body, JsonText.Compact));
        }

        await Sender.SendAsync(message, computeName, call).ConfigureAwait(false);

        // A buffered response can be read after the message is disposed.
        Response response = message.Response;
        if (response.Status >= 400 && _versions.Learn(url, sent, response.Status, response.Content.ToString()))
        {
            string version = _versions.Apply(url).Query.TrimStart('?');
            call.Log.Verbose($"The service does not know the api-version. The request is sent again as {version}.");
            return await SendAsync(method, url, body, computeName, call, buffer).ConfigureAwait(false);
        }

        return response.Status is >= 200 and < 300 ? response : throw ServiceError.From(response, computeName, Clock, call.Secrets);
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
                : throw ServiceError.Malformed(response, "its body is not a JSON object", computeName);
        }
        catch (JsonException exception)
        {
            throw ServiceError.Malformed(response, "its body is not valid JSON", computeName, exception);
        }
    }

    /// <summary>Parses a URL that the service sent, and rejects a URL to an address that is not trusted.</summary>
    internal Uri Follow(string link, Response response, string? computeName = null) =>
        Urls.ReadLink(link) is not { } url ? throw ServiceError.Malformed(response, "a link in it is not a URL", computeName)
        : Urls.Trusts(url) ? url
        : throw new ComputeTargetException(
            ErrorIds.UntrustedEndpoint,
            $"The service sent a link to {Place(url)}, which is not {string.Join(" or ", Urls.Trusted.Select(Place))}. "
            + "It was not followed.")
        {
            ComputeName = computeName,
            LacksName = true,
        };

    /// <summary>Creates targets that keep their JSON text; a target is parsed when one of its properties is read.</summary>
    private static ItemKind<ComputeTarget> Targets(Workspace workspace)
    {
        string? region = null;
        return new ItemKind<ComputeTarget>("compute targets", (ref Utf8JsonReader reader, ReadOnlySpan<byte> page, PageIds ids) =>
        {
            int start = (int)reader.TokenStartIndex;
            string? computeType = SkipTarget(ref reader, ids, ref region);
            ComputeTarget target = ComputeTypes.Create(
                computeType, page.Slice(start, (int)reader.BytesConsumed - start).ToArray(), workspace);
            target.ListedRegion = region;
            return target;
        });
    }

    /// <summary>
    /// Moves the reader to the end of a compute target, adds its id or name, and returns its compute type. The region is replaced if the
    /// target is in another one than the target before.
    /// </summary>
    private static string? SkipTarget(ref Utf8JsonReader reader, PageIds ids, ref string? region)
    {
        bool hasRegion = false;
        string? computeType = null;
        bool isInProperties = false;
        int depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.CurrentDepth == depth + 1)
            {
                isInProperties = reader.ValueTextEquals("properties"u8);
                if (reader.ValueTextEquals("id"u8) || reader.ValueTextEquals("name"u8))
                {
                    reader.Read();
                    ids.Add(reader.ValueSpan);
                }
            }
            else if (isInProperties && reader.CurrentDepth == depth + 2 && reader.ValueTextEquals("computeType"u8))
            {
                reader.Read();
                computeType = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            }
            else if (isInProperties && reader.CurrentDepth == depth + 2 && reader.ValueTextEquals("computeLocation"u8))
            {
                reader.Read();
                hasRegion = reader.TokenType == JsonTokenType.String;
                region = !hasRegion ? null : region is not null && reader.ValueTextEquals(region) ? region : reader.GetString();
            }
        }

        region = hasRegion ? region : null;
        return computeType;
    }

    /// <summary>
    /// Reads the pages of a list. A page is requested when the caller reads it; every request but the first is a GET. The token of the call
    /// cancels it; the token of the enumerator is ignored.
    /// </summary>
    private async IAsyncEnumerable<Page<T>> PagesAsync<T>(
        RequestMethod method, Uri first, ItemKind<T> kind, string? computeName, CallContext call, JsonNode? body = null)
        where T : class
    {
        Uri? url = first;
        HashSet<string> links = new(StringComparer.Ordinal);
        HashSet<ulong> ids = [];
        int empty = 0;
        while (url is not null)
        {
            bool isFirst = links.Count == 0;
            if (!links.Add(url.AbsoluteUri))
            {
                throw Endless(kind.Name, "links to a page that was already read");
            }

            PageBuffer buffer = new();
            Response response = await SendAsync(isFirst ? method : RequestMethod.Get, url, isFirst ? body : null, computeName, call, buffer)
                .ConfigureAwait(false);
            Page<T> page = Page<T>.Read(response, kind);
            buffer.ReturnMemory();
            if (page.Items.Count > 0 && !ids.Add(page.Ids))
            {
                throw Endless(kind.Name, "repeats a page");
            }

            empty = page.Items.Count > 0 ? 0 : empty + 1;
            if (empty == MostEmptyPages)
            {
                throw Endless(kind.Name, $"has {MostEmptyPages} empty pages in a row");
            }

            yield return page;
            url = page.NextLink is null ? null : FollowPage(page.NextLink, first, kind.Name, response);
        }
    }

    private static ComputeTargetException Endless(string items, string reason) =>
        new(ErrorIds.MalformedResponse, $"The service's list of {items} {reason}.");

    /// <summary>Parses the link to the next page, which must lead to the same subscription and workspace.</summary>
    private Uri FollowPage(string link, Uri first, string items, Response response)
    {
        Uri url = Follow(link, response);
        return ArmUrls.IsInScope(url, first) ? url : throw new ComputeTargetException(
            ErrorIds.UntrustedEndpoint,
            $"The service's list of {items} links to another subscription or workspace. The link was not followed.");
    }

    internal Uri UrlOf(ServiceAction action, Workspace workspace, string name) =>
        Urls.Action(new WorkspaceReference(workspace), name, action.Name, action.ApiVersion);

    private static bool IsTarget(JsonElement json) =>
        ComputeTarget.Members.Name.Read(json) is not null || ComputeTarget.Members.ComputeType.Read(json) is not null;

    /// <summary>Returns scheme, host and port of a URL, without the parts that can contain a secret.</summary>
    private static string Place(Uri url) => $"{url.Scheme}://{(url.UserInfo.Length > 0 ? "***@" : string.Empty)}{url.Host}:{url.Port}";
}
