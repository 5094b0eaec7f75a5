using System.Collections;
using System.Management.Automation;
using AmlCompute.Client;

namespace AmlCompute.Commands;

/// <summary>Signs in and chooses the workspace of this session.</summary>
[Cmdlet(VerbsCommunications.Connect, "AmlWorkspace", DefaultParameterSetName = ParameterSets.Default)]
[OutputType(typeof(Workspace))]
public sealed class ConnectAmlWorkspaceCommand : AmlComputeCommand
{
    /// <summary>Gets or sets the name of the workspace.</summary>
    [Parameter(Position = 0)]
    [Alias("Name")]
    [ValidateNotNullOrEmpty]
    public string? WorkspaceName { get; set; }

    /// <summary>Gets or sets the resource group of the workspace.</summary>
    [Parameter(Position = 1)]
    [Alias("ResourceGroup")]
    [ValidateNotNullOrEmpty]
    public string? ResourceGroupName { get; set; }

    /// <summary>Gets or sets the subscription of the workspace, a GUID.</summary>
    [Parameter(Position = 2)]
    [Alias("Subscription")]
    [ValidateNotNullOrEmpty]
    public string? SubscriptionId { get; set; }

    /// <summary>Gets or sets the ARM resource id of the workspace, instead of its three names.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ResourceId { get; set; }

    /// <summary>Gets or sets a config.json that names the workspace, or the folder to search for one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ConfigPath { get; set; }

    /// <summary>Gets or sets whether to send nothing: neither sign-in nor name are checked before they are used.</summary>
    [Parameter]
    public SwitchParameter SkipValidation { get; set; }

    /// <summary>Gets or sets whether to use a new sandbox in the memory of this process, and not Azure.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.Sandbox)]
    public SwitchParameter Sandbox { get; set; }

    /// <summary>Gets or sets how the sandbox behaves: Speed, Clock, Seed, PageSize, Latency, Fault, StrictNames.</summary>
    [Parameter(ParameterSetName = ParameterSets.Sandbox)]
    public IDictionary? SandboxOption { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Workspace workspace = OrEnd(() =>
        {
            WorkspaceReference? named = Named();
            (ServiceConnection connection, WorkspaceReference reference) = Sandbox
                ? ConnectionFactory.Sandbox(PlainData.UnwrapAll(SandboxOption), (named?.SubscriptionId ?? SubscriptionId, named?.ResourceGroupName ?? ResourceGroupName, named?.Name ?? WorkspaceName))
                : (ConnectionFactory.Azure(), named ?? Discovered());
            return SkipValidation ? connection.Describe(reference) : Await(call => connection.OpenAsync(reference, call));
        });
        Session.Connect(workspace);
        WriteObject(workspace);
    }

    /// <summary>The workspace as the parameters name it; null when they do not, or not wholly.</summary>
    private WorkspaceReference? Named()
    {
        bool anyName = WorkspaceName is not null || ResourceGroupName is not null || SubscriptionId is not null;
        if ((ResourceId is null ? 0 : 1) + (ConfigPath is null ? 0 : 1) + (anyName ? 1 : 0) > 1)
        {
            throw new ComputeTargetException(
                ErrorIds.InvalidArgument, "Name the workspace once: by -WorkspaceName, -ResourceGroupName and -SubscriptionId, by -ResourceId, or by -ConfigPath.");
        }

        return ResourceId is not null ? WorkspaceReference.Parse(ResourceId, "parameters")
            : ConfigPath is not null ? WorkspaceDiscovery.FromPath(GetUnresolvedProviderPathFromPSPath(ConfigPath))
            : WorkspaceName is not null && ResourceGroupName is not null && SubscriptionId is not null
                ? new WorkspaceReference(SubscriptionId, ResourceGroupName, WorkspaceName, "parameters")
            : null;
    }

    /// <summary>What the parameters left open comes from a config file or the environment.</summary>
    private WorkspaceReference Discovered()
    {
        WorkspaceReference? found = WorkspaceDiscovery.Find(Folder, Environment.GetEnvironmentVariable);
        WorkspaceReference reference = new(
            SubscriptionId ?? found?.SubscriptionId ?? string.Empty,
            ResourceGroupName ?? found?.ResourceGroupName ?? string.Empty,
            WorkspaceName ?? found?.Name ?? string.Empty,
            found?.Source ?? "parameters");
        string missing = string.Join(", ", new[]
        {
            reference.Name.Length == 0 ? "-WorkspaceName" : null,
            reference.ResourceGroupName.Length == 0 ? "-ResourceGroupName" : null,
            reference.SubscriptionId.Length == 0 ? "-SubscriptionId" : null,
        }.OfType<string>());
        return missing.Length == 0
            ? reference
            : throw new ComputeTargetException(
                ErrorIds.WorkspaceNotResolved, $"{missing} is missing, and neither a config.json nor the environment tells it.");
    }
}
