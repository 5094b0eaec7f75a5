using System.Collections;
using AmlCompute.Sandbox;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;

namespace AmlCompute.Client;

/// <summary>Makes connections: endpoint, transport, retries, and who signs the requests.</summary>
internal static class ConnectionFactory
{
    /// <summary>The subscription of every sandbox, unless the user names another. No subscription of Azure has this id.</summary>
    public const string SandboxSubscriptionId = "00000000-0000-0000-0000-000000000000";

    private static readonly Uri AzureEndpoint = new("https://management.azure.com/");

    /// <summary>Nothing of a sandbox leaves the process; this name is reserved so that it could not be reached either.</summary>
    private static readonly Uri SandboxEndpoint = new("https://sandbox.invalid/");

    /// <summary>Azure, signed in with what the machine offers: environment variables, workload identity, managed identity, the Azure CLI.</summary>
    public static ServiceConnection Azure()
    {
        DefaultAzureCredential credential = new(new DefaultAzureCredentialOptions
        {
            ExcludeAzureDeveloperCliCredential = true,
            ExcludeAzurePowerShellCredential = true,
            ExcludeBrokerCredential = true,
            ExcludeInteractiveBrowserCredential = true,
            ExcludeVisualStudioCodeCredential = true,
            ExcludeVisualStudioCredential = true,
        });
        BearerTokenAuthenticationPolicy authentication = new(credential, new Uri(AzureEndpoint, ".default").AbsoluteUri);
        return new ServiceConnection("AzureCloud", new ComputeClient(Build(new ComputeClientOptions(), authentication), AzureEndpoint, TimeProvider.System));
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
            perRetryPolicies: authentication is null ? [new RequestLogPolicy()] : [authentication, new RequestLogPolicy()],
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
