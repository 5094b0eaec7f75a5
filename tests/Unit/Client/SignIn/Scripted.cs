using System.Collections.Concurrent;
using System.Net;
using System.Text;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.SignIn;
using AmlCompute.Client.Workspaces;
using AmlCompute.Tests.Fidelity;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AmlCompute.Tests.Client.SignIn;

/// <summary>Answers requests without a network, and keeps them.</summary>
internal sealed class ScriptedHandler(Func<HttpRequestMessage, LoopbackAnswer> answer) : CheckedService
{
    private readonly ConcurrentQueue<HttpRequestMessage> _requests = new();

    public IReadOnlyList<HttpRequestMessage> Requests => [.. _requests];

    public IReadOnlyList<string?> Tokens => [.. _requests.Select(request => request.Headers.Authorization?.Parameter)];

    /// <summary>A workspace of Azure whose requests come here.</summary>
    public Workspace Workspace(SignInOptions signIn) =>
        ConnectionFactory.CreateAzure(signIn, _ => null, new HttpClientTransport(this))
            .CreateWorkspace(WorkspaceReference.Parse(Cloud.WorkspaceId, "test"));

    /// <summary>A workspace whose requests come here, with tokens of a source; of Azure, unless an endpoint is given.</summary>
    public Workspace Workspace(
        ITokenSource source, string? tenantId = null, TimeProvider? clock = null, Uri? endpoint = null, TimeProvider? silence = null)
    {
        CloudEnvironment cloud = CloudEnvironment.Azure;
        endpoint ??= cloud.Endpoint;
        clock ??= TimeProvider.System;
        TokenCache tokens = new(source, new TokenRequest(cloud.Audience, tenantId), clock);
        ComputeClientOptions options = new() { Transport = new HttpClientTransport(this) };
        HttpPipeline pipeline = ConnectionFactory.BuildPipeline(options, new AuthenticationPolicy(tokens, new ArmUrls(endpoint)));
        ComputeClient client = new(pipeline, endpoint, new RequestClocks(clock, Pauses: null, silence ?? TimeProvider.System));
        ServiceConnection connection = new(cloud.Name, client);
        return connection.CreateWorkspace(WorkspaceReference.Parse(Cloud.WorkspaceId, "test"));
    }

    protected override Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _requests.Enqueue(request);
        LoopbackAnswer said = answer(request);
        HttpResponseMessage response = new((HttpStatusCode)said.Status)
        {
            Content = new StringContent(said.Body, Encoding.UTF8, "application/json"),
            RequestMessage = request,
        };
        foreach ((string name, string value) in said.Headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return Task.FromResult(response);
    }
}

/// <summary>A token source that a test plays.</summary>
internal sealed class ScriptedSource(Func<TokenRequest, CallContext, Task<AccessToken>> answer) : ITokenSource
{
    private readonly ConcurrentQueue<TokenRequest> _requests = new();

    public string Name => "scripted";

    public IReadOnlyList<TokenRequest> Requests => [.. _requests];

    public async ValueTask<AccessToken> GetTokenAsync(TokenRequest request, CallContext call)
    {
        _requests.Enqueue(request);
        return await answer(request, call);
    }
}

/// <summary>Keeps what a call says.</summary>
internal sealed class ListLog : ICallLog
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyList<string> Lines => [.. _lines];

    public bool WantsDebug => true;

    public static CallContext Call() => CallOf(CancellationToken.None);

    public static CallContext CallOf(CancellationToken token) => new(new ListLog(), token);

    public void WriteVerbose(string message) => _lines.Enqueue(message);

    public void WriteDebug(string message) => _lines.Enqueue(message);

    public void WriteWarning(string message) => _lines.Enqueue(message);

    public void WriteProgress(CallProgress progress) => _lines.Enqueue(progress.Status);

    public void WriteState(string target, string state) => _lines.Enqueue($"{target}: {state}");
}
