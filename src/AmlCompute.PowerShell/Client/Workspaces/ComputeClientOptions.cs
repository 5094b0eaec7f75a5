using AmlCompute.Client.Http;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AmlCompute.Client.Workspaces;

/// <summary>The options of the HTTP pipeline of every connection.</summary>
internal sealed class ComputeClientOptions : ClientOptions
{
    /// <param name="transport">The transport; null for that of the module.</param>
    public ComputeClientOptions(HttpPipelineTransport? transport = null)
    {
        Transport = transport ?? BoundedTransport.Instance;

        // RequestLogPolicy writes the messages that users see, so the event source of Azure.Core is not used.
        Diagnostics.IsLoggingEnabled = false;
        Diagnostics.IsDistributedTracingEnabled = false;
        Diagnostics.ApplicationId = "AmlCompute.PowerShell";
    }
}
