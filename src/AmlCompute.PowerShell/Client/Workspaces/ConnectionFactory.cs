using System.Collections;
using AmlCompute.Client.Arm;
using AmlCompute.Client.SignIn;
using AmlCompute.Sandbox;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AmlCompute.Client.Workspaces;

/// <summary>Makes connections: endpoint, transport, retries, and who signs the requests.</summary>
internal static class ConnectionFactory
{
    /// <summary>The subscription of every sandbox, unless the user names another. No subscription of Azure has this id.</summary>
    public const string SandboxSubscriptionId = "00000000-0000-0000-0000-000000000000";

    /// <summary>Nothing of a sandbox leaves the process; this name is reserved so that it could not be reached either.</summary>
    private static readonly Uri SandboxEndpoint = new("https://sandbox.invalid/");

    /// <summary>Azure, or what is at an address that the user gave.</summary>
    /// <param name="signIn">How to sign in.</param>
    /// <param name="environment">Reads environment variables.</param>
    /// <param name="transport">What sends the requests; null for the network.</param>
    /// <exception cref="ComputeTargetException">What the user gave cannot be used.</exception>
    public static ServiceConnection Azure(SignInOptions signIn, Func<string, string?> environment, HttpPipelineTransport? transport = null)
    {
        CloudEnvironment cloud = signIn.Endpoint is { } endpoint ? CloudEnvironment.At(endpoint)
            : signIn.Environment is { } name ? CloudEnvironment.Named(name)
            : CloudEnvironment.Azure;
        ITokenSource source = new CredentialFactory(signIn, cloud, environment).Create();
        TokenCache tokens = new(source, new TokenRequest(cloud.Audience, signIn.TenantId), TimeProvider.System);
        ComputeClientOptions options = new();
        if (transport is not null)
        {
            options.Transport = transport;
        }

        HttpPipeline pipeline = Build(options, cloud.TakesToken ? new AuthenticationPolicy(tokens, new ArmUrls(cloud.Endpoint)) : null);
        return new ServiceConnection(cloud.Name, new ComputeClient(pipeline, cloud.Endpoint, TimeProvider.System));
    }

    /// <summary>A new, empty sandbox with one workspace.</summary>
    /// <param name="options">The user's options.</param>
    /// <param name="workspace">The workspace it shall have; what is null gets the sandbox's own name.</param>
    /// <returns>The connection and the workspace in it.</returns>
    public static (ServiceConnection Connection, WorkspaceReference Workspace) Sandbox(
        IDictionary options, (string? SubscriptionId, string? ResourceGroupName, string? Name) workspace)
    {
        SandboxOptions chosen = ReadOptions(options, workspace);
        SandboxService service = new(chosen);
        ComputeClientOptions clientOptions = new() { Transport = new HttpClientTransport(new SandboxHandler(service)) };

        // The pauses before a retry run on the sandbox's clock as all else does; one that is stepped by hand would never end them.
        clientOptions.Retry.Delay = chosen.ManualClock ? TimeSpan.FromMilliseconds(1) : TimeSpan.FromSeconds(clientOptions.Retry.Delay.TotalSeconds / chosen.Speed);
        ComputeClient client = new(Build(clientOptions), SandboxEndpoint, service.Clock);
        return (
            new ServiceConnection("Sandbox", client, new SandboxControl(service)),
            new WorkspaceReference(chosen.SubscriptionId, chosen.ResourceGroupName, chosen.WorkspaceName, "sandbox"));
    }

    /// <summary>The pipeline of every connection; <paramref name="authentication"/> is missing where no token may be sent.</summary>
    internal static HttpPipeline Build(ComputeClientOptions options, HttpPipelinePolicy? authentication = null) =>
        HttpPipelineBuilder.Build(
            options,
            perCallPolicies: [],
            perRetryPolicies: authentication is null ? [new RequestLogPolicy(), new PageBufferPolicy()] : [authentication, new RequestLogPolicy(), new PageBufferPolicy()],
            responseClassifier: null);

    private static SandboxOptions ReadOptions(
        IDictionary options, (string? SubscriptionId, string? ResourceGroupName, string? Name) workspace)
    {
        try
        {
            SandboxOptions none = new();
            return SandboxOptions.FromDictionary(
                options,
                workspace.SubscriptionId ?? none.SubscriptionId,
                workspace.ResourceGroupName ?? none.ResourceGroupName,
                workspace.Name ?? none.WorkspaceName,
                none.Location);
        }
        catch (ArgumentException exception)
        {
            throw new ComputeTargetException(ErrorIds.InvalidArgument, exception.Message, exception);
        }
    }
}

/// <summary>How requests are sent on every connection.</summary>
internal sealed class ComputeClientOptions : ClientOptions
{
    public ComputeClientOptions()
    {
        // Nobody listens to the SDK's own event source here; the log policy tells the user what happens.
        Diagnostics.IsLoggingEnabled = false;
        Diagnostics.IsDistributedTracingEnabled = false;
        Diagnostics.ApplicationId = "AmlCompute.PowerShell";
    }
}
