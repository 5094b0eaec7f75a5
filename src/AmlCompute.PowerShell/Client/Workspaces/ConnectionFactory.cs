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

    /// <summary>The name of the environment of every sandbox.</summary>
    public const string SandboxEnvironment = "Sandbox";

    /// <summary>The endpoint of a sandbox. The reserved domain .invalid ensures that no network request can succeed.</summary>
    private static readonly Uri SandboxEndpoint = new("https://sandbox.invalid/");

    /// <summary>Creates a connection to Azure, or to the address that the user specified. It sends no request yet.</summary>
    /// <param name="signIn">The sign-in options of the user.</param>
    /// <param name="environment">Returns the value of an environment variable; null for none.</param>
    /// <param name="transport">The transport; null for that of the module.</param>
    /// <exception cref="ComputeTargetException">A sign-in option or an environment variable is not valid.</exception>
    public static ServiceConnection CreateAzure(
        SignInOptions signIn, Func<string, string?> environment, HttpPipelineTransport? transport = null)
    {
        CloudEnvironment cloud = signIn switch
        {
            { Endpoint: { } endpoint } => CloudEnvironment.CreateForEndpoint(endpoint),
            { Environment: { } name } => CloudEnvironment.Parse(name),
            _ => CloudEnvironment.Azure,
        };
        ITokenSource source = new CredentialFactory(signIn, cloud, environment).CreateSource();
        TokenCache tokens = new(source, new TokenRequest(cloud.Audience, signIn.TenantId), TimeProvider.System);
        AuthenticationPolicy? authentication = cloud.TakesToken ? new(tokens, new ArmUrls(cloud.Endpoint)) : null;
        HttpPipeline pipeline = BuildPipeline(new ComputeClientOptions(transport), authentication);
        return new ServiceConnection(cloud.Name, new ComputeClient(pipeline, cloud.Endpoint, new RequestClocks(TimeProvider.System)));
    }

    /// <summary>
    /// Creates a new sandbox, and returns a connection to it and its first workspace; a name that is null gets the default of the sandbox.
    /// </summary>
    /// <exception cref="ComputeTargetException">A name or an option of the sandbox is not valid.</exception>
    public static (ServiceConnection Connection, WorkspaceReference Workspace) CreateSandbox(IDictionary options, WorkspaceChoice workspace)
    {
        SandboxOptions sandbox = ReadOptions(options, workspace);
        SandboxService service = new(sandbox);
        ComputeClientOptions clientOptions = new(new HttpClientTransport(new SandboxHandler(service)));
        RequestClocks clocks = new(service.Clock, sandbox.ManualClock ? null : service.Clock, TimeProvider.System);
        ComputeClient client = new(BuildPipeline(clientOptions), SandboxEndpoint, clocks);
        return (
            new ServiceConnection(SandboxEnvironment, client, new SandboxControl(service))
            {
                Retail = new Lazy<ComputeClient>(
                    () => RetailEndpoint.CreateClient(
                        Environment.GetEnvironmentVariable, new HttpClientTransport(new SandboxHandler(service)), SandboxEndpoint, clocks),
                    LazyThreadSafetyMode.PublicationOnly),
            },
            new WorkspaceReference(sandbox.SubscriptionId, sandbox.ResourceGroupName, sandbox.WorkspaceName, "sandbox"));
    }

    /// <summary>Builds the pipeline of a connection; <paramref name="authentication"/> is null if no token may be sent.</summary>
    internal static HttpPipeline BuildPipeline(ComputeClientOptions options, HttpPipelinePolicy? authentication = null)
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

    private static SandboxOptions ReadOptions(IDictionary options, WorkspaceChoice workspace)
    {
        try
        {
            SandboxOptions defaults = new();
            return SandboxOptions.FromDictionary(
                options,
                workspace.SubscriptionId ?? defaults.SubscriptionId,
                workspace.ResourceGroupName ?? defaults.ResourceGroupName,
                workspace.WorkspaceName ?? defaults.WorkspaceName,
                defaults.Location);
        }
        catch (ArgumentException exception)
        {
            throw new ComputeTargetException(ErrorIds.InvalidArgument, exception.Message, exception);
        }
    }
}
