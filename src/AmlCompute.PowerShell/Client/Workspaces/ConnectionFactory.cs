using System.Collections;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.SignIn;
using AmlCompute.Sandbox;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AmlCompute.Client.Workspaces;

/// <summary>Creates connections with their endpoint, transport and authentication.</summary>
internal static class ConnectionFactory
{
    /// <summary>The default subscription of a sandbox. No subscription of Azure has this id.</summary>
    public const string SandboxSubscriptionId = "00000000-0000-0000-0000-000000000000";

    public const string SandboxEnvironment = "Sandbox";

    /// <summary>The endpoint of a sandbox. The reserved domain .invalid ensures that no network request can succeed.</summary>
    private static readonly Uri SandboxEndpoint = new("https://sandbox.invalid/");

    /// <summary>Creates a connection to Azure, or to the address that the user specified.</summary>
    public static ServiceConnection Azure(SignInOptions signIn, Func<string, string?> environment, HttpPipelineTransport? transport = null)
    {
        CloudEnvironment cloud = signIn.Endpoint is { } endpoint ? CloudEnvironment.At(endpoint)
            : signIn.Environment is { } name ? CloudEnvironment.Named(name)
            : CloudEnvironment.Azure;
        ITokenSource source = new CredentialFactory(signIn, cloud, environment).Create();
        TokenCache tokens = new(source, new TokenRequest(cloud.Audience, signIn.TenantId), TimeProvider.System);
        ComputeClientOptions options = new(transport);
        HttpPipeline pipeline = Build(options, cloud.TakesToken ? new AuthenticationPolicy(tokens, new ArmUrls(cloud.Endpoint)) : null);
        return new ServiceConnection(cloud.Name, new ComputeClient(pipeline, cloud.Endpoint, new RequestClocks(TimeProvider.System)));
    }

    /// <summary>Creates a new sandbox with one empty workspace; a name that is null gets the default of the sandbox.</summary>
    public static (ServiceConnection Connection, WorkspaceReference Workspace) Sandbox(
        IDictionary options, (string? SubscriptionId, string? ResourceGroupName, string? Name) workspace)
    {
        SandboxOptions chosen = ReadOptions(options, workspace);
        SandboxService service = new(chosen);
        ComputeClientOptions clientOptions = new(new HttpClientTransport(new SandboxHandler(service)));
        RequestClocks clocks = new(service.Clock, chosen.ManualClock ? null : service.Clock, TimeProvider.System);
        ComputeClient client = new(Build(clientOptions), SandboxEndpoint, clocks);
        return (
            new ServiceConnection(SandboxEnvironment, client, new SandboxControl(service))
            {
                Retail = new Lazy<ComputeClient>(() => RetailEndpoint.Connect(
                    Environment.GetEnvironmentVariable, new HttpClientTransport(new SandboxHandler(service)), SandboxEndpoint, clocks)),
            },
            new WorkspaceReference(chosen.SubscriptionId, chosen.ResourceGroupName, chosen.WorkspaceName, "sandbox"));
    }

    /// <summary>Builds the pipeline of a connection; <paramref name="authentication"/> is null if no token may be sent.</summary>
    internal static HttpPipeline Build(ComputeClientOptions options, HttpPipelinePolicy? authentication = null)
    {
        // RequestSender repeats a request, and limits the attempts.
        options.Retry.MaxRetries = 0;
        options.Retry.NetworkTimeout = Timeout.InfiniteTimeSpan;
        return HttpPipelineBuilder.Build(
            options,
            perCallPolicies: [],
            perRetryPolicies: authentication is null
                ? [new RequestLogPolicy(), new ResponseBodyPolicy()]
                : [authentication, new RequestLogPolicy(), new ResponseBodyPolicy()],
            responseClassifier: null);
    }

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

/// <summary>The options of the HTTP pipeline of every connection.</summary>
internal sealed class ComputeClientOptions : ClientOptions
{
    /// <param name="transport">The transport; null for that of the module, with its limits.</param>
    public ComputeClientOptions(HttpPipelineTransport? transport = null)
    {
        Transport = transport ?? BoundedTransport.Instance;

        // RequestLogPolicy writes the messages that users see, so the event source of Azure.Core is not used.
        Diagnostics.IsLoggingEnabled = false;
        Diagnostics.IsDistributedTracingEnabled = false;
        Diagnostics.ApplicationId = "AmlCompute.PowerShell";
    }
}
